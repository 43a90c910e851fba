"""Explains why two scorecards differ: one thing is exchanged at a time, and each time the score is worked out anew.

What changed is exchanged in this order: policy, waivers, what could be judged, and the rest. The rest is the code; or
the rules, when the analyser is another one, because then the two cannot be told apart. Each part is the difference
between two steps, so the parts always sum up to the whole.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from governance.scorecards.scoring import IRON_RULES, RULES, is_open, mean_share, rule_of, tally
from scanners.model import RuleVerdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from governance.policies.policy import Policy
    from governance.scans.report import Finding, Report

OVERALL = "overall"


class Part(StrEnum):
    """What made a score change."""

    POLICY = "policy"
    WAIVERS = "waivers"
    COVERAGE = "coverage"
    RULES = "rules"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a score is worked out from."""

    report: Report
    policy: Policy
    waived: frozenset[str]

    def shares(self) -> dict[str, Fraction | None]:
        """Return what passes or is waived, by rule and overall; None where a rule does not apply."""
        figures, _coverage = tally(self.report, self.policy, self.waived)
        return {rule: figures[rule].share for rule in RULES} | {OVERALL: mean_share(figures)}


@dataclass(frozen=True, slots=True)
class RuleChange:
    """How one rule's share moved, in parts of 1, and how many violations were repaired and are new."""

    change: Fraction
    parts: Mapping[Part, Fraction] = field(default_factory=dict)
    repaired: int = 0
    new: int = 0

    def to_json(self) -> dict[str, Any]:
        """Return it in percentage points, parts of nothing left out."""
        parts = {part: _points(share) for part, share in self.parts.items() if share}
        return {"points": _points(self.change), "parts": parts, "repaired": self.repaired, "new": self.new}


def explain(before: Judgement, after: Judgement, identity: Mapping[str, object] | None = None) -> dict[str, RuleChange]:
    """Return what moved each rule, and the whole; rules that do not apply on both sides are left out.

    `identity` says which fingerprints belong to one finding; a fingerprint that is not in it stands for itself.
    """
    same = _Identity(identity or {})
    steps = list(_steps(before, after, same))
    shares = [step.shares() for _part, step in steps]
    repaired, new = (_counts(mine, other, same) for mine, other in ((before, after), (after, before)))
    changes = {}
    for rule in (*RULES, OVERALL):
        first, last = shares[0][rule], shares[-1][rule]
        if first is None or last is None:
            continue
        values = _filled([share[rule] for share in shares], first)
        differences = [later - earlier for earlier, later in pairwise(values)]
        parts = {part: difference for (part, _step), difference in zip(steps[1:], differences, strict=True)}
        changes[rule] = RuleChange(last - first, parts, repaired[rule], new[rule])
    return changes


def _steps(before: Judgement, after: Judgement, same: _Identity) -> Iterator[tuple[Part, Judgement]]:
    """Yield what holds after each exchange; the first one's part stands for nothing."""
    yield Part.POLICY, before
    step = replace(before, policy=after.policy)
    yield Part.POLICY, step
    step = replace(step, waived=_waived(before, after, same))
    yield Part.WAIVERS, step
    step = replace(step, report=_judged_as(after.report, before.report, same), waived=step.waived | after.waived)
    yield Part.COVERAGE, step
    other_analyser = before.report.analyser != after.report.analyser
    yield Part.RULES if other_analyser else Part.CODE, after


def _waived(before: Judgement, after: Judgement, same: _Identity) -> frozenset[str]:
    """Return what of the first report is waived, as far as the second knows: what is gone stays as it was."""
    there = {same.of(finding.fingerprint) for finding in after.report.findings}
    waived = {same.of(fingerprint) for fingerprint in after.waived}
    return frozenset(
        finding.fingerprint
        for finding in before.report.findings
        if (
            same.of(finding.fingerprint) in waived
            if same.of(finding.fingerprint) in there
            else finding.fingerprint in before.waived
        )
    )


def _judged_as(after: Report, before: Report, same: _Identity) -> Report:
    """Return the first report, with the pools that only one of the two could judge as the second one has them."""
    later = {pool.id: pool for pool in after.pools}
    swapped = {
        pool.id
        for pool in before.pools
        if pool.id in later and _doubts(pool.verdicts) != _doubts(later[pool.id].verdicts)
    }
    # A finding goes with its pool, once, even where it lies elsewhere in one of the reports.
    kept = [finding for finding in before.findings if finding.pool not in swapped]
    known = {same.of(finding.fingerprint) for finding in kept}
    taken = [f for f in after.findings if f.pool in swapped and same.of(f.fingerprint) not in known]
    readable = {problem.path for problem in after.problems}
    return replace(
        before,
        pools=tuple(later[pool.id] if pool.id in swapped else pool for pool in before.pools),
        findings=(*kept, *taken),
        problems=tuple(problem for problem in before.problems if problem.path in readable),
    )


def _doubts(verdicts: Mapping[Any, RuleVerdict]) -> frozenset[str]:
    return frozenset(rule for rule, verdict in verdicts.items() if verdict is RuleVerdict.UNKNOWN)


def _counts(mine: Judgement, other: Judgement, same: _Identity) -> Counter[str]:
    """Count by rule the open violations that only `mine` has."""
    known = {same.of(finding.fingerprint) for finding in _violations(other)}
    only = [rule_of(finding.code) or "" for finding in _violations(mine) if same.of(finding.fingerprint) not in known]
    return Counter(only) + Counter({OVERALL: sum(rule in IRON_RULES for rule in only)})


def _violations(judgement: Judgement) -> Iterator[Finding]:
    for finding in judgement.report.findings:
        if judgement.policy.is_violation(finding) and is_open(finding, judgement.waived):
            yield finding


def _filled(shares: list[Fraction | None], first: Fraction) -> list[Fraction]:
    """Return the shares; where a rule does not apply half way, nothing has moved yet."""
    filled = [first]
    for share in shares[1:]:
        filled.append(filled[-1] if share is None else share)
    return filled


def _points(share: Fraction) -> float:
    return round(float(share * 100), 2)


@dataclass(frozen=True, slots=True)
class _Identity:
    findings: Mapping[str, object]

    def of(self, fingerprint: str) -> object:
        return self.findings.get(fingerprint, fingerprint)
