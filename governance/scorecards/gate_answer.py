"""What the gate answers to whoever asks: plain values, whose JSON is the same for the API, the command and statuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

import msgspec

VERSION: Final = 1


class Outcome(StrEnum):
    """How a question ends."""

    PASSED = "passed"
    FAILED = "failed"
    PENDING = "pending"  # the scan is waiting or running
    UNKNOWN = "unknown"  # nothing is known of it: it was never scanned, or its scan failed
    OVERRIDDEN = "overridden"  # somebody who may lets it through although it did not pass


LETS_THROUGH: Final = (Outcome.PASSED, Outcome.OVERRIDDEN)
EXIT_STATUS: Final = {
    Outcome.PASSED: 0,
    Outcome.OVERRIDDEN: 0,
    Outcome.FAILED: 1,
    Outcome.PENDING: 2,
    Outcome.UNKNOWN: 2,
}


class Kind(StrEnum):
    """Why something is not let through."""

    NEW = "new"  # a violation that the base does not have
    CRITICAL = "critical"  # an open critical violation, new or not; only the launch gate asks
    COVERAGE = "coverage"  # too little could be analysed; only the launch gate asks


@dataclass(frozen=True, slots=True)
class GateReason:
    """One reason; where it is a finding with its place, its id and the path of its page."""

    kind: Kind
    message: str
    code: str = ""
    severity: str = ""
    path: str = ""
    line: int | None = None
    finding: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Override:
    """Who lets it through nevertheless, why and until when."""

    reason: str
    by: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Judged:
    """Which scan the answer rests on, and what it was judged by."""

    scan: int
    url: str
    commit: str
    branch: str
    pull_request: int | None
    base_commit: str
    at: datetime | None
    analyser: str = ""
    profile: str = ""
    policy_versions: Mapping[str, int] | None = None
    coverage_passed: int | None = None
    coverage_total: int | None = None


@dataclass(frozen=True, slots=True)
class GateAnswer:
    """The answer for a commit, a branch or a pull request of a service; `what_to_do` is empty when it is let through.

    `reasons` are kept when somebody overrides them. `judged` is None when there is no scan.
    """

    service: str
    outcome: Outcome
    launch: bool = False
    reasons: Sequence[GateReason] = ()
    what_to_do: str = ""
    judged: Judged | None = None
    override: Override | None = None
    version: int = VERSION

    @property
    def lets_through(self) -> bool:
        """Whether a release may go."""
        return self.outcome in LETS_THROUGH

    @property
    def exit_status(self) -> int:
        """What a command that asks ends with."""
        return EXIT_STATUS[self.outcome]

    def to_json(self) -> dict[str, Any]:
        """Return the answer as JSON values, with a field `lets_through` for those who only want to know that."""
        values: dict[str, Any] = msgspec.to_builtins(self)
        return {**values, "lets_through": self.lets_through}
