"""Calls as the six forges make them: payloads in the documented shape, of our own, and their signatures.

The signatures are made here with nothing but hashlib and hmac, after the forges' documentation, so that the checks are
not tested against themselves.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
import uuid
from dataclasses import dataclass, field
from typing import Any, Final

COMMIT: Final = "1f" * 20
OTHER: Final = "2e" * 20
GONE: Final = "0" * 40
FORGES: Final = ("github", "gitlab", "gitea", "gitee", "bitbucket", "bitbucket-dc")
NAME: Final = "messaging/gateway"
HOST: Final = "git.example.com"


@dataclass
class Call:
    """What a forge is about to send."""

    headers: dict[str, str]
    body: bytes
    content_type: str = "application/json"
    secret: str = field(default="", repr=False)


def push(forge: str, secret: str, *, branch: str = "main", commit: str = COMMIT, name: str = NAME) -> Call:
    """A push of one branch; all zeros delete it."""
    return call(forge, secret, *_push(forge, f"refs/heads/{branch}", commit, name))


def tag(forge: str, secret: str) -> Call:
    """A push of a tag."""
    event, payload = _push(forge, "refs/tags/v1.0.0", COMMIT, NAME)
    events = {"gitlab": "Tag Push Hook", "gitee": "Tag Push Hook"}
    return call(forge, secret, events.get(forge, event), payload)


def pull_request(forge: str, secret: str, *, what: str = "opened", number: int = 7, name: str = NAME) -> Call:
    """A pull request from topic into main: `opened`, `pushed` to, `titled` anew, or `closed`."""
    return call(forge, secret, *_pull_request(forge, what, number, name))


def ping(forge: str, secret: str) -> Call:
    """The trial call of the forges that have one."""
    event = {"github": "ping", "bitbucket-dc": "diagnostics:ping"}[forge]
    return call(forge, secret, event, {"zen": "Keep it logically awesome.", "test": True})


def call(forge: str, secret: str, event: str, payload: Any) -> Call:
    """A call with the headers of the forge, signed as it signs."""
    return sealed(forge, secret, event, json.dumps(payload).encode())


def sealed(forge: str, secret: str, event: str, body: bytes) -> Call:
    """A body with the headers of the forge, signed as it signs."""
    digest = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    identity = str(uuid.uuid4())
    headers = {
        "github": {
            "X-GitHub-Event": event,
            "X-GitHub-Delivery": identity,
            "X-Hub-Signature-256": f"sha256={digest}",
        },
        "gitlab": {"X-Gitlab-Event": event, "Idempotency-Key": identity, "X-Gitlab-Token": secret},
        "gitea": {"X-Gitea-Event": event, "X-Gitea-Delivery": identity, "X-Gitea-Signature": digest},
        "gitee": {"X-Gitee-Event": event, "X-Gitee-Token": secret, "X-Gitee-Timestamp": _milliseconds()},
        "bitbucket": {
            "X-Event-Key": event,
            "X-Request-UUID": identity,
            "X-Hub-Signature": f"sha256={digest}",
        },
        "bitbucket-dc": {"X-Event-Key": event, "X-Request-Id": identity, "X-Hub-Signature": f"sha256={digest}"},
    }[forge]
    return Call(headers, body, secret=secret)


def signed_by_gitlab(secret: str, of: Call, *, at: float | None = None) -> Call:
    """The same call with a signing token: Standard Webhooks."""
    identity, moment = str(uuid.uuid4()), str(int(at or time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.new(key, f"{identity}.{moment}.".encode() + of.body, hashlib.sha256).digest()
    signature = f"v1,{base64.b64encode(digest).decode()}"
    headers = {"webhook-id": identity, "webhook-timestamp": moment, "webhook-signature": signature}
    return Call({"X-Gitlab-Event": of.headers["X-Gitlab-Event"], **headers}, of.body)


def signed_by_gitee(secret: str, of: Call, *, at: float | None = None) -> Call:
    """The same call with a signature of the time."""
    moment = _milliseconds(at)
    digest = hmac.new(secret.encode(), f"{moment}\n{secret}".encode(), hashlib.sha256).digest()
    headers = {"X-Gitee-Token": base64.b64encode(digest).decode(), "X-Gitee-Timestamp": moment}
    return Call(of.headers | headers, of.body)


def _milliseconds(at: float | None = None) -> str:
    return str(int((at or time.time()) * 1000))


def _push(forge: str, reference: str, commit: str, name: str) -> tuple[str, Any]:
    kind, _slash, short = reference.removeprefix("refs/").partition("/")
    gone = commit == GONE
    match forge:
        case "github" | "gitea":
            return "push", {"ref": reference, "after": commit, "commits": [], "repository": _repository(name)}
        case "gitlab":
            return "Push Hook", {"ref": reference, "after": commit, "project": _project(name)}
        case "gitee":
            secrets = {"password": "the-password", "sign": "", "timestamp": _milliseconds()}
            return "Push Hook", {"ref": reference, "after": commit, "repository": _project(name), **secrets}
        case "bitbucket":
            state = {"type": "tag" if kind == "tags" else "branch", "name": short, "target": {"hash": commit}}
            change = {"new": None if gone else state, "old": state}
            return "repo:push", {"push": {"changes": [change]}, "repository": {"full_name": name}}
        case _:
            changed: dict[str, Any] = {
                "ref": {"id": reference, "displayId": short, "type": "TAG" if kind == "tags" else "BRANCH"},
                "fromHash": OTHER,
                "toHash": commit,
                "type": "DELETE" if gone else "UPDATE",
            }
            return "repo:refs_changed", {"repository": _stash(name), "changes": [changed]}


def _pull_request(forge: str, what: str, number: int, name: str) -> tuple[str, Any]:
    head, base = {"ref": "topic", "sha": COMMIT}, {"ref": "main", "sha": OTHER}
    request: dict[str, Any]
    match forge:
        case "github" | "gitea":
            actions = {"opened": "opened", "pushed": "synchronize", "titled": "edited", "closed": "closed"}
            action = actions[what] + ("d" if forge == "gitea" and what == "pushed" else "")
            request = {"number": number, "head": head, "base": base}
            changes = {"title": {"from": "Old"}} if what == "titled" else {}
            return "pull_request", {
                "action": action,
                "pull_request": request,
                "repository": _repository(name),
                "changes": changes,
            }
        case "gitlab":
            attributes: dict[str, Any] = {
                "iid": number,
                "target_branch": "main",
                "action": {"opened": "open", "closed": "merge"}.get(what, "update"),
                "last_commit": {"id": COMMIT},
            }
            if what == "pushed":
                attributes["oldrev"] = OTHER
            payload = {"object_attributes": attributes, "project": _project(name), "changes": {}}
            return "Merge Request Hook", payload
        case "gitee":
            action = {"opened": "open", "closed": "merge"}.get(what, "update")
            described = {"pushed": "source_branch_changed", "titled": "update_title"}.get(what)
            request = {"number": number, "head": head, "base": base}
            return "Merge Request Hook", {
                "action": action,
                "action_desc": described,
                "pull_request": request,
                "repository": _project(name),
            }
        case "bitbucket":
            event = {"opened": "created", "closed": "fulfilled"}.get(what, "updated")
            repository = {"full_name": name}
            source = {"branch": {"name": "topic"}, "commit": {"hash": COMMIT[:12]}, "repository": repository}
            target = {"branch": {"name": "main"}, "commit": {"hash": OTHER[:12]}, "repository": repository}
            request = {"id": number, "source": source, "destination": target}
            return f"pullrequest:{event}", {"pullrequest": request, "repository": repository}
        case _:
            event = {"opened": "opened", "pushed": "from_ref_updated", "titled": "modified", "closed": "merged"}[what]
            request = {
                "id": number,
                "fromRef": {"id": "refs/heads/topic", "latestCommit": COMMIT, "repository": _stash(name)},
                "toRef": {"id": "refs/heads/main", "latestCommit": OTHER, "repository": _stash(name)},
            }
            return f"pr:{event}", {"pullRequest": request}


def _repository(name: str) -> dict[str, Any]:
    return {
        "full_name": name,
        "clone_url": f"https://{HOST}/{name}.git",
        "ssh_url": f"git@{HOST}:{name}.git",
        "html_url": f"https://{HOST}/{name}",
    }


def _project(name: str) -> dict[str, Any]:
    return {
        "path_with_namespace": name,
        "git_http_url": f"https://{HOST}/{name}.git",
        "git_ssh_url": f"git@{HOST}:{name}.git",
    }


def _stash(name: str) -> dict[str, Any]:
    key, _slash, slug = name.partition("/")
    return {"slug": slug, "project": {"key": key.upper()}}
