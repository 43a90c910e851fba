"""In which words a missing reset tells the way of an object from one user to the next."""

from __future__ import annotations

from pathlib import Path

from scanners import FileSource, scan
from scanners.rule import load_rules

RULES = [folder for folder in load_rules() if folder.rule.code == "IR201"]
CODE = """package p

import (
	"bytes"
	"sync"
)

var pool sync.Pool

func first() {
	b := pool.Get().(*bytes.Buffer)
	b.WriteByte('1')
	pool.Put(b)
}

func second() {
	b := pool.Get().(*bytes.Buffer)
	b.WriteByte('2')
	pool.Put(b)
}
"""


def test_trace_of_each_put_tells_where_its_own_function_writes(tmp_path: Path) -> None:
    (tmp_path / "a.go").write_text(CODE, encoding="utf-8")
    with FileSource(tmp_path / "a.go") as source:
        report = scan(source, rules=RULES)
    steps = [[(step.note.key, step.location.line) for step in finding.trace[:2]] for finding in report.findings]
    assert steps == [
        [("IR201.written", 12), ("IR201.put-back", 13)],
        [("IR201.written", 18), ("IR201.put-back", 19)],
    ]
