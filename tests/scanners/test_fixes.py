"""Each suggested edit of an example compiles, ends its finding, and makes no new one."""

from __future__ import annotations

import subprocess
import sysconfig
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from scanners import FileSource, Finding, Selection, scan
from scanners.fixes import Overlap, edited
from scanners.model import Edit, Fix
from scanners.report.patch import chosen_edits
from scanners.rule import RuleFolder, load_rules

pytestmark = pytest.mark.slow

RULES = load_rules()
GO = Path(sysconfig.get_path("purelib")) / "go" / "bin" / "go"
# Rules that repair at least one place of their bad.go.
SUGGESTING = {"IR201", "IR202", "IR203", "IR205", "IR207", "IR208", "IR210"}


def findings_in(example: Path, rules: list[RuleFolder]) -> tuple[Finding, ...]:
    with FileSource(example) as source:
        return scan(source, rules=rules, selection=Selection(testdata=True)).findings


def fixes_of(folder: RuleFolder) -> list[tuple[Path, Finding, Fix]]:
    """Every suggested edit of the rule's examples that are one file."""
    files = [example for example in folder.examples if example.suffix == ".go"]
    return [
        (file, finding, finding.fix)
        for file in files
        for finding in findings_in(file, [folder])
        if finding.fix is not None
    ]


@cache
def codes_in(example: Path) -> Counter[str]:
    """How often each rule reports on an example: one with several edits is read once before all of them."""
    return Counter(each.code for each in findings_in(example, list(RULES)))


def is_self_contained(example: Path) -> bool:
    """Whether an example needs nothing but Go's own packages."""
    text = example.read_text(encoding="utf-8")
    return "github.com/" not in text and "example.com/" not in text


def errors_of(directory: Path, packages: list[str]) -> str:
    """What the Go tools say of packages in a directory."""
    if not packages:
        return ""
    (directory / "go.mod").write_text("module example.com/fixed\n\ngo 1.24\n", encoding="utf-8")
    command: list[str | Path] = [GO, "vet", "-copylocks=false", *(f"./{name}" for name in packages)]
    done = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False, timeout=300)
    return done.stderr if done.returncode else ""


@pytest.mark.parametrize("code", sorted(SUGGESTING))
def test_rule_suggests_an_edit_for_its_bad_example(code: str) -> None:
    folder = next(each for each in RULES if each.rule.code == code)
    assert any(file.name == "bad.go" for file, _, _ in fixes_of(folder))


@pytest.mark.toolchain
@pytest.mark.parametrize("folder", RULES, ids=lambda folder: folder.rule.code)
def test_suggested_edit_compiles_and_ends_its_finding(folder: RuleFolder, tmp_path: Path) -> None:
    compiled = []
    for number, (file, finding, fix) in enumerate(fixes_of(folder)):
        target = tmp_path / f"fix{number}" / file.name
        target.parent.mkdir()
        target.write_bytes(edited(file.read_bytes(), fix.edits))
        before = codes_in(file)
        after = codes_in(target)
        where = f"{file.name}:{finding.location.line}"
        assert after[folder.rule.code] < before[folder.rule.code], f"{where}: the edit does not end the finding"
        assert not after - before, f"{where}: the edit makes new findings: {after - before}"
        if is_self_contained(file):
            compiled.append(target.parent.name)
    assert errors_of(tmp_path, compiled) == ""


@pytest.mark.toolchain
@pytest.mark.parametrize("code", sorted(SUGGESTING))
def test_suggested_edits_of_one_file_compile_together(code: str, tmp_path: Path) -> None:
    folder = next(each for each in RULES if each.rule.code == code)
    files = [example for example in folder.examples if example.suffix == ".go" and is_self_contained(example)]
    for number, file in enumerate(files):
        with FileSource(file) as source:
            report = scan(source, rules=[folder], selection=Selection(testdata=True))
        target = tmp_path / f"file{number}" / file.name
        target.parent.mkdir()
        target.write_bytes(edited(file.read_bytes(), chosen_edits(report).get(file.name, [])))
    assert errors_of(tmp_path, [f"file{number}" for number in range(len(files))]) == ""


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
    fix = next(finding.fix for finding in findings_in(file, list(RULES)) if finding.code == "IR201")
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
    fix = next(finding.fix for finding in findings_in(file, list(RULES)) if finding.code == "IR207")
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
    fixes = [finding.fix for finding in findings_in(file, list(RULES)) if finding.code == "IR201"]
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
    fixes = [finding.fix for finding in findings_in(file, list(RULES)) if finding.code == code]
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
    fixes = [finding.fix for finding in findings_in(file, list(RULES)) if finding.code == "IR207"]
    assert [fix is not None for fix in fixes] == [is_suggested]


def test_edits_are_applied_in_the_order_of_the_file() -> None:
    edits = [Edit("a.go", 4, 5, "E"), Edit("a.go", 0, 0, "<"), Edit("a.go", 1, 3, "")]
    assert edited(b"abcdef", edits) == b"<adEf"


def test_edits_of_the_same_bytes_are_refused() -> None:
    with pytest.raises(Overlap, match=r"a\.go"):
        edited(b"abcdef", [Edit("a.go", 0, 3, ""), Edit("a.go", 2, 4, "")])
