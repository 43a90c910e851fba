"""GitHub, also Enterprise Server: the body is signed (docs.github.com, Webhooks, Validating webhook deliveries)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from governance.webhooks.forges.events import Event, Ignored, Untrusted
from governance.webhooks.forges.payloads import GitRepository, PullRequestBody, PushBody
from governance.webhooks.forges.signatures import check_hex
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEW_COMMITS: Final = frozenset({"opened", "reopened", "synchronize", "ready_for_review"})


class _Base(msgspec.Struct):
    ref: msgspec.Raw | None = None


class _Changes(msgspec.Struct):
    base: _Base | None = None


class _PullRequestEvent(msgspec.Struct):
    action: str
    pull_request: PullRequestBody
    repository: GitRepository
    changes: _Changes | None = None


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust:
    """Check X-Hub-Signature-256; the older X-Hub-Signature is SHA-1 and not looked at."""
    signature = headers.get("X-Hub-Signature-256", "")
    if signature and not signature.startswith("sha256="):
        raise Untrusted(Reason.SIGNATURE_WRONG)
    check_hex(signature.removeprefix("sha256="), body, secrets)
    return Trust.BODY


def event_of(headers: Mapping[str, str]) -> str:
    """Return the event's name."""
    return headers.get("X-GitHub-Event", "")


def identity_of(headers: Mapping[str, str]) -> str:
    """Return the id of the delivery, which a redelivery repeats."""
    return headers.get("X-GitHub-Delivery", "")


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event."""
    if event == "ping":
        return Ignored(Reason.PING)
    if event == "push":
        return msgspec.json.decode(payload, type=PushBody).told()
    if event == "pull_request":
        return _pull_request(msgspec.json.decode(payload, type=_PullRequestEvent))
    return Ignored(Reason.EVENT_NOT_USED)


def _pull_request(event: _PullRequestEvent) -> Event:
    if event.action == "closed":
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    onto_another_branch = event.action == "edited" and event.changes is not None and event.changes.base is not None
    if event.action not in _NEW_COMMITS and not onto_another_branch:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    return event.pull_request.told(event.repository.named())
