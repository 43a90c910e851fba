"""The work grows with the code, not with its square: counted in calls of Python functions, which no machine changes."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest

from scanners import RuleFolder, load_rules
from tests.scanners.go_source import scanned

HEAD = """package a

import (
	"bytes"
	"sync"
)

var pool = sync.Pool{New: func() any { return new(bytes.Buffer) }}

"""
SMALL = 12
# What twice the code may cost on top, beside what the code before it did: twice is linear, four times its square.
LINEAR = 2.8
BETWEEN = 3.5  # each path through a function is followed with what is known on it


def repeated(template: str, size: int) -> str:
    """The template for each number below `size`, with the number in place of # and the next one in place of @."""
    return "".join(template.replace("#", str(each)).replace("@", str(each + 1)) for each in range(size))


def callers_of_a_wrapper(size: int) -> str:
    return (
        "func get() *bytes.Buffer { return pool.Get().(*bytes.Buffer) }\n\n"
        "func put(b *bytes.Buffer) { b.Reset(); pool.Put(b) }\n\n"
        + repeated("func user#(s []byte) {\n\tb := get()\n\tdefer put(b)\n\tb.Write(s)\n}\n\n", size)
    )


def functions_that_hand_on(size: int) -> str:
    return (
        "func f0(b *bytes.Buffer) { pool.Put(b) }\n\n"
        + repeated("func f@(b *bytes.Buffer) {\n\tb.WriteByte(1)\n\tf#(b)\n}\n\n", size)
        + f"func use() {{ f{size}(pool.Get().(*bytes.Buffer)) }}\n"
    )


def fields_of_a_record(size: int) -> str:
    return (
        "type record struct {\n" + repeated("\ta# []byte\n", size) + "\tlast []byte\n}\n\n"
        "var records = sync.Pool{New: func() any { return new(record) }}\n\n"
        "func (r *record) reset() {\n" + repeated("\tr.a# = r.a#[:0]\n", size) + "}\n\n"
        + repeated("func set#(r *record, b []byte) { r.a# = append(r.a#, b...) }\n\n", size)
        + "func use(b []byte) int {\n\tr := records.Get().(*record)\n\tdefer records.Put(r)\n\tr.reset()\n"
        + repeated("\tset#(r, b)\n", size)
        + "\tr.last = append(r.last, b...)\n\treturn len(r.a0) + len(r.last)\n}\n"
    )  # fmt: skip


def fields_set_on_some_paths(size: int) -> str:
    return (
        "type form struct {\n" + repeated("\ta# int\n", size) + "\tlast int\n}\n\n"
        "var forms = sync.Pool{New: func() any { return new(form) }}\n\n"
        "func use(n int) int {\n\tf := forms.Get().(*form)\n\tdefer forms.Put(f)\n"
        + repeated("\tif n > # {\n\t\tf.a# = n\n\t}\n", size)
        + "\tf.last += n\n\treturn f.last\n}\n"
    )


def branches_of_a_function(size: int) -> str:
    branch = "\tif s[#] > 1 {\n\t\tb.Reset()\n\t} else {\n\t\tb.WriteByte(s[#])\n\t}\n"
    return (
        "func use(s []byte) int {\n\tb := pool.Get().(*bytes.Buffer)\n"
        + repeated(branch, size)
        + "\tn := b.Len()\n\tpool.Put(b)\n\treturn n\n}\n"
    )


def cases_in_a_loop(size: int) -> str:
    return (
        "func use(k int) {\n\tb := pool.Get().(*bytes.Buffer)\n\tdefer pool.Put(b)\n\tfor {\n\t\tswitch k {\n"
        + repeated("\t\tcase #:\n\t\t\tb.WriteByte(1)\n\t\t\tk = @\n", size)
        + "\t\tdefault:\n\t\t\treturn\n\t\t}\n\t}\n}\n"
    )


def values_of_one_variable(size: int) -> str:
    return (
        "type node struct {\n\tup *node\n\tb *bytes.Buffer\n}\n\nfunc parse(s []byte) *node {\n\tvar top *node\n"
        + repeated("\tif s[#] == 1 {\n\t\tn# := &node{up: top}\n\t\ttop = n#\n\t}\n", size)
        + "\tb := pool.Get().(*bytes.Buffer)\n\tb.Reset()\n\ttop.b = b\n\tpool.Put(b)\n\treturn top\n}\n"
    )


