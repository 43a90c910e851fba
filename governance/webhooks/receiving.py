"""One call of a hook, from its bytes to its delivery: checked, understood, acted upon, kept.

Nothing here touches Git or the network: what is to be scanned is asked for, and a worker looks for itself.
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
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from governance.registry.encryption import decrypt
from governance.scans.actions import cut_off, request_scan
from governance.webhooks.bodies import BodyRefusedError, kept_body, kept_headers, payload_of
from governance.webhooks.decisions import decide
from governance.webhooks.forges import FORGES
from governance.webhooks.forges.events import Untrusted
from governance.webhooks.models import Delivery, Forge, Hook, Outcome, Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.accounts.models import User
    from governance.scans.models import Scan
    from governance.webhooks.decisions import Decision

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


def receive(hook: Hook, call: Call) -> Received:
    """Check a call, ask for the scan that follows from it, and keep it; raise RefusedError when it is not taken."""
    forge = FORGES[Forge(hook.forge)]
    secrets = secrets_of(hook)
    event = forge.event_of(call.headers)[:100]
    try:
        trust = forge.verify(call.headers, call.body, secrets)
    except Untrusted as error:
        raise refused(hook, error.reason, call) from None
    try:
        payload = payload_of(call.body, call.content_type)
        delivery = Delivery(
            hook=hook,
            team=hook.owning_team,
            forge=hook.forge,
            identity=_identity(hook, forge.identity_of(call.headers), call.body),
            event=event,
            trust=trust,
            headers=kept_headers(call.headers, secrets),
            body=kept_body(payload, secrets),
        )
        return _act(hook, delivery, payload)
    except (BodyRefusedError, msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        reason = error.reason if isinstance(error, BodyRefusedError) else Reason.BODY_MALFORMED
        raise refused(hook, reason, call, trust=trust) from None


def replay(delivery: Delivery, *, by: User) -> Delivery:
    """Act once more upon a delivery whose body is kept; the new one says whose replay it is."""
    hook, body = delivery.hook, delivery.body
    if hook is None or body is None:
        raise ValueError("a delivery without its hook or its body cannot be replayed")
    again = Delivery(
        hook=hook,
        team=hook.owning_team,
        forge=delivery.forge,
        identity=f"replay {uuid.uuid4()}",
        event=delivery.event,
        trust=delivery.trust,
        headers=delivery.headers,
        body=body,
        replay_of=delivery,
        replayed_by=by,
    )
    return _act(hook, again, body.encode()).delivery


def refused(hook: Hook, reason: Reason, call: Call, *, trust: Trust = Trust.NONE) -> RefusedError:
    """Keep that a call was refused, without what it brought, and return the error.

    Anybody can send calls that are refused: those of one minute and reason share a row.
    """
    log.warning("hook %s (%s): a call was refused: %s", hook.pk, hook, reason.value)
    alike = Delivery.objects.filter(
        hook=hook, outcome=Outcome.REFUSED, reason=reason, received_at__gt=timezone.now() - REFUSALS_A_ROW
    )
    if not alike.update(repeats=F("repeats") + 1):
        forge = FORGES[Forge(hook.forge)]
        Delivery.objects.create(
            hook=hook,
            team=hook.owning_team,
            service=hook.service,
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


def _act(hook: Hook, delivery: Delivery, payload: bytes) -> Received:
    """Decide, ask for a scan, and save the delivery, all or nothing."""
    event = FORGES[Forge(hook.forge)].parse(delivery.event, payload)
    try:
        with transaction.atomic():
            decision = decide(hook, event)
            delivery.service = decision.service
            delivery.reason = decision.reason
            delivery.branch = decision.branch
            delivery.commit = decision.commit
            delivery.pull_request = decision.pull_request
            delivery.scan = _request(decision)
            delivery.outcome = Outcome.ACCEPTED if delivery.scan else Outcome.IGNORED
            delivery.save(force_insert=True)
    except IntegrityError:
        taken = Delivery.objects.filter(hook=hook, identity=delivery.identity)
        earlier = taken.exclude(outcome=Outcome.REFUSED).first()
        if earlier is None:
            raise
        return Received(earlier, is_duplicate=True)
    return Received(delivery)


def _request(decision: Decision) -> Scan | None:
    """Ask for the scan, and end what runs for an older commit of the same branch."""
    if decision.trigger is None:
        return None
    scan = request_scan(**decision.request())
    cut_off(scan, announced=decision.commit)
    return scan
