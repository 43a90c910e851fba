"""Pieces that every page is made of."""

from __future__ import annotations

from datetime import timedelta
from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING, Any, Final

from django import template
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext, gettext_lazy, ngettext, ngettext_lazy, pgettext_lazy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from governance.dashboard.ledger import Row, TeamRow
    from governance.dashboard.rails import Rail

register = template.Library()

RAIL_HEIGHTS: Final = {"small": 6, "medium": 10, "large": 22}
# Every sign has a shape of its own, so that colour is never alone.
SHAPES: Final = {
    "pass": "circle",
    "low": "triangle",
    "medium": "triangle",
    "advisory": "triangle",
    "high": "square",
    "fail": "square",
    "violation": "square",
    "critical": "barred",
    "unknown": "diamond",
    "waived": "diamond",
}
WORDS: Final = {
    "pass": pgettext_lazy("verdict", "pass"),
    "fail": pgettext_lazy("verdict", "fail"),
    "unknown": pgettext_lazy("verdict", "unknown"),
    "critical": pgettext_lazy("severity", "critical"),
    "high": pgettext_lazy("severity", "high"),
    "medium": pgettext_lazy("severity", "medium"),
    "low": pgettext_lazy("severity", "low"),
    "violation": gettext_lazy("violation"),
    "advisory": gettext_lazy("advisory"),
    "waived": gettext_lazy("waived"),
}


# Seconds in each unit of age, the largest first. Django's own phrases read wrong in Chinese: its "1 月前" is January.
AGES: Final = (
    (365 * 86_400, ngettext_lazy("%(count)d year ago", "%(count)d years ago", "count")),
    (30 * 86_400, ngettext_lazy("%(count)d month ago", "%(count)d months ago", "count")),
    (86_400, ngettext_lazy("%(count)d day ago", "%(count)d days ago", "count")),
    (3_600, ngettext_lazy("%(count)d hour ago", "%(count)d hours ago", "count")),
    (60, ngettext_lazy("%(count)d minute ago", "%(count)d minutes ago", "count")),
)
LENGTHS: Final = (
    (timedelta(days=1), ngettext_lazy("%(count)d day", "%(count)d days", "count")),
    (timedelta(hours=1), ngettext_lazy("%(count)d hour", "%(count)d hours", "count")),
    (timedelta(minutes=1), ngettext_lazy("%(count)d minute", "%(count)d minutes", "count")),
)
# Where a pool lives, in words (scanners.model.Scope).
SCOPES: Final = {
    "package": gettext_lazy("package"),
    "exported": gettext_lazy("exported"),
    "field": gettext_lazy("field"),
    "local": gettext_lazy("local"),
    "parameter": gettext_lazy("parameter"),
    "literal": gettext_lazy("unnamed"),
}


@lru_cache(maxsize=4096)  # small pieces that come again and again were half of the time that a page took to render
def _drawn(template: str, _language: str | None, **values: Any) -> SafeString:
    return render_to_string(template, values)


@register.simple_tag
def rail(rail: Rail, size: str = "medium") -> SafeString:
    """Draw one rail in one of the three sizes."""
    height = RAIL_HEIGHTS[size]
    teeth = f"-7,0 -2,{height / 4:g} -7,{height / 2:g} -2,{height * 3 / 4:g} -7,{height:g}"
    shown = {"rail": rail, "size": size, "height": height, "teeth": teeth, "break": f"1,0 {teeth} 1,{height}"}
    return _drawn("components/rail.html", get_language(), **shown)


@register.simple_tag
def rails(rails: tuple[Rail, ...]) -> SafeString:
    """Draw rails below one another, small, each with its fraction."""
    return _drawn("components/rails_small.html", get_language(), rails=rails)


@register.simple_tag
def sign(kind: str, *, word: bool = True) -> SafeString:
    """Draw the sign of a severity or verdict, with its word unless the page says it already."""
    return _sign(kind, get_language(), word=word)


@lru_cache(maxsize=256)
def _sign(kind: str, language: str | None, *, word: bool) -> SafeString:
    shown = {
        "kind": kind if kind in SHAPES else "unknown",
        "shape": SHAPES.get(kind, "diamond"),
        "word": str(WORDS.get(kind, kind)) if word else "",
    }
    return _drawn("components/sign.html", language, **shown)


@register.simple_tag
def grade(grade: str, *, large: bool = False) -> SafeString:
    """Draw a grade; an empty one says that no rule applies."""
    return _drawn("components/grade.html", get_language(), grade=grade, large=large)


