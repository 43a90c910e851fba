"""Findings whose code changed are found again by what they are about, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.findings.evidence import LEVELS, Evidence, pairs
from governance.findings.matching import identify

OLD = Evidence("IR201", "Buffer.Free", "a/b.go", "example.com/m/a.pool", "pool")
EVIDENCE = st.builds(
    Evidence,
    code=st.sampled_from(["IR201", "IR101"]),
    function=st.sampled_from(["", "f", "g"]),
    path=st.sampled_from(["a/x.go", "a/y.go", "b/x.go"]),
    pool=st.sampled_from(["", "m/a.p", "m/b.p"]),
    pool_name=st.just("p"),
)
OLD_ONES = st.dictionaries(st.sampled_from([f"old{n}" for n in range(6)]), EVIDENCE)
ALIASES = st.dictionaries(st.sampled_from(["new0", "new1", "new2"]), st.sampled_from(["old0", "old1"]))
NEW_ONES = st.dictionaries(st.sampled_from([f"new{n}" for n in range(6)]), EVIDENCE)


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(OLD, id="changed line"),
        pytest.param(Evidence("IR201", "Buffer.Free", "a/c.go", "example.com/m/a.pool", "pool"), id="moved function"),
        pytest.param(
            Evidence("IR201", "Buffer.Free", "a/b.go", "example.com/m/v2/a.pool", "pool"), id="module renamed"
        ),
        pytest.param(Evidence("IR201", "Buffer.Free", "z/b.go", "example.com/m/z.pool", "pool"), id="package moved"),
    ],
)
def test_same_function_and_pool_is_the_same_finding(new: Evidence) -> None:
    assert pairs({"f1": OLD}, {"f2": new}) == {"f2": "f1"}


@pytest.mark.parametrize(
    "new",
    [
        pytest.param(Evidence("IR204", "Buffer.Free", "a/b.go", "example.com/m/a.pool", "pool"), id="another rule"),
        pytest.param(Evidence("IR201", "Buffer.Use", "a/b.go", "example.com/m/a.pool", "pool"), id="another function"),
        pytest.param(Evidence("IR201", "Buffer.Free", "a/b.go", "example.com/m/a.other", "other"), id="another pool"),
    ],
)
def test_what_differs_in_one_of_the_three_is_another_finding(new: Evidence) -> None:
    assert pairs({"f1": OLD}, {"f2": new}) == {}


def test_two_that_could_be_it_are_none() -> None:
    assert pairs({"f1": OLD}, {"f2": OLD, "f3": OLD}) == {}
    assert pairs({"f1": OLD, "f2": OLD}, {"f3": OLD}) == {}


def test_code_outside_of_functions_and_without_a_pool_says_nothing() -> None:
    bare = Evidence("CP101", "", "a/b.go")
    assert pairs({"f1": bare}, {"f2": bare}) == {}


@given(OLD_ONES, NEW_ONES)
def test_nothing_ambiguous_is_paired(old: dict[str, Evidence], new: dict[str, Evidence]) -> None:
    found = pairs(old, new)
    assert len(set(found.values())) == len(found)
    for after, before in found.items():
        shared = [(level, level(old[before])) for level in LEVELS if level(old[before]) == level(new[after])]
        assert any(
            sum(level(each) == key for each in old.values()) == sum(level(each) == key for each in new.values()) == 1
            for level, key in shared
            if key is not None
        )


@given(OLD_ONES, NEW_ONES)
def test_pairing_is_symmetric(old: dict[str, Evidence], new: dict[str, Evidence]) -> None:
    assert pairs(new, old) == {before: after for after, before in pairs(old, new).items()}


@given(
    OLD_ONES,
    NEW_ONES,
    st.dictionaries(st.sampled_from([f"new{n}" for n in range(6)]), st.sampled_from(["old0", "old1"])),
)
def test_known_fingerprint_always_wins(
    old: dict[str, Evidence], new: dict[str, Evidence], aliases: dict[str, str]
) -> None:
    reported = new | dict(list(old.items())[:2])
    aliases = {other: own for other, own in aliases.items() if own in old}
    missing = {print_: evidence for print_, evidence in old.items() if print_ not in reported}
    found = identify(reported, known=old.keys(), aliases=aliases, missing=missing)
    assert not found.keys() & old.keys()
    assert not set(found.values()) & reported.keys()
    assert len(set(found.values())) == len(found)


def test_alias_wins_over_evidence() -> None:
    other = Evidence("IR201", "Buffer.Other", "a/b.go", "example.com/m/a.pool", "pool")
    found = identify({"f0": other, "f3": OLD}, known=["f1"], aliases={"f0": "f1"}, missing={"f1": OLD})
    assert found == {"f0": "f1"}
