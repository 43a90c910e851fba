"""From a push to a Git server, by its own hook, to a commit status at the forge, with nothing in between left out."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from governance import pipeline
from governance.registry.encryption import new_key
from governance.scans.models import Scan, State, Trigger
from governance.webhooks import handling
from governance.webhooks.actions import set_status_token, set_up_hook
from governance.webhooks.models import CommitStatus, Delivery, Forge
from governance.webhooks.statuses import telling
from tests.governance.webhooks.statuses.forge_server import TOKEN, ForgeServer
from tests.hostile_repositories import git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytest_django import Settings
    from pytest_django.live_server_helper import LiveServer

    from governance.accounts.models import User
    from governance.registry.models import Service
    from tests.git_server import GitServer
    from tests.governance.pipeline.conftest import Push

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("marking_analyser")]

# What a forge does after a push, as a hook of the repository itself: Python alone, as git runs it.
POST_RECEIVE = """#!{python}
import hashlib, hmac, json, sys, urllib.request, uuid
for line in sys.stdin:
    before, after, reference = line.split()
    body = json.dumps({{
        "ref": reference, "before": before, "after": after,
        "repository": {{"full_name": "gateway", "clone_url": {clone!r}}},
    }}).encode()
    digest = hmac.new({secret!r}.encode(), body, hashlib.sha256).hexdigest()
    headers = {{
        "Content-Type": "application/json", "X-Gitea-Event": "push",
        "X-Gitea-Delivery": str(uuid.uuid4()), "X-Gitea-Signature": digest,
    }}
    urllib.request.urlopen(urllib.request.Request({hook!r}, body, headers), timeout=120)
"""


@pytest.fixture(autouse=True)
def sent(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[tuple[str, int]]:
    """The messages that were sent, in place of a broker: what a worker would be given, in this order."""
    settings.CREDENTIAL_KEYS = [new_key()]
    messages: list[tuple[str, int]] = []
    monkeypatch.setattr(
        "governance.scans.sending.enqueue", lambda scan_id, **_options: messages.append(("scan", scan_id))
    )
    monkeypatch.setattr(telling, "enqueue", lambda scan_id: messages.append(("tell", scan_id)))
    monkeypatch.setattr("governance.webhooks.waking.wake", lambda: messages.append(("deliveries", 0)))
    return messages


@pytest.fixture
def forge(service: Service, owner: User, git_server: GitServer) -> Iterator[ForgeServer]:
    """A Gitea that takes statuses for the repository that the Git server holds."""
    with ForgeServer("gitea", "/repos/gateway") as server:
        set_status_token(
            service,
            forge=Forge.GITEA,
            token=TOKEN,
            host=f"127.0.0.1:{git_server.port}",
            api_url=server.api_url,
            by=owner,
        )
        yield server


@pytest.fixture
def hooked(service: Service, owner: User, push: Push, git_server: GitServer, live_server: LiveServer) -> Path:
    """The repository of the service, with a hook of its own that calls the service after each push."""
    push("// finding f1")
    _hook, secret = set_up_hook(service, forge=Forge.GITEA, by=owner)
    repository = git_server.root / "gateway.git"
    script = repository / "hooks" / "post-receive"
    script.parent.mkdir(exist_ok=True)
    script.write_text(
        POST_RECEIVE.format(
            python=sys.executable,
            clone=service.repository_url,
            secret=secret,
            hook=f"{live_server.url}/hooks/services/gateway/gitea",
        )
    )
    script.chmod(0o755)
    return repository


def pushed(tmp_path: Path, repository: Path, *lines: str) -> str:
    """Clone, commit and push as a developer would, and return the commit."""
    clone = tmp_path / "clone"
    if not clone.exists():
        git(tmp_path, "clone", "--quiet", str(repository), "clone")
    (clone / "main.go").write_text("\n".join(["package main", *lines]))
    git(clone, "add", "main.go")
    git(clone, "commit", "--quiet", "--message", "Change")
    git(clone, "push", "--quiet", "origin", "HEAD:main")
    return git(clone, "rev-parse", "HEAD").strip()


def work(sent: list[tuple[str, int]]) -> None:
    """Do what the workers would, until nothing is left."""
    while sent:
        kind, scan_id = sent.pop(0)
        if kind == "deliveries":
            handling.handle()
        elif kind == "scan":
            pipeline.run_scan(scan_id)
        else:
            telling.tell(scan_id)


def test_push_ends_in_a_commit_status(
    service: Service, hooked: Path, forge: ForgeServer, sent: list[tuple[str, int]], tmp_path: Path
) -> None:
    commit = pushed(tmp_path, hooked, "// finding f1", "// moved")
    assert Delivery.objects.get().outcome == "received"
    assert sent.pop() == ("deliveries", 0)
    handling.handle()
    scan, delivery = Scan.objects.get(), Delivery.objects.get()
    assert (delivery.scan, delivery.trust, delivery.commit) == (scan, "body", commit)
    assert (scan.state, scan.trigger) == (State.QUEUED, Trigger.PUSH)
    work(sent)
    scan.refresh_from_db()
    assert (scan.state, scan.commit) == (State.DONE, commit)
    assert forge.state.faults == []
    assert {status.path for status in forge.state.statuses} == {f"/statuses/{commit}"}
    assert forge.state.statuses[-1].body["state"] == "success"
    assert CommitStatus.objects.get().state == "told"

    pushed(tmp_path, hooked, "// finding f1", "// finding f2")
    work(sent)
    assert forge.state.statuses[-1].body["state"] == "failure"  # a finding that the last scan did not have
    assert Delivery.objects.count() == Scan.objects.count() == 2


def test_of_several_pushes_the_newest_commit_is_scanned(
    service: Service, hooked: Path, forge: ForgeServer, sent: list[tuple[str, int]], tmp_path: Path
) -> None:
    pushed(tmp_path, hooked, "// finding f0")
    handling.handle()
    newest = [pushed(tmp_path, hooked, f"// finding f{number}") for number in (1, 2)][-1]
    work(sent)
    scan = Scan.objects.get()
    assert list(Delivery.objects.values_list("outcome", "scan")) == [("accepted", scan.pk)] * 3
    assert (scan.state, scan.commit) == (State.DONE, newest)
