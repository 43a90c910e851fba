"""Questions about the trail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.audit.models import AuditEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from django.db.models import QuerySet


def events(*, teams: Collection[str] | None, action: str = "", actor: str = "") -> QuerySet[AuditEvent]:
    """Return the events that fit, newest first; `teams` None is everything, else the events of these teams alone."""
    found = AuditEvent.objects.all()
    if teams is not None:
        found = found.filter(team__in=teams)
    if action:
        found = found.filter(action=action)
    if actor:
        found = found.filter(actor_name=actor)
    return found
