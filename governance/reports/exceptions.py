"""What a report says of exceptions from the rules: waivers, with who asked and who decided, and gate overrides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from governance.reports import content
from governance.scorecards.models import GateOverride
from governance.waivers.models import Kind, State, Waiver, WaiverEvent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from governance.registry.models import Service
    from governance.reports.findings import Window

Step = WaiverEvent.Kind
_STATES: Final = {
    Step.REQUESTED: State.REQUESTED,
    Step.ASKED_AGAIN: State.REQUESTED,
    Step.APPROVED: State.APPROVED,
    Step.REJECTED: State.REJECTED,
    Step.WITHDRAWN: State.REVOKED,
    Step.REVOKED: State.REVOKED,
    Step.EXPIRED: State.EXPIRED,
    Step.REPLACED: State.EXPIRED,
}
_ENDS: Final = (Step.REJECTED, Step.WITHDRAWN, Step.REVOKED, Step.EXPIRED, Step.REPLACED)


def waivers_of(services: QuerySet[Service], window: Window) -> Iterator[content.Waiver]:
    """Yield the waivers that were asked for or lived within the period, as they stood at its end."""
    events = WaiverEvent.objects.filter(at__lt=window.until)
    ended_before = events.filter(waiver=OuterRef("pk"), kind__in=_ENDS, at__lt=window.since)
    waivers = (
        Waiver.objects.filter(service__in=services.order_by(), requested_at__lt=window.until)
        .filter(~Exists(ended_before))
        .select_related("service", "finding", "requested_by")
        .prefetch_related(Prefetch("events", queryset=events, to_attr="steps"))
        .order_by("service__slug", "requested_at", "pk")
    )
    for waiver in waivers:
        steps: list[WaiverEvent] = waiver.steps  # type: ignore[attr-defined] # of the prefetch
        decision = next((step for step in reversed(steps) if step.kind in (Step.APPROVED, *_ENDS)), None)
        yield content.Waiver(
            service=waiver.service.slug,
            subject=_subject(waiver),
            state=str(_STATES[Step(steps[-1].kind)] if steps else waiver.state),
            reason=waiver.reason,
            requested_by=next((step.by_name for step in steps if step.kind == Step.REQUESTED), ""),
            requested_at=waiver.requested_at,
            decided_by=decision.by_name if decision else "",
            decided_at=decision.at if decision else None,
            note=decision.note if decision else "",
            until=timezone.localdate(waiver.expires_at),
        )


def _subject(waiver: Waiver) -> str:
    """Return what a waiver is for; a finding by the beginning of its fingerprint, by which the report lists it."""
    if waiver.kind == Kind.FINDING and waiver.finding:
        return f"{waiver.code} {waiver.finding.fingerprint[:12]}".strip()
    return waiver.subject


def overrides_of(services: QuerySet[Service], window: Window) -> Iterator[content.Override]:
    """Yield the overrides of the gate that were in force within the period."""
    overrides = (
        GateOverride.objects.filter(service__in=services.order_by())
        .filter(created_at__lt=window.until, expires_at__gte=window.since)
        .filter(Q(revoked_at=None) | Q(revoked_at__gte=window.since))
        .order_by("created_at", "pk")
    )
    for each in overrides.select_related("service", "by"):
        revoked = each.revoked_at if each.revoked_at and each.revoked_at < window.until else None
        yield content.Override(
            service=each.service.slug,
            commit=each.commit,
            branch=each.branch,
            reason=each.reason,
            by=each.by.get_username() if each.by else "",
            at=each.created_at,
            until=each.expires_at,
            revoked=revoked,
        )
