"""What changes hooks, their secrets and the tokens for commit statuses, and what replays a delivery."""

from __future__ import annotations

import base64
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError
from governance.registry.encryption import encrypt, rotate
from governance.registry.models import Service
from governance.webhooks.forges.signatures import STANDARD_PREFIX
from governance.webhooks.models import Delivery, Forge, Hook, StatusToken
from governance.webhooks.receiving import replay
from governance.webhooks.statuses.addresses import check_api_url, check_host

if TYPE_CHECKING:
    from typing import TypeAlias

    from governance.accounts.models import User

    # Whose hooks and tokens they are; None is the whole company.
    Owner: TypeAlias = Service | Team | None

TOKEN_LENGTH: Final = 2_000


def set_up_hook(owner: Owner, *, forge: Forge, by: User) -> tuple[Hook, str]:
    """Return a new hook of a service, a team or the company, and its secret, which is not shown again."""
    check_may_change(owner, by)
    secret = new_secret(forge)
    try:
        with transaction.atomic():
            hook = Hook.objects.create(**owned_by(owner), forge=forge, ciphertext=encrypt(secret))
            _record(Action.HOOK_SET_UP, owner, by, forge)
    except IntegrityError:
        raise UserError(
            "hook-exists",
            _("There is already a webhook for this forge."),
            _("Replace its secret, or remove it first."),
        ) from None
    return hook, secret


def replace_secret(hook: Hook, *, overlap: timedelta, by: User) -> str:
    """Return a new secret of a hook; the former one is taken for `overlap` longer."""
    owner = owner_of(hook)
    check_may_change(owner, by)
    secret = new_secret(Forge(hook.forge))
    now = timezone.now()
    with transaction.atomic():
        # Of the row as it is now: of two replacements at once, the second keeps what the first one set.
        current = Hook.objects.select_for_update(of=("self",)).get(pk=hook.pk)
        current.former_ciphertext = current.ciphertext if overlap else None
        current.former_until = now + overlap if overlap else None
        current.ciphertext = encrypt(secret)
        current.rotated_at = now
        current.save()
        hours = {"overlap_hours": round(overlap / timedelta(hours=1))}
        _record(Action.HOOK_SECRET_REPLACED, owner, by, Forge(hook.forge), **hours)
    return secret


def remove_hook(hook: Hook, *, by: User) -> None:
    """Remove a hook; its deliveries stay, calls to it are answered with 404."""
    owner = owner_of(hook)
    check_may_change(owner, by)
    with transaction.atomic():
        if Hook.objects.filter(pk=hook.pk).delete()[0]:
            _record(Action.HOOK_REMOVED, owner, by, Forge(hook.forge))


def set_status_token(
    owner: Owner, *, forge: Forge, token: str, host: str, api_url: str = "", comments: bool = False, by: User
) -> StatusToken:
    """Encrypt and keep what lets commit statuses be written for repositories on `host`."""
    check_may_change(owner, by)
    token = token.strip()
    if not token or len(token) > TOKEN_LENGTH or not token.isascii() or not token.isprintable():
        raise UserError(
            "status-token-malformed",
            _("The token is empty, too long or contains characters that no token has."),
            _("Copy the token again, as one line."),
        )
    kept = {
        "host": check_host(host),
        "api_url": check_api_url(api_url) if api_url else "",
        "comments": comments,
        "ciphertext": encrypt(token),
    }
    with transaction.atomic():
        stored, _created = StatusToken.objects.update_or_create(**owned_by(owner), forge=forge, defaults=kept)
        told = {"host": stored.host, "api": stored.api_url, "comments": comments}
        _record(Action.STATUS_TOKEN_SET, owner, by, forge, **told)
    return stored


def remove_status_token(token: StatusToken, *, by: User) -> None:
    """Forget a token; forges are told nothing more."""
    owner = owner_of(token)
    check_may_change(owner, by)
    with transaction.atomic():
        if StatusToken.objects.filter(pk=token.pk).delete()[0]:
            _record(Action.STATUS_TOKEN_REMOVED, owner, by, Forge(token.forge))


def replay_delivery(delivery: Delivery, *, by: User) -> Delivery:
    """Act once more upon a delivery, and return the new one; raise UserError when its body is not kept."""
    if not Delivery.objects.visible_to(by).filter(pk=delivery.pk).exists():
        raise _not_allowed(delivery.team)
    if delivery.hook is None or delivery.body is None:
        raise UserError(
            "delivery-not-kept",
            _("The body or the webhook of this delivery is gone."),
            _("Scan the service instead, or let the forge deliver again."),
        )
    with transaction.atomic():
        again = replay(delivery, by=by)
        subject = Subject("delivery", delivery.pk, str(delivery.service or delivery.team or "company"))
        team = delivery.team.slug if delivery.team else ""
        record(Action.DELIVERY_REPLAYED, on=subject, by=by, team=team, details={"became": again.pk})
    return again


def rotate_secrets() -> int:
    """Encrypt the secrets of hooks and the status tokens under the first key, and return how many there are."""
    with transaction.atomic():
        hooks = list(Hook.objects.select_for_update())
        for hook in hooks:
            hook.ciphertext = rotate(hook.ciphertext)
            hook.former_ciphertext = rotate(hook.former_ciphertext) if hook.former_ciphertext is not None else None
            hook.save(update_fields=["ciphertext", "former_ciphertext"])
        tokens = list(StatusToken.objects.select_for_update())
        for token in tokens:
            token.ciphertext = rotate(token.ciphertext)
            token.save(update_fields=["ciphertext"])
    return len(hooks) + len(tokens)


def new_secret(forge: Forge) -> str:
    """Return 32 random bytes as text; for GitLab in the form that its signing tokens have."""
    key = secrets.token_bytes(32)
    if forge == Forge.GITLAB:
        return STANDARD_PREFIX + base64.b64encode(key).decode()
    return base64.urlsafe_b64encode(key).decode().rstrip("=")


def may_change(owner: Owner, by: User) -> bool:
    """Whether somebody may change the hooks and tokens.

    Those of a service are for its maintainers, of a team for its admins, of the company for superusers.
    """
    match owner:
        case None:
            return by.is_superuser
        case Team():
            return Team.objects.administered_by(by).filter(pk=owner.pk).exists()
        case Service():
            return Service.objects.may_change(by, owner.pk)


def check_may_change(owner: Owner, by: User) -> None:
    """Raise UserError `not-allowed` unless `by` may change the hooks and tokens of `owner`."""
    if not may_change(owner, by):
        raise _not_allowed(owner)


def owner_of(owned: Hook | StatusToken) -> Owner:
    """Return whose it is."""
    return owned.service or owned.team


def owned_by(owner: Owner) -> dict[str, Any]:
    """Return the columns that name the owner."""
    return {
        "service": owner if isinstance(owner, Service) else None,
        "team": owner if isinstance(owner, Team) else None,
    }


def _not_allowed(owner: Owner) -> UserError:
    return UserError(
        "not-allowed",
        _("Your role does not allow this."),
        _("Ask an admin of the team.") if owner else _("Ask the middleware team."),
    )


def _record(action: Action, owner: Owner, by: User, forge: Forge, **details: object) -> None:
    match owner:
        case None:
            subject, team = Subject("company", name="company"), ""
        case Team():
            subject, team = Subject("team", owner.pk, owner.slug), owner.slug
        case Service():
            subject, team = Subject("service", owner.pk, owner.slug), owner.team.slug
    record(action, on=subject, by=by, team=team, details={"forge": forge.value, **details})
