"""Source code comes from outside: whatever it is, every question has an answer, soon."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from types import FrameType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from scanners.golang.program import Program
from scanners.golang.resolver import Resolver
from scanners.golang.syntax import CALLS, IDENTIFIERS, walk
from tests.scanners.golang.sources import Files

pytestmark = pytest.mark.slow

DEEP = 100_000
NESTED = {
    "blocks": "package p\nfunc f(){" + "{" * DEEP + "x:=1;_=x" + "}" * DEEP + "}",
    "parentheses": "package p\nvar x = " + "(" * DEEP + "1" + ")" * DEEP,
    "pointers": "package p\ntype T " + "*" * DEEP + "int\nvar x T",
    "slices": "package p\ntype T " + "[]" * DEEP + "int\nvar x T",
    "structs": "package p\ntype T " + "struct{ a " * (DEEP // 4) + "int" + "}" * (DEEP // 4),
    "sums": "package p\nvar x = " + "1+" * DEEP + "1",
    "selectors": "package p\nvar a T\nvar x = a" + ".b" * DEEP,
    "calls": "package p\nfunc f(a int) int {return " + "f(" * DEEP + "1" + ")" * DEEP + "}",
    "chains": "package p\ntype T int\nfunc (T) f() T\nvar x = T(0)" + ".f()" * DEEP,
    "literals": "package p\nfunc f() { " + "func(){" * (DEEP // 4) + "}" * (DEEP // 4) + " }",
    "composites": "package p\ntype T int\nvar x = [][]T" + "{" * DEEP + "}" * DEEP,
    "unclosed": "package p\nfunc f(){" + "{" * DEEP,
    "if chains": "package p\nfunc f(){" + "if x {} else " * (DEEP // 4) + "{}}",
}
ENDLESS = {
    "aliases": "type A = B\ntype B = A\nvar a A",
    "embedding": "type A struct { B }\ntype B struct { *A; A }\nvar a = A{}.x",
    "types": "type A A\ntype B []B\nvar a = A(1).x\nvar b = B{}[0][0]",
    "interfaces": "type A interface { B }\ntype B interface { A; M() }\nvar a A\nfunc f() { a.M(); a.N() }",
    "constraints": "type A[T A[T]] interface{}\nfunc f[T interface{ ~[]T }](x T) { _ = x[0]; x.m() }",
    "variables": "var a = b\nvar b = a\nvar c = func() int { return c() }()",
    "constants": "const a = b\nconst b = a + 1\nvar x [a]int\ntype T [len(t)]int\nvar t T",
    "growing types": "type T[A any] struct { next *T[[]A]; v A }\nvar x T[int]\nvar y = x" + ".next" * 200 + ".v",
    "growing values": "func f() {\nx0 := 1\n" + "".join(f"x{i + 1} := &x{i}\n" for i in range(2000)) + "}",
    "doubling": "func f() {\nx0 := 1\n" + "".join(f"x{i + 1} := x{i} + x{i}\n" for i in range(2000)) + "}",
    "shifts": "const a = 1 << (1 << 60)\nconst b = a << a << a\nvar x [b]int",
}
WHOLE = b"""package p

import "sync"

type T[A any] struct {
	sync.Pool
	a []A
}

func (t *T[A]) m(x A) (y A, err error) {
	for i, v := range t.a {
		switch z := any(v).(type) {
		case A:
			y = z
		default:
			t.Put(&t.a[i])
		}
	}
	return y, nil
}
"""
FRAGMENTS = st.sampled_from(
    ["package p\n", "func f", "(x T)", "{", "}", "var x = ", "x", ".", "T", "[", "]", "*", "&", ":=", "=", "type T ",
     "struct", "interface", "map[T]", "chan ", "switch y := x.(type) ", "case T:", "for x := range ", "return ", "1",
     ",",     "\n", "func(", ")", "x.y", "[T any]", "iota", "const (", "go ", "defer ", "...", '"a"', "<-", "select "]
)  # fmt: skip


@contextmanager
def seconds(limit: int) -> Iterator[None]:
    """Fail when the body takes longer; the analyser has no business in C code that could not be interrupted."""

    def give_up(_signal: int, _frame: FrameType | None) -> None:
        pytest.fail(f"took more than {limit} seconds")

    before = signal.signal(signal.SIGALRM, give_up)
    signal.alarm(limit)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)


def ask_everything(source: str | bytes, every: int = 1) -> None:
    """Ask each question about each declaration and about every so-manieth node."""
    program = Program(Files({"go.mod": "module example.com/m\n", "p.go": source}))
    resolver = Resolver(program)
    package = program.package_of("p.go")
    if package is None:
        return
    file = package.file("p.go")
    resolver.functions(file)
    for name in package.declarations:
        type_ = resolver.type_of_declaration(package.declarations[name])
        assert str(type_)
        resolver.method_names(type_)
        resolver.method(type_, "missing")
        resolver.field(type_, "missing")
        assert list(resolver.field_paths(type_, lambda each: each.depth > 99)) == []
    for number, node in enumerate(chain.from_iterable(map(walk, file.roots))):
        if number % every or not node.is_named:
            continue
        assert str(resolver.type_of(file, node))
        resolver.object_of_expression(file, node)
        resolver.is_type(file, node)
        resolver.parent(file, node)
        if node.type in IDENTIFIERS:
            resolver.object_of(file, node)
        if node.type in CALLS:
            resolver.callee(file, node)


@pytest.mark.parametrize("shape", NESTED)
def test_nesting_a_hundred_thousand_deep_is_answered(shape: str) -> None:
    with seconds(60):
        ask_everything(NESTED[shape], every=41)


def test_declaration_that_nests_too_deep_is_named_and_others_are_answered() -> None:
    program = Program(Files({"p.go": NESTED["blocks"] + "\nfunc g() int { return 1 }"}))
    resolver = Resolver(program)
    file = program.file("p.go")
    assert [node.start_point[0] for node in resolver.too_deep(file)] == [1]
    (package,) = program.package_in("")
    assert str(resolver.type_of_declaration(package.declarations["g"])) == "func() int"


def test_signature_of_a_function_whose_body_nests_too_deep_is_answered_before_and_after() -> None:
    program = Program(Files({"p.go": NESTED["blocks"] + "\nfunc g() int { return 1 }"}))
    (package,) = program.package_in("")
    [name] = [each for each in package.all_names() if each != "g"]
    before, after = Resolver(program), Resolver(program)
    assert len(after.too_deep(program.file("p.go"))) == 1
    for each in (before, after):
        assert str(each.type_of_declaration(package.declarations[name])) == "func()"


@pytest.mark.parametrize("shape", ENDLESS)
def test_what_refers_to_itself_is_answered(shape: str) -> None:
    with seconds(30):
        ask_everything("package p\n" + ENDLESS[shape])


@settings(max_examples=150, deadline=None)
@given(st.lists(FRAGMENTS, max_size=40))
@example([".", "var x = ", "type T "])
def test_pieces_of_go_in_any_order_are_answered(pieces: list[str]) -> None:
    ask_everything("package p\n" + " ".join(pieces))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(WHOLE)))
def test_truncated_files_and_random_bytes_are_answered(noise: bytes, length: int) -> None:
    ask_everything(WHOLE[:length] + noise)
