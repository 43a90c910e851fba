"""What a company holds its services to: a profile, exceptions for single rules, what the gate refuses, and times."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fnmatch import translate
from functools import lru_cache
from typing import Annotated, Any, Final, Protocol

import msgspec
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scanners.model import Profile, Severity, Verdict

VERSION: Final = 1
MOST_EXCLUDES: Final = 100
# How many days after it was first seen a finding has to be repaired.
DUE_DAYS: Final = {Severity.CRITICAL: 7, Severity.HIGH: 30, Severity.MEDIUM: 90, Severity.LOW: 180}

Days = Annotated[int, msgspec.Meta(ge=1, le=3650)]
Glob = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
Code = Annotated[str, msgspec.Meta(max_length=10)]


class Level(StrEnum):
    """Who sets a policy, the widest first; each level can only tighten what the one before it says."""

    COMPANY = "company"
    TEAM = "team"
    SERVICE = "service"


LEVELS: Final = {
    Level.COMPANY: gettext_lazy("company"),
    Level.TEAM: gettext_lazy("team"),
    Level.SERVICE: gettext_lazy("service"),
}


class Enforcement(StrEnum):
    """Whether a rule counts, the loosest first."""

    OFF = "off"  # its findings are not judged at all
    SHADOW = "shadow"  # they are counted and shown, and are in no score and no gate
    ON = "on"


class Judged(Protocol):
    """What a policy looks at in a finding: one of a report as well as one that is stored."""

    @property
    def code(self) -> str:
        """The rule."""

    @property
    def severity(self) -> str:
        """How bad the analyser takes it to be."""

    @property
    def verdicts(self) -> Mapping[Any, str]:
        """The analyser's verdict under each profile."""

    @property
    def path(self) -> str:
        """Where it is."""


@dataclass(frozen=True, slots=True)
class Override:
    """What a policy changes for one rule; None leaves the analyser's word.

    `severity` takes its place, `at_least` raises what is milder, and findings of one rule may differ in severity.
    """

    severity: Severity | None = None
    at_least: Severity | None = None
    verdict: Verdict | None = None
    enforcement: Enforcement | None = None


@dataclass(frozen=True, slots=True)
class WaiverLimits:
    """How long a waiver may last at most, and how long before its end people are warned; in days."""

    max_days: Days = 90
    warn_days: Annotated[int, msgspec.Meta(ge=0, le=3650)] = 14

    def __post_init__(self) -> None:
        if self.warn_days > self.max_days:
            raise ValueError(_("`warn_days` is more than `max_days`"))


