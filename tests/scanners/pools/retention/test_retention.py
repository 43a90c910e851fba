"""Where a finding about what stays in the pool stands, and where its trace leads."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from scanners import DirectorySource, load_rules, scan
from tests.scanners.go_source import write

if TYPE_CHECKING:
    from pathlib import Path

TWO_CALLERS = """package a

import (
	"bytes"
	"sync"
)

type query struct {
	text []byte
	buf  bytes.Buffer
}

var queries = sync.Pool{New: func() any { return new(query) }}

func release(q *query) { queries.Put(q) }

func ask(text, row []byte) {
	q := queries.Get().(*query)
	q.text = text
	q.buf.Write(row)
	release(q)
}

func askWithCare(text, row []byte) {
	q := queries.Get().(*query)
	q.text = text
	q.buf.Write(row)
	q.text = nil
	if q.buf.Cap() < 1<<16 {
		release(q)
	}
}
"""


@pytest.mark.parametrize("code", ["IR207", "IR208"])
def test_trace_of_a_caller_that_leaves_something_behind_leads_to_the_put(tmp_path: Path, code: str) -> None:
    rules = [folder for folder in load_rules() if folder.rule.code == code]
    with DirectorySource(write(tmp_path, {"a.go": TWO_CALLERS})) as source:
        [finding] = scan(source, rules=rules).findings
    caller, put = TWO_CALLERS.splitlines().index("\trelease(q)") + 1, 15
    assert finding.location.line == caller
    assert [(step.note.key, step.location.line) for step in finding.trace[-2:]] == [
        (f"{code}.on-the-way", caller),
        (f"{code}.put-back", put),
    ]