def names_of_the_same_memory(size: int) -> str:
    return (
        "func use() int {\n\tb := pool.Get().(*bytes.Buffer)\n\tx0 := b.Bytes()\n"
        + repeated("\tx@ := x#[1:]\n", size)
        + f"\tpool.Put(b)\n\treturn int(x{size}[0])\n}}\n"
    )


def methods_of_an_owner(size: int) -> str:
    return (
        "type conn struct {\n\tb *bytes.Buffer\n\tn int\n}\n\n"
        "func open() *conn { return &conn{b: pool.Get().(*bytes.Buffer)} }\n\n"
        "func (c *conn) Close() { pool.Put(c.b) }\n\n"
        + repeated("func (c *conn) m#() []byte {\n\tc.n++\n\tc.b.WriteByte(1)\n\treturn c.b.Bytes()\n}\n\n", size)
    )


def literals_in_a_function(size: int) -> str:
    return (
        "func use(s []byte) {\n\tb := pool.Get().(*bytes.Buffer)\n"
        + repeated("\tf# := func() { b.Write(s) }\n\tf#()\n", size)
        + "\tpool.Put(b)\n}\n"
    )


def pools_of_a_package(size: int) -> str:
    return repeated(
        "var pool# = sync.Pool{New: func() any { return new(bytes.Buffer) }}\n\nfunc use#(s []byte) {\n"
        "\tb := pool#.Get().(*bytes.Buffer)\n\tdefer pool#.Put(b)\n\tb.Reset()\n\tb.Write(s)\n}\n\n",
        size,
    )


def types_behind_an_interface(size: int) -> str:
    return (
        "type shape interface{ free() }\n\n"
        + repeated(
            "type t# struct{ b *bytes.Buffer }\n\nfunc (t *t#) free() { pool.Put(t.b) }\n\n"
            "func new#() shape { return &t#{b: pool.Get().(*bytes.Buffer)} }\n\n",
            size,
        )
        + "func run(s shape) { s.free() }\n"
    )


def returns_that_put_back(size: int) -> str:
    return (
        "func use(s []byte) {\n\tb := pool.Get().(*bytes.Buffer)\n"
        + repeated("\tif s[#] > 1 {\n\t\tpool.Put(b)\n\t\treturn\n\t}\n", size)
        + "\tpool.Put(b)\n}\n"
    )


def objects_of_a_function(size: int) -> str:
    return (
        "func use(s []byte) {\n"
        + repeated("\tb# := pool.Get().(*bytes.Buffer)\n\tb#.Reset()\n\tb#.Write(s)\n", size)
        + repeated("\tpool.Put(b#)\n", size)
        + "}\n"
    )


def calls_made(root: Path, body: str, rules: list[RuleFolder]) -> int:
    """How many Python functions are called to scan the program."""
    count = 0

    def called(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event == "call"

    before = sys.getprofile()
    sys.setprofile(called)
    try:
        report = scanned(root, {"a.go": HEAD + body}, rules=rules)
    finally:
        sys.setprofile(before)
    assert report.pools
    assert not report.problems
    return count


def growth(root: Path, shape: Callable[[int], str]) -> float:
    """What the second doubling of the code costs, beside the first one."""
    rules = list(load_rules())
    calls_made(root / "first", shape(1), rules)  # imports and tables are read once
    sizes = (SMALL, 2 * SMALL, 4 * SMALL)
    small, middle, large = (calls_made(root / str(size), shape(size), rules) for size in sizes)
    return (large - middle) / (middle - small)


@pytest.mark.parametrize(
    "shape",
    [
        callers_of_a_wrapper,
        functions_that_hand_on,
        fields_of_a_record,
        fields_set_on_some_paths,
        branches_of_a_function,
        cases_in_a_loop,
        values_of_one_variable,
        names_of_the_same_memory,
        methods_of_an_owner,
        literals_in_a_function,
        pools_of_a_package,
    ],
)
def test_twice_the_code_is_twice_the_work(tmp_path: Path, shape: Callable[[int], str]) -> None:
    assert growth(tmp_path, shape) < LINEAR


@pytest.mark.parametrize("shape", [types_behind_an_interface, returns_that_put_back, objects_of_a_function])
def test_work_that_grows_faster_stays_below_the_square(tmp_path: Path, shape: Callable[[int], str]) -> None:
    assert growth(tmp_path, shape) < BETWEEN
