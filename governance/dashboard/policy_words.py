"""Policies in words: what each field is called, and what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext_lazy

from governance.dashboard.templatetags.ironrules import WORDS
from governance.policies.fields import changes, flat
from governance.policies.policy import LEVELS, Enforcement, Level, Policy
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from governance.policies.models import PolicyVersion
    from governance.scorecards.preview import Preview
    from governance.scorecards.scoring import Figure

PROFILES: Final = {
    "iron": gettext_lazy("iron: the rules as written"),
    "pragmatic": gettext_lazy("pragmatic: what experienced Go programmers accept counts as advice"),
}
ENFORCEMENTS: Final = {
    Enforcement.ON: pgettext_lazy("rule", "on"),
    Enforcement.SHADOW: pgettext_lazy("rule", "shadow"),
    Enforcement.OFF: pgettext_lazy("rule", "off"),
}
LABELS: Final = {
    "profile": gettext_lazy("Profile"),
    "excludes": gettext_lazy("Excluded paths"),
    "gate": gettext_lazy("New violations that stop"),
    "waivers.max_days": gettext_lazy("Longest waiver"),
    "waivers.warn_days": gettext_lazy("Warning before a waiver ends"),
    **{f"due_days.{severity}": gettext_lazy("To be repaired within") for severity in Severity},
}
# What an override can say of a rule.
OVERRIDES: Final = {
    "severity": gettext_lazy("severity"),
    "at_least": gettext_lazy("severity at least"),
    "verdict": gettext_lazy("verdict"),
    "enforcement": gettext_lazy("enforced"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """A field that two versions say differently."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Said:
    """A field of a policy that holds, and the level that set it; None is the default."""

    label: str
    words: str
    level: object


@dataclass(frozen=True, slots=True)
class VersionInWords:
    """A version and what it changed."""

    version: PolicyVersion
    changes: list[Change]


def fields_in_words(policy: Policy, origins: Mapping[str, Level]) -> list[Said]:
    """Return every field of a policy that holds, with the level that set it."""
    return [
        Said(label(name), in_words(name, value), LEVELS[origins[name]] if name in origins else None)
        for name, value in flat(policy.to_json()).items()
    ]


def sums_in_words(found: Preview) -> list[tuple[str, str, str]]:
    """Return each rule with its fraction as it is and as it would be; what is waived counts as passed."""
    return [(rule, _fraction(now), _fraction(found.after[rule])) for rule, now in found.before.items()]


def _fraction(figure: Figure) -> str:
    if figure.share is None:
        return "–"
    return f"{figure.passed + figure.waived}/{figure.units} · {float(figure.share * 100):.1f} %"


def versions_in_words(versions: Iterable[PolicyVersion]) -> list[VersionInWords]:
    """Return the versions of one level, newest first, each with what it changed in the one before."""
    newest_first = list(versions)
    default = Policy().to_json() if newest_first and newest_first[0].level == Level.COMPANY else {}
    before = [*(version.values for version in newest_first[1:]), default]
    return [
        VersionInWords(version, changes_in_words(old, version.values))
        for version, old in zip(newest_first, before, strict=False)
    ]


def changes_in_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Return what differs between two stored versions; what one does not say is a dash."""
    old, new = changes(before, after)
    return [Change(label(name), in_words(name, old[name]), in_words(name, new[name])) for name in old]


def label(name: str) -> str:
    """Return what a field is called: `overrides.IR201.severity` is "IR201 severity"."""
    first, _, rest = name.partition(".")
    if first == "overrides":
        code, _, what = rest.partition(".")
        return f"{code} {OVERRIDES[what]}"
    if first == "due_days":
        return gettext("%(field)s: %(severity)s") % {"field": LABELS[name], "severity": WORDS[rest]}
    return str(LABELS[name])


def in_words(name: str, value: Any) -> str:
    """Return what a field says."""
    match name.split("."):
        case _ if value is None:
            return "–"
        case ["profile"]:
            return str(PROFILES[value])
        case ["gate"]:
            return gate_in_words(value)
        case ["excludes"]:
            return ", ".join(value) or gettext("none")
        case ["waivers" | "due_days", _]:
            return days_in_words(value)
        case [*_, "enforcement"]:
            return str(ENFORCEMENTS[value])
        case _:
            return str(WORDS[value])


def gate_in_words(gate: Sequence[str]) -> str:
    """Return which severities the gate stops."""
    return gettext(", ").join(str(WORDS[severity]) for severity in gate) or gettext("none")


def days_in_words(days: int) -> str:
    """Return a time in days."""
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
