"""What a report says, as plain values: gathered once, then written in each format, so that all of them agree.

`findings` are the only part that grows with the code; texts are in the language of the report, and what stems from code
is masked already.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date, datetime

    from governance.scorecards.scoring import Coverage, Figure

VERSION: Final = 1
SEVERITIES: Final = tuple(str(severity) for severity in Severity)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: a service, a team, or the company."""

    kind: str
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class Card:
    """A scorecard; `policy` is the digest by which `Versions` lists it."""

    at: datetime
    commit: str
    grade: str
    cap: str
    score: float | None
    raw_score: float | None
    figures: Mapping[str, Figure]
    coverage: Coverage
    gate_passed: bool
    analyser: str
    policy: str


@dataclass(frozen=True, slots=True)
class ServicePart:
    """A service at both ends of the period; `start` is its first scorecard where it is younger than the period."""

    slug: str
    name: str
    team: str
    branch: str
    start: Card | None
    end: Card | None
    gates_passed: int = 0
    gates_refused: int = 0


@dataclass(frozen=True, slots=True)
class Reason:
    """A violation that the gate did not let through."""

    code: str
    severity: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """A commit that the gate refused, and why."""

    service: str
    at: datetime
    branch: str
    commit: str
    pull_request: int | None
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the way to a finding."""

    path: str
    line: int
    note: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of code from line `start` on, masked."""

    path: str
    start: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as it stood at the end of the period; its place is the one where it was last seen."""

    service: str
    code: str
    name: str
    severity: str
    verdict: str  # violation, advisory, or shadow: only counted and shown
    state: str  # open, waived or fixed
    is_new: bool  # first seen within the period, in a service that was known before
    message: str
    path: str
    line: int
    column: int
    first_seen: datetime
    fixed: datetime | None
    fingerprint: str
    suppressed: str | None
    assignee: str
    due: datetime | None
    trace: tuple[Step, ...] = ()
    excerpt: Excerpt | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """An exception from a rule: what for, why, until when, who asked and who decided."""

    service: str
    subject: str
    state: str
    reason: str
    requested_by: str
    requested_at: datetime
    decided_by: str  # whoever approved it, or ended it
    decided_at: datetime | None
    note: str
    until: date


@dataclass(frozen=True, slots=True)
class Override:
    """That a commit or a branch might go although the gate did not let it through, and who said so."""

    service: str
    commit: str
    branch: str
    reason: str
    by: str
    at: datetime
    until: datetime
    revoked: datetime | None


@dataclass(frozen=True, slots=True)
class FailedScan:
    """A scan that ended without a result."""

    service: str
    at: datetime
    branch: str
    commit: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Problem:
    """What the newest scan of a service could not read, and why."""

    service: str
    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A policy that scorecards of this report were judged by."""

    digest: str
    services: int
    profile: str
    gate: tuple[str, ...]
    versions: Mapping[str, int]  # of company, team and service that it was made of
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Content:
    """The whole report."""

    number: int
    basename: str  # of its files
    scope: Scope
    since: date
    until: date
    as_of: datetime
    language: str
    requested_by: str
    services: tuple[ServicePart, ...]
    refusals: tuple[Refusal, ...]
    overrides: tuple[Override, ...]
    findings: tuple[Finding, ...]
    waivers: tuple[Waiver, ...]
    failed_scans: tuple[FailedScan, ...]
    problems: tuple[Problem, ...]
    policies: tuple[PolicyVersion, ...]

    @property
    def analysers(self) -> tuple[str, ...]:
        """The versions of the analyser that the scorecards at the end come from."""
        return tuple(sorted({part.end.analyser for part in self.services if part.end}))

    @property
    def never_scanned(self) -> tuple[str, ...]:
        """Services that have no scorecard at the end of the period."""
        return tuple(part.slug for part in self.services if part.end is None)

    def of_state(self, *states: str) -> Iterator[Finding]:
        """The findings in one of these states."""
        return (finding for finding in self.findings if finding.state in states)

    def counts(self) -> dict[str, Counter[str]]:
        """How many findings there are by state, by severity; `new` counts those of any state."""
        counts: dict[str, Counter[str]] = {state: Counter() for state in ("open", "waived", "fixed", "new")}
        for finding in self.findings:
            counts[finding.state][finding.severity] += 1
            if finding.is_new:
                counts["new"][finding.severity] += 1
        return counts
