"""A forge is told how a scan stands: once, in its words, again when it did not listen, and never without leave."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings as configured

from governance.scans.models import Scan, State
from governance.webhooks.actions import set_status_token
from governance.webhooks.models import CommitStatus, Forge
from governance.webhooks.statuses import telling
from governance.webhooks.statuses.addresses import api_of
from governance.webhooks.statuses.sending import ForgeError
from tests.governance.webhooks.statuses.forge_server import TOKEN
from tests.governance.webhooks.statuses.scans import COMMIT, done, scan_of, told

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.registry.models import Service
    from tests.governance.webhooks.statuses.conftest import Allow
    from tests.governance.webhooks.statuses.forge_server import ForgeServer

pytestmark = pytest.mark.django_db


WORDS = {
    "github": ("pending", "error", "success", "failure", "error"),
    "gitlab": ("running", "failed", "success", "failed", "canceled"),
    "gitea": ("pending", "error", "success", "failure", "warning"),
    "gitee": (None, "failure", "success", "failure", "cancelled"),
    "bitbucket": ("INPROGRESS", "FAILED", "SUCCESSFUL", "FAILED", "STOPPED"),
    "bitbucket-dc": ("INPROGRESS", "FAILED", "SUCCESSFUL", "FAILED", "CANCELLED"),
}


def test_each_forge_is_told_in_its_own_words(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge)
    running = scan_of(service, State.ANALYSING)
    told(running)
    Scan.objects.filter(pk=running.pk).update(state=State.FAILED, error_code="limit-bytes")
    told(running)
    told(done(service))
    told(done(service, "f1", passed=False))
    told(scan_of(service, State.SUPERSEDED))
    assert forge.state.faults == []
    field = "conclusion" if forge.state.forge == "gitee" else "state"
    assert tuple(sent.body.get(field) for sent in forge.state.statuses) == WORDS[forge.state.forge]
    assert set(CommitStatus.objects.values_list("state", flat=True)) == {"told"}


def test_status_leads_to_the_scan_and_says_the_figures(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service, "f1", passed=False)
    told(scan)
    (sent,) = github.state.statuses
    assert sent.path == f"/statuses/{COMMIT}"
    assert sent.body["target_url"] == f"{configured.PUBLIC_URL}/scans/{scan.pk}/"
    assert sent.body["context"] == "ironrules/gateway"
    assert sent.body["description"].startswith("Gate refused: 1 reason. IR1 ")


def test_scan_that_goes_on_is_told_of_twice_and_no_more(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge)
    scan = scan_of(service, State.ANALYSING)
    told(scan)
    told(scan)
    assert len(forge.state.statuses) == 1
    Scan.objects.filter(pk=scan.pk).update(state=State.FAILED, error_code="x")
    told(scan)
    told(scan)
    assert len(forge.state.statuses) == 2
    if forge.state.forge == "gitee":  # the check run that was made is updated
        assert forge.state.statuses[1].path == "/check-runs/1001"


def test_forge_that_fails_is_asked_again(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    telling.announce(scan.pk)
    github.state.answers = [503, 429]
    for words in ("HTTP 503: later", "HTTP 429: later"):
        with pytest.raises(ForgeError):
            telling.tell(scan.pk, is_last=False)
        row = CommitStatus.objects.get()
        assert (row.state, row.answer) == ("waiting", words)
    telling.tell(scan.pk, is_last=False)
    row.refresh_from_db()
    assert (row.state, row.attempts, row.answer) == ("told", 3, "HTTP 201")


def test_last_attempt_gives_up(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    telling.announce(scan.pk)
    github.state.answers = [500]
    telling.tell(scan.pk, is_last=True)
    assert CommitStatus.objects.get().state == "failed"


def test_token_that_is_refused_is_not_tried_again(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge, token="wrong")
    scan = done(service)
    telling.announce(scan.pk)
    telling.tell(scan.pk, is_last=False)
    row = CommitStatus.objects.get()
    assert (row.state, row.answer) == ("failed", "HTTP 401: Bad credentials")


def test_redirect_is_not_followed(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    telling.announce(scan.pk)
    github.state.answers = [302]
    telling.tell(scan.pk, is_last=False)
    assert CommitStatus.objects.get().answer == "HTTP 302: later"
    assert github.state.statuses == []


def test_address_that_became_private_is_not_called(
    service: Service, allow: Allow, github: ForgeServer, settings: Settings
) -> None:
    allow(github)
    scan = done(service)
    settings.REPOSITORY_PRIVATE_NETWORKS = []
    told(scan)
    row = CommitStatus.objects.get()
    assert row.state == "failed"
    assert row.answer.startswith("address-loopback")
    assert github.state.statuses == []


def test_token_does_not_follow_a_service_to_another_host(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    service.repository_url = "https://elsewhere.example.com/messaging/gateway.git"
    service.save()
    told(scan)
    assert not CommitStatus.objects.exists()
    assert github.state.statuses == []


def test_token_of_the_team_serves_its_services(service: Service, team: Team, owner: User, github: ForgeServer) -> None:
    set_status_token(team, forge=Forge.GITHUB, token=TOKEN, host="Git.Example.com", api_url=github.api_url, by=owner)
    told(done(service))
    assert len(github.state.statuses) == 1


def test_token_of_the_company_serves_who_has_no_other(
    service: Service, team: Team, owner: User, middleware: User, github: ForgeServer
) -> None:
    here: dict[str, Any] = {"forge": Forge.GITHUB, "host": "git.example.com", "api_url": github.api_url}
    set_status_token(None, token=TOKEN, **here, by=middleware)
    told(done(service))
    assert len(github.state.statuses) == 1
    for each in (team, service):  # the closer one is used, though it is refused
        set_status_token(each, token="wrong", **here, by=owner)
        assert telling.token_of(service) == each.status_tokens.get()
    told(done(service))
    assert CommitStatus.objects.latest("id").answer == "HTTP 401: Bad credentials"


def test_token_of_the_company_is_for_its_host_alone(service: Service, middleware: User, github: ForgeServer) -> None:
    set_status_token(
        None, forge=Forge.GITHUB, token=TOKEN, host="elsewhere.example.com", api_url=github.api_url, by=middleware
    )
    told(done(service))
    assert not CommitStatus.objects.exists()


def test_token_of_another_team_is_not_used(
    service: Service, other_team: Team, outsider: User, middleware: User, github: ForgeServer
) -> None:
    here: dict[str, Any] = {"forge": Forge.GITHUB, "host": "git.example.com", "api_url": github.api_url}
    set_status_token(other_team, token=TOKEN, **here, by=outsider)
    assert telling.token_of(service) is None
    token = set_status_token(None, token=TOKEN, **here, by=middleware)
    assert telling.token_of(service) == token


def test_scan_whose_commit_is_not_known_is_not_told_of(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    told(scan_of(service, State.FAILED, commit="", error_code="auth-needed"))
    assert not CommitStatus.objects.exists()


def test_lost_message_is_sent_again(
    service: Service, allow: Allow, github: ForgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    allow(github)
    scan = scan_of(service, State.ANALYSING)
    told(scan)
    Scan.objects.filter(pk=scan.pk).update(state=State.FAILED, error_code="scan-attempts", ended_at=scan.queued_at)
    assert telling.untold() == []  # its message may still come
    monkeypatch.setattr(telling, "UNTOLD_AFTER", telling.UNTOLD_AFTER * 0)
    assert telling.untold() == [scan.pk]
    telling.tell(scan.pk)
    assert telling.untold() == []


@pytest.mark.parametrize(
    ("forge_name", "host", "root"),
    [
        ("github", "github.com", "https://api.github.com"),
        ("github", "git.example.com", "https://git.example.com/api/v3"),
        ("gitlab", "gitlab.com", "https://gitlab.com/api/v4"),
        ("gitea", "git.example.com:3000", "https://git.example.com:3000/api/v1"),
        ("gitee", "gitee.com", "https://gitee.com/api/v5"),
        ("bitbucket", "bitbucket.org", "https://api.bitbucket.org/2.0"),
        ("bitbucket-dc", "stash.example.com", "https://stash.example.com/rest/api/latest"),
    ],
)
def test_api_is_found_from_the_host(forge_name: str, host: str, root: str) -> None:
    assert api_of(Forge(forge_name), host) == root


def test_scan_page_says_what_the_forge_answered(
    service: Service, allow: Allow, github: ForgeServer, client: Client, colleague: User
) -> None:
    allow(github, token="wrong")
    scan = done(service)
    told(scan)
    client.force_login(colleague)
    text = client.get(f"/scans/{scan.pk}/").content.decode()
    assert "not told" in text
    assert "HTTP 401: Bad credentials" in text
