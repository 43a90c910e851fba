"""Asks for waivers, and lets their time pass."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import F

from governance.waivers import actions, drafts
from governance.waivers.models import Waiver

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.findings.models import Finding

REASON = "Replaced by the new codec in the next release."


def asked(draft: Waiver, by: User, *, days: int = 30) -> Waiver:
    return actions.request(draft, reason=REASON, days=days, by=by)


def waived(finding: Finding, *, by: User, approver: User, days: int = 30) -> Waiver:
    """Return an approved waiver for a finding."""
    waiver = asked(drafts.for_finding(finding), by, days=days)
    actions.approve(waiver, by=approver)
    return now(waiver)


def now(waiver: Waiver) -> Waiver:
    """Return the waiver as it is stored now."""
    return Waiver.objects.select_related("service__team").get(pk=waiver.pk)


def let_pass(days: float) -> None:
    """Move everything that was asked for into the past, as if so many days had passed."""
    past = timedelta(days=days)
    Waiver.objects.update(
        requested_at=F("requested_at") - past,
        decided_at=F("decided_at") - past,
        expires_at=F("expires_at") - past,
        warn_at=F("warn_at") - past,
    )
