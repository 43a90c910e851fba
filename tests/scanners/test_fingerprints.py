"""Fingerprints: the same finding keeps its own, two findings never share one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.fingerprints import tokens
from scanners.golang.syntax import parse
from tests.scanners.go_source import DIRTY, scanned


def fingerprints(root: Path, files: dict[str, str]) -> set[tuple[str, str]]:
    report = scanned(root, files)
    assert report.findings
    return {(finding.code, finding.fingerprint) for finding in report.findings}


@pytest.mark.parametrize(
    "changed",
    [
        {"a.go": "// Licence.\n\n" + DIRTY},
        {"renamed.go": DIRTY},
        {"a.go": DIRTY.replace("pool.Put(buf)", "pool.Put(\n\t\tbuf, // back\n\t)")},
        {"a.go": DIRTY.replace("var pool", "var other int\n\nvar pool")},
        {"a.go": DIRTY, "b.go": "package a\n\nfunc other() {}\n"},
    ],
    ids=["moved", "renamed", "reformatted", "declaration-before", "file-beside"],
)
def test_fingerprint_stays(tmp_path: Path, changed: dict[str, str]) -> None:
    assert fingerprints(tmp_path / "old", {"a.go": DIRTY}) == fingerprints(tmp_path / "new", changed)


@pytest.mark.parametrize(
    "changed",
    [DIRTY.replace("render", "print"), DIRTY.replace("pool", "other")],
    ids=["function", "pool"],
)
def test_fingerprint_of_another_place_differs(tmp_path: Path, changed: str) -> None:
    old = {pair for pair in fingerprints(tmp_path / "old", {"a.go": DIRTY}) if pair[0] == "IR201"}
    assert not old & fingerprints(tmp_path / "new", {"a.go": changed})


def test_equal_findings_in_one_function_are_told_apart(tmp_path: Path) -> None:
    twice = DIRTY.replace(
        "\tpool.Put(buf)\n", "\tif out == text {\n\t\tpool.Put(buf)\n\t\treturn text\n\t}\n\tpool.Put(buf)\n"
    )
    report = scanned(tmp_path, {"a.go": twice})
    found = [finding.fingerprint for finding in report.findings if finding.code == "IR201"]
    assert len(found) == len(set(found)) == 2


@given(st.lists(st.sampled_from([" ", "\n", "\t", "// c\n", "/* c */", "\r\n"]), min_size=4, max_size=4))
def test_tokens_do_not_depend_on_layout(spaces: list[str]) -> None:
    source = "package a\nvar x = f({}a,{}b[1],{}c{})\n".format(*spaces)
    root = parse("a.go", source.encode()).root
    assert tokens(root) == tokens(parse("a.go", b"package a\nvar x = f(a, b[1], c)\n").root)
