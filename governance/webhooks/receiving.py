"""One call of a hook, from its bytes to its delivery: checked, understood, kept.

Nothing here touches Git or the network, and of what follows only what the payload alone says is decided: the rest is a
worker's, who is sent for (`handling`).
"""

from __future__ import annotations

import hashlib
import logging
import time
import uuid
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

import msgspec
from django.db.models import F
from django.utils import timezone

from governance.registry.encryption import decrypt
from governance.webhooks.bodies import BodyRefusedError, kept_body, kept_headers, payload_of
from governance.webhooks.decisions import first_decision
from governance.webhooks.forges import FORGES
from governance.webhooks.forges.events import Untrusted
from governance.webhooks.handling import settle
from governance.webhooks.models import Delivery, Forge, Hook, Outcome, Trust
from governance.webhooks.reasons import Reason
from governance.webhooks.rows import Called, keep
from governance.webhooks.waking import wake_after_commit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.accounts.models import User

log = logging.getLogger(__name__)

WINDOW_SECONDS: Final = 300  # in which the same body without an id is the same delivery
REFUSALS_A_ROW: Final = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Call:
    """What a forge sent."""

    headers: Mapping[str, str]
    content_type: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Received:
    """The delivery that a call became, or the earlier one that it repeats."""

    delivery: Delivery
    is_duplicate: bool = False


class RefusedError(Exception):
    """The call was refused; the delivery log says why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def secrets_of(hook: Hook) -> list[str]:
    """Return the secrets that are valid now."""
    secrets = [decrypt(hook.ciphertext)]
    if hook.former_ciphertext is not None and hook.former_until and hook.former_until > timezone.now():
        secrets.append(decrypt(hook.former_ciphertext))
    return secrets


def receive(called: Called, call: Call) -> Received:
    """Check a call, keep it, and send for who decides what follows; raise RefusedError when it is not taken."""
    hook = called.hook
    forge = FORGES[Forge(hook.forge)]
    secrets = secrets_of(hook)
    try:
        trust = forge.verify(call.headers, call.body, secrets)
    except Untrusted as error:
        raise refused(called, error.reason, call) from None
    try:
        delivery = Delivery(
            hook=hook,
            team_id=called.team_id,
            service_id=hook.service_id,
            forge=hook.forge,
            identity=_identity(hook, forge.identity_of(call.headers), call.body),
            event=forge.event_of(call.headers)[:100],
            trust=trust,
            headers=kept_headers(call.headers, secrets),
            body=kept_body(payload_of(call.body, call.content_type), secrets),
        )
        _understand(delivery)
    except (BodyRefusedError, msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        reason = error.reason if isinstance(error, BodyRefusedError) else Reason.BODY_MALFORMED
        raise refused(called, reason, call, trust=trust) from None
    if not keep(delivery):
        earlier = Delivery.objects.filter(hook=hook, identity=delivery.identity)
        return Received(earlier.exclude(outcome=Outcome.REFUSED).get(), is_duplicate=True)
    if delivery.outcome == Outcome.RECEIVED:
        wake_after_commit()
    return Received(delivery)


def replay(delivery: Delivery, *, by: User) -> Delivery:
    """Act once more upon a delivery whose body is kept, at once; the new one says whose replay it is.

    What came to the company's hook stays with the team that it came to: who replays it reaches no other.
    """
    hook, body = delivery.hook, delivery.body
    if hook is None or body is None:
        raise ValueError("a delivery without its hook or its body cannot be replayed")
    again = Delivery(
        hook=hook,
        team=hook.owning_team or delivery.team,
        service=hook.service,
        forge=delivery.forge,
        identity=f"replay {uuid.uuid4()}",
        event=delivery.event,
        trust=delivery.trust,
        headers=delivery.headers,
        body=body,
        replay_of=delivery,
        replayed_by=by,
    )
    _understand(again)
    again.save(force_insert=True)
    if again.outcome == Outcome.RECEIVED:
        settle([again.pk])
        again.refresh_from_db()
    return again


def refused(called: Called, reason: Reason, call: Call, *, trust: Trust = Trust.NONE) -> RefusedError:
    """Keep that a call was refused, without what it brought, and return the error.

    Anybody can send calls that are refused: those of one minute and reason share a row.
    """
    hook = called.hook
    log.warning("hook %s (%s): a call was refused: %s", hook.pk, hook, reason.value)
    alike = Delivery.objects.filter(
        hook=hook, outcome=Outcome.REFUSED, reason=reason, received_at__gt=timezone.now() - REFUSALS_A_ROW
    )
    if not alike.update(repeats=F("repeats") + 1):
        forge = FORGES[Forge(hook.forge)]
        Delivery.objects.create(
            hook=hook,
            team_id=called.team_id,
            service_id=hook.service_id,
            forge=hook.forge,
            identity=forge.identity_of(call.headers)[:200],
            event=forge.event_of(call.headers)[:100],
            trust=trust,
            outcome=Outcome.REFUSED,
            reason=reason,
            headers=kept_headers(call.headers, secrets_of(hook)),
        )
    return RefusedError(reason)


def _identity(hook: Hook, given: str, body: bytes) -> str:
    """Return the forge's id of a delivery, or the digest of its body with the window of time that it came in."""
    if given:
        return given[:200]
    digest = hashlib.sha256(body).hexdigest()
    window = int(time.time()) // WINDOW_SECONDS
    before = f"{digest}@{window - 1}"
    return before if Delivery.objects.filter(hook=hook, identity=before).exists() else f"{digest}@{window}"


def _understand(delivery: Delivery) -> None:
    """Write down what the payload alone says, read as it is kept: so a worker will read it too."""
    assert delivery.body is not None  # noqa: S101 - the callers have just set it
    decision = first_decision(FORGES[Forge(delivery.forge)].parse(delivery.event, delivery.body.encode()))
    delivery.outcome = decision.outcome
    delivery.reason = decision.reason
    delivery.branch = decision.branch
    delivery.commit = decision.commit
    delivery.pull_request = decision.pull_request
