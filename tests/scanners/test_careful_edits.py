"""Suggested edits leave alone what New gives, what users give, and what is still in use after the Put."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners import FileSource, Finding, scan
from scanners.fixes import edited
from scanners.rule import load_rules

RULES = load_rules()


def findings_in(file: Path) -> tuple[Finding, ...]:
    with FileSource(file) as source:
        return scan(source, rules=RULES).findings


USED_AFTERWARDS = """package p

import (
	"bytes"
	"io"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

func render(w io.Writer, name string) {
	b := pool.Get().(*bytes.Buffer)
	b.WriteString(name)
	pool.Put(b)
	w.Write(b.Bytes())
}
"""


def test_what_is_used_after_its_put_is_not_emptied_before_it(tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text(USED_AFTERWARDS, encoding="utf-8")
    fix = next(finding.fix for finding in findings_in(file) if finding.code == "IR201")
    assert fix is not None
    lines = edited(file.read_bytes(), fix.edits).decode().splitlines()
    assert lines.index("\tb.Reset()") == lines.index("\tb := pool.Get().(*bytes.Buffer)") + 1


KEPT_AFTERWARDS = """package p

import (
	"io"
	"sync"
)

type request struct {
	body []byte
}

var pool = sync.Pool{New: func() any { return new(request) }}

func serve(w io.Writer, body []byte) {
	r := pool.Get().(*request)
	r.body = body
	w.Write(r.body)
	pool.Put(r)
	w.Write(r.body)
}
"""


@pytest.mark.parametrize("is_used", [True, False])
def test_what_is_used_after_its_put_is_not_made_to_let_go_before_it(is_used: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    after = "pool.Put(r)\n\tw.Write(r.body)\n"
    file.write_text(KEPT_AFTERWARDS if is_used else KEPT_AFTERWARDS.replace(after, "pool.Put(r)\n"), encoding="utf-8")
    fix = next(finding.fix for finding in findings_in(file) if finding.code == "IR207")
    assert (fix is None) == is_used


FIELD = """package p

import (
	"bytes"
	"sync"
)

type object struct {
	field %s
}

var pool = sync.Pool{New: func() any { %s }}

var _ bytes.Buffer

func use(n int) any {
	o := pool.Get().(*object)
	%s
	pool.Put(o)
	return seen
}
"""


@pytest.mark.parametrize(
    ("type_", "new", "use", "reset"),
    [
        ("map[int]int", "return &object{map[int]int{}}", "o.field[n]++; seen := len(o.field)", "clear(o.field)"),
        ("int", "return new(object)", "o.field += n; seen := o.field", "o.field = 0"),
        ("int", "return &object{field: -1}", "o.field += n; seen := o.field", None),
        ("int", "o := new(object); o.field = -1; return o", "o.field += n; seen := o.field", None),
        ("int", "return &object{-1}", "o.field += n; seen := o.field", None),
        ("[]int", "return new(object)", "o.field = append(o.field, n); seen := len(o.field)", "o.field = nil"),
        (
            "[]int",
            "return &object{field: make([]int, 0, 8)}",
            "o.field = append(o.field, n); seen := len(o.field)",
            "o.field = o.field[:0]",
        ),
        (
            "*bytes.Buffer",
            "return &object{field: new(bytes.Buffer)}",
            'o.field.WriteString("x"); seen := o.field.String()',
            "o.field.Reset()",
        ),
        ("bytes.Buffer", "return new(object)", 'o.field.WriteString("x"); seen := o.field.String()', "o.field.Reset()"),
    ],
)
def test_field_is_reset_to_what_it_is_in_a_new_object(
    type_: str, new: str, use: str, reset: str | None, tmp_path: Path
) -> None:
    file = tmp_path / "a.go"
    file.write_text(FIELD % (type_, new, use.replace("; ", "\n\t")), encoding="utf-8")
    fixes = [finding.fix for finding in findings_in(file) if finding.code == "IR201"]
    assert [fix is None for fix in fixes] == [reset is None]
    if reset is not None:
        assert fixes[0] is not None
        assert f"\t{reset}\n\tpool.Put(o)" in edited(file.read_bytes(), fixes[0].edits).decode()


WRITER = """package p

import (
	"io"
	"sync"
)

type encoder struct {
	written int
	out     io.Writer
	name    string
	depth   int
}

func (e *encoder) Reset() {
	e.name = ""
	e.depth = 0
}

var pool = sync.Pool{New: func() any { return NEW }}

func encode(w io.Writer, name string) int {
	e := pool.Get().(*encoder)
	e.out = w
	e.name = name
	e.depth++
	io.WriteString(e.out, e.name)
	e.written += len(name)
	written := e.written
	e.Reset()
	pool.Put(e)
	return written
}
"""


@pytest.mark.parametrize(
    ("new", "is_suggested"), [("new(encoder)", True), ("&encoder{written: 1, out: io.Discard}", False)]
)
@pytest.mark.parametrize("code", ["IR202", "IR207"])
def test_no_edit_takes_away_what_new_gives(code: str, new: str, is_suggested: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text(WRITER.replace("NEW", new), encoding="utf-8")
    fixes = [finding.fix for finding in findings_in(file) if finding.code == code]
    assert [fix is not None for fix in fixes] == [is_suggested]


COLLECTED = """package p

import "sync"

type batch struct {
	items []*int
}

var pool = sync.Pool{New: func() any { return new(batch) }}

func collect(i *int) int {
	b := pool.Get().(*batch)
	b.items = append(b.items, i)
	n := len(b.items)
	b.items = b.items[:0]
	pool.Put(b)
	return n
}
"""
GIVEN = """
func count(items []*int) int {
	b := pool.Get().(*batch)
	b.items = items
	n := len(b.items)
	b.items = nil
	pool.Put(b)
	return n
}
"""


@pytest.mark.parametrize(("code", "is_suggested"), [(COLLECTED, True), (COLLECTED + GIVEN, False)])
def test_no_edit_clears_an_array_that_users_give(code: str, is_suggested: bool, tmp_path: Path) -> None:
    file = tmp_path / "a.go"
    file.write_text(code, encoding="utf-8")
    fixes = [finding.fix for finding in findings_in(file) if finding.code == "IR207"]
    assert [fix is not None for fix in fixes] == [is_suggested]


UNTYPED = """package p

import "sync"

type batch struct {
	items []int
}

var pool = sync.Pool{New: func() any { return new(batch) }}

func count(i int) int {
	taken := pool.Get()
	b, ok := taken.(*batch)
	if ok {
		for range i {
			b.items = append(b.items, i)
		}
		b.items = b.items[:0]
	}
	pool.Put(PUT)
	return i
}
"""


@pytest.mark.parametrize(("put", "is_suggested"), [("b", True), ("taken", False)])
def test_no_edit_asks_for_the_capacity_of_what_is_put_back_as_another_type(
    put: str, is_suggested: bool, tmp_path: Path
) -> None:
    file = tmp_path / "a.go"
    file.write_text(UNTYPED.replace("PUT", put), encoding="utf-8")
    fixes = [finding.fix for finding in findings_in(file) if finding.code == "IR208"]
    assert [fix is not None for fix in fixes] == [is_suggested]
