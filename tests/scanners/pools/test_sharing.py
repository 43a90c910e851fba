"""The data files that say which functions share memory and which pools hide in dependencies."""

from __future__ import annotations

import pytest

from scanners.pools.sharing import appends, is_inert, is_unsafe_conversion, shared_operand


@pytest.mark.parametrize(
    ("function", "operand"),
    [
        ("(*bytes.Buffer).Bytes", "receiver"),
        ("bytes.TrimSpace", "first"),
        ("unsafe.String", "first"),
        ("(*bytes.Buffer).String", None),
        ("bytes.Clone", None),
        ("strings.Clone", None),
    ],
)
def test_operand_that_the_result_shares_memory_with(function: str, operand: str | None) -> None:
    assert shared_operand(function) == operand


def test_conversion_without_a_copy_is_known_by_name() -> None:
    assert is_unsafe_conversion("UnsafeString")
    assert not is_unsafe_conversion("String")


def test_functions_that_append_are_known_by_name() -> None:
    assert appends("AppendInt")
    assert not appends("Join")


def test_keeping_alive_is_no_use() -> None:
    assert is_inert("runtime.KeepAlive")
