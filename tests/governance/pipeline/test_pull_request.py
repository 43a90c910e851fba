"""A pull request is judged by what it adds to the commit at which it left its base branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from governance import pipeline
from governance.findings.models import Finding
from governance.policies.policy import Policy
from governance.scans import actions
from governance.scans.models import Scan, State, Trigger
from governance.scorecards import queries
from governance.scorecards.actions import record_scorecard
from governance.scorecards.models import Scorecard
from tests.governance.report_values import a_finding, a_report
from tests.hostile_repositories import git, write_repository

if TYPE_CHECKING:
    from pathlib import Path

    from governance.registry.models import Service
    from governance.repositories.values import FetchedCommit
    from governance.scans.analysis import Analysis
    from tests.git_server import GitServer
    from tests.governance.pipeline.conftest import Push

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("marking_analyser")]


@pytest.fixture(autouse=True)
def without_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("governance.scans.sending.enqueue", lambda _scan_id, **_options: None)


@pytest.fixture
def repository(git_server: GitServer) -> Path:
    return git_server.root / "gateway.git"


@pytest.fixture
def parted(push: Push, repository: Path) -> str:
    """The commit at which `topic` left `main`; it has one finding."""
    commit = push("// finding old")
    git(repository, "branch", "topic", "main")
    return commit


def scan(service: Service, **wanted: Any) -> Scan:
    requested = actions.request_scan(service=service, trigger=Trigger.PULL_REQUEST, **wanted)
    pipeline.run_scan(requested.id)
    requested.refresh_from_db()
    assert requested.state == State.DONE, requested.error_code
    return requested


def reasons(scan: Scan) -> list[str]:
    return [reason["fingerprint"] for reason in Scorecard.objects.holding().get(scan=scan).gate_reasons]


def test_only_what_is_new_since_the_merge_base_counts(service: Service, push: Push, parted: str) -> None:
    push("// finding old", "// finding added", branch="topic")
    push("// nothing")  # what main has repaired since is none of the branch's doing
    done = scan(service, branch="topic", pull_request=7, base_branch="main")
    assert done.base_commit == parted
    assert done.stats["base"] == {"commit": parted, "is_merge_base": True, "new": ["added"]}
    assert reasons(done) == ["added"]


def test_pull_request_that_is_scored_again_is_compared_with_the_same(service: Service, push: Push, parted: str) -> None:
    push("// finding old", "// finding added", branch="topic")
    done = scan(service, branch="topic", pull_request=7)
    report = a_report([a_finding(fingerprint="old"), a_finding(fingerprint="added")])
    again = record_scorecard(done, report, Policy(), frozenset())
    assert [reason["fingerprint"] for reason in again.gate_reasons] == ["added"]
    assert record_scorecard(done, report, Policy(), frozenset(["added"])).gate_passed


def test_pull_request_that_adds_nothing_passes(service: Service, push: Push, parted: str) -> None:
    push("// moved", "// finding old", branch="topic")
    done = scan(service, branch="topic", pull_request=7, base_branch="main")
    assert Scorecard.objects.get(scan=done).gate_passed


def test_result_of_the_merge_base_is_taken_from_its_scan(
    service: Service, push: Push, parted: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    earlier = scan(service)
    push("// finding old", "// finding added", branch="topic")
    analysed: list[str] = []
    analyse = pipeline._analyse

    def noting(fetched: FetchedCommit, commit: str, *more: Any) -> Analysis:
        analysed.append(commit)
        return analyse(fetched, commit, *more)

    monkeypatch.setattr(pipeline, "_analyse", noting)
    done = scan(service, branch="topic", pull_request=7)
    assert analysed == [done.commit]
    assert reasons(done) == ["added"]
    assert Scorecard.objects.get(scan=done).gate_base == earlier


def test_scan_of_the_merge_base_by_another_analyser_is_not_taken(service: Service, push: Push, parted: str) -> None:
    earlier = scan(service)
    Scan.objects.filter(pk=earlier.pk).update(analyser="older")
    push("// finding old", branch="topic")
    assert Scorecard.objects.get(scan=scan(service, branch="topic", pull_request=7)).gate_base is None


def test_pull_request_says_nothing_about_findings_of_the_default_branch(
    service: Service, push: Push, parted: str
) -> None:
    default = scan(service)
    push("// finding added", branch="topic")
    scan(service, branch="topic", pull_request=7)
    assert dict(Finding.objects.values_list("fingerprint", "state")) == {"old": "open", "added": "elsewhere"}
    assert queries.trend(service)[-1].scan == default


def test_branch_of_a_fork_called_like_the_default_one_is_not_the_default_branch(
    service: Service, push: Push, parted: str
) -> None:
    default = scan(service)
    of_fork = push("// finding added", branch="topic")
    done = scan(service, branch="main", commit=of_fork, pull_request=7)
    assert reasons(done) == ["added"]
    assert dict(Finding.objects.values_list("fingerprint", "state")) == {"old": "open", "added": "elsewhere"}
    assert queries.trend(service)[-1].scan == default
    push("// finding old", "// finding added")
    assert reasons(scan(service)) == ["added"]  # what passed a pull request is not yet known on the branch


def test_pull_request_without_a_merge_base_is_compared_with_the_head_and_says_so(service: Service, push: Push) -> None:
    head_of_main = push("// finding old")
    push("// finding old", "// finding added", branch="orphan")
    done = scan(service, branch="orphan", pull_request=7)
    assert done.stats["base"] == {"commit": head_of_main, "is_merge_base": False, "new": ["added"]}
    assert reasons(done) == ["added"]


def test_pull_request_of_a_fork_is_judged_by_what_it_adds(
    service: Service, parted: str, repository: Path, git_server: GitServer
) -> None:
    for owner in ("messaging", "somebody"):
        git(
            git_server.root,
            "clone",
            "--quiet",
            "--bare",
            str(repository),
            str(git_server.root / f"{owner}/gateway.git"),
        )
    service.repository_url = git_server.url("messaging/gateway.git")
    service.save()
    added = b"package main\n// finding old\n// finding added"
    head = write_repository(git_server.root / "somebody/gateway.git", {"main.go": added}, branch="main")
    done = scan(service, branch="main", fork="somebody/gateway", pull_request=7)
    assert (done.commit, done.base_commit) == (head, parted)
    assert reasons(done) == ["added"]
    assert dict(Finding.objects.values_list("fingerprint", "state"))["added"] == "elsewhere"
