"""Gitee: a password that travels along, or a signature over the time alone, never over the body (help.gitee.com).

It sends no id; `identity_of` is therefore empty, and the body, which holds the time of the call, takes its place.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

import msgspec

from governance.webhooks.forges.events import Event, Ignored, Repository, push_of
from governance.webhooks.forges.payloads import PullRequestBody
from governance.webhooks.forges.signatures import check_age, check_token
from governance.webhooks.models import Trust
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_SECONDS: Final = 3600
_SIGNATURE_LENGTH: Final = 44  # SHA-256 in base64


class _Project(msgspec.Struct):
    path_with_namespace: str
    clone_url: str | None = None
    git_http_url: str | None = None
    git_ssh_url: str | None = None
    ssh_url: str | None = None

    def named(self) -> Repository:
        urls = (self.clone_url, self.git_http_url, self.git_ssh_url, self.ssh_url)
        return Repository(self.path_with_namespace, tuple(url for url in urls if url))


class _Push(msgspec.Struct):
    ref: str
    after: str
    repository: _Project


class _PullRequestEvent(msgspec.Struct):
    action: str
    pull_request: PullRequestBody
    repository: _Project
    action_desc: str | None = None


def verify(headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust:  # noqa: ARG001 - it signs none
    """Check X-Gitee-Token: a signature of X-Gitee-Timestamp, in milliseconds, or the password itself."""
    token = unquote(headers.get("X-Gitee-Token", ""))  # whether it comes escaped has changed over time
    timestamp = headers.get("X-Gitee-Timestamp", "")
    if len(token) == _SIGNATURE_LENGTH and token.endswith("="):
        check_token(token, [_signature(timestamp, secret) for secret in secrets])
        check_age(timestamp, _SECONDS, a_second=1000)
        return Trust.TIMESTAMP
    check_token(token, secrets)
    return Trust.TOKEN


def _signature(timestamp: str, secret: str) -> str:
    signed = f"{timestamp}\n{secret}".encode("utf-8", "replace")
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def event_of(headers: Mapping[str, str]) -> str:
    """Return the event's name."""
    return headers.get("X-Gitee-Event", "")


def identity_of(headers: Mapping[str, str]) -> str:  # noqa: ARG001 - the other forges need them
    """Return nothing: Gitee numbers no deliveries."""
    return ""


def parse(event: str, payload: bytes) -> Event:
    """Return what happened; raise msgspec.ValidationError when the payload is not that of the event."""
    if event == "Tag Push Hook":
        return Ignored(Reason.TAG)
    if event == "Push Hook":
        push = msgspec.json.decode(payload, type=_Push)
        return push_of(push.repository.named(), push.ref, push.after)
    if event == "Merge Request Hook":
        return _pull_request(msgspec.json.decode(payload, type=_PullRequestEvent))
    return Ignored(Reason.EVENT_NOT_USED)


def _pull_request(event: _PullRequestEvent) -> Event:
    if event.action in ("close", "merge"):
        return Ignored(Reason.PULL_REQUEST_CLOSED)
    changed = event.action == "update" and event.action_desc in ("source_branch_changed", "target_branch_changed")
    if event.action not in ("open", "reopen") and not changed:
        return Ignored(Reason.PULL_REQUEST_UNCHANGED)
    return event.pull_request.told(event.repository.named())
