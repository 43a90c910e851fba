"""What changes waivers; each verb is one conditional update, below the lock of the service, with its audit event."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError
from governance.findings.matching import Position
from governance.findings.recording import position_of
from governance.policies.queries import policy_of
from governance.registry.models import Service
from governance.waivers.coverage import code_of, last_seen
from governance.waivers.drafts import fixed
from governance.waivers.effects import effect_on, hold, settle, takes_effect
from governance.waivers.models import LIVE, REASON_LENGTH, Kind, State, Waiver, WaiverEvent

if TYPE_CHECKING:
    from collections.abc import Collection

    from governance.accounts.models import User
    from governance.scans.models import Scan
    from governance.waivers.effects import Applied

Step = WaiverEvent.Kind


def request(draft: Waiver, *, reason: str, days: int, by: User) -> Waiver:
    """Ask for the waiver that `draft` describes, for so many days from now, and return it.

    One that is in force for the same can be renewed when it is about to end.

    Raises UserError `not-allowed`, `waiver-reason`, `waiver-days` or `waiver-exists`.
    """
    if not Service.objects.may_change(by, draft.service_id):
        raise UserError(
            "not-allowed",
            _("Asking for waivers of %(service)s needs the role maintainer or admin."),
            _("Ask an admin of the team."),
            service=draft.service.name,
        )
    draft.reason = reason.strip()
    if len(draft.reason) < REASON_LENGTH:
        raise UserError(
            "waiver-reason",
            _("A reason takes at least %(length)d characters."),
            _("Say why the code may stay as it is, and until what happens."),
            length=REASON_LENGTH,
        )
    most = policy_of(draft.service).waivers.max_days
    if not 1 <= days <= most:
        raise _too_long(most)
    now = timezone.now()
    draft.requested_by, draft.requested_at, draft.expires_at = by, now, now + timedelta(days=days)
    with transaction.atomic():
        hold(draft.service)  # a scan that is being saved may let the one in force ask again
        if not all(waiver.expires_soon for waiver in Waiver.objects.in_force().for_the_same(draft)):
            raise _exists()
        try:
            with transaction.atomic():
                draft.save(force_insert=True)
        except IntegrityError as error:
            if "one_request_a" not in str(error):
                raise
            raise _exists() from None
        details = {"reason": draft.reason, "expires": draft.expires_at.isoformat(timespec="seconds")}
        _write_down(draft, Step.REQUESTED, by=by, note=draft.reason, details=details)
    return draft


def approve(waiver: Waiver, *, by: User, note: str = "") -> None:
    """Let the waiver excuse what it covers, from now until its end; one in force for the same ends now.

    Raises UserError `not-allowed`, `waiver-own`, `waiver-days` (the policy allows less by now), `waiver-fixed` or
    `waiver-state`.
    """
    _check_may_decide(waiver, by)
    limits = policy_of(waiver.service).waivers
    if waiver.expires_at - timezone.now() > timedelta(days=limits.max_days):
        raise _too_long(limits.max_days)
    with transaction.atomic():
        hold(waiver.service)
        code = code_of(waiver, last_seen(waiver.service))
        if waiver.kind == Kind.FINDING and not code:
            raise fixed()
        replaced = list(Waiver.objects.filter(state=State.APPROVED).for_the_same(waiver))
        _end(replaced)
        _change(
            waiver,
            State.REQUESTED,
            state=State.APPROVED,
            decided_by=by,
            decided_at=Now(),
            note=note.strip(),
            warn_at=waiver.expires_at - timedelta(days=limits.warn_days),
            warned_at=None,
            approved_code=code,
        )
        _take_effect(waiver)
        for each in replaced:
            _write_down(each, Step.REPLACED, by=by, details={"by": waiver.pk})
        _write_down(waiver, Step.APPROVED, by=by, note=note)


def reject(waiver: Waiver, *, by: User, note: str) -> None:
    """Refuse a request; raise UserError `not-allowed`, `waiver-own`, `waiver-note` or `waiver-state`."""
    _check_may_decide(waiver, by)
    _check_note(note)
    with transaction.atomic():
        hold(waiver.service)
        _change(waiver, State.REQUESTED, state=State.REJECTED, decided_by=by, decided_at=Now(), note=note.strip())
        _write_down(waiver, Step.REJECTED, by=by, note=note)


def withdraw(waiver: Waiver, *, by: User) -> None:
    """Take back one's own request; raise UserError `not-allowed` or `waiver-state`."""
    if waiver.requested_by_id != by.pk:
        raise UserError("not-allowed", _("Only who asked for a waiver can withdraw the request."))
    with transaction.atomic():
        hold(waiver.service)
        _change(waiver, State.REQUESTED, state=State.REVOKED)
        _write_down(waiver, Step.WITHDRAWN, by=by)


