"""What the list of findings over all services shows, by the filters of the address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.db.models import F, QuerySet
from django.utils import timezone

from governance.findings.models import Finding, Occurrence
from governance.findings.occurrences import RANKS
from governance.prepared import Given, Prepared
from governance.registry.models import Service

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from governance.accounts.models import User

FILTERS: Final = ("state", "severity", "code", "team", "service", "assignee", "due")
SOON: Final = timedelta(days=7)
NOT_SHOWN: Final = ("trace", "excerpts", "fix", "verdicts", "site")


@dataclass(frozen=True, slots=True)
class Row:
    """A finding, and how it was seen last; None when the scan's details are gone."""

    finding: Finding
    occurrence: Occurrence | None


def findings_of(reader: User, wanted: Mapping[str, str]) -> QuerySet[Finding]:
    """Return the findings that fit, the worst first, and of those what is due first; without a state, open ones."""
    findings: QuerySet[Finding] = Finding.objects.visible_to(reader).filter(state=wanted["state"] or Finding.State.OPEN)
    for name, column in (("code", "code"), ("team", "service__team__slug")):
        if wanted[name]:
            findings = findings.filter(**{column: wanted[name]})
    if wanted["severity"]:
        findings = of_severity(wanted["severity"], findings)
    if wanted["service"]:
        findings = findings.filter(service__in=_called(wanted["service"], Service.objects.visible_to(reader)))
    findings = _of_assignee(findings, wanted["assignee"], reader)
    if wanted["due"]:
        until = timezone.now() + (SOON if wanted["due"] == "soon" else timedelta())
        findings = findings.filter(due_at__lt=until)
    return worst_first(findings)


def of_severity(severity: str, findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Return the findings of one severity; by its rank, by which they lie in the indexes."""
    ranks = [rank for each, rank in RANKS.items() if each == severity]
    return findings.filter(severity_rank=ranks[0]) if ranks else findings.none()


def worst_first(findings: QuerySet[Finding]) -> QuerySet[Finding]:
    """Return the findings in the order of lists: the worst first, and of those what is due first."""
    return findings.order_by("severity_rank", F("due_at").asc(nulls_last=True), "pk")


def _called(words: str, services: QuerySet[Service]) -> QuerySet[Service]:
    """Return the service with that slug, or else those with such a name."""
    exactly = services.filter(slug=words)
    return exactly if exactly.exists() else services.filter(name__icontains=words)


def _of_assignee(findings: QuerySet[Finding], assignee: str, reader: User) -> QuerySet[Finding]:
    match assignee:
        case "":
            return findings
        case "me":
            return findings.filter(assignee=reader)
        case "nobody":
            return findings.filter(assignee=None)
        case _:
            return findings.filter(assignee__username=assignee)


def in_order(ids: Iterable[int]) -> list[Finding]:
    """Return the findings with these ids, with their services and assignees; joined to all, a late page took longer."""
    page = {finding.pk: finding for finding in _LISTED.ask(ids=list(ids))}
    return [page[pk] for pk in ids]


def rows_of(findings: Collection[Finding]) -> list[Row]:
    """Return each finding with how it was seen last; one query."""
    last = _LAST.ask(findings=[finding.pk for finding in findings])
    by_finding = {occurrence.finding_id: occurrence for occurrence in last}
    return [Row(finding, by_finding.get(finding.pk)) for finding in findings]


def _last_seen() -> QuerySet[Occurrence]:
    of_findings = Occurrence.objects.filter(finding__any_of=Given("findings"), scan=F("finding__last_scan"))
    return of_findings.defer(*NOT_SHOWN).order_by()


def _listed() -> QuerySet[Finding]:
    return Finding.objects.filter(pk__any_of=Given("ids")).select_related("service__team", "assignee")


_LAST: Final = Prepared(_last_seen)
_LISTED: Final = Prepared(_listed)
