"""What writes the trail: `record`, inside the transaction of the change that it tells of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection
from django.utils import timezone

from governance.audit.models import Action, AuditEvent
from governance.errors import ServiceError
from trail import GENESIS, Digests, PrivateKey, checkpoint, digests_of, export

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.contrib.auth.models import AbstractUser

# The number of the lock that makes writers of the chain wait for one another; any number that nothing else locks.
_CHAIN_LOCK: Final = 0x1201_4A1E
_NAME_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Subject:
    """What an event is about."""

    kind: str
    id: object = ""
    name: str = ""


def record(
    action: Action,
    *,
    on: Subject,
    by: AbstractUser | None,
    team: str = "",
    details: Mapping[str, Any] | None = None,
) -> AuditEvent:
    """Append an event to the chain, and return it.

    Belongs into the transaction of the change, as its last statement: every other writer waits from here until that
    transaction ends, and whoever waits for a row of somebody who waits here would wait for ever. `by` is None at the
    command line; `details` never hold a secret.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("an audit event is written in the transaction of its change")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CHAIN_LOCK])
    last = AuditEvent.objects.first()
    event = AuditEvent(
        sequence=last.sequence + 1 if last else 1,
        at=timezone.now(),
        action=action,
        actor_id=by.pk if by else None,
        actor_name=by.get_username() if by else "",
        team=team,
        object_kind=on.kind,
        object_id=str(on.id),
        object_name=str(_printable(on.name))[:_NAME_LENGTH],
        details=_printable(dict(details or {})),
        previous_sha256=last.sha256 if last else GENESIS.sha256,
        previous_sm3=last.sm3 if last else GENESIS.sm3,
    )
    digests = digests_of(event.body())
    event.sha256, event.sm3 = digests.sha256, digests.sm3
    key = signing_key()
    event.key, event.signature = key.public.name, key.sign(digests)
    event.save(force_insert=True)
    return event


def export_trail(*, by: AbstractUser) -> bytes:
    """Return the whole trail as a signed file; that it was exported is its last event."""
    record(Action.TRAIL_EXPORTED, on=Subject("trail"), by=by)
    events = [event.exported() for event in AuditEvent.objects.order_by("sequence").iterator()]
    return export(events, at=timezone.now().isoformat(timespec="seconds"), key=signing_key())


def take_checkpoint() -> dict[str, Any] | None:
    """Return a signed statement of the newest event, or None when there is none."""
    last = AuditEvent.objects.first()
    if last is None:
        return None
    at = timezone.now().isoformat(timespec="seconds")
    return checkpoint(last.sequence, Digests(last.sha256, last.sm3), at=at, key=signing_key())


def signing_key() -> PrivateKey:
    """Return the key of the setting AUDIT_KEY; raise ServiceError when it cannot sign."""
    try:
        return PrivateKey.parse(settings.AUDIT_KEY)
    except ValueError as error:
        raise ServiceError(
            "audit-key", f"AUDIT_KEY, or the file of AUDIT_KEY_FILE, {error}: the trail cannot be signed."
        ) from None


def _printable(value: Any) -> Any:
    """Return a value without what neither PostgreSQL nor canonical JSON can hold: NUL and lone surrogates."""
    match value:
        case str():
            return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode("utf-8")
        case dict():
            return {_printable(name): _printable(each) for name, each in value.items()}
        case list():
            return [_printable(each) for each in value]
        case _:
            return value
