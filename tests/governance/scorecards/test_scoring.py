"""Scores: which units pass, what waivers, doubt and caps do to them."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from governance.policies.policy import Enforcement, Override, Policy
from governance.scans.report import Connection, Finding, Place, Report
from governance.scorecards.scoring import GRADES, IRON_RULES, RULES, Coverage, Figure, score, tally
from scanners.model import Profile, RuleVerdict, Severity, Verdict
from tests.governance.report_values import IRON_ONLY, UNKNOWN, a_finding, a_pool, a_problem, a_report, a_site

POLICY = Policy()
NONE: frozenset[str] = frozenset()
SITE = a_site(10)


def test_report_without_pools_has_no_score_and_no_grade() -> None:
    result = score(a_report(), POLICY, NONE)
    assert (result.score, result.raw_score, result.grade, result.cap) == (None, None, "", None)


def test_clean_pool_passes_each_rule() -> None:
    result = score(a_report(pools=[a_pool(sites=[SITE, a_site(20)])]), POLICY, NONE)
    assert [result.figures[rule] for rule in RULES] == [
        Figure(1, 0, 1),
        Figure(2, 0, 2),
        Figure(1, 0, 1),
        Figure(0, 0, 0),
    ]
    assert (result.score, result.grade) == (100.0, "A")


@pytest.mark.parametrize(
    ("finding", "rule", "figure"),
    [
        pytest.param(a_finding("IR101", pool="p1"), "IR1", Figure(0, 0, 1), id="pool fails IR1"),
        pytest.param(a_finding("IR302", pool="p1"), "IR3", Figure(0, 0, 1), id="pool fails IR3"),
        pytest.param(a_finding("IR201", pool="p1", site=SITE.place), "IR2", Figure(1, 0, 2), id="one site fails IR2"),
        pytest.param(a_finding("IR101", pool=None), "IR1", Figure(1, 0, 2), id="of no pool: a unit of its own"),
        pytest.param(a_finding("IR201", site=Place("x.go", 1, 1)), "IR2", Figure(2, 0, 3), id="at no counted site"),
        pytest.param(a_finding("CP403"), "CP", Figure(0, 0, 1), id="companion check"),
        pytest.param(a_finding("IR101", pool="p1", suppressed="ok"), "IR1", Figure(0, 1, 1), id="suppressed"),
    ],
)
def test_violation_fails_its_unit(finding: Finding, rule: str, figure: Figure) -> None:
    figures, _coverage = tally(a_report([finding], [a_pool(sites=[SITE, a_site(20)])]), POLICY, NONE)
    assert figures[rule] == figure


def test_companion_checks_count_where_connections_are_made() -> None:
    finding = a_finding("CP404", line=7)
    failing = Connection(finding.path, finding.line, finding.column, "http", "http.Transport")
    passing = Connection(finding.path, 9, 1, "sql", "sql.Open")
    figures, coverage = tally(replace(a_report([finding]), connections=(failing, passing)), POLICY, NONE)
    assert figures["CP"] == Figure(1, 0, 2)
    assert coverage == Coverage(0, 0)


def test_many_violations_of_one_pool_fail_one_unit() -> None:
    findings = [a_finding("IR101", "f1", pool="p1"), a_finding("IR102", "f2", pool="p1")]
    figures, _coverage = tally(a_report(findings, [a_pool()]), POLICY, NONE)
    assert figures["IR1"] == Figure(0, 0, 1)


def test_unit_with_one_waived_and_one_open_violation_fails() -> None:
    findings = [a_finding("IR101", "f1", pool="p1"), a_finding("IR102", "f2", pool="p1")]
    figures, _coverage = tally(a_report(findings, [a_pool()]), POLICY, frozenset({"f1"}))
    assert figures["IR1"] == Figure(0, 0, 1)


def test_site_inside_a_wrapper_does_not_count() -> None:
    figures, _coverage = tally(a_report(pools=[a_pool(sites=[a_site(5, counted=False), SITE])]), POLICY, NONE)
    assert figures["IR2"].units == 1


def test_site_shared_by_two_pools_counts_once() -> None:
    pools = [a_pool("p1", sites=[SITE]), a_pool("p2", sites=[SITE])]
    figures, _coverage = tally(a_report(pools=pools), POLICY, NONE)
    assert figures["IR2"].units == 1


def test_rule_that_a_pool_has_no_verdict_for_does_not_apply_to_it() -> None:
    pool = a_pool(sites=[SITE], verdicts={"IR2": RuleVerdict.PASS})
    result = score(a_report(pools=[pool]), POLICY, NONE)
    assert result.figures["IR1"].units == 0
    assert result.coverage == Coverage(1, 1)


def test_waiver_lifts_the_score_and_not_the_raw_score() -> None:
    report = a_report([a_finding("IR101", pool="p1")], [a_pool()])
    result = score(report, POLICY, frozenset({"f1"}))
    assert (result.score, result.raw_score) == (100.0, 50.0)
    assert result.figures["IR1"] == Figure(passed=0, waived=1, units=1)


def test_advice_fails_nothing() -> None:
    report = a_report([a_finding("IR302", pool="p1", verdicts=IRON_ONLY)], [a_pool()])
    assert tally(report, POLICY, NONE)[0]["IR3"] == Figure(0, 0, 1)
    assert tally(report, POLICY.under(Profile.PRAGMATIC), NONE)[0]["IR3"] == Figure(1, 0, 1)


@pytest.mark.parametrize("enforcement", [Enforcement.OFF, Enforcement.SHADOW])
def test_rule_that_is_not_enforced_fails_and_caps_nothing(enforcement: Enforcement) -> None:
    report = a_report([a_finding("IR101", pool="p1", severity=Severity.CRITICAL)], [a_pool()])
    result = score(report, Policy(overrides={"IR101": Override(enforcement=enforcement)}), NONE)
    assert result.figures["IR1"] == Figure(1, 0, 1)
    assert (result.grade, result.cap) == ("A", None)


def test_what_lies_in_an_excluded_path_counts_nowhere() -> None:
    left_out = replace(a_pool("p2", sites=[a_site(5)]), path="gen/pools.go")
    pool = a_pool(sites=[SITE, a_site(7, path="gen/uses.go")])
    report = replace(
        a_report(
            [a_finding("IR101", pool="p2", path="gen/pools.go"), a_finding("CP403", "f2", path="gen/http.go")],
            [pool, left_out],
            [a_problem("gen/broken.go")],
        ),
        connections=(Connection("gen/http.go", 3, 1, "http", "http.Client"),),
    )
    figures, coverage = tally(report, Policy(excludes=("gen/*",)), NONE)
    assert [figures[rule] for rule in RULES] == [Figure(1, 0, 1), Figure(1, 0, 1), Figure(1, 0, 1), Figure()]
    assert coverage == Coverage(3, 3)


def test_violation_outside_is_never_free_even_if_its_pool_is_excluded() -> None:
    report = a_report([a_finding("IR101", pool="p1", path="a/use.go")], [a_pool()])
    figures, _coverage = tally(report, Policy(excludes=("a/b.go",)), NONE)
    assert figures["IR1"] == Figure(0, 0, 1)


def test_override_turns_a_violation_into_advice() -> None:
    policy = Policy(overrides={"IR101": Override(verdict=Verdict.ADVISORY)})
    figures, _coverage = tally(a_report([a_finding("IR101", pool="p1")], [a_pool()]), policy, NONE)
    assert figures["IR1"] == Figure(1, 0, 1)


# --- coverage ------------------------------------------------------------------------------------------------------


def test_unknown_verdict_is_in_no_figure_and_lowers_coverage() -> None:
    pools = [a_pool("p1"), a_pool("p2", verdicts=UNKNOWN)]
    result = score(a_report(pools=pools), POLICY, NONE)
    assert result.figures["IR1"] == Figure(1, 0, 1)
    assert result.coverage == Coverage(passed=2, total=4)
    assert not result.coverage.conclusive


def test_unknown_pool_with_a_violation_fails() -> None:
    report = a_report([a_finding("IR101", pool="p1")], [a_pool(verdicts=UNKNOWN)])
    assert tally(report, POLICY, NONE)[0]["IR1"] == Figure(0, 0, 1)


def test_unreadable_file_counts_once_against_coverage() -> None:
    result = score(a_report(pools=[a_pool()], problems=[a_problem(), a_problem()]), POLICY, NONE)
    assert result.coverage == Coverage(passed=2, total=3)


@pytest.mark.parametrize(("passed", "conclusive"), [(0, False), (89, False), (90, True), (100, True)])
def test_ninety_percent_coverage_is_conclusive(passed: int, conclusive: bool) -> None:
    assert Coverage(passed, 100).conclusive is conclusive


def test_nothing_to_judge_is_conclusive() -> None:
    assert Coverage(0, 0).conclusive


# --- grades and caps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("passing", "of", "grade"),
    [
        (20, 20, "A"),
        (19, 20, "A"),
        (18, 20, "B"),
        (17, 20, "B"),
        (16, 20, "C"),
        (14, 20, "C"),
        (10, 20, "D"),
        (9, 20, "F"),
    ],
)
def test_grade_follows_the_mean(passing: int, of: int, grade: str) -> None:
    sites = [a_site(line) for line in range(1, of + 1)]
    pool = a_pool(sites=sites, verdicts={"IR2": RuleVerdict.PASS})
    findings = [
        a_finding("IR203", f"f{site.line}", severity=Severity.MEDIUM, pool="p1", site=site.place)
        for site in sites[passing:]
    ]
    assert score(a_report(findings, [pool]), POLICY, NONE).grade == grade


@pytest.mark.parametrize(
    ("severity", "grade", "cap"),
    [
        (Severity.CRITICAL, "D", Severity.CRITICAL),
        (Severity.HIGH, "C", Severity.HIGH),
        (Severity.MEDIUM, "A", None),
        (Severity.LOW, "A", None),
    ],
)
def test_open_violation_caps_the_grade(severity: Severity, grade: str, cap: Severity | None) -> None:
    pools = [a_pool(f"p{number}") for number in range(40)]
    report = a_report([a_finding("IR101", severity=severity, pool="p1")], pools)
    result = score(report, POLICY, NONE)
    assert (result.grade, result.cap) == (grade, cap)


def test_cap_is_not_named_where_the_grade_is_as_low_anyway() -> None:
    result = score(a_report([a_finding("IR101", severity=Severity.HIGH)]), POLICY, NONE)
    assert (result.grade, result.cap) == ("F", None)


def test_waived_violation_does_not_cap() -> None:
    pools = [a_pool(f"p{number}") for number in range(40)]
    report = a_report([a_finding("IR101", severity=Severity.CRITICAL, pool="p1")], pools)
    assert score(report, POLICY, frozenset({"f1"})).grade == "A"


def test_companion_check_neither_caps_nor_counts() -> None:
    result = score(a_report([a_finding("CP403", severity=Severity.CRITICAL)], [a_pool()]), POLICY, NONE)
    assert (result.score, result.grade, result.cap) == (100.0, "A", None)


def test_override_of_severity_decides_the_cap() -> None:
    policy = Policy(overrides={"IR101": Override(severity=Severity.LOW)})
    pools = [a_pool(f"p{number}") for number in range(40)]
    report = a_report([a_finding("IR101", severity=Severity.CRITICAL, pool="p1")], pools)
    assert score(report, policy, NONE).grade == "A"


def test_finding_about_a_suppression_is_in_no_score() -> None:
    report = a_report([a_finding("IR001")], [a_pool()])
    assert score(report, POLICY, NONE).score == 100.0


# --- properties ----------------------------------------------------------------------------------------------------

LINES = st.integers(1, 6)
POOLS = [f"p{number}" for number in range(3)]


@st.composite
def reports(draw: st.DrawFn) -> Report:
    """Draw a report of up to three pools and eight findings, some of them of no known unit."""
    pools = [
        a_pool(
            identity,
            sites=[a_site(line) for line in draw(st.sets(LINES))],
            verdicts={rule: draw(st.sampled_from(RuleVerdict)) for rule in draw(st.sets(st.sampled_from(IRON_RULES)))},
        )
        for identity in draw(st.sets(st.sampled_from(POOLS)))
    ]
    known = [pool.id for pool in pools]
    findings = [
        a_finding(
            draw(st.sampled_from(["IR101", "IR201", "IR302", "CP401", "IR001"])),
            f"f{number}",
            severity=draw(st.sampled_from(Severity)),
            verdicts=draw(st.sampled_from([IRON_ONLY, dict.fromkeys(IRON_ONLY, Verdict.VIOLATION)])),
            line=draw(LINES),
            pool=draw(st.sampled_from([*known, None])),
            site=draw(st.sampled_from([None, *(a_site(line).place for line in range(1, 8))])),
            suppressed=draw(st.sampled_from([None, None, "reason"])),
        )
        for number in range(draw(st.integers(0, 8)))
    ]
    return a_report(findings, pools, [a_problem()] * draw(st.integers(0, 1)))


WAIVED = st.frozensets(st.sampled_from([f"f{number}" for number in range(8)]))


@given(reports(), WAIVED)
def test_figures_add_up(report: Report, waived: frozenset[str]) -> None:
    result = score(report, POLICY, waived)
    for figure in result.figures.values():
        assert 0 <= figure.passed <= figure.passed + figure.waived <= figure.units
    assert 0 <= result.coverage.passed <= result.coverage.total
    assert result.coverage.passed == sum(result.figures[rule].units for rule in IRON_RULES)


@given(reports(), WAIVED, st.randoms(use_true_random=False))
def test_order_of_a_report_does_not_matter(report: Report, waived: frozenset[str], dice: random.Random) -> None:
    shuffled = replace(
        report,
        findings=tuple(dice.sample(report.findings, len(report.findings))),
        pools=tuple(dice.sample(report.pools, len(report.pools))),
    )
    assert score(shuffled, POLICY, waived) == score(report, POLICY, waived)


@given(reports(), WAIVED, st.data())
def test_another_open_violation_never_helps(report: Report, waived: frozenset[str], data: st.DataObject) -> None:
    more = a_finding(
        data.draw(st.sampled_from(["IR101", "IR201", "IR302"])),
        "another",
        pool=data.draw(st.sampled_from([None, *(pool.id for pool in report.pools)])),
        site=data.draw(st.sampled_from([None, *(a_site(line).place for line in range(1, 8))])),
    )
    before = score(report, POLICY, waived)
    after = score(replace(report, findings=(*report.findings, more)), POLICY, waived)
    assert after.score is not None
    assert before.score is None or after.score <= before.score
    assert before.raw_score is None or (after.raw_score is not None and after.raw_score <= before.raw_score)
    assert after.grade >= before.grade or not before.grade


@given(reports(), WAIVED, st.sampled_from([f"f{number}" for number in range(8)]))
def test_another_waiver_never_hurts_and_leaves_the_raw_score(
    report: Report, waived: frozenset[str], fingerprint: str
) -> None:
    before, after = score(report, POLICY, waived), score(report, POLICY, waived | {fingerprint})
    assert before.raw_score == after.raw_score
    assert before.score is None or (after.score is not None and after.score >= before.score)
    assert after.grade <= before.grade
    assert [figure.units for figure in after.figures.values()] == [figure.units for figure in before.figures.values()]


@given(reports(), WAIVED)
def test_open_critical_violation_never_leaves_more_than_a_d(report: Report, waived: frozenset[str]) -> None:
    critical = replace(report, findings=(*report.findings, a_finding("IR101", "c", severity=Severity.CRITICAL)))
    assert score(critical, POLICY, waived).grade in {"D", "F"}


@given(reports(), WAIVED)
def test_grade_is_one_of_the_letters_or_nothing(report: Report, waived: frozenset[str]) -> None:
    result = score(report, POLICY, waived)
    assert result.grade in {letter for letter, _least in GRADES} | {""}
    assert (result.grade == "") == (result.score is None)
