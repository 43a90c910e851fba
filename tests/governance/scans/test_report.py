"""Reports at the edge: what passes can be stored, what does not says why."""

from __future__ import annotations

import json
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.scans.report import ReportInvalid, parse
from tests.governance.report_values import a_finding, a_pool, a_report, a_site

REPORT = a_report([a_finding(pool="p1", site=a_site(3).place, trace=[("a.go", 1)])], [a_pool(sites=[a_site(3)])])


def as_json(**changes: Any) -> bytes:
    return json.dumps(msgspec.to_builtins(REPORT) | changes).encode()


def test_report_survives_json() -> None:
    assert parse(as_json()) == REPORT


def test_fields_that_nobody_needs_are_ignored() -> None:
    assert parse(as_json(more=1)) == REPORT


@pytest.mark.parametrize(
    ("raw", "named"),
    [
        (b"", "line 1"),
        (b"[]", "object"),
        (b"{\xff}", "can't decode"),
        (b"[" * 100_000, "recursion"),
        (as_json(version=2), "version is 2"),
        (as_json(stats={"seconds": float("nan")}), "NaN"),
        (as_json(analyser="x" * 51), "analyser"),
        (as_json(profile="lax"), "profile"),
        (as_json(pools=[]), "pool p1"),
        (as_json(findings=[msgspec.to_builtins(a_finding())] * 2), "f1 is there 2 times"),
        (as_json(findings=[msgspec.to_builtins(a_finding(line=-1))]), r"findings\[0\].line"),
        (as_json(findings=[msgspec.to_builtins(a_finding(line=2**40))]), r"findings\[0\].line"),
        (as_json(findings=[msgspec.to_builtins(a_finding(fingerprint=""))]), r"findings\[0\].fingerprint"),
        (as_json(pools=[msgspec.to_builtins(a_pool())] * 2, findings=[]), "p1 is there 2 times"),
    ],
)
def test_bad_report_is_refused_naming_what_is_wrong(raw: bytes, named: str) -> None:
    with pytest.raises(ReportInvalid, match=named):
        parse(raw)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(st.sampled_from(["version", "stats", "pools", "findings", "problems", "commit"]), JSON)
def test_any_value_is_refused_or_can_be_stored(field: str, value: Any) -> None:
    try:
        report = parse(as_json(**{field: value}))
    except ReportInvalid:
        return
    assert "\\u0000" not in json.dumps(msgspec.to_builtins(report))
    json.dumps(msgspec.to_builtins(report), ensure_ascii=False, allow_nan=False).encode()


@given(st.text(st.characters(categories=["Cs", "Cc", "L"]), max_size=20))
def test_strange_names_of_files_are_made_storable(name: str) -> None:
    path = parse(as_json(findings=[msgspec.to_builtins(a_finding(path=name))])).findings[0].path
    assert "\0" not in path.encode().decode()
