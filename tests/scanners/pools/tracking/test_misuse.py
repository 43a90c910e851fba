"""What the search for misuses says of its own limits, and in which words it tells the way of an object."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners import FileSource, Report, scan
from scanners.golang.paths import MAXIMUM_STEPS
from scanners.pools.tracking import function_summaries
from scanners.rule import load_rules

CODES = {"IR204", "IR205", "IR206", "IR209"}
RULES = [folder for folder in load_rules() if folder.rule.code in CODES]
HEAD = 'package p\n\nimport (\n\t"bytes"\n\t"sync"\n)\n\nvar pool sync.Pool\n\n'


def report_of(directory: Path, code: str) -> Report:
    (directory / "a.go").write_text(HEAD + code, encoding="utf-8")
    with FileSource(directory / "a.go") as source:
        return scan(source, rules=RULES)


def branches(count: int) -> str:
    """A function whose paths double with each statement: every variable is a fact of its own."""
    asked = "".join(f"\tif c{each} {{\n\t\tb.Reset()\n\t}}\n" for each in range(count))
    names = ", ".join(f"c{each}" for each in range(count))
    taken = "\tb, _ := pool.Get().(*bytes.Buffer)\n"
    return f"func f({names} bool) int {{\n{taken}{asked}{asked}\tpool.Put(b)\n\treturn b.Len()\n}}\n"


def objects(count: int) -> str:
    """A function whose paths double with each object: it has gone back or not, and is asked for at the end."""
    names = [f"c{each}" for each in range(count)]
    taken = "".join(f"\tb{name}, _ := pool.Get().(*bytes.Buffer)\n" for name in names)
    put = "".join(f"\tif {name} {{\n\t\tpool.Put(b{name})\n\t}}\n" for name in names)
    asked = " + ".join(f"b{name}.Len()" for name in names)
    return f"func f({', '.join(names)} bool) int {{\n{taken}{put}\treturn {asked}\n}}\n"


def test_conditions_that_tell_no_objects_apart_multiply_no_paths(tmp_path: Path) -> None:
    report = report_of(tmp_path, branches(200))
    assert report.problems == ()
    assert [finding.code for finding in report.findings] == ["IR204"]


def test_function_with_too_many_paths_is_a_problem(tmp_path: Path) -> None:
    report = report_of(tmp_path, objects(13))
    assert [(problem.line, problem.message.key) for problem in report.problems] == [(10, "analyser.too-many-steps")]


def test_long_functions_share_steps_and_short_ones_need_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(function_summaries, "_RESERVE", 0)
    report = report_of(tmp_path, branches(7) + branches(2).replace("func f", "func g"))
    assert [dict(problem.message.arguments) for problem in report.problems] == [{"function": ("f",), "limit": ("300",)}]
    assert [finding.code for finding in report.findings] == ["IR204"]


def test_function_with_too_many_paths_is_begun_no_more_often_where_its_callees_put_fields_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(function_summaries, "_RESERVE", 2 * MAXIMUM_STEPS)  # one attempt to learn, one to find
    fields = "type T struct {\n\ta, b, c *bytes.Buffer\n}\n\n"
    callees = "".join(f"func put{each}(t *T) {{\n\tpool.Put(t.{each})\n}}\n\n" for each in "bc")
    calls = "\tputb(t)\n\tputc(t)\n\tpool.Put(t.a)\n"
    long = objects(13).replace("func f(", "func f(t *T, ").replace("\treturn ", f"{calls}\treturn ")
    report = report_of(tmp_path, fields + callees + long + branches(7).replace("func f", "func g"))
    assert [dict(problem.message.arguments)["function"] for problem in report.problems] == [("f",)]
    assert [finding.code for finding in report.findings] == ["IR204"]


def test_calls_that_may_put_a_field_back_multiply_no_paths_once_it_is_back(tmp_path: Path) -> None:
    calls = "\t_ = t.start()\n" * 14
    code = (
        "type T struct {\n\tb *bytes.Buffer\n}\n\nfunc open() error\n\n"
        "func (t *T) start() error {\n\tif err := open(); err != nil {\n\t\tpool.Put(t.b)\n\t\treturn err\n\t}\n"
        f"\treturn nil\n}}\n\nfunc f(t *T) {{\n{calls}}}\n"
    )
    assert report_of(tmp_path, code).problems == ()


def test_function_with_some_paths_is_followed(tmp_path: Path) -> None:
    report = report_of(tmp_path, branches(5))
    assert [finding.code for finding in report.findings] == ["IR204"]


def test_trace_tells_taken_put_back_used(tmp_path: Path) -> None:
    report = report_of(tmp_path, branches(1))
    notes = [(step.note.key, step.location.line) for step in report.findings[0].trace]
    assert notes == [("IR204.taken", 11), ("IR204.put", 18), ("IR204.used", 19)]


def test_finding_counts_against_the_put(tmp_path: Path) -> None:
    finding = report_of(tmp_path, branches(1)).findings[0]
    assert finding.site is not None
    assert finding.site.line == 18


@pytest.mark.parametrize("copying", ["string(b.Bytes())", "b.String()", "string(bytes.TrimSpace(b.Bytes()))"])
def test_copy_that_is_returned_is_fine(tmp_path: Path, copying: str) -> None:
    code = f"func f() string {{\n\tb, _ := pool.Get().(*bytes.Buffer)\n\tdefer pool.Put(b)\n\treturn {copying}\n}}\n"
    assert report_of(tmp_path, code).findings == ()


def test_report_is_the_same_each_time(tmp_path: Path) -> None:
    code = branches(3) + branches(4).replace("func f(", "func g(")
    first = report_of(tmp_path, code)
    assert report_of(tmp_path, code).findings == first.findings
