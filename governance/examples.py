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

from governance.accounts.models import Team
from governance.registry.actions import create_service
from governance.registry.models import Service
from governance.scans.actions import request_scan
from governance.scans.models import Trigger

if TYPE_CHECKING:
    from collections.abc import Iterator

SOURCE = settings.BASE_DIR / "examples"
BRANCH = "main"
DESCRIPTION = "commit.toml"


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
            team, _ = Team.objects.get_or_create(slug="examples", defaults={"name": "Examples"})
            url = repository.path.as_uri()
            if not Service.objects.filter(team=team, repository_url=url).exists():
                service = create_service(team=team, url=url, name=source.name, branch=BRANCH, by=None)
                for commit in repository.commits:
                    request_scan(service=service, commit=commit, trigger=Trigger.EXAMPLE)
                services.append(service)
    return services


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
