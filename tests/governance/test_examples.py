"""The bundled examples: real Go, the same commits everywhere, scanned in their order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance import examples
from governance.accounts.models import User
from governance.audit.models import Action, AuditEvent
from governance.registry.models import Service
from governance.repositories import url_guard
from governance.scans.models import Scan, State, Trigger

if TYPE_CHECKING:
    from pytest_django import Settings

pytestmark = pytest.mark.slow

SOURCES = sorted(path for path in examples.SOURCE.iterdir() if path.is_dir())
COMMITS = [folder for source in SOURCES for folder in sorted(source.iterdir()) if folder.is_dir()]
GO = Path(sys.executable).parent / "go"


def git(repository: Path, *arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=repository, capture_output=True, text=True, check=True).stdout


def test_there_are_three_and_each_has_a_history() -> None:
    assert [source.name for source in SOURCES] == ["message-gateway", "order-relay", "profile-store"]
    assert all(len(list(source.iterdir())) >= 3 for source in SOURCES)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_commits_are_the_same_each_time(source: Path, tmp_path: Path) -> None:
    first = examples.build(source, tmp_path / "first.git")
    assert examples.build(source, tmp_path / "second.git").commits == first.commits


def test_configuration_of_the_user_changes_no_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = examples.build(SOURCES[0], tmp_path / "first.git").commits
    (tmp_path / ".gitconfig").write_text("[init]\n\tdefaultObjectFormat = sha256\n[user]\n\tname = Somebody\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    assert examples.build(SOURCES[0], tmp_path / "second.git").commits == expected


def test_a_file_that_a_commit_removes_is_gone(tmp_path: Path) -> None:
    repository = examples.build(examples.SOURCE / "order-relay", tmp_path / "relay.git")
    files = [git(repository.path, "ls-tree", "-r", "--name-only", commit) for commit in repository.commits]
    assert ["internal/engine/link.go" in listing for listing in files] == [True, False, False, False, False]


def test_descriptions_of_commits_are_not_in_the_repository(tmp_path: Path) -> None:
    repository = examples.build(SOURCES[0], tmp_path / "example.git")
    assert examples.DESCRIPTION not in git(repository.path, "ls-tree", "-r", "--name-only", "main")


@pytest.mark.toolchain
@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_every_commit_compiles_and_vets(source: Path, tmp_path: Path) -> None:
    repository = examples.build(source, tmp_path / "example.git")
    # -trimpath: a package that a commit leaves as it was is not compiled again because it lies in another directory.
    environment = os.environ | {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=mod -trimpath"}
    for commit in repository.commits:
        checkout = tmp_path / commit
        checkout.mkdir()
        archive = subprocess.run(["git", "archive", commit], cwd=repository.path, capture_output=True, check=True)
        subprocess.run(["tar", "-x"], cwd=checkout, input=archive.stdout, check=True)
        for command in (["build", "./..."], ["vet", "./..."]):
            result = subprocess.run(
                [str(GO), *command], cwd=checkout, env=environment, capture_output=True, text=True, check=False
            )
            assert result.returncode == 0, f"{commit}: {result.stderr}"


@pytest.fixture
def data(settings: Settings, tmp_path: Path) -> Path:
    directory = tmp_path / "a directory 池"
    settings.DATA_DIR = directory
    settings.REPOSITORY_LOCAL_PATHS = [str(directory / "examples")]
    return directory


@pytest.mark.django_db
def test_loading_queues_the_history_of_each_service_in_order(data: Path) -> None:
    examples.load()
    for service in Service.objects.all():
        path = data / "examples" / f"{service.name}.git"
        assert service.repository_url == path.as_uri()
        scans = Scan.objects.filter(service=service, state=State.QUEUED, trigger=Trigger.EXAMPLE).order_by("id")
        assert [scan.commit for scan in scans] == git(path, "rev-list", "--reverse", service.default_branch).split()
    assert Service.objects.filter(team__slug="examples").count() == len(SOURCES)


@pytest.mark.django_db
@pytest.mark.usefixtures("data")
def test_addresses_of_the_examples_may_be_fetched_from() -> None:
    examples.load()
    for service in Service.objects.all():
        assert url_guard.check(service.repository_url).url == service.repository_url


@pytest.mark.django_db
def test_loading_twice_changes_nothing(data: Path) -> None:
    examples.load()
    before = list(Scan.objects.values_list("id", "commit"))
    assert examples.load() == []
    assert list(Scan.objects.values_list("id", "commit")) == before


@pytest.mark.django_db
@pytest.mark.usefixtures("data")
def test_people_of_the_examples_are_on_record_and_cannot_sign_in() -> None:
    examples.load()
    people = User.objects.all()
    assert {person.username for person in people} == {examples.EXCUSED.asked_by, examples.EXCUSED.approved_by}
    assert not any(person.has_usable_password() for person in people)
    assert AuditEvent.objects.filter(action=Action.ACCOUNT_CREATED).count() == len(people)
