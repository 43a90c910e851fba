"""The findings of a report: the part that grows with the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.db.models import F, FilteredRelation, Q

from governance.findings.models import Finding
from governance.policies.policy import Policy
from governance.reports import content
from governance.reports.masking import mask, mask_lines
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from django.db.models import QuerySet

    from governance.registry.models import Service
    from governance.scorecards.models import Scorecard

BATCH: Final = 2000


@dataclass(frozen=True, slots=True)
class Window:
    """The moments between which a report looks; `until` is outside."""

    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Seen:
    """What a policy looks at; of a finding whose details were dropped little is left."""

    code: str
    severity: str
    verdicts: Mapping[str, str]
    path: str


def findings_of(
    services: QuerySet[Service],
    policies: Mapping[int, Policy],
    first: Mapping[int, Scorecard],
    window: Window,
    language: str,
) -> Iterator[content.Finding]:
    """Yield what was open at the end or repaired within the period, by service, the most severe first.

    Each is judged by the policy of its service's newest scorecard within the period.
    """
    states = Finding.State
    rows = (
        Finding.objects.filter(service__in=services.order_by(), first_seen_at__lt=window.until)
        .exclude(state=states.ELSEWHERE)
        .filter(Q(fixed_at__isnull=True) | Q(fixed_at__gte=window.since))
        .annotate(seen=FilteredRelation("occurrences", condition=Q(occurrences__scan=F("last_scan"))))
        .order_by("service__slug", "seen__severity_rank", "code", "seen__path", "seen__line", "pk")
        .values(
            *("service_id", "service__slug", "code", "state", "first_seen_at", "fixed_at", "fingerprint"),
            *("assignee__username", "due_at"),
            *("first_scan_id", "seen__name", "seen__severity", "seen__verdicts", "seen__messages", "seen__path"),
            *("seen__line", "seen__column", "seen__suppressed", "seen__trace", "seen__excerpts"),
        )
    )
    for row in rows.iterator(BATCH):
        policy = policies.get(row["service_id"], Policy())
        seen = _Seen(
            row["code"], row["seen__severity"] or Severity.LOW, row["seen__verdicts"] or {}, row["seen__path"] or ""
        )
        if not policy.judges(seen):
            continue
        fixed = row["fixed_at"] if row["fixed_at"] and row["fixed_at"] < window.until else None
        known_before = first.get(row["service_id"])
        yield content.Finding(
            service=row["service__slug"],
            code=row["code"],
            name=row["seen__name"] or "",
            severity=policy.severity(seen).value,
            verdict=_verdict(policy, seen),
            state=_state(row["state"], fixed=fixed is not None, suppressed=row["seen__suppressed"] is not None),
            # What a service had when it was first scanned is not new.
            is_new=row["first_seen_at"] >= window.since
            and not (known_before and known_before.scan_id == row["first_scan_id"]),
            message=mask(text_in(language, row["seen__messages"])),
            path=seen.path,
            line=row["seen__line"] or 0,
            column=row["seen__column"] or 0,
            first_seen=row["first_seen_at"],
            fixed=fixed,
            fingerprint=row["fingerprint"],
            suppressed=None if row["seen__suppressed"] is None else mask(row["seen__suppressed"]),
            assignee=row["assignee__username"] or "",
            due=row["due_at"],
            trace=tuple(
                content.Step(step["path"], step["line"], mask(text_in(language, step["notes"])))
                for step in row["seen__trace"] or ()
            ),
            excerpt=_excerpt(row["seen__excerpts"]),
        )


def _verdict(policy: Policy, seen: _Seen) -> str:
    if policy.shadows(seen):
        return "shadow"
    return "violation" if policy.is_violation(seen) else "advisory"


def _state(now: str, *, fixed: bool, suppressed: bool) -> str:
    """Return how a finding stood at the end of the period; one that was repaired afterwards was still open.

    What a comment in the code suppresses counts as waived, as it does in scores.
    """
    if fixed:
        return "fixed"
    return "waived" if suppressed or now == Finding.State.WAIVED else "open"


def _excerpt(excerpts: list[dict[str, Any]] | None) -> content.Excerpt | None:
    """Return the lines around the finding itself: the first of its excerpts."""
    if not excerpts:
        return None
    own = excerpts[0]
    return content.Excerpt(own["path"], own["start"], tuple(mask_lines(own["lines"])))


def text_in(language: str, texts: Mapping[str, str] | None) -> str:
    """Return the text in a language, in English where that is missing."""
    return (texts or {}).get(language) or (texts or {}).get("en", "")
