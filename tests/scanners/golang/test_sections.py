"""A file in sections is the file: the same nodes, the same declarations."""

from __future__ import annotations

from itertools import chain

import pytest

from scanners.golang.program import Program
from scanners.golang.sections import holds_word, may_declare, sections
from scanners.golang.syntax import Node, SourceFile, parse, parse_lazily, walk
from tests.scanners.golang.sources import Files

FUNCTIONS = b"""package a

import "fmt"

// f is one.
func f() { fmt.Println(1) }

func (t *T[K]) m() {
	for {
	}
}

type T[K any] struct{ k K }

var x, y = 1, func() int { return 2 }
"""


def functions(source: bytes) -> list[tuple[str, str] | None]:
    return [each.function for each in sections(source)]


def places(root: Node) -> list[tuple[str, int, int, tuple[int, ...]]]:
    """What stands below the root, with its rows and columns."""
    below = list(walk(root))[1:]
    return [(each.type, each.start_byte, each.end_byte, (*each.start_point, *each.end_point)) for each in below]


def test_sections_hold_every_byte_once() -> None:
    found = sections(FUNCTIONS)
    assert b"".join(FUNCTIONS[each.start : each.end] for each in found) == FUNCTIONS


def test_section_of_one_function_tells_its_receiver_and_its_name() -> None:
    assert functions(FUNCTIONS) == [None, ("", "f"), ("T", "m"), None, None]


@pytest.mark.parametrize(
    "source",
    [
        FUNCTIONS,
        FUNCTIONS.rstrip(),
        b"package a\nvar s = `\nfunc f() {\n`\nfunc g() {}\n",
        b"package a\n/*\nfunc f() {\n*/\nfunc g() {}\n",
        b"package a\nfunc f() {\nvar x = '{'\nvar y = \"}\"\n_, _ = x, y\n}\nfunc g() {}\n",
        b"package a\nvar v = g(\nfunc() {},\n)\nfunc g(func()) {}\n",
        b"package a\nfunc f() {}; func g() {\n}\n",
        b"package a\nfunc f() {\n}; type T int\nvar x T\n",
        b"\xef\xbb\xbfpackage a\nfunc f() {}\n",
        b"package a\nfunc (T) m[K any](k K) {}\ntype T int\nvar x = new(1)\n",
        b"package a\r\nfunc f() {\r\n}\r\nvar x int\r\n",
    ],
)
def test_sections_have_the_nodes_of_the_whole(source: bytes) -> None:
    whole = [each for each in places(parse("a.go", source).root) if each[1] < each[2]]
    parts = chain.from_iterable(map(places, parse_lazily("a.go", source).roots))
    assert [each for each in parts if each[1] < min(each[2], len(source))] == whole


@pytest.mark.parametrize(
    "source",
    [
        b"package a\nfunc f() {}; func g() {}\n",
        b"package a\nfunc f() {\n}; func g() {\n}\n",
        b"package a\nfunc f() {}\n  func g() {}\n",
        b"package a\nfunc f() {\nvar g int\n_ = g\n}\nfunc g() {}\n",
        b"package a\nvar f = `\nfunc h() {}\n`\nvar g int\n",
        b"package a\n/* f */ func f() {} /*\n*/ var g int\n",
    ],
)
def test_all_that_a_file_declares_is_found_whatever_its_layout(source: bytes) -> None:
    (package,) = Program(Files({"a.go": source})).package_in("")
    assert sorted(package.all_names()) == ["f", "g"]
    assert package.declaration("f") is not None
    assert package.declaration("g") is not None
    assert package.declaration("h") is None


def test_method_that_broken_code_only_looks_like_is_none() -> None:
    source = "package a\ntype T int\nfunc (T) m() {}\nfunc (T) n[( { ) }\n"
    (package,) = Program(Files({"a.go": source})).package_in("")
    assert [each.name for each in package.methods("T")] == ["m"]
    assert package.methods("T").get("n") is None


def test_nothing_but_what_is_asked_for_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    parsed = []

    def grow(file: SourceFile, number: int) -> Node:
        parsed.append(number)
        return tree(file, number)

    tree, file = SourceFile.tree, parse_lazily("a.go", FUNCTIONS)
    monkeypatch.setattr(SourceFile, "tree", grow)
    node = file.node_at(FUNCTIONS.index(b"x, y"), FUNCTIONS.index(b"x, y") + 1)
    assert node is not None
    assert node.type == "identifier"
    assert parsed == [4]


@pytest.mark.parametrize(
    ("text", "is_held"), [(b"a b", True), (b"b", True), (b"ab", False), (b"b1", False), (b"xb b", True), (b"", False)]
)
def test_word_is_held_as_a_whole(text: bytes, *, is_held: bool) -> None:
    assert holds_word(text, b"b", 0, len(text)) is is_held


@pytest.mark.parametrize(
    "source",
    ["var error int", "var (\n\terror int\n)", "var a, error = 1, 2", "type error = int", "var /* said */ error int"],
)
def test_section_that_can_declare_a_name_is_told(source: str) -> None:
    assert may_declare(source.encode(), b"error", 0, len(source))


@pytest.mark.parametrize("source", ['var a = "an error"', "// an error\nvar a int", "var a error", "var errors int"])
def test_section_that_only_says_a_name_is_told(source: str) -> None:
    assert not may_declare(source.encode(), b"error", 0, len(source))


def test_variables_of_a_package_are_found_without_its_functions() -> None:
    program = Program(Files({"a.go": "package a\n\nfunc f() {}\n\nvar x, y = 1, 2\n\ntype T int\n\nvar (\n\tz T\n)\n"}))
    (package,) = program.package_in("")
    assert [each.name for each in package.variables()] == ["x", "y", "z"]
