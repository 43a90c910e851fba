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


RESETS = """package a

import "sync"

type call struct {
	line   *int
	minute int
}

func (c *call) reset() {
	c.minute = 0
}

var calls = sync.Pool{New: func() any { return new(call) }}

func after(line *int) {
	c := calls.Get().(*call)
	c.line = line
	c.minute++
	c.reset()
	calls.Put(c)
}

func before(line *int) {
	c := calls.Get().(*call)
	c.reset()
	c.line = line
	c.minute++
	calls.Put(c)
}
"""


def test_trace_leads_through_a_reset_between_what_is_given_and_the_put(tmp_path: Path) -> None:
    rules = [folder for folder in load_rules() if folder.rule.code == "IR207"]
    with DirectorySource(write(tmp_path, {"a.go": RESETS})) as source:
        findings = scan(source, rules=rules).findings
    reset = RESETS.splitlines().index("\tc.minute = 0") + 1
    steps = [[(step.note.key, step.location.line) for step in finding.trace] for finding in findings]
    assert [("IR207.reset-here", reset) in each for each in steps] == [True, False]
    assert [each[-1][0] for each in steps] == ["IR207.put-back", "IR207.put-back"]
