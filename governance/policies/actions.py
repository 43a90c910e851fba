"""What changes policies: every save is a new version, and says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.audit import actions as audit
from governance.audit.models import Action
from governance.errors import UserError
from governance.policies.fields import changes
from governance.policies.levels import read_values
from governance.policies.models import PolicyVersion, columns_of, level_of
from governance.policies.policy import LEVELS
from governance.policies.queries import ids_of, levels_for, may_set, place_of
from governance.policies.rules import known_rules
from governance.policies.tightening import Tightening, tighten
from governance.registry.models import Service

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.policies.levels import Levels, Values
    from governance.policies.models import Subject

REASON_LENGTH: Final = 500


def save_policy(
    subject: Subject, values: object, *, edited: int, reason: str, by: User | None, restores: int | None = None
) -> PolicyVersion:
    """Save what `subject` asks for as its next version and return it; scans that begin now are judged by it.

    `values` are the JSON of a `Policy` for the company (None) and of a `Tightening` below it; `edited` is the number of
    the version that they were made from, 0 for none; `by` is None at the command line. Raises UserError `not-allowed`,
    `policy-reason`, those of `check_values`, `policy-unchanged`, or `policy-changed` (somebody else has saved since).
    """
    _check_may_set(subject, by)
    reason = _check_reason(reason)
    with transaction.atomic():
        levels, place = levels_for(subject), place_of(subject)
        asked = check_values(levels, subject, values)
        if levels.number(place) != edited:
            raise _overtaken()
        before, after = changes(levels.asked(place).to_json(), asked.to_json())
        if not after:
            raise UserError("policy-unchanged", _("Nothing was changed."), _("Change something, then save it."))
        version = _insert(
            PolicyVersion(
                **columns_of(subject),
                number=edited + 1,
                values=asked.to_json(),
                reason=reason,
                restores=restores,
                author=by,
            )
        )
        details = {"level": version.level, "version": version.number, "reason": reason}
        details |= {"before": before, "after": after} | ({"restores": restores} if restores else {})
        subject_of_event = audit.Subject("policy", version.pk, subject.slug if subject else version.level)
        audit.record(Action.POLICY_SAVED, on=subject_of_event, by=by, team=_team_of(subject), details=details)
    return version


def restore_policy(version: PolicyVersion, *, edited: int, reason: str, by: User | None) -> PolicyVersion:
    """Save again, as the next version, what an earlier one asked for; raises the UserErrors of `save_policy`."""
    return save_policy(version.subject, version.values, edited=edited, reason=reason, by=by, restores=version.number)


def check_values(levels: Levels, subject: Subject, values: object) -> Values:
    """Return what `subject` asks for, if it may.

    Raises UserError `policy-invalid`, `policy-unknown-rule` or `policy-loosens`; each names the field.
    """
    level = level_of(subject)
    asked = read_values(level, values)
    unknown = sorted(asked.overrides.keys() - known_rules().keys() - levels.asked(place_of(subject)).overrides.keys())
    if unknown:
        raise UserError(
            "policy-unknown-rule",
            _("`overrides` names %(rule)s, and no rule is called so."),
            _("The page of rules lists every code."),
            rule=unknown[0],
        )
    if isinstance(asked, Tightening):
        team, _service = ids_of(subject)
        above = levels.policy(team) if isinstance(subject, Service) else levels.policy()
        tighten(above, asked, level)
    return asked


def _check_may_set(subject: Subject, by: User | None) -> None:
    if by is not None and not may_set(subject, by):
        raise UserError(
            "not-allowed",
            _("The policy of the %(level)s is set by its admins."),
            _("Ask one of them."),
            level=LEVELS[level_of(subject)],
        )


def _check_reason(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > REASON_LENGTH:
        raise UserError(
            "policy-reason",
            _("A change of policy needs a reason of at most %(most)d characters."),
            _("Say why, for those who read it years later."),
            most=REASON_LENGTH,
        )
    return reason


def _insert(version: PolicyVersion) -> PolicyVersion:
    """Insert the row; somebody who saved in the same moment has taken its number."""
    try:
        with transaction.atomic():
            version.save(force_insert=True)
    except IntegrityError as error:
        if "policy_a_number" in str(error):
            raise _overtaken() from None
        raise
    return version


def _overtaken() -> UserError:
    return UserError(
        "policy-changed",
        _("Somebody else has saved this policy since you opened it."),
        _("Look at what was changed, then make your change again."),
    )


def _team_of(subject: Subject) -> str:
    match subject:
        case None:
            return ""
        case Team():
            return subject.slug
        case Service():
            return subject.team.slug
