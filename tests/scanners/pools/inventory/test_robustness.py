"""The inventory ends, and says the same, whatever the code looks like."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scanners.pools.inventory.inventories import TESTDATA, described, inventory_of, inventory_of_code

FILES = sorted(path.relative_to(TESTDATA).as_posix() for path in TESTDATA.rglob("*.go"))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(FILES), st.floats(0, 1), st.floats(0, 0.2))
def test_code_with_a_piece_torn_out_has_an_inventory(name: str, start: float, length: float) -> None:
    case = name.partition("/")[0]
    with tempfile.TemporaryDirectory() as directory:
        copy = Path(directory) / case
        shutil.copytree(TESTDATA / case, copy)
        content = (TESTDATA / name).read_bytes()
        at = int(start * len(content))
        torn = content[:at] + content[at + int(length * len(content)) :]
        (Path(directory) / name).write_bytes(torn)
        assert described(inventory_of(copy)) == described(inventory_of(copy))


@pytest.mark.parametrize(
    "code",
    [
        pytest.param("var p = " + "(" * 20_000 + "sync.Pool{}" + ")" * 20_000 + "\n", id="parentheses"),
        pytest.param("var p " + "[]" * 20_000 + "sync.Pool\n", id="slices"),
        pytest.param("func f() { " + "{" * 20_000 + "var p sync.Pool; p.Put(1)" + "}" * 20_000 + " }\n", id="blocks"),
        pytest.param(
            "func f0() *sync.Pool { return &sync.Pool{} }\n"
            + "".join(f"func f{n}() *sync.Pool {{ return f{n - 1}() }}\n" for n in range(1, 600))
            + "var p = f599()\n",
            id="functions-that-hand-on",
        ),
        pytest.param(
            "var p sync.Pool\nfunc g0(x *int) { p.Put(x) }\n"
            + "".join(f"func g{n}(x *int) {{ g{n - 1}(x) }}\n" for n in range(1, 600)),
            id="wrappers-of-wrappers",
        ),
        pytest.param(
            "var p sync.Pool\nfunc even(x *int) { odd(x); p.Put(x) }\nfunc odd(x *int) { even(x) }\n",
            id="wrappers-that-call-each-other",
        ),
        pytest.param("type A = B\ntype B = A\ntype C []C\nvar p sync.Pool\nvar a A\nvar c C\n", id="circular-types"),
        pytest.param("func f() { p := &sync.Pool{}; p = p; q := p; p = q; p.Put(1) }\n", id="circular-variables"),
    ],
)
def test_hostile_code_ends(code: str, tmp_path: Path) -> None:
    assert len(inventory_of_code(tmp_path, code).pools) <= 1
