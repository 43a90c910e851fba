"""Scores one report against the three iron rules: pure functions, so that a scorecard can be computed again.

IR1 and IR3 count pools, IR2 counts Get and Put sites; CP counts the places where pools of connections are made, is
scored beside them and never averaged in. A violation that belongs to no such unit is a unit of its own: it is never
free. What could not be resolved is in no score, it lowers the coverage.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Final

from governance.scans.report import Finding, Place, Report
from scanners.model import RuleVerdict, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from governance.policies.policy import Policy
    from governance.scans.report import Pool

    Unit = str | Place  # the id of a pool, or the place of a site

IRON_RULES: Final = ("IR1", "IR2", "IR3")
RULES: Final = (*IRON_RULES, "CP")
GRADES: Final = (("A", 95), ("B", 85), ("C", 70), ("D", 50), ("F", 0))
CAPS: Final = {Severity.CRITICAL: "D", Severity.HIGH: "C"}  # the best grade with such a violation open
CONCLUSIVE_PERCENT: Final = 90


@dataclass(frozen=True, slots=True)
class Figure:
    """One rule's count: units that pass, units that only pass because of waivers, and all units."""

    passed: int = 0
    waived: int = 0
    units: int = 0

    def __add__(self, other: Figure) -> Figure:
        return Figure(self.passed + other.passed, self.waived + other.waived, self.units + other.units)

    @property
    def raw_share(self) -> Fraction | None:
        """What passes without waivers, from 0 to 1; None when the rule does not apply."""
        return Fraction(self.passed, self.units) if self.units else None

    @property
    def share(self) -> Fraction | None:
        """What passes or is waived, from 0 to 1; None when the rule does not apply."""
        return Fraction(self.passed + self.waived, self.units) if self.units else None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much could be judged: resolved units, of all units and unreadable files."""

    passed: int
    total: int

    @property
    def conclusive(self) -> bool:
        """Whether enough could be judged for the grade to mean something."""
        return self.passed * 100 >= self.total * CONCLUSIVE_PERCENT


@dataclass(frozen=True, slots=True)
class Score:
    """The result. `score` and `raw_score` are percent before the cap; None and an empty grade: no rule applies."""

    figures: Mapping[str, Figure]
    coverage: Coverage
    score: float | None
    raw_score: float | None
    grade: str
    cap: Severity | None


def score(report: Report, policy: Policy, waived: frozenset[str]) -> Score:
    """Score `report` under `policy`; `waived` are the fingerprints with an approved waiver.

    What a comment in the code suppresses counts as waived.
    """
    violations = list(_violations(report, policy))
    figures, coverage = _tally(_without_excluded(report, policy), violations, waived)
    mean = mean_share(figures)
    raw_mean = _mean(figures[rule].raw_share for rule in IRON_RULES)
    uncapped = _grade(mean)
    worst = _worst(violations, policy, waived)
    grade = max(uncapped, CAPS[worst]) if uncapped and worst else uncapped  # a later letter is a worse grade
    return Score(
        figures=figures,
        coverage=coverage,
        score=None if mean is None else float(mean * 100),
        raw_score=None if raw_mean is None else float(raw_mean * 100),
        grade=grade,
        cap=worst if grade != uncapped else None,
    )


def tally(report: Report, policy: Policy, waived: frozenset[str]) -> tuple[dict[str, Figure], Coverage]:
    """Count the units of each rule, and how many could be judged."""
    return _tally(_without_excluded(report, policy), _violations(report, policy), waived)


def _violations(report: Report, policy: Policy) -> Iterator[tuple[str, Finding]]:
    """Yield what breaks a rule that is scored, with that rule."""
    for finding in report.findings:
        rule = rule_of(finding.code)
        if rule and policy.is_violation(finding):
            yield rule, finding


def _tally(
    report: Report, violations: Iterable[tuple[str, Finding]], waived: frozenset[str]
) -> tuple[dict[str, Figure], Coverage]:
    failed: dict[str, set[Unit]] = defaultdict(set)
    excused: dict[str, set[Unit]] = defaultdict(set)
    for rule, finding in violations:
        side = failed if is_open(finding, waived) else excused
        side[rule].add(_unit(rule, finding))
    figures = {}
    resolved = unresolved = 0
    for rule in RULES:
        judged = {unit for pool in report.pools if _verdict(pool, rule) in _JUDGED for unit in _units(pool, rule)}
        if rule == "CP":
            judged |= {connection.place for connection in report.connections}
        doubtful = {unit for pool in report.pools if _verdict(pool, rule) is _DOUBT for unit in _units(pool, rule)}
        known = judged | failed[rule] | excused[rule]
        figures[rule] = Figure(
            passed=len(known - failed[rule] - excused[rule]),
            waived=len(excused[rule] - failed[rule]),
            units=len(known),
        )
        if rule in IRON_RULES:
            resolved += len(known)
            unresolved += len(doubtful - known)
    unreadable = len({problem.path for problem in report.problems})
    return figures, Coverage(passed=resolved, total=resolved + unresolved + unreadable)


def _without_excluded(report: Report, policy: Policy) -> Report:
    """Return the report without what lies in paths that the policy excludes; its findings are no violations there."""
    if not policy.excludes:
        return report
    return replace(
        report,
        pools=tuple(
            replace(pool, sites=tuple(site for site in pool.sites if not policy.is_excluded(site.path)))
            for pool in report.pools
            if not policy.is_excluded(pool.path)
        ),
        problems=tuple(problem for problem in report.problems if not policy.is_excluded(problem.path)),
        connections=tuple(each for each in report.connections if not policy.is_excluded(each.path)),
    )


def mean_share(figures: Mapping[str, Figure]) -> Fraction | None:
    """Return the mean of the iron rules that apply, waivers included, from 0 to 1."""
    return _mean(figures[rule].share for rule in IRON_RULES)


def is_clean(score: Score) -> bool:
    """Tell whether nothing is wrong that nobody excused, and enough could be judged to say so."""
    return score.coverage.conclusive and all(
        figure.passed + figure.waived == figure.units for figure in score.figures.values()
    )


def criticals(report: Report, policy: Policy, waived: frozenset[str]) -> int:
    """Count the open critical violations."""
    return sum(
        policy.is_violation(finding) and is_open(finding, waived) and policy.severity(finding) is Severity.CRITICAL
        for finding in report.findings
    )


@cache
def rule_of(code: str) -> str | None:
    """Return the rule that a finding's code belongs to; None for those about suppressions, which are in no score."""
    return next((rule for rule in RULES if code.startswith(rule)), None)


