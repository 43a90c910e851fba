"""Bitbucket Data Center: the body is signed (confluence.atlassian.com, Event payload, Manage webhooks).

The addresses of a repository are in the payload of newer versions only; its path always is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from governance.webhooks.forges import bitbucket
from governance.webhooks.forges.events import Event, Head, Ignored, PullRequest, Push, Repository
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping

verify = bitbucket.verify
event_of = bitbucket.event_of


class _Link(msgspec.Struct):
    href: str


class _Links(msgspec.Struct):
    clone: list[_Link] = []


class _Project(msgspec.Struct):
    key: str


class _Repository(msgspec.Struct):
    slug: str
    project: _Project
    links: _Links | None = None

    def named(self) -> Repository:
        urls = tuple(link.href for link in self.links.clone) if self.links else ()
        return Repository(f"{self.project.key}/{self.slug}", urls)


class _Reference(msgspec.Struct):
    id: str
    type: str = "BRANCH"


class _Change(msgspec.Struct, rename="camel"):
    ref: _Reference
    to_hash: str
    type: str


class _Push(msgspec.Struct):
    repository: _Repository
    changes: list[_Change]


class _End(msgspec.Struct, rename="camel"):
    id: str
    repository: _Repository
    latest_commit: str = ""


class _PullRequest(msgspec.Struct, rename="camel"):
    id: int
    from_ref: _End
    to_ref: _End


class _PullRequestEvent(msgspec.Struct, rename="camel"):
    pull_request: _PullRequest
    previous_target: msgspec.Raw | None = None


def identity_of(headers: Mapping[str, str]) -> str:
    """Return the id of the delivery."""
    return headers.get("X-Request-Id", "")


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event."""
    if event == "diagnostics:ping":
        return Ignored(Reason.PING)
    if event == "repo:refs_changed":
        return _push(msgspec.json.decode(payload, type=_Push))
    if event in ("pr:opened", "pr:from_ref_updated", "pr:modified"):
        return _pull_request(event, msgspec.json.decode(payload, type=_PullRequestEvent))
    if event in ("pr:merged", "pr:declined", "pr:deleted"):
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    return Ignored(Reason.EVENT_NOT_USED)


def _push(event: _Push) -> Event:
    """Return the branches that were pushed; a tag or a deletion counts only where nothing else happened."""
    branches = [change for change in event.changes if change.ref.id.startswith("refs/heads/")]
    pushed = [change for change in branches if change.type != "DELETE"]
    if pushed:
        heads = (Head(change.ref.id.removeprefix("refs/heads/"), change.to_hash) for change in pushed)
        return Push(event.repository.named(), tuple(heads))
    return Ignored(Reason.BRANCH_DELETED if branches else Reason.TAG)


def _pull_request(name: str, event: _PullRequestEvent) -> Event:
    if name == "pr:modified" and event.previous_target is None:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    request = event.pull_request
    return PullRequest(
        request.to_ref.repository.named(),
        request.id,
        reference=f"refs/pull-requests/{request.id}/from",
        base_branch=request.to_ref.id.removeprefix("refs/heads/"),
        commit=request.from_ref.latest_commit,
    )
