"""What people, and the waivers that they approve, change about findings; scans change them in `recording`.

Every change is a conditional update below the lock of the service's row, in one order with the scan that is being
saved: whoever comes second sees what the first one left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Membership
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError
from governance.findings.due import due_at
from governance.findings.history import write_events
from governance.findings.models import Finding, FindingEvent
from governance.policies.queries import policy_of
from governance.registry.models import Service

if TYPE_CHECKING:
    from collections.abc import Collection

    from governance.accounts.models import User

State = Finding.State
Kind = FindingEvent.Kind


@transaction.atomic
def waive(finding_ids: Collection[int]) -> frozenset[int]:
    """Excuse those of the findings that are open, and return which those are."""
    _lock_services_of(finding_ids)
    open_ = Finding.objects.filter(pk__in=finding_ids, state=State.OPEN)
    changed = frozenset(open_.values_list("pk", flat=True))
    Finding.objects.filter(pk__in=changed).update(state=State.WAIVED)
    write_events(Kind.WAIVED, changed, at=timezone.now())
    return changed


@transaction.atomic
def reopen(finding_ids: Collection[int]) -> frozenset[int]:
    """Open those of the findings that are waived, because their waiver has ended; return which those are.

    They are due as if they had been found now.
    """
    _lock_services_of(finding_ids)
    now = timezone.now()
    changed: set[int] = set()
    for service in Service.objects.filter(findings__in=finding_ids).distinct():
        waived = Finding.objects.filter(pk__in=finding_ids, service=service, state=State.WAIVED)
        of_service = frozenset(waived.values_list("pk", flat=True))
        due = due_at(now, policy_of(service))
        Finding.objects.filter(pk__in=of_service).update(state=State.OPEN, opened_at=now, due_at=due)
        changed |= of_service
    write_events(Kind.WAIVER_ENDED, changed, at=now)
    return frozenset(changed)


@transaction.atomic
def assign(finding: Finding, *, to: User | None, by: User) -> None:
    """Make `to` the one who repairs `finding`, or nobody; nothing happens when it is so already.

    Raises UserError `not-allowed` (by `by`), or `assignee` when `to` does not belong to the team of the service.
    """
    service = finding.service
    if not Service.objects.may_change(by, service.pk):
        raise UserError(
            "not-allowed",
            _("Assigning findings of %(service)s needs the role maintainer or admin."),
            _("Ask an admin of the team."),
            service=service.name,
        )
    if to is not None and not Membership.objects.filter(team=service.team_id, user=to, user__is_active=True).exists():
        raise UserError(
            "assignee",
            _("%(user)s does not belong to the team %(team)s."),
            _("Choose a member of the team."),
            user=to.get_username(),
            team=service.team.name,
        )
    before = Finding.objects.select_for_update(of=("self",), no_key=True).select_related("assignee").get(pk=finding.pk)
    if before.assignee == to:
        return
    Finding.objects.filter(pk=finding.pk).update(assignee=to)
    finding.assignee = to
    record(
        Action.FINDING_ASSIGNED,
        on=Subject("finding", finding.pk, f"{service.slug} {finding.code}"),
        by=by,
        team=service.team.slug,
        details={
            "before": {"assignee": before.assignee.get_username() if before.assignee else None},
            "after": {"assignee": to.get_username() if to else None},
        },
    )


def _lock_services_of(finding_ids: Collection[int]) -> None:
    """Wait for, and keep out, whatever else changes findings of the same services; in one order, against deadlock."""
    ids = Finding.objects.filter(pk__in=finding_ids).values("service")
    list(Service.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk"))
