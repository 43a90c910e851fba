"""A change of score is split by what made it; the parts sum up to the whole, whatever changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.policies.policy import Enforcement, Override, Policy
from governance.scorecards.change import OVERALL, Judgement, Part, explain
from governance.scorecards.scoring import RULES, mean_share, tally
from scanners.model import Profile, RuleVerdict
from tests.governance.report_values import BOTH, IRON_ONLY, PASS, UNKNOWN, a_finding, a_pool, a_problem, a_report

if TYPE_CHECKING:
    from governance.scans.report import Report

POLICY = Policy()
POOLS = [a_pool("p1"), a_pool("p2")]
IN_P1 = a_finding("IR101", "f1", pool="p1")
IN_P2 = a_finding("IR101", "f2", pool="p2")


def judged(report: Report, policy: Policy = POLICY, waived: str = "") -> Judgement:
    return Judgement(report, policy, frozenset(waived.split()))


def moved(before: Judgement, after: Judgement, rule: str = "IR1") -> dict[Part, Fraction]:
    return {part: share for part, share in explain(before, after)[rule].parts.items() if share}


HALF = Fraction(1, 2)


def test_repair_is_the_code() -> None:
    before, after = judged(a_report([IN_P1, IN_P2], POOLS)), judged(a_report([IN_P2], POOLS))
    assert moved(before, after) == {Part.CODE: HALF}
    change = explain(before, after)["IR1"]
    assert (change.change, change.repaired, change.new) == (HALF, 1, 0)
    assert change.to_json() == {"points": 50.0, "parts": {"code": 50.0}, "repaired": 1, "new": 0}


def test_other_analyser_is_the_rules() -> None:
    before = judged(a_report([IN_P1], POOLS))
    after = judged(replace(a_report([IN_P1, IN_P2], POOLS), analyser="ironrules 0.2.0"))
    assert moved(before, after) == {Part.RULES: -HALF}


def test_waiver_is_a_waiver_and_its_end_too() -> None:
    report = a_report([IN_P1], POOLS)
    assert moved(judged(report), judged(report, waived="f1")) == {Part.WAIVERS: HALF}
    assert moved(judged(report, waived="f1"), judged(report)) == {Part.WAIVERS: -HALF}


def test_finding_that_goes_by_another_fingerprint_is_neither_repaired_nor_new() -> None:
    before = judged(a_report([IN_P1], POOLS), waived="f1")
    after = judged(a_report([replace(IN_P1, fingerprint="g1")], POOLS), waived="g1")
    change = explain(before, after, {"f1": 1, "g1": 1})["IR1"]
    assert (change.change, change.repaired, change.new) == (Fraction(0), 0, 0)
    assert not any(change.parts.values())


def test_policy_is_the_policy() -> None:
    report = a_report([a_finding("IR302", "f3", pool="p1", verdicts=IRON_ONLY)], POOLS)
    assert moved(judged(report), judged(report, POLICY.under(Profile.PRAGMATIC)), "IR3") == {Part.POLICY: HALF}


def test_pool_that_can_be_judged_now_is_coverage() -> None:
    before = judged(a_report([IN_P1], [a_pool("p1"), a_pool("p2", verdicts=UNKNOWN)]))
    after = judged(a_report([IN_P1], POOLS))
    assert moved(before, after) == {Part.COVERAGE: HALF}


def test_several_causes_are_told_apart() -> None:
    before = judged(a_report([IN_P1, IN_P2], [*POOLS, a_pool("p3", verdicts=UNKNOWN), a_pool("p4")]))
    after = judged(a_report([IN_P1], [*POOLS, a_pool("p3"), a_pool("p4")]), waived="f1")
    assert moved(before, after) == {
        Part.WAIVERS: Fraction(1, 3),
        Part.COVERAGE: Fraction(3, 4) - Fraction(2, 3),
        Part.CODE: Fraction(1, 4),
    }


def test_rule_that_did_not_apply_has_no_change() -> None:
    assert "IR1" not in explain(judged(a_report()), judged(a_report(pools=POOLS)))


CODES = ("IR101", "IR201", "IR302", "CP403")
FINDINGS = st.lists(
    st.builds(
        a_finding,
        st.sampled_from(CODES),
        st.sampled_from("abcdef"),
        verdicts=st.sampled_from([BOTH, IRON_ONLY]),
        pool=st.sampled_from(["p1", "p2", None]),
        suppressed=st.sampled_from([None, None, "reason"]),
    ),
    max_size=5,
    unique_by=lambda finding: finding.fingerprint,
)
VERDICTS = st.sampled_from([PASS, UNKNOWN, PASS | {"IR1": RuleVerdict.FAIL}])
REPORTS = st.builds(
    lambda findings, first, second, problems, analyser: replace(
        a_report(findings, [a_pool("p1", verdicts=first), a_pool("p2", verdicts=second)], problems), analyser=analyser
    ),
    FINDINGS,
    VERDICTS,
    VERDICTS,
    st.sampled_from([(), (a_problem(),)]),
    st.sampled_from(["one", "other"]),
)
POLICIES = st.sampled_from(
    [POLICY, Policy(profile=Profile.PRAGMATIC), Policy(overrides={"IR101": Override(enforcement=Enforcement.OFF)})]
)
WAIVED = st.frozensets(st.sampled_from("abcdef"))
JUDGEMENTS = st.builds(Judgement, REPORTS, POLICIES, WAIVED)


@settings(max_examples=150, deadline=None)
@given(JUDGEMENTS, JUDGEMENTS)
def test_parts_sum_up_to_the_whole(before: Judgement, after: Judgement) -> None:
    changes = explain(before, after)
    ends = [tally(each.report, each.policy, each.waived)[0] for each in (before, after)]
    for rule in (*RULES, OVERALL):
        first, last = (mean_share(figures) if rule == OVERALL else figures[rule].share for figures in ends)
        if first is None or last is None:
            assert rule not in changes
        else:
            assert sum(changes[rule].parts.values(), Fraction(0)) == changes[rule].change == last - first


@settings(max_examples=50, deadline=None)
@given(JUDGEMENTS)
def test_nothing_changes_between_a_judgement_and_itself(judgement: Judgement) -> None:
    for change in explain(judgement, judgement).values():
        assert not any(change.parts.values())
        assert (change.repaired, change.new) == (0, 0)


@pytest.mark.parametrize("part", [Part.POLICY, Part.WAIVERS])
@settings(max_examples=50, deadline=None)
@given(judgement=JUDGEMENTS, policy=POLICIES, waived=WAIVED)
def test_what_alone_changed_is_the_only_part(
    part: Part, judgement: Judgement, policy: Policy, waived: frozenset[str]
) -> None:
    other = replace(judgement, policy=policy) if part is Part.POLICY else replace(judgement, waived=waived)
    for change in explain(judgement, other).values():
        assert {moved for moved, share in change.parts.items() if share} <= {part}
