"""Gitea and Forgejo: the body is signed, in hexadecimal without a prefix (docs.gitea.com and forgejo.org, Webhooks)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from governance.webhooks.forges.events import Event, Ignored
from governance.webhooks.forges.payloads import GitRepository, PullRequestBody, PushBody
from governance.webhooks.forges.signatures import check_hex
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEW_COMMITS: Final = frozenset({"opened", "reopened", "synchronized"})


class _PullRequestEvent(msgspec.Struct):
    action: str
    pull_request: PullRequestBody
    repository: GitRepository
    changes: dict[str, msgspec.Raw] | None = None


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust:
    """Check X-Forgejo-Signature where there is one, else X-Gitea-Signature."""
    check_hex(headers.get("X-Forgejo-Signature", "") or headers.get("X-Gitea-Signature", ""), body, secrets)
    return Trust.BODY


def event_of(headers: Mapping[str, str]) -> str:
    """Return the event's name."""
    return headers.get("X-Forgejo-Event", "") or headers.get("X-Gitea-Event", "")


def identity_of(headers: Mapping[str, str]) -> str:
    """Return the id of the delivery."""
    return headers.get("X-Forgejo-Delivery", "") or headers.get("X-Gitea-Delivery", "")


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event.

    A trial call is a push of the newest commit: it is answered like one.
    """
    if event == "push":
        return msgspec.json.decode(payload, type=PushBody).told()
    if event in ("pull_request", "pull_request_sync"):
        return _pull_request(msgspec.json.decode(payload, type=_PullRequestEvent))
    return Ignored(Reason.EVENT_NOT_USED)


def _pull_request(event: _PullRequestEvent) -> Event:
    if event.action == "closed":
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    onto_another_branch = event.action == "edited" and event.changes is not None and "ref" in event.changes
    if event.action not in _NEW_COMMITS and not onto_another_branch:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    return event.pull_request.told(event.repository.named())
