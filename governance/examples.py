"""The bundled examples: a folder a service, in it a folder a commit, made into Git repositories on first start.

The folder of a commit holds the files that it adds or changes, and `commit.toml`: subject, body, author, date, and the
paths that it removes. The same folders give the same commit ids on every machine.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from governance.accounts.models import Membership, Role, Team, User
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.registry.actions import create_service
from governance.registry.models import Service
from governance.scans.actions import request_scan
from governance.scans.models import Trigger
from governance.waivers import actions as waivers
from governance.waivers.drafts import for_path

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = settings.BASE_DIR / "examples"
BRANCH = "main"
DESCRIPTION = "commit.toml"


@dataclass(frozen=True)
class Excuse:
    """A waiver of an example: who asks for it and why, who approves it, and for how many days."""

    service: str
    code: str
    pattern: str
    asked_by: str
    reason: str
    approved_by: str
    note: str
    days: int


EXCUSED = Excuse(
    service="order-relay",
    code="IR302",
    pattern="internal/order/*",
    asked_by="wu.fang",
    reason="Orders are taken by two packages; the pool moves into the relay together with them in the next release.",
    approved_by="lin.wei",
    note="Until the release, not longer.",
    days=6,
)


@dataclass(frozen=True)
class Repository:
    """A repository made from an example; `commits` are the ids of its commits, oldest first."""

    path: Path
    commits: tuple[str, ...]


def load() -> list[Service]:
    """Register every example that is not registered yet, and ask for a scan of each of its commits in order."""
    services = []
    directory = settings.DATA_DIR.resolve() / "examples"
    directory.mkdir(parents=True, exist_ok=True)
    for source in sorted(path for path in SOURCE.iterdir() if path.is_dir()):
        repository = build(source, directory / f"{source.name}.git")
        with transaction.atomic():
            team = _team()
            url = repository.path.as_uri()
            if not Service.objects.filter(team=team, repository_url=url).exists():
                service = create_service(team=team, url=url, name=source.name, branch=BRANCH, by=None)
                for commit in repository.commits:
                    request_scan(service=service, commit=commit, trigger=Trigger.EXAMPLE)
                if source.name == EXCUSED.service:
                    _excuse(service, EXCUSED)
                services.append(service)
    return services


def _team() -> Team:
    team, is_new = Team.objects.get_or_create(slug="examples", defaults={"name": "Examples"})
    if is_new:
        record(Action.TEAM_CREATED, on=Subject("team", team.pk, team.name), by=None, team=team.slug)
    return team


def _excuse(service: Service, excuse: Excuse) -> None:
    """Let one member of the team ask for a waiver that ends soon, and another approve it; neither can sign in."""
    draft = for_path(service, excuse.code, excuse.pattern)
    waiver = waivers.request(
        draft, reason=excuse.reason, days=excuse.days, by=_member(service.team, excuse.asked_by, Role.MAINTAINER)
    )
    waivers.approve(waiver, by=_member(service.team, excuse.approved_by, Role.ADMIN), note=excuse.note)


def _member(team: Team, name: str, role: Role) -> User:
    user, is_new = User.objects.get_or_create(username=name, defaults={"email": f"{name}@example.com"})
    if is_new:
        user.set_unusable_password()
        user.save()
        record(Action.ACCOUNT_CREATED, on=Subject("account", user.pk, name), by=None)
    Membership.objects.get_or_create(user=user, team=team, defaults={"role": role})
    return user


def build(source: Path, path: Path) -> Repository:
    """Make the bare repository `path` out of the example in `source`; one that is there is replaced."""
    unfinished = path.with_suffix(".unfinished")
    for old in (unfinished, path):
        shutil.rmtree(old, ignore_errors=True)
    _git("init", "--quiet", "--bare", "--template=", f"--initial-branch={BRANCH}", str(unfinished))
    _git("fast-import", "--quiet", cwd=unfinished, stdin=b"".join(_stream(source)))
    commits = _git("rev-list", "--reverse", BRANCH, cwd=unfinished).decode("ascii").split()
    unfinished.rename(path)
    return Repository(path, tuple(commits))


def _stream(source: Path) -> Iterator[bytes]:
    """Yield what `git fast-import` reads: one commit after the other, each with its files."""
    for folder in sorted(path for path in source.iterdir() if path.is_dir()):
        commit = tomllib.loads((folder / DESCRIPTION).read_text(encoding="utf-8"))
        yield f"commit refs/heads/{BRANCH}\n".encode()
        for role in ("author", "committer"):
            yield f"{role} {commit['author']} {_git_date(commit['date'])}\n".encode()
        yield _data(f"{commit['subject']}\n\n{commit['body'].strip()}\n".encode())
        for path in commit.get("removed", []):
            yield f"D {path}\n".encode()
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and path.name != DESCRIPTION):
            yield f"M 100644 inline {file.relative_to(folder).as_posix()}\n".encode() + _data(file.read_bytes())
    yield b"done\n"


def _data(content: bytes) -> bytes:
    return b"data %d\n%s\n" % (len(content), content)


def _git_date(date: Any) -> str:
    return f"{int(date.timestamp())} {date:%z}"


def _git(*arguments: str, cwd: Path | None = None, stdin: bytes = b"") -> bytes:
    """Run git without the configuration of the machine or of its user, which could change the commits."""
    environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": os.devnull}
    return subprocess.run(
        ["git", *arguments], cwd=cwd, input=stdin, env=environment, capture_output=True, check=True, timeout=60
    ).stdout
