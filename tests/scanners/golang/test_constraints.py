from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanners.golang.constraints import builds_by_default


@pytest.mark.parametrize(
    ("path", "constraint", "expected"),
    [
        ("a/b.go", "", True),
        ("a/b_linux.go", "", True),
        ("a/b_linux_amd64.go", "", True),
        ("a/b_windows.go", "", False),
        ("a/b_linux_arm64.go", "", False),
        ("a/b_windows_extra.go", "", True),
        ("a/linux.go", "", True),
        ("a/windows.go", "", True),
        ("a/b.go", "ignore", False),
        ("a/b.go", "linux && !cgo", True),
        ("a/b.go", "!(windows || darwin) && go1.21", True),
        ("a/b.go", "windows || linux && arm64", False),
        ("a/b.go", "((linux", False),
        ("a/b.go", "&&", False),
    ],
)
def test_files_of_the_usual_build(path: str, constraint: str, expected: bool) -> None:
    assert builds_by_default(path, constraint) is expected


@given(st.text(alphabet="!&|() ab", max_size=60))
def test_malformed_constraints_are_answered(constraint: str) -> None:
    assert builds_by_default("a.go", constraint) in {True, False}
