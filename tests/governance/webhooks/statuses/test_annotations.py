"""What a pull request adds stands beside its lines, where the forge has a place for it."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

from governance.scans.models import Scan
from governance.scorecards.models import Scorecard
from governance.webhooks.models import CommitStatus, Forge
from governance.webhooks.statuses import telling
from governance.webhooks.statuses.sending import ForgeError, send
from tests.governance.webhooks.statuses.scans import done, told

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.test import Client

    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.webhooks.statuses.sending import Answer, Request
    from tests.governance.webhooks.statuses.conftest import Allow
    from tests.governance.webhooks.statuses.forge_server import ForgeServer

pytestmark = pytest.mark.django_db


ANNOTATING = {"github": 50, "bitbucket": 100, "bitbucket-dc": 100}


@pytest.mark.parametrize("forge", ANNOTATING, indirect=True)
def test_lines_are_annotated_in_as_many_calls_as_the_forge_wants(
    service: Service, allow: Allow, forge: ForgeServer, client: Client, colleague: User
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
    service: Service, allow: Allow, forge: ForgeServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(telling.APIS[Forge(forge.state.forge)], "ANNOTATIONS", 3)
    allow(forge)
    told(done(service, "f1", "f2", "f3", "f4", pull_request=7, passed=False))
    assert len(forge.state.lines) == 3


def test_annotating_goes_on_where_it_stopped(service: Service, allow: Allow, github: ForgeServer) -> None:
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


@pytest.mark.parametrize("dies_before", [2, 3, 4], ids=["report", "first-lines", "last-lines"])
def test_lines_that_a_killed_worker_left_are_sent_for_again(
    service: Service, allow: Allow, github: ForgeServer, monkeypatch: pytest.MonkeyPatch, dies_before: int
) -> None:
    allow(github)
    scan = done(service, *(f"f{number}" for number in range(60)), pull_request=7, passed=False)
    telling.announce(scan.pk)
    calls = itertools.count(1)

    def send_until_killed(request: Request, headers: Mapping[str, str]) -> Answer:
        if next(calls) == dies_before:
            patch.setattr(CommitStatus, "save", lambda *_, **_options: None)  # nothing is written any more
            raise SystemExit
        return send(request, headers)

    with monkeypatch.context() as patch, pytest.raises(SystemExit):
        patch.setattr(telling, "send", send_until_killed)
        telling.tell(scan.pk)
    monkeypatch.setattr(telling, "UNTOLD_AFTER", telling.UNTOLD_AFTER * 0)
    assert telling.untold() == [scan.pk]
    telling.tell(scan.pk)
    assert telling.untold() == []
    assert (len(github.state.lines), len(github.state.reports), len(github.state.statuses)) == (60, 1, 1)


@pytest.mark.parametrize("fingerprints", [(), ("f1",)], ids=["none", "one"])
def test_lines_that_arrived_are_not_sent_for_again(
    service: Service, allow: Allow, github: ForgeServer, monkeypatch: pytest.MonkeyPatch, fingerprints: tuple[str, ...]
) -> None:
    allow(github)
    told(done(service, *fingerprints, pull_request=7, passed=not fingerprints))
    monkeypatch.setattr(telling, "UNTOLD_AFTER", telling.UNTOLD_AFTER * 0)
    assert telling.untold() == []


def test_token_that_is_no_apps_leaves_the_status(
    service: Service, allow: Allow, github: ForgeServer, client: Client, colleague: User
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


def test_push_and_forge_without_annotations_get_none(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge)
    annotates = forge.state.forge in ANNOTATING
    told(done(service, "f1", pull_request=None if annotates else 7, passed=False))
    assert (forge.state.lines, forge.state.faults) == ([], [])
    assert CommitStatus.objects.get().annotated is None


def test_scan_that_was_scored_again_is_told_by_its_newest_scorecard(
    service: Service, allow: Allow, github: ForgeServer
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


def test_only_what_is_new_is_annotated(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github)
    scan = done(service, "known", "new", pull_request=7)
    Scan.objects.filter(pk=scan.pk).update(stats={"base": {"commit": "0" * 40, "is_merge_base": True, "new": ["new"]}})
    told(scan)
    assert len(github.state.lines) == 1
