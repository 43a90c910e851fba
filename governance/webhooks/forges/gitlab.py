"""GitLab: a signing token signs the body as Standard Webhooks define it; the older secret token travels along.

docs.gitlab.com, Webhooks and Webhook events. Push and merge request events of a project and of a group are the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from governance.webhooks.forges.events import Event, Ignored, PullRequest, Repository, push_of
from governance.webhooks.forges.signatures import check_standard, check_token
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class _Project(msgspec.Struct):
    path_with_namespace: str
    git_http_url: str = ""
    git_ssh_url: str = ""
    web_url: str = ""

    def named(self) -> Repository:
        return Repository(self.path_with_namespace, (self.git_http_url, self.git_ssh_url, self.web_url))


class _Push(msgspec.Struct):
    ref: str
    after: str
    project: _Project


class _Commit(msgspec.Struct):
    id: str


class _Attributes(msgspec.Struct):
    iid: int
    target_branch: str
    action: str = ""
    oldrev: str = ""  # on an update only when there are new commits
    last_commit: _Commit | None = None


class _Action(msgspec.Struct):
    action: str = ""


class _Acted(msgspec.Struct):
    object_attributes: _Action


class _MergeRequest(msgspec.Struct):
    project: _Project
    object_attributes: _Attributes
    changes: dict[str, msgspec.Raw] = {}


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust:
    """Check webhook-signature where there is one, else X-Gitlab-Token."""
    signatures = headers.get("webhook-signature", "")
    if signatures:
        check_standard(headers.get("webhook-id", ""), headers.get("webhook-timestamp", ""), signatures, body, secrets)
        return Trust.BODY
    check_token(headers.get("X-Gitlab-Token", ""), secrets)
    return Trust.TOKEN


def event_of(headers: Mapping[str, str]) -> str:
    """Return the event's name."""
    return headers.get("X-Gitlab-Event", "")


def identity_of(headers: Mapping[str, str]) -> str:
    """Return the id of the delivery, which attempts share; X-Gitlab-Event-UUID is shared by events that follow."""
    return headers.get("webhook-id", "") or headers.get("Idempotency-Key", "")


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event."""
    if event == "Tag Push Hook":
        return Ignored(Reason.TAG)
    if event == "Push Hook":
        push = msgspec.json.decode(payload, type=_Push)
        return push_of(push.project.named(), push.ref, push.after)
    if event == "Merge Request Hook":
        # One that ended need not say more: the events of a group leave out number and branches then.
        if msgspec.json.decode(payload, type=_Acted).object_attributes.action in ("close", "merge"):
            return Ignored(Reason.PULL_REQUEST_CLOSED)
        return _merge_request(msgspec.json.decode(payload, type=_MergeRequest))
    return Ignored(Reason.EVENT_NOT_USED)


def _merge_request(event: _MergeRequest) -> Event:
    request = event.object_attributes
    changed = request.action == "update" and (request.oldrev or "target_branch" in event.changes)
    if request.action not in ("open", "reopen") and not changed:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    return PullRequest(
        event.project.named(),
        request.iid,
        reference=f"refs/merge-requests/{request.iid}/head",
        base_branch=request.target_branch,
        commit=request.last_commit.id if request.last_commit else "",
    )
