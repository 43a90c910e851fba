"""A forge is told how a scan stands: once, in its words, again when it did not listen, and never without leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.conf import settings as configured

from governance.scans.models import Scan, State, Trigger
from governance.scorecards.models import Scorecard
from governance.webhooks.actions import set_status_token
from governance.webhooks.models import CommitStatus, Forge, StatusToken, SummaryComment
from governance.webhooks.statuses import telling
from governance.webhooks.statuses.addresses import api_of
from governance.webhooks.statuses.sending import ForgeError
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved
from tests.governance.webhooks.calls import FORGES
from tests.governance.webhooks.forge_server import TOKEN, Comment, ForgeServer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.test import Client
    from pytest_django import Settings

    from governance.accounts.models import Team, User
    from governance.registry.models import Service

pytestmark = pytest.mark.django_db
COMMIT = "ab" * 20


@pytest.fixture(autouse=True)
def sent_for(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> list[int]:
    """The ids of the scans for which a message was sent; the forge is on this machine."""
    settings.REPOSITORY_SCHEMES = ["http", "https"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    messages: list[int] = []
    monkeypatch.setattr(telling, "enqueue", messages.append)
    return messages


@pytest.fixture(params=FORGES)
def forge(request: pytest.FixtureRequest) -> Iterator[ForgeServer]:
    """Each of the forges in turn."""
    with ForgeServer(request.param) as server:
        yield server


@pytest.fixture
def github() -> Iterator[ForgeServer]:
    with ForgeServer("github") as server:
        yield server


@pytest.fixture
def allow(service: Service, owner: User) -> Callable[..., StatusToken]:
    """Give the service a token for a forge."""

    def allow(server: ForgeServer, *, comments: bool = False, token: str = TOKEN) -> StatusToken:
        forge = Forge(server.state.forge)
        return set_status_token(
            service,
            forge=forge,
            token=token,
            host="git.example.com",
            api_url=server.api_url,
            comments=comments,
            by=owner,
        )

    return allow


def scan_of(service: Service, state: State, **facts: object) -> Scan:
    return Scan.objects.create(
        service=service, branch="main", trigger=Trigger.PUSH, state=state, **{"commit": COMMIT, **facts}
    )


def done(service: Service, *fingerprints: str, pull_request: int | None = None, passed: bool = True) -> Scan:
    """A finished scan with findings that the gate is about."""
    scan = begun(service)
    findings = [a_finding("IR201", fingerprint, pool="p1") for fingerprint in fingerprints]
    saved(scan, a_report(findings, [a_pool()]))
    Scan.objects.filter(pk=scan.pk).update(commit=COMMIT, pull_request=pull_request)
    reasons = [{"fingerprint": each, "code": "IR201", "severity": "high"} for each in fingerprints]
    Scorecard.objects.filter(scan=scan).update(gate_passed=passed, gate_reasons=reasons)
    scan.refresh_from_db()
    return scan


def told(scan: Scan) -> None:
    telling.announce(scan.pk)
    telling.tell(scan.pk)


WORDS = {
    "github": ("pending", "error", "success", "failure", "error"),
    "gitlab": ("running", "failed", "success", "failed", "canceled"),
    "gitea": ("pending", "error", "success", "failure", "warning"),
    "gitee": (None, "failure", "success", "failure", "cancelled"),
    "bitbucket": ("INPROGRESS", "FAILED", "SUCCESSFUL", "FAILED", "STOPPED"),
    "bitbucket-dc": ("INPROGRESS", "FAILED", "SUCCESSFUL", "FAILED", "CANCELLED"),
}


def test_each_forge_is_told_in_its_own_words(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
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


def test_status_leads_to_the_scan_and_says_the_figures(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
    allow(github)
    scan = done(service, "f1", passed=False)
    told(scan)
    (sent,) = github.state.statuses
    assert sent.path == f"/statuses/{COMMIT}"
    assert sent.body["target_url"] == f"{configured.PUBLIC_URL}/scans/{scan.pk}/"
    assert sent.body["context"] == "ironrules/gateway"
    assert sent.body["description"].startswith("Gate refused: 1 reason. IR1 ")


def test_scan_that_goes_on_is_told_of_twice_and_no_more(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
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


def test_forge_that_fails_is_asked_again(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
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


def test_last_attempt_gives_up(service: Service, allow: Callable[..., StatusToken], github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    telling.announce(scan.pk)
    github.state.answers = [500]
    telling.tell(scan.pk, is_last=True)
    assert CommitStatus.objects.get().state == "failed"


def test_token_that_is_refused_is_not_tried_again(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
    allow(forge, token="wrong")
    scan = done(service)
    telling.announce(scan.pk)
    telling.tell(scan.pk, is_last=False)
    row = CommitStatus.objects.get()
    assert (row.state, row.answer) == ("failed", "HTTP 401: Bad credentials")


def test_redirect_is_not_followed(service: Service, allow: Callable[..., StatusToken], github: ForgeServer) -> None:
    allow(github)
    scan = done(service)
    telling.announce(scan.pk)
    github.state.answers = [302]
    telling.tell(scan.pk, is_last=False)
    assert CommitStatus.objects.get().answer == "HTTP 302: later"
    assert github.state.statuses == []


def test_address_that_became_private_is_not_called(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer, settings: Settings
) -> None:
    allow(github)
    scan = done(service)
    settings.REPOSITORY_PRIVATE_NETWORKS = []
    told(scan)
    row = CommitStatus.objects.get()
    assert row.state == "failed"
    assert row.answer.startswith("address-loopback")
    assert github.state.statuses == []


def test_token_does_not_follow_a_service_to_another_host(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
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


def test_scan_whose_commit_is_not_known_is_not_told_of(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
    allow(github)
    told(scan_of(service, State.FAILED, commit="", error_code="auth-needed"))
    assert not CommitStatus.objects.exists()


def test_summary_is_edited_and_not_repeated(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
    allow(forge, comments=True)
    told(done(service, "f1", pull_request=7, passed=False))
    assert "Gate refused" in forge.state.comments[0].text
    assert "IR201" in forge.state.comments[0].text
    told(done(service, pull_request=7))
    (comment,) = forge.state.comments
    assert "Gate passed" in comment.text
    assert comment.version == 1
    assert forge.state.faults == []


def test_summary_that_was_not_noted_is_found_by_its_marker(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
    allow(forge, comments=True)
    forge.state.comments = [Comment(number, "looks good") for number in range(1, 151)]
    told(done(service, pull_request=7))
    SummaryComment.objects.all().delete()
    told(done(service, "f1", pull_request=7, passed=False))
    assert len(forge.state.comments) == 151
    assert "Gate refused" in forge.state.comments[-1].text


ANNOTATING = {"github": 50, "bitbucket": 100, "bitbucket-dc": 100}


@pytest.mark.parametrize("forge", ANNOTATING, indirect=True)
def test_lines_are_annotated_in_as_many_calls_as_the_forge_wants(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer, client: Client, colleague: User
) -> None:
    allow(forge)
    scan = done(service, *(f"f{number}" for number in range(120)), pull_request=7, passed=False)
    told(scan)
    assert forge.state.faults == []
    assert len(forge.state.lines) == 120
    assert forge.state.calls_of_lines == -(-120 // ANNOTATING[forge.state.forge])
    (report,) = forge.state.reports
    assert {report.body.get("conclusion"), report.body.get("result")} & {"failure", "FAILED", "FAIL"}
    line = forge.state.lines[0]
    assert (line["path"], line.get("line", line.get("start_line"))) == ("a/b.go", 10)
    assert "not reset" in line.get("message", "") + line.get("summary", "")
    row = CommitStatus.objects.get()
    assert (row.state, row.annotated, row.annotation_answer[:6]) == ("told", 120, "HTTP 2")
    client.force_login(colleague)
    assert "Annotated lines</dt><dd>120" in client.get(f"/scans/{scan.pk}/").content.decode()


@pytest.mark.parametrize("forge", ["bitbucket", "bitbucket-dc"], indirect=True)
def test_no_more_lines_are_annotated_than_the_forge_takes(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling.APIS[Forge(forge.state.forge)], "ANNOTATIONS", 3)
    allow(forge)
    told(done(service, "f1", "f2", "f3", "f4", pull_request=7, passed=False))
    assert len(forge.state.lines) == 3


def test_annotating_goes_on_where_it_stopped(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
    allow(github)
    scan = done(service, *(f"f{number}" for number in range(60)), pull_request=7, passed=False)
    telling.announce(scan.pk)
    github.state.answers = [0, 0, 0, 502]  # 0: the right answer
    with pytest.raises(ForgeError):
        telling.tell(scan.pk, is_last=False)
    row = CommitStatus.objects.get()
    assert (row.state, row.annotated, row.annotation_answer) == ("told", 50, "HTTP 502: later")
    telling.tell(scan.pk, is_last=False)
    telling.tell(scan.pk, is_last=False)
    row.refresh_from_db()
    assert (row.annotated, row.annotation_answer) == (60, "HTTP 200")
    assert (len(github.state.lines), len(github.state.reports), len(github.state.statuses)) == (60, 1, 1)


def test_token_that_is_no_apps_leaves_the_status(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer, client: Client, colleague: User
) -> None:
    allow(github)
    github.state.has_apps_token = False
    scan = done(service, "f1", pull_request=7, passed=False)
    told(scan)
    row = CommitStatus.objects.get()
    assert (row.state, row.answer, row.annotated) == ("told", "HTTP 201", 0)
    client.force_login(colleague)
    text = client.get(f"/scans/{scan.pk}/").content.decode()
    assert "HTTP 403: Resource not accessible by personal access token" in text
    assert "GitHub lets only apps annotate lines." in text


def test_push_and_forge_without_annotations_get_none(
    service: Service, allow: Callable[..., StatusToken], forge: ForgeServer
) -> None:
    allow(forge)
    annotates = forge.state.forge in ANNOTATING
    told(done(service, "f1", pull_request=None if annotates else 7, passed=False))
    assert (forge.state.lines, forge.state.faults) == ([], [])
    assert CommitStatus.objects.get().annotated is None


def test_scan_that_was_scored_again_is_told_by_its_newest_scorecard(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
    allow(github, comments=True)
    scan = done(service, "f1", pull_request=7, passed=False)
    card = Scorecard.objects.get(scan=scan)
    card.pk, card.gate_passed, card.gate_reasons = None, True, []
    card.save(force_insert=True)
    told(scan)
    assert [sent.body["state"] for sent in github.state.statuses] == ["success"]
    assert "Gate passed" in github.state.comments[0].text
    assert (github.state.lines, github.state.faults) == ([], [])


def test_only_what_is_new_is_annotated(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer
) -> None:
    allow(github)
    scan = done(service, "known", "new", pull_request=7)
    Scan.objects.filter(pk=scan.pk).update(stats={"base": {"commit": "0" * 40, "is_merge_base": True, "new": ["new"]}})
    told(scan)
    assert len(github.state.lines) == 1


def test_push_gets_no_comment(service: Service, allow: Callable[..., StatusToken], github: ForgeServer) -> None:
    allow(github, comments=True)
    told(done(service))
    assert github.state.comments == []


def test_lost_message_is_sent_again(
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer, monkeypatch: pytest.MonkeyPatch
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
    service: Service, allow: Callable[..., StatusToken], github: ForgeServer, client: Client, colleague: User
) -> None:
    allow(github, token="wrong")
    scan = done(service)
    told(scan)
    client.force_login(colleague)
    text = client.get(f"/scans/{scan.pk}/").content.decode()
    assert "not told" in text
    assert "HTTP 401: Bad credentials" in text