def is_open(finding: Finding, waived: frozenset[str]) -> bool:
    """Tell whether nobody excused the finding, neither by a waiver nor by a comment in the code."""
    return finding.suppressed is None and finding.fingerprint not in waived


_JUDGED: Final = (RuleVerdict.PASS, RuleVerdict.FAIL)
_DOUBT: Final = RuleVerdict.UNKNOWN


def _verdict(pool: Pool, rule: str) -> RuleVerdict | None:
    return next((verdict for name, verdict in pool.verdicts.items() if name == rule), None)


def _units(pool: Pool, rule: str) -> Iterable[Unit]:
    """Return what the rule counts on a pool; a site inside a wrapper does not count where its callers do."""
    return (site.place for site in pool.sites if site.counted) if rule == "IR2" else (pool.id,)


def _unit(rule: str, finding: Finding) -> Unit:
    """Return the unit that fails because of a finding."""
    if rule == "IR2" and finding.site:
        return finding.site
    if rule in ("IR1", "IR3") and finding.pool:
        return finding.pool
    return Place(finding.path, finding.line, finding.column)


def _worst(violations: Iterable[tuple[str, Finding]], policy: Policy, waived: frozenset[str]) -> Severity | None:
    """Return the worst severity that caps a grade, among the open violations of the iron rules."""
    present = {
        policy.severity(finding) for rule, finding in violations if rule in IRON_RULES and is_open(finding, waived)
    }
    return next((severity for severity in CAPS if severity in present), None)


def _mean(shares: Iterable[Fraction | None]) -> Fraction | None:
    applicable = [share for share in shares if share is not None]
    return sum(applicable, Fraction(0)) / len(applicable) if applicable else None


def _grade(mean: Fraction | None) -> str:
    return "" if mean is None else next(letter for letter, least in GRADES if mean * 100 >= least)
