"""The data files that say which functions share memory and which pools hide in dependencies."""

from __future__ import annotations

import pytest

from scanners.pools.tracking.holdings import Bond
from scanners.pools.tracking.sharing import appends, is_inert, is_unsafe_conversion, keeps_by_name, library_summary
from scanners.pools.tracking.summaries import RECEIVER, UNKNOWING, Kept


@pytest.mark.parametrize(
    ("function", "place", "bond"),
    [
        ("(*bytes.Buffer).Bytes", RECEIVER, Bond.PART),
        ("bytes.TrimSpace", 0, Bond.PART),
        ("unsafe.String", 0, Bond.PART),
        ("reflect.NewAt", 1, Bond.PART),
        ("context.WithValue", 2, Bond.WRAPPED),
    ],
)
def test_operand_that_the_result_holds(function: str, place: int, bond: Bond) -> None:
    summary = library_summary(function)
    assert summary is not None
    assert (place, bond) in summary.result(0)


def test_both_parts_of_a_cut_share_the_memory() -> None:
    summary = library_summary("bytes.Cut")
    assert summary is not None
    assert summary.result(0) == summary.result(1) != frozenset()
    assert summary.result(2) == frozenset()


@pytest.mark.parametrize("function", ["(*bytes.Buffer).String", "bytes.Clone", "strings.Clone"])
def test_copies_are_not_listed(function: str) -> None:
    assert library_summary(function) is None


def test_a_map_keeps_what_is_stored_in_it() -> None:
    summary = library_summary("(*sync.Map).Store")
    assert summary is not None
    assert summary.kept == {Kept(1, RECEIVER, ("[]",))}


def test_a_setter_without_a_copy_is_known_by_name() -> None:
    assert keeps_by_name("SetBodyRaw").kept == {Kept(0, RECEIVER, ("[]",))}
    assert keeps_by_name("SetBody") is UNKNOWING


def test_conversion_without_a_copy_is_known_by_name() -> None:
    assert is_unsafe_conversion("UnsafeString")
    assert not is_unsafe_conversion("String")


def test_functions_that_append_are_known_by_name() -> None:
    assert appends("AppendInt")
    assert not appends("Join")


def test_keeping_alive_is_no_use() -> None:
    assert is_inert("runtime.KeepAlive")
