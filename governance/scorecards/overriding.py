"""What lets a commit or a branch through the gate for some days, and what ends that; for superusers alone."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError
from governance.repositories.names import check_branch, check_commit
from governance.scorecards.models import GateOverride

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

REASON_LENGTH = 2000


def override_gate(
    service: Service, *, commit: str = "", branch: str = "", reason: str, days: int, by: User
) -> GateOverride:
    """Let `commit`, or what is on `branch`, through for `days`.

    Raises UserError `not-allowed`, `override-subject` (not one of the two), `override-reason`, `override-days`,
    `commit-name` or `branch-name`.
    """
    _check_may_override(by)
    if bool(commit) == bool(branch):
        raise UserError(
            "override-subject",
            _("An override is for a commit or for a branch."),
            _("Give the id of a commit or the name of a branch, not both."),
        )
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise UserError(
            "override-reason",
            _("An override needs a reason of at most %(most)d characters."),
            _("Say why this may go although the gate fails, for whoever reads it in a year."),
            most=REASON_LENGTH,
        )
    if not 1 <= days <= settings.GATE_OVERRIDE_DAYS:
        raise UserError(
            "override-days",
            _("An override lasts from 1 to %(most)d days."),
            _("Choose a shorter time; what is still wrong by then needs a repair or a waiver."),
            most=settings.GATE_OVERRIDE_DAYS,
        )
    with transaction.atomic():
        override = GateOverride.objects.create(
            service=service,
            commit=check_commit(commit) if commit else "",
            branch=check_branch(branch) if branch else "",
            reason=reason,
            by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        details = {
            **({"commit": commit} if commit else {"branch": branch}),
            "reason": reason,
            "expires_at": override.expires_at.isoformat(timespec="seconds"),
        }
        record(Action.GATE_OVERRIDDEN, on=_subject(service), by=by, team=service.team.slug, details=details)
    return override


def revoke_override(override: GateOverride, *, by: User) -> None:
    """End an override before its time; nothing happens when it has ended."""
    _check_may_override(by)
    service = override.service
    with transaction.atomic():
        if GateOverride.objects.in_force().filter(pk=override.pk).update(revoked_at=Now(), revoked_by=by):
            details = {"commit": override.commit} if override.commit else {"branch": override.branch}
            record(Action.GATE_OVERRIDE_REVOKED, on=_subject(service), by=by, team=service.team.slug, details=details)


def _subject(service: Service) -> Subject:
    return Subject("service", service.pk, service.slug)


def _check_may_override(by: User) -> None:
    if not by.is_superuser:
        raise UserError(
            "not-allowed",
            _("Only the middleware team may override a gate."),
            _("Ask them, and say why this may go."),
        )