@register.simple_tag
def ledger_row(row: Row) -> SafeString:
    """Draw a service as a row of a table."""
    return _drawn("dashboard/ledger_row.html", get_language(), row=row, when=ago(row.scan.at) if row.scan else "")


@register.simple_tag
def team_row(row: TeamRow) -> SafeString:
    """Draw a team as a row of a list."""
    return _drawn("dashboard/team_row.html", get_language(), row=row)


@register.simple_tag
def gate(*, passed: bool) -> SafeString:
    """Say whether the gate lets something through."""
    return _drawn("components/gate.html", get_language(), passed=passed)


@register.filter
def word(kind: str) -> str:
    """Return the word of a severity or verdict in the reader's language."""
    return str(WORDS.get(kind, kind))


@register.filter
def scope(kind: str) -> str:
    """Return where a pool lives in the reader's language."""
    return str(SCOPES.get(kind, kind))


def _time(moment: datetime, words: str, style: str = "") -> SafeString:
    """Set our own words for a moment, with the exact time on hover."""
    exact = f"{timezone.localtime(moment):%Y-%m-%d %H:%M:%S %Z}"
    opening = f'<time class="{style}"' if style else "<time"
    return mark_safe(f'{opening} datetime="{moment.isoformat()}" title="{exact}">{words}</time>')  # noqa: S308 - as said


@register.filter
def ago(moment: datetime | None) -> SafeString:
    """Return how long ago `moment` was, with the exact time on hover."""
    if moment is None:
        return mark_safe("–")
    seconds = (timezone.now() - moment).total_seconds()
    size, phrase = next(((size, phrase) for size, phrase in AGES if seconds >= size), (1, None))
    count = int(seconds // size)
    words = phrase % {"count": count} if phrase else gettext("just now")
    return _time(moment, words)


@register.filter
def ends(moment: datetime) -> SafeString:
    """Return in how many days something ends, begun ones counted, with the exact time on hover."""
    days = ceil((moment - timezone.now()).total_seconds() / 86_400)
    ends_in = ngettext("ends in %(count)d day", "ends in %(count)d days", days) % {"count": days}
    words = ends_in if days > 0 else gettext("over")
    return _time(moment, words)


@register.filter
def lasting(length: timedelta | None) -> str:
    """Return a length of time in its largest unit that fits: days, hours or minutes."""
    if length is None:
        return "–"
    size, phrase = next((pair for pair in LENGTHS if length >= pair[0]), LENGTHS[-1])
    return str(phrase % {"count": round(length / size)})


@register.filter
def due(moment: datetime | None) -> SafeString:
    """Return in how many days something is due, or since when it is overdue, with the exact time on hover."""
    if moment is None:
        return mark_safe("–")
    left = moment - timezone.now()
    late, days = left < timedelta(), abs(left).days
    if late:
        words = ngettext("%(count)d day overdue", "%(count)d days overdue", days)
    else:
        words = ngettext("due in %(count)d day", "due in %(count)d days", days)
    return _time(moment, words % {"count": days}, "overdue" if late else "muted")


@register.filter
def in_language(texts: Mapping[str, str] | None) -> str:
    """Return the text in the reader's language, in English where that is missing."""
    if not texts:
        return ""
    return texts.get(get_language() or "en") or texts.get("en", "")


@register.filter
def codes(text: str) -> SafeString:
    """Set what stands between backticks as code: `buf`."""
    parts = str(conditional_escape(text)).split("`")
    if len(parts) % 2 == 0:  # an odd backtick: not a pair, so the last one is a character like any other
        parts[-2:] = ["`".join(parts[-2:])]
    return mark_safe(  # noqa: S308 - escaped above
        "".join(f"<code>{part}</code>" if index % 2 else part for index, part in enumerate(parts))
    )


@register.filter
def short(commit: str) -> str:
    """Return the ten characters of a commit that people read."""
    return commit[:10]


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: Any) -> str:
    """Return the page's query string with `changes`; None removes a key. Changing a filter goes back to page one."""
    parameters = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            parameters.pop(key, None)
        else:
            parameters[key] = str(value)
    return f"?{parameters.urlencode()}" if parameters else "?"


@register.filter
def count_sites(sites: Iterable[Mapping[str, Any]], kind: str) -> int:
    """Return how many places call the pool itself to get or to put."""
    return sum(site["kind"] == kind and site["direct"] for site in sites)
