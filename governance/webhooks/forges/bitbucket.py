"""Bitbucket Cloud: the body is signed (support.atlassian.com, Manage webhooks and Event payloads).

A push names several branches at once; a pull request has no reference of its own, only its source branch, which may
be one of a fork.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from governance.webhooks.forges.events import Event, Head, Ignored, PullRequest, Push, Repository, Untrusted
from governance.webhooks.forges.signatures import check_hex
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Repository(msgspec.Struct):
    full_name: str

    def named(self) -> Repository:
        return Repository(self.full_name, (f"https://bitbucket.org/{self.full_name}",))


class _Commit(msgspec.Struct):
    hash: str


class _Branch(msgspec.Struct):
    name: str


class _State(msgspec.Struct):
    type: str
    name: str
    target: _Commit


class _Change(msgspec.Struct):
    new: _State | None = None
    old: _State | None = None


class _Changes(msgspec.Struct):
    changes: list[_Change]


class _Push(msgspec.Struct):
    push: _Changes
    repository: _Repository


class _End(msgspec.Struct):
    branch: _Branch
    commit: _Commit | None = None
    repository: _Repository | None = None


class _PullRequest(msgspec.Struct):
    id: int
    source: _End
    destination: _End


class _PullRequestEvent(msgspec.Struct):
    pullrequest: _PullRequest
    repository: _Repository


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust:
    """Check X-Hub-Signature."""
    signature = headers.get("X-Hub-Signature", "")
    if signature and not signature.startswith("sha256="):
        raise Untrusted(Reason.SIGNATURE_WRONG)
    check_hex(signature.removeprefix("sha256="), body, secrets)
    return Trust.BODY


def event_of(headers: Mapping[str, str]) -> str:
    """Return the event's name."""
    return headers.get("X-Event-Key", "")


def identity_of(headers: Mapping[str, str]) -> str:
    """Return the id of the delivery, which attempts share."""
    return headers.get("X-Request-UUID", "")


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event."""
    if event == "repo:push":
        return _push(msgspec.json.decode(payload, type=_Push))
    if event in ("pullrequest:created", "pullrequest:updated"):
        return _pull_request(msgspec.json.decode(payload, type=_PullRequestEvent))
    if event in ("pullrequest:fulfilled", "pullrequest:rejected"):
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    return Ignored(Reason.EVENT_NOT_USED)


def _push(event: _Push) -> Event:
    """Return the branches that were pushed; a tag or a deletion counts only where nothing else happened."""
    changes = event.push.changes
    heads = [Head(each.new.name, each.new.target.hash) for each in changes if each.new and each.new.type == "branch"]
    if heads:
        return Push(event.repository.named(), tuple(heads))
    deleted = any(each.new is None and each.old and each.old.type == "branch" for each in changes)
    return Ignored(Reason.BRANCH_DELETED if deleted else Reason.TAG)


def _pull_request(event: _PullRequestEvent) -> Event:
    request = event.pullrequest
    origin = request.source.repository
    if origin is None:  # so it is when the fork was deleted
        return Ignored(Reason.PULL_REQUEST_OF_A_FORK)
    return PullRequest(
        event.repository.named(),
        request.id,
        reference=request.source.branch.name,
        base_branch=request.destination.branch.name,
        commit=request.source.commit.hash if request.source.commit else "",
        fork="" if origin.full_name.lower() == event.repository.full_name.lower() else origin.full_name,
    )