def revoke(waiver: Waiver, *, by: User, note: str) -> None:
    """End an approved waiver before its time; what it covered is open again.

    Whoever may approve may revoke, and whoever asked for the waiver. Raises UserError `not-allowed`, `waiver-note` or
    `waiver-state`.
    """
    if waiver.requested_by_id != by.pk:
        _check_is_admin(waiver, by)
    _check_note(note)
    with transaction.atomic():
        hold(waiver.service)
        _change(waiver, State.APPROVED, state=State.REVOKED)
        _take_effect(waiver)
        _write_down(waiver, Step.REVOKED, by=by, note=note)


@transaction.atomic
def expire(waiver: Waiver) -> bool:
    """End a waiver, or a request that nobody decided, whose time is over; tell whether it was this call that did."""
    hold(waiver.service)
    due = Waiver.objects.filter(pk=waiver.pk, state__in=LIVE, expires_at__lte=Now())
    was_approved = due.filter(state=State.APPROVED).exists()
    if not due.update(state=State.EXPIRED):
        return False
    if was_approved:
        _take_effect(waiver)
    _write_down(waiver, Step.EXPIRED)
    return True


def apply_waivers(scan: Scan) -> Applied:
    """Let waivers excuse what they cover in a scan that is being saved; part of the transaction that saves it.

    Where the scan decides the states of findings, these follow, and waivers for code that has changed since the
    approval ask again: `record_asking` writes that into the trail when everything else is written.
    """
    applied = effect_on(scan)
    if position_of(scan) is not Position.NEWEST:
        return replace(applied, asking=())
    requests = Waiver.objects.filter(state=State.REQUESTED)
    replaced = tuple(waiver for waiver in applied.asking if requests.for_the_same(waiver).exists())
    applied = replace(applied, asking=tuple(each for each in applied.asking if each not in replaced), replaced=replaced)
    _end(replaced)
    Waiver.objects.filter(pk__in=[waiver.pk for waiver in applied.asking], state=State.APPROVED).update(
        state=State.REQUESTED,
        decided_by=None,
        decided_at=None,
        note="",
        warn_at=None,
        warned_at=None,
        approved_code={},
    )
    settle(scan.service)
    return applied


def record_asking(scan: Scan, applied: Applied) -> None:
    """Write down which waivers ask again because of a scan; the last statement of the transaction that saves it."""
    for waiver in (*applied.asking, *applied.replaced):
        takes_effect.send(sender=Waiver, waiver=waiver)
    for step, waivers in ((Step.ASKED_AGAIN, applied.asking), (Step.REPLACED, applied.replaced)):
        for waiver in waivers:
            _write_down(waiver, step, details={"scan": scan.pk, "commit": scan.commit})


def _change(waiver: Waiver, before: State, **changes: Any) -> None:
    """Change the row if it is in the state `before` and its time is not over; else somebody was faster."""
    if not Waiver.objects.filter(pk=waiver.pk, state=before, expires_at__gt=Now()).update(**changes):
        raise UserError(
            "waiver-state",
            _("The waiver is not %(state)s any more."),
            _("Look at what happened meanwhile."),
            state=before.label,
        )


def _end(waivers: Collection[Waiver]) -> None:
    """Let waivers in force end now, because of others for the same."""
    Waiver.objects.filter(pk__in=[waiver.pk for waiver in waivers]).update(state=State.EXPIRED, expires_at=Now())


def _exists() -> UserError:
    return UserError(
        "waiver-exists",
        _("There is a waiver for this already, or a request for one."),
        _("Wait for the decision; what is in force can be renewed when it is about to end, or revoked first."),
    )


def _take_effect(waiver: Waiver) -> None:
    settle(waiver.service)
    takes_effect.send(sender=Waiver, waiver=waiver)


def _write_down(
    waiver: Waiver, kind: Step, *, by: User | None = None, note: str = "", details: dict[str, Any] | None = None
) -> None:
    """Write the history and the trail; the last statement of a transaction."""
    note = note.strip()
    WaiverEvent.objects.create(waiver=waiver, kind=kind, by=by, by_name=by.get_username() if by else "", note=note)
    service = waiver.service
    record(
        Action(f"waiver.{kind}"),
        on=Subject("waiver", waiver.pk, f"{service.slug} {waiver.subject}"),
        by=by,
        team=service.team.slug,
        details=details if details is not None else {"note": note} if note else {},
    )


def _check_may_decide(waiver: Waiver, by: User) -> None:
    _check_is_admin(waiver, by)
    if waiver.requested_by_id == by.pk:
        raise UserError(
            "waiver-own", _("Nobody decides about a request of their own."), _("Ask another admin of the team.")
        )


def _check_is_admin(waiver: Waiver, by: User) -> None:
    if not Waiver.objects.decidable_by(by).filter(pk=waiver.pk).exists():
        raise UserError(
            "not-allowed",
            _("Deciding about waivers of %(service)s needs the role admin."),
            _("Ask an admin of the team."),
            service=waiver.service.name,
        )


def _check_note(note: str) -> None:
    if not note.strip():
        raise UserError("waiver-note", _("A note is missing."), _("Say why, so that who asked knows what to do."))


def _too_long(most: int) -> UserError:
    return UserError(
        "waiver-days",
        _("The policy allows waivers of 1 to %(days)d days."),
        _("Ask for one that ends earlier."),
        days=most,
    )