@dataclass(frozen=True, slots=True)
class Policy:
    """How findings are judged. It is stored with every scorecard, so that one can be explained years later.

    What lies in a path that `excludes` matches is not there for the score and the gate: neither the findings, nor pools
    that are declared, nor Gets and Puts, nor connections that are made there, nor files that could not be read. As in
    `.ironrules.toml`, `*` matches `/` too. `versions` are the numbers of the stored versions that it was made of.
    """

    version: int = VERSION
    profile: Profile = Profile.IRON
    overrides: Mapping[Code, Override] = field(default_factory=dict)
    excludes: tuple[Glob, ...] = ()
    gate: tuple[Severity, ...] = (Severity.CRITICAL, Severity.HIGH)
    waivers: WaiverLimits = WaiverLimits()
    due_days: Mapping[Severity, Days] = field(default_factory=lambda: dict(DUE_DAYS))
    versions: Mapping[Level, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        check_version(self.version)
        check_globs(self.excludes)
        object.__setattr__(self, "gate", checked_gate(self.gate))
        _check_due_days(self.due_days)
        # The database gives keys back in an order of its own.
        object.__setattr__(self, "due_days", {severity: self.due_days[severity] for severity in Severity})

    def severity(self, finding: Judged) -> Severity:
        """Return how bad `finding` is under this policy."""
        severity = _SEVERITIES[finding.severity]
        override = self.overrides.get(finding.code)
        if override is None:
            return severity
        severity = override.severity or severity
        return worse(severity, override.at_least) if override.at_least else severity

    def judges(self, finding: Judged) -> bool:
        """Tell whether `finding` is looked at; otherwise its rule is off, or it lies in an excluded path."""
        return self._enforcement(finding.code) is not Enforcement.OFF and not self.is_excluded(finding.path)

    def shadows(self, finding: Judged) -> bool:
        """Tell whether `finding` is only counted and shown."""
        return self._enforcement(finding.code) is Enforcement.SHADOW and not self.is_excluded(finding.path)

    def is_violation(self, finding: Judged) -> bool:
        """Tell whether `finding` breaks a rule: it is judged, in no shadow, and no mere advice."""
        verdict: str | None = finding.verdicts.get(self.profile)
        override = self.overrides.get(finding.code)
        if override is not None:
            if override.enforcement not in (None, Enforcement.ON):
                return False
            verdict = override.verdict or verdict
        return verdict == Verdict.VIOLATION and not self.is_excluded(finding.path)

    def gates(self, finding: Judged) -> bool:
        """Tell whether `finding` keeps a commit out that brings it in."""
        return self.is_violation(finding) and self.severity(finding) in self.gate

    def is_excluded(self, path: str) -> bool:
        """Tell whether what lies in `path` is left out."""
        return bool(self.excludes) and _matches(self.excludes, path)

    def under(self, profile: Profile) -> Policy:
        """Return this policy with another reading of the rules."""
        return self if profile is self.profile else replace(self, profile=profile)

    def to_json(self) -> dict[str, Any]:
        """Return the policy as JSON values."""
        values: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return values

    @classmethod
    def from_json(cls, values: object) -> Policy:
        """Read what `to_json` wrote; raise ValueError that names the field that is wrong.

        A rule that is no more is not wrong here: old scorecards have to stay readable.
        """
        return msgspec.convert(values, cls)

    def _enforcement(self, code: str) -> Enforcement:
        override = self.overrides.get(code)
        return (override and override.enforcement) or Enforcement.ON


# To look a name up is five times as fast as to call the enumeration, and scores ask for every finding.
_SEVERITIES: Final[Mapping[str, Severity]] = {severity.value: severity for severity in Severity}
_RANKS: Final = {severity: rank for rank, severity in enumerate(Severity)}


def worse(one: Severity, other: Severity) -> Severity:
    """Return the more severe of two."""
    return min(one, other, key=_RANKS.__getitem__)


def milder_than(one: Severity, other: Severity) -> bool:
    """Tell whether `one` is less severe."""
    return _RANKS[one] > _RANKS[other]


def check_version(version: int) -> None:
    """Refuse what a newer server wrote: it may mean what this one does not know."""
    if version > VERSION:
        raise ValueError(
            _("`version` is %(version)d, and this server knows %(known)d") % {"version": version, "known": VERSION}
        )


def check_globs(globs: tuple[str, ...]) -> None:
    """Refuse patterns that no path of a repository can match."""
    if len(globs) > MOST_EXCLUDES:
        raise ValueError(_("`excludes` holds more than %(most)d patterns") % {"most": MOST_EXCLUDES})
    for glob in globs:
        if glob.startswith("/") or "\\" in glob or not glob.isprintable() or {"", ".", ".."} & set(glob.split("/")):
            raise ValueError(
                _("`excludes` holds %(glob)s, which is no path from the root of a repository") % {"glob": repr(glob)}
            )


def checked_gate(gate: Iterable[Severity]) -> tuple[Severity, ...]:
    """Return the severities in order; refuse to let a severity through that is worse than one that is stopped."""
    ordered = tuple(severity for severity in Severity if severity in gate)
    if ordered != tuple(Severity)[: len(ordered)]:
        missing = next(severity for severity in Severity if severity not in ordered)
        raise ValueError(
            _("`gate` holds %(severity)s and not %(missing)s, which is worse")
            % {"severity": ordered[-1], "missing": missing}
        )
    return ordered


def _check_due_days(due_days: Mapping[Severity, int]) -> None:
    allowed = 0
    for severity in Severity:
        if severity not in due_days:
            raise ValueError(_("`due_days` lacks %(severity)s") % {"severity": severity})
        if due_days[severity] < allowed:
            raise ValueError(
                _("`due_days` allows less for %(severity)s than for what is worse") % {"severity": severity}
            )
        allowed = due_days[severity]


@lru_cache(maxsize=10_000)  # findings share paths; to look up is 10 times as fast as to match
def _matches(globs: tuple[str, ...], path: str) -> bool:
    return _pattern(globs).match(path) is not None


@lru_cache(maxsize=256)
def _pattern(globs: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(translate(glob) for glob in globs))
