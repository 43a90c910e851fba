"""The list of what is excused: waivers, and the suppressions in code, in one order and in a fixed number of queries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.core.paginator import Paginator
from django.db.models import CharField, F, QuerySet, Value
from django.db.models.functions import Now

from governance.findings.models import Finding, Occurrence
from governance.waivers.models import State, Waiver

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django.core.paginator import Page

    from governance.registry.models import Service

ROWS_A_PAGE: Final = 25
SUPPRESSED: Final = "suppressed"  # in the filter of states: what a comment in the code excuses
SOON: Final = "soon"  # in the filter of states: approved, and about to end
_WAIVER: Final = "waiver"
_THERE: Final = (Finding.State.OPEN, Finding.State.WAIVED)


@dataclass(frozen=True, slots=True)
class Excuse:
    """A row: a waiver, or a comment in the code that suppresses a finding; and where the finding was seen last.

    `seen` is None for a waiver that is not for one finding.
    """

    waiver: Waiver | None
    seen: Occurrence | None


def excuses(services: QuerySet[Service], *, state: str, page: str | None) -> tuple[Page[Any], list[Excuse]]:
    """Return one page of what is excused in `services`, newest first, and its rows; five queries."""
    waivers = _waivers(Waiver.objects.filter(service__in=services), state)
    suppressions = suppressed(services) if state in ("", SUPPRESSED) else Occurrence.objects.none()
    keys = _keys(waivers, _WAIVER, "requested_at").union(
        _keys(suppressions, SUPPRESSED, "finding__first_seen_at"), all=True
    )
    found = Paginator(keys.order_by("-at", "-number"), ROWS_A_PAGE).get_page(page)
    return found, _rows(list(found.object_list))


def suppressed(services: QuerySet[Service]) -> QuerySet[Occurrence]:
    """Return the findings of the default branches that comments in the code suppress, as they were seen last."""
    return Occurrence.objects.filter(
        suppressed__isnull=False,
        scan=F("finding__last_scan"),
        finding__state__in=_THERE,
        finding__service__in=services,
    )


def _waivers(waivers: QuerySet[Waiver], state: str) -> QuerySet[Waiver]:
    if state == SOON:
        return waivers.filter(state=State.APPROVED, warn_at__lte=Now())
    return waivers.filter(state=state) if state else waivers


def _keys(rows: QuerySet[Any], source: str, moment: str) -> QuerySet[Any, Any]:
    keyed = rows.order_by().annotate(source=Value(source, CharField()), number=F("pk"), at=F(moment))
    keys: QuerySet[Any, Any] = keyed.values_list("source", "number", "at")
    return keys


def _rows(keys: Iterable[tuple[str, int, Any]]) -> list[Excuse]:
    numbers: dict[str, list[int]] = {_WAIVER: [], SUPPRESSED: []}
    for source, number, _at in keys:
        numbers[source].append(number)
    waivers = Waiver.objects.select_related("service__team", "requested_by", "decided_by").in_bulk(numbers[_WAIVER])
    occurrences = Occurrence.objects.select_related("finding__service__team").defer("trace", "excerpts", "fix")
    suppressions = occurrences.in_bulk(numbers[SUPPRESSED])
    for_findings = [waiver.finding_id for waiver in waivers.values() if waiver.finding_id]
    last = occurrences.filter(finding__in=for_findings, scan=F("finding__last_scan"))
    seen = {occurrence.finding_id: occurrence for occurrence in last}
    return [
        Excuse(None, suppressions[number])
        if source == SUPPRESSED
        else Excuse(waivers[number], seen.get(waivers[number].finding_id or 0))
        for source, number, _at in keys
    ]
