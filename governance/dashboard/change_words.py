"""What changed between two scorecards, in words: "IR2 +4 points: 11 findings repaired, 2 new"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.utils.formats import number_format
from django.utils.translation import gettext, gettext_lazy, ngettext

from governance.scorecards.change import Part
from governance.scorecards.scoring import RULES

if TYPE_CHECKING:
    from collections.abc import Mapping

PARTS = {
    Part.POLICY: gettext_lazy("the policy"),
    Part.WAIVERS: gettext_lazy("waivers"),
    Part.COVERAGE: gettext_lazy("what could be analysed"),
    Part.RULES: gettext_lazy("the rules of another analyser"),
    Part.CODE: gettext_lazy("the code"),
}


@dataclass(frozen=True, slots=True)
class ChangeInWords:
    """One rule's change: the sentence, and what made it when that was not the code alone."""

    rule: str
    sentence: str
    causes: str


def change_in_words(change: Mapping[str, Any] | None) -> list[ChangeInWords]:
    """Return the rules that moved, or whose findings did, of what a scorecard keeps."""
    if change is None:
        return []
    return [
        _words(rule, change["rules"][rule])
        for rule in RULES
        if rule in change["rules"] and _moved(change["rules"][rule])
    ]


def _moved(values: Mapping[str, Any]) -> bool:
    return bool(values["parts"] or values["repaired"] or values["new"])


def _words(rule: str, values: Mapping[str, Any]) -> ChangeInWords:
    moved = values["points"]
    sentence = ngettext("%(points)s point", "%(points)s points", 1 if abs(moved) == 1 else 2)
    sentence %= {"points": _signed(moved)}
    if values["repaired"] or values["new"]:
        repaired = ngettext("%(count)d finding repaired", "%(count)d findings repaired", values["repaired"])
        new = ngettext("%(count)d new", "%(count)d new", values["new"])
        counts = gettext(", ").join([repaired % {"count": values["repaired"]}, new % {"count": values["new"]}])
        sentence = gettext("%(points)s: %(counts)s") % {"points": sentence, "counts": counts}
    parts = values["parts"]
    causes = [f"{PARTS[part]} {_signed(parts[part])}" for part in Part if part in parts]
    return ChangeInWords(rule, sentence, gettext(", ").join(causes) if set(parts) - {Part.CODE} else "")


def _signed(points: float) -> str:
    sign = "+" if points > 0 else "−" if points < 0 else "±"
    return sign + number_format(abs(points), decimal_pos=0 if float(points).is_integer() else 1)
