"""The forms of policies: what the company sets, and what a level below can tighten.

There is a field where there is something to choose, and a word where there is not. A rule has three things to set:
`IR201-severity`, `IR201-verdict` and `IR201-enforcement`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.dashboard.forms import ActionForm
from governance.dashboard.policy_words import (
    ENFORCEMENTS,
    LABELS,
    OVERRIDES,
    PROFILES,
    days_in_words,
    gate_in_words,
)
from governance.dashboard.templatetags.ironrules import WORDS
from governance.policies.actions import REASON_LENGTH
from governance.policies.policy import Enforcement, Override, Policy, worse
from governance.policies.queries import place_of
from governance.policies.rules import known_rules
from governance.policies.tightening import Tightening
from governance.registry.models import Service
from scanners.model import Profile, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.forms.boundfield import BoundField
    from django.http import QueryDict

    from governance.errors import Words
    from governance.policies.levels import Levels
    from governance.policies.models import Subject
    from scanners.rule import Rule

MOST_DAYS: Final = 3650
GROUPS: Final = ("IR1", "IR2", "IR3", "CP", "IR0")
# A gate that stops a severity stops what is worse, so the mildest names it; none is "".
GATES: Final = tuple(tuple(Severity)[:count] for count in range(len(Severity) + 1))


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing about a rule: the field that sets it, or the word for what it is where nothing can be chosen."""

    field: BoundField | None
    label: object
    word: object


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, what can be set for it, and whether anything is."""

    rule: Rule
    settings: tuple[Setting, ...]
    is_set: bool


class PolicyForm(ActionForm):
    """What the forms of all levels have: the version that was edited, why it is changed, and the rows of rules."""

    edited = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        help_text=_("Needed to save. It stands in the list of versions and in the audit trail."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    words: dict[str, object]  # what is shown where a rule has no field

    def values(self) -> dict[str, Any]:
        """Return what was entered, as `save_policy` takes it."""
        raise NotImplementedError

    def groups(self) -> list[tuple[str, list[RuleRow], int]]:
        """Return the rules under the iron rule they belong to, and for how many of them something is set."""
        rows = [self._row(rule) for rule in known_rules().values()]
        groups = [(name, [row for row in rows if row.rule.code.startswith(name)]) for name in GROUPS]
        groups.append(("+", [row for row in rows if not row.rule.code.startswith(GROUPS)]))
        return [(name, found, sum(row.is_set for row in found)) for name, found in groups if found]

    def due_fields(self) -> list[BoundField]:
        """Return the fields of the times to repair, the shortest first."""
        return [self[f"due-{severity}"] for severity in Severity]

    def _row(self, rule: Rule) -> RuleRow:
        names = [f"{rule.code}-{what}" for what in ("severity", "verdict", "enforcement")]
        settings = tuple(
            Setting(self[name] if name in self.fields else None, OVERRIDES[name.split("-")[1]], self.words.get(name))
            for name in names
        )
        is_set = any(self[name].value() for name in names if name in self.fields)
        return RuleRow(rule, settings, is_set)

    def _choose(self, name: str, choices: Iterable[tuple[str, object]], *, otherwise: object = None) -> None:
        """Add a choice; `otherwise` are the words for choosing nothing, where that can be chosen."""
        code, _dash, what = name.partition("-")
        empty = [] if otherwise is None else [("", otherwise)]
        self.fields[name] = forms.ChoiceField(
            label=OVERRIDES[what] if what else LABELS[name],
            choices=[*empty, *choices],
            required=otherwise is None,
            widget=forms.Select(attrs={"aria-label": f"{code} {OVERRIDES[what]}"} if what else {}),
        )

    def _days(self, name: str, label: Words, *, least: int = 1, above: int | None = None) -> None:
        """Add a number of days; where it can be left empty, `above` holds and is the most that can be entered."""
        self.fields[name] = forms.IntegerField(
            label=label,
            min_value=least,
            max_value=above or MOST_DAYS,
            required=above is None,
            help_text=_("At most %(days)s, as above.") % {"days": days_in_words(above)} if above else "",
        )


class RestoreForm(forms.Form):
    """Which version was on the table, and why an earlier one is to hold again."""

    edited = forms.IntegerField(min_value=0)
    reason = forms.CharField(max_length=REASON_LENGTH)


class CompanyForm(PolicyForm):
    """What every service is held to."""

    excludes = forms.CharField(
        label=LABELS["excludes"],
        required=False,
        help_text=_("One pattern a line, from the root of the repository; * matches / too: internal/generated/*"),
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
    )

    def __init__(self, data: QueryDict | None, *, policy: Policy, edited: int) -> None:
        self.policy = policy
        super().__init__(data, initial={"edited": edited, **_initial_of(policy)})
        self.words = {}
        self._choose("profile", PROFILES.items())
        self._choose("gate", ((_gate_name(gate), gate_in_words(gate)) for gate in GATES[1:]), otherwise=_("none"))
        self._days("max_days", LABELS["waivers.max_days"])
        self._days("warn_days", LABELS["waivers.warn_days"], least=0)
        for severity in Severity:
            self._days(f"due-{severity}", WORDS[severity])
        for code in known_rules():
            self._choose(f"{code}-severity", _words(Severity), otherwise=_("as the rule says"))
            self._choose(f"{code}-verdict", _words(Verdict), otherwise=_("as the profile says"))
            weaker = ((each.value, ENFORCEMENTS[each]) for each in (Enforcement.SHADOW, Enforcement.OFF))
            self._choose(f"{code}-enforcement", weaker, otherwise=ENFORCEMENTS[Enforcement.ON])

    def values(self) -> dict[str, Any]:
        """Return the JSON of a `Policy`; what the form does not show stays."""
        data = self.cleaned_data
        overrides = dict(self.policy.to_json()["overrides"])
        for code in known_rules():
            changed = {what: data[f"{code}-{what}"] or None for what in ("severity", "verdict", "enforcement")}
            overrides[code] = {**overrides.get(code, {}), **changed}
        return {
            "profile": data["profile"],
            "overrides": {code: override for code, override in overrides.items() if any(override.values())},
            "excludes": [line.strip() for line in data["excludes"].splitlines() if line.strip()],
            "gate": _gate_of(data["gate"]),
            "waivers": {"max_days": data["max_days"], "warn_days": data["warn_days"]},
            "due_days": {severity.value: data[f"due-{severity}"] for severity in Severity},
        }


class TighteningForm(PolicyForm):
    """What a team or a service asks of itself beyond what holds above: only what is stricter can be chosen."""

    def __init__(self, data: QueryDict | None, *, above: Policy, asked: Tightening, edited: int) -> None:
        self.above, self.asked = above, asked
        super().__init__(data, initial={"edited": edited, **_initial_of(asked)})
        self.words = {}
        self._choose(
            "profile",
            [(Profile.IRON.value, PROFILES["iron"])] if above.profile is Profile.PRAGMATIC else [],
            otherwise=_as_above(PROFILES[above.profile]),
        )
        stricter = ((_gate_name(gate), gate_in_words(gate)) for gate in GATES if len(gate) > len(above.gate))
        self._choose("gate", stricter, otherwise=_as_above(gate_in_words(above.gate)))
        if above.excludes:
            self.fields["excludes"] = forms.MultipleChoiceField(
                label=LABELS["excludes"],
                choices=[(glob, glob) for glob in above.excludes],
                initial=[glob for glob in above.excludes if asked.excludes is None or glob in asked.excludes],
                required=False,
                help_text=_("Uncheck what is to be judged here nevertheless."),
                widget=forms.CheckboxSelectMultiple,
            )
        self._days("max_days", LABELS["waivers.max_days"], above=above.waivers.max_days)
        for severity in Severity:
            self._days(f"due-{severity}", WORDS[severity], above=above.due_days[severity])
        for rule in known_rules().values():
            self._tighten(rule, above.overrides.get(rule.code, Override()))

    def values(self) -> dict[str, Any]:
        """Return the JSON of a `Tightening`."""
        data = self.cleaned_data
        overrides = {
            code: {
                "at_least": data.get(f"{code}-severity") or None,
                "verdict": data.get(f"{code}-verdict") or None,
                "enforcement": data.get(f"{code}-enforcement") or None,
            }
            for code in known_rules()
        }
        kept = data.get("excludes")
        return {
            "profile": data["profile"] or None,
            "overrides": {code: override for code, override in overrides.items() if any(override.values())},
            "excludes": None if kept is None or len(kept) == len(self.above.excludes) else kept,
            "gate": _gate_of(data["gate"]) if data["gate"] else None,
            "waivers": {"max_days": data["max_days"]},
            "due_days": {severity.value: days for severity in Severity if (days := data[f"due-{severity}"])},
        }

    def _tighten(self, rule: Rule, above: Override) -> None:
        """Add the fields of a rule where it can be stricter than above."""
        floor = above.severity or rule.severity
        floor = worse(floor, above.at_least) if above.at_least else floor
        verdict = above.verdict or (rule.iron if self.above.profile is Profile.IRON else rule.pragmatic)
        enforcement = above.enforcement or Enforcement.ON
        ranks = list(Enforcement)
        higher = [severity for severity in Severity if worse(severity, floor) is severity and severity is not floor]
        stricter: dict[str, tuple[object, list[tuple[str, object]]]] = {
            "severity": (WORDS[floor], _words(higher)),
            "verdict": (WORDS[verdict], _words([Verdict.VIOLATION] if verdict is Verdict.ADVISORY else [])),
            "enforcement": (
                ENFORCEMENTS[enforcement],
                [(each.value, ENFORCEMENTS[each]) for each in ranks[ranks.index(enforcement) + 1 :]],
            ),
        }
        for what, (word, choices) in stricter.items():
            self.words[f"{rule.code}-{what}"] = word
            if choices:
                self._choose(f"{rule.code}-{what}", choices, otherwise=_as_above(word))


def form_of(levels: Levels, subject: Subject, data: QueryDict | None) -> PolicyForm:
    """Return the form of one level, filled with what was sent or with what is saved."""
    asked, edited = levels.asked(place_of(subject)), levels.number(place_of(subject))
    if isinstance(asked, Policy):
        return CompanyForm(data, policy=asked, edited=edited)
    above = levels.policy(subject.team_id) if isinstance(subject, Service) else levels.policy()
    return TighteningForm(data, above=above, asked=asked, edited=edited)


def _initial_of(asked: Policy | Tightening) -> dict[str, object]:
    initial: dict[str, object] = {
        "profile": asked.profile,
        "gate": _gate_name(asked.gate or ()),
        "max_days": asked.waivers.max_days,
        **{f"due-{severity}": days for severity, days in asked.due_days.items()},
    }
    if isinstance(asked, Policy):
        initial |= {"warn_days": asked.waivers.warn_days, "excludes": "\n".join(asked.excludes)}
    for code, override in asked.overrides.items():
        severity = override.severity if isinstance(asked, Policy) else override.at_least
        initial |= {f"{code}-severity": severity, f"{code}-verdict": override.verdict}
        initial[f"{code}-enforcement"] = override.enforcement
    return initial


def _gate_name(gate: tuple[Severity, ...]) -> str:
    return gate[-1].value if gate else ""


def _gate_of(name: str) -> list[str]:
    return next([severity.value for severity in gate] for gate in GATES if _gate_name(gate) == name)


def _words(values: Iterable[Severity | Verdict]) -> list[tuple[str, object]]:
    return [(value.value, WORDS[value]) for value in values]


def _as_above(word: object) -> object:
    return _("as above: %(word)s") % {"word": word}
