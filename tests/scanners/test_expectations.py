"""The harness itself: surplus, missing and closed gaps are all told."""

from __future__ import annotations

import pytest

from scanners.expectations import Reported, differences, expectations


def told(source: str, *reported: Reported) -> list[str]:
    return differences(expectations("a.go", source), reported)


def at(line: int, message: str) -> Reported:
    return Reported("a.go", line, message)


def test_finding_that_is_wanted_is_no_difference() -> None:
    assert told('x := 1 // want "is put"', at(1, "it is put back")) == []


def test_wanted_finding_that_is_not_reported_is_told() -> None:
    assert told('x := 1 // want "is put"') == ['not reported: a.go:1: want "is put"']


def test_finding_that_nobody_wants_is_surplus() -> None:
    assert told("x := 1", at(1, "it is put")) == ["surplus: a.go:1: it is put"]


def test_finding_on_another_line_is_both_surplus_and_missing() -> None:
    assert len(told('x := 1 // want "is put"\n', at(2, "it is put"))) == 2


def test_finding_whose_message_differs_is_both_surplus_and_missing() -> None:
    assert len(told('x := 1 // want "is put"', at(1, "it is taken"))) == 2


def test_each_string_matches_one_finding() -> None:
    source = 'x := 1 // want "put" `put "twice"`'
    assert (
        told(source, at(1, 'put "twice"'), at(1, "put")) == [] or told(source, at(1, "put"), at(1, 'put "twice"')) == []
    )
    assert len(told(source, at(1, "put"))) == 1
    assert told('x // want "put"', at(1, "put"), at(1, "put")) == ["surplus: a.go:1: put"]


def test_open_gap_is_no_difference() -> None:
    assert told('x // missing "put"') == []
    assert told('x // spurious "put"', at(1, "put")) == []


def test_closed_gap_is_told_until_its_comment_goes() -> None:
    assert told('x // missing "put"', at(1, "put")) == ['is reported now, make it a want: a.go:1: missing "put"']
    assert told('x // spurious "put"') == ['no longer reported, remove the comment: a.go:1: spurious "put"']


@pytest.mark.parametrize("comment", ['// want "(', '// want "("', "// want `x", '// missing "a'])
def test_expectation_that_cannot_be_read_is_refused(comment: str) -> None:
    with pytest.raises(ValueError, match=r"a\.go:1"):
        told(comment)


def test_ordinary_comments_are_no_expectations() -> None:
    assert told("// we want a pool\n// missing: nothing") == []
