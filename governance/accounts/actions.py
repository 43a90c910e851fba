"""What changes service accounts and API tokens; each function is one transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import APIToken, Membership, Role, Scope, Team, User
from governance.accounts.tokens import digest, hint, new_secret
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError

MAX_DAYS: Final = 365
LAST_USED_HOURS: Final = 1


def create_service_account(*, team: Team, name: str, role: str, by: User) -> User:
    """Make an account for a program of `team`; raise UserError `not-allowed`, `account-name` or `role-unknown`."""
    _check_administers(team, by)
    if role not in Role.values:
        raise UserError("role-unknown", _("This role is not known."), _("Choose viewer, maintainer or admin."))
    slug = slugify(name)
    if not slug or len(slug) > 50:
        raise UserError(
            "account-name", _("A service account needs a name of Latin letters and digits."), _("Choose another name.")
        )
    account = User(username=f"{team.slug}.{slug}", is_service_account=True)
    account.set_unusable_password()
    with transaction.atomic():
        try:
            with transaction.atomic():
                account.save(force_insert=True)
        except IntegrityError:
            raise UserError(
                "account-exists", _("This team has an account of this name already."), _("Choose another name.")
            ) from None
        Membership.objects.create(user=account, team=team, role=role)
        subject = Subject("account", account.pk, account.username)
        record(Action.ACCOUNT_CREATED, on=subject, by=by, team=team.slug, details={"role": role})
    return account


def create_token(*, owner: User, name: str, scope: str, days: int, by: User) -> tuple[APIToken, str]:
    """Make a token and return it with its secret, which is nowhere else.

    Raises UserError `not-allowed` (neither one's own nor of a service account that one looks after), `token-name`,
    `token-scope-unknown` or `token-days`.
    """
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise UserError("token-name", _("A token needs a name of at most 100 characters."), _("Say what it is for."))
    if scope not in Scope.values:
        raise UserError("token-scope-unknown", _("This scope is not known."), _("Choose one of the list."))
    if not 1 <= days <= MAX_DAYS:
        raise UserError(
            "token-days", _("A token lasts from 1 to %(days)d days."), _("Make a new one when it ends."), days=MAX_DAYS
        )
    team = _check_may_hold(owner, by)
    secret = new_secret()
    with transaction.atomic():
        token = APIToken.objects.create(
            owner=owner,
            name=name,
            hint=hint(secret),
            digest=digest(secret),
            scope=scope,
            created_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        details = {"owner": owner.username, "scope": scope, "days": days}
        record(Action.TOKEN_CREATED, on=_subject(token), by=by, team=team, details=details)
    return token, secret


def revoke_token(token: APIToken, *, by: User) -> None:
    """End a token now; nothing happens when it has been revoked before. Raises UserError `not-allowed`."""
    if not APIToken.objects.manageable_by(by).filter(pk=token.pk).exists():
        raise _not_allowed()
    with transaction.atomic():
        if APIToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=timezone.now()):
            details = {"owner": token.owner.username}
            record(Action.TOKEN_REVOKED, on=_subject(token), by=by, team=_team_of(token.owner), details=details)


def open_with(secret: str) -> APIToken | None:
    """Return the token of a secret with its owner, or None when it opens nothing; write down that it was used."""
    token = APIToken.objects.usable().select_related("owner").filter(digest=digest(secret)).first()
    if token is not None:
        _note_use(token)
    return token


def _note_use(token: APIToken) -> None:
    """Write down that the token is used, at most once an hour; whoever finds the row locked leaves it to the other."""
    now = timezone.now()
    if not token.is_stale(now - timedelta(hours=LAST_USED_HOURS)):
        return
    with transaction.atomic():
        free = APIToken.objects.select_for_update(skip_locked=True).filter(pk=token.pk)
        APIToken.objects.filter(pk__in=free.values("pk")).update(last_used_at=now)


def _check_may_hold(owner: User, by: User) -> str:
    """Return the team that a token of `owner` belongs to; refuse unless `by` may make one."""
    if not owner.is_service_account:
        if owner != by:
            raise _not_allowed()
        return ""
    # Of all its teams: otherwise an admin of one could reach the others through the account.
    others = Team.objects.filter(memberships__user=owner).exclude(pk__in=Team.objects.administered_by(by))
    team = _team_of(owner)
    if others.exists() or not (team or by.is_superuser) or (owner.is_superuser and not by.is_superuser):
        raise _not_allowed()
    return team


def _check_administers(team: Team, by: User) -> None:
    if not Team.objects.administered_by(by).filter(pk=team.pk).exists():
        raise _not_allowed()


def _not_allowed() -> UserError:
    return UserError(
        "not-allowed",
        _("Service accounts and their tokens are for the admins of their team."),
        _("Ask an admin of the team."),
    )


def _team_of(owner: User) -> str:
    """Return the team whose admins read of it in the trail; a person's own token concerns no team."""
    if not owner.is_service_account:
        return ""
    return Team.objects.filter(memberships__user=owner).values_list("slug", flat=True).first() or ""


def _subject(token: APIToken) -> Subject:
    return Subject("token", token.pk, token.name)
