"""What the text around a name tells before anything is parsed, and that it leaves out no use."""

from __future__ import annotations

import re

import pytest

from scanners.golang.program import Program
from scanners.golang.resolver import Resolver
from scanners.golang.spelling import CALLED, INDEXED, SELECTED, SET, may_be_key, may_be_selected
from tests.scanners.golang.sources import Files

SOURCE = """package p

type T struct{ f, g []int }

func (t *T) set(f []int) {
	t.f = f
	t.
		// a comment hides the dot
		f = f[:0]
	t. /* and so does this */ f, t.g = f, t.f
}

func (t *T) read() int { f := 1; return f + t.f[0] + len(t.f[:0]) + len(t.f) }

func made(f []int) T { return T{f: f, g /* kept */ : f} }
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x.f", True),
        ("x. f", True),
        ("x.\n\tf", True),
        ("x. // said\n\tf", True),
        ("x. /* said */ f", True),
        ("x + f", False),
        ("x\nf", False),
        ("f", False),
    ],
)
def test_dot_before_a_name_is_seen(text: str, expected: bool) -> None:
    assert may_be_selected(text.encode(), len(text) - 1) is expected


@pytest.mark.parametrize(
    ("behind", "expected"),
    [(": 1}", True), (" : 1}", True), ("/* said */: 1}", True), (" := 1", False), (" == 1", False)],
)
def test_colon_behind_a_key_is_seen(behind: str, expected: bool) -> None:
    assert may_be_key(f"f{behind}".encode(), 1) is expected


@pytest.mark.parametrize(
    ("pattern", "seen", "unseen"),
    [
        (SET, [" = 1", " += 1", " <<= 1", ", y = 1, 2", ": 1", " /* said */ = 1"], [" == 1", ".g = 1", ")", " + 1"]),
        (CALLED, ["(x)", "[int](x)", " /* said */ (x)"], [" = 1", ".g()"]),
        (SELECTED, [".g", " /* said */ .g"], ["(x)", " = 1"]),
        (INDEXED, ["[0]", "[:n]", " /* said */ [0]"], [".g", " = 1"]),
    ],
)
def test_what_stands_behind_a_name_is_told(pattern: re.Pattern[bytes], seen: list[str], unseen: list[str]) -> None:
    assert [text for text in (*seen, *unseen) if pattern.match(text.encode())] == seen


def test_uses_of_a_field_are_those_of_no_variable_of_its_name() -> None:
    assert lines(None) == [3, 6, 9, 10, 10, 13, 13, 13, 15]


def test_uses_before_a_text_are_those_of_the_uses_that_it_follows() -> None:
    assert lines(SET) == [3, 6, 9, 10, 15]
    assert lines(INDEXED) == [13, 13]


def lines(behind: re.Pattern[bytes] | None) -> list[int]:
    """The lines with uses of the field `f`."""
    program = Program(Files({"go.mod": "module example.com/m\n", "p.go": SOURCE}))
    resolver = Resolver(program)
    (package,) = program.package_in("")
    file = package.file("p.go")
    field = resolver.object_of_field(resolver.fields(resolver.type_of_declaration(package.declarations["T"]))[0])
    assert field is not None
    scopes = resolver.scopes
    uses = scopes.uses(file, field) if behind is None else scopes.uses_before(file, field, behind)
    return [use.start_point[0] + 1 for use in uses]
