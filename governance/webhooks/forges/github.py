"""GitHub, also Enterprise Server: the body is signed (docs.github.com, Webhooks, Validating webhook deliveries)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import msgspec

from governance.webhooks.forges.events import Event, Ignored, PullRequest, Repository, Untrusted, push_of
from governance.webhooks.forges.signatures import check_hex
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NEW_COMMITS: Final = frozenset({"opened", "reopened", "synchronize", "ready_for_review"})


class _Repository(msgspec.Struct):
    full_name: str
    clone_url: str = ""
    ssh_url: str = ""
    html_url: str = ""

    def named(self) -> Repository:
        return Repository(self.full_name, (self.clone_url, self.ssh_url, self.html_url))


class _Push(msgspec.Struct):
    ref: str
    after: str
    repository: _Repository


class _Reference(msgspec.Struct):
    ref: str
    sha: str


class _PullRequest(msgspec.Struct):
    number: int
    head: _Reference
    base: _Reference


class _Base(msgspec.Struct):
    ref: msgspec.Raw | None = None


class _Changes(msgspec.Struct):
    base: _Base | None = None


class _PullRequestEvent(msgspec.Struct):
    action: str
    pull_request: _PullRequest
    repository: _Repository
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
        push = msgspec.json.decode(payload, type=_Push)
        return push_of(push.repository.named(), push.ref, push.after)
    if event == "pull_request":
        return _pull_request(msgspec.json.decode(payload, type=_PullRequestEvent))
    return Ignored(Reason.EVENT_NOT_USED)


def _pull_request(event: _PullRequestEvent) -> Event:
    if event.action == "closed":
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    onto_another_branch = event.action == "edited" and event.changes is not None and event.changes.base is not None
    if event.action not in _NEW_COMMITS and not onto_another_branch:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    number = event.pull_request.number
    return PullRequest(
        event.repository.named(),
        number,
        reference=f"refs/pull/{number}/head",
        base_branch=event.pull_request.base.ref,
        commit=event.pull_request.head.sha,
    )
