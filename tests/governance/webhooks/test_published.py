"""What forges publish, sent through the endpoint: everything is answered, and what is read agrees with the payload.

What a payload says is read here a second time, field by field after each forge's documentation.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from governance.registry.models import Service
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery
from tests.governance.webhooks import calls, published
from tests.governance.webhooks.statuses.typescript import unpack

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.governance.webhooks.conftest import Send, SetUp
    from tests.governance.webhooks.published import Payload

pytestmark = pytest.mark.django_db
ZEROS = "0" * 40


@dataclass(frozen=True)
class Said:
    """What a payload asks for."""

    url: str
    branch: str
    commit: str
    number: int | None = None
    base: str = ""


def said_by(payload: Payload) -> Said | None:
    """Return what a push of a branch or new commits of a pull request ask for; None for everything else."""
    body: dict[str, Any] = payload.body
    match payload.forge, payload.event:
        case (("github" | "gitea" | "gitee"), ("push" | "Push Hook")):
            if body["ref"].startswith("refs/heads/") and body["after"] != ZEROS:
                return Said(body["repository"]["clone_url"], body["ref"].removeprefix("refs/heads/"), body["after"])
        case "github", "pull_request":
            changed = body["action"] in ("opened", "reopened", "synchronize", "ready_for_review")
            if changed or "base" in body.get("changes", {}):
                request, number = body["pull_request"], body["number"]
                url, head = body["repository"]["clone_url"], request["head"]["sha"]
                return Said(url, f"refs/pull/{number}/head", head, number, request["base"]["ref"])
        case "gitlab", "Push Hook":
            if body["after"] != ZEROS:
                return Said(body["project"]["git_http_url"], body["ref"].removeprefix("refs/heads/"), body["after"])
        case "gitlab", "Merge Request Hook":
            request = body["object_attributes"]
            if request["action"] in ("open", "reopen") or "oldrev" in request:
                number, commit = request["iid"], request["last_commit"]["id"]
                url, reference = body["project"]["git_http_url"], f"refs/merge-requests/{number}/head"
                return Said(url, reference, commit, number, request["target_branch"])
        case "bitbucket", "repo:push":
            new = body["push"]["changes"][0]["new"]
            if new and new["type"] == "branch":
                return Said(_cloud(body["repository"]), new["name"], new["target"]["hash"])
        case "bitbucket", ("pullrequest:created" | "pullrequest:updated"):
            request = body["pullrequest"]
            source, base = request["source"], request["destination"]["branch"]["name"]
            url, commit = _cloud(body["repository"]), source["commit"]["hash"]
            return Said(url, source["branch"]["name"], commit, request["id"], base)
        case "bitbucket-dc", "repo:refs_changed":
            (change,) = body["changes"]
            url = next(link["href"] for link in body["repository"]["links"]["clone"] if link["name"] == "http")
            return Said(url, change["ref"]["displayId"], change["toHash"])
    return None


def _cloud(repository: dict[str, Any]) -> str:
    return f"https://bitbucket.org/{repository['full_name']}.git"


def is_of_an_older_kind(payload: Payload) -> bool:
    """Whether no version that is still kept up sends this: GitLab before 8.5, an add-on in place of Bitbucket's own."""
    match payload.forge, payload.event:
        case "gitlab", "Push Hook":
            return "project" not in payload.body
        case "bitbucket-dc", "repo:refs_changed":
            return "changes" not in payload.body
    return False


SOURCES: dict[str, tuple[Callable[[], Iterator[Payload]], dict[str, int]]] = {
    # How many are sent; how many of them ask for a scan; how many are of an older kind and refused.
    "github, octokit": (published.of_octokit, {"sent": 329, "scans": 12, "older": 0}),
    "gitlab, go-gitlab": (published.of_go_gitlab, {"sent": 16, "scans": 3, "older": 0}),
    "gitlab, buildbot": (published.of_buildbot, {"sent": 8, "scans": 4, "older": 1}),
    "gitlab, weblate": (lambda: published.of_weblate("gitlab"), {"sent": 1, "scans": 0, "older": 1}),
    "gitea, weblate": (lambda: published.of_weblate("gitea"), {"sent": 1, "scans": 1, "older": 0}),
    "gitee, weblate": (lambda: published.of_weblate("gitee"), {"sent": 1, "scans": 1, "older": 0}),
    "bitbucket, weblate": (lambda: published.of_weblate("bitbucket"), {"sent": 3, "scans": 1, "older": 0}),
    "bitbucket-dc, weblate": (lambda: published.of_weblate("bitbucket-dc"), {"sent": 3, "scans": 1, "older": 1}),
}


@pytest.mark.parametrize("source", SOURCES)
def test_published_payloads_are_read_as_they_say(set_up_team: SetUp, send: Send, service: Service, source: str) -> None:
    read, expected = SOURCES[source]
    hook, secret = set_up_team(source.partition(",")[0])
    counts = Counter(sent=0, scans=0, older=0)
    for payload in read():
        counts["sent"] += 1
        call = calls.call(payload.forge, secret, payload.event, payload.body)
        if is_of_an_older_kind(payload):
            assert send(hook, call).status_code == 400, payload
            counts["older"] += 1
            continue
        said = said_by(payload)
        if said is not None:
            watched = said.base if said.number is not None else said.branch
            Service.objects.update(repository_url=said.url, default_branch=watched)
        response = send(hook, call)
        assert response.status_code == 202, (payload, response.content)
        handle()
        delivery = Delivery.objects.get(pk=json.loads(response.content)["delivery"])
        if said is None:
            assert delivery.outcome == "ignored", payload
            assert delivery.reason != "unknown-repository", payload
            continue
        counts["scans"] += 1
        assert delivery.scan is not None, (payload, delivery.reason)
        found = Said(said.url, delivery.branch, delivery.commit, delivery.pull_request, delivery.scan.base_branch)
        assert (delivery.service, found) == (service, said), payload
    assert counts == expected


def test_signature_of_githubs_own_library_is_taken(set_up: SetUp, send: Send, tmp_path: Path, service: Service) -> None:
    node = shutil.which("node") or pytest.skip("no Node.js on this machine")
    unpack(published.OCTOKIT_METHODS, tmp_path)
    hook, secret = set_up("github")
    call = calls.push("github", secret)
    script = f"""
        import {{ sign }} from "{tmp_path}/package/dist-node/index.js";
        process.stdout.write(await sign({json.dumps(secret)}, {json.dumps(call.body.decode())}));
    """
    command = [node, "--input-type=module", "--eval", script]
    signature = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    call.headers["X-Hub-Signature-256"] = signature
    assert send(hook, call).status_code == 202
    assert send(hook, calls.Call({**call.headers, "X-GitHub-Delivery": "2"}, call.body + b" ")).status_code == 401
