"""A service whose repository a real Git server serves, and an analyser that finds what the code tells it to."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance import pipeline
from governance.scans.analysis import analyse
from tests.git_server import GitServer
from tests.hostile_repositories import write_repository

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytest_django import Settings

    from governance.registry.models import Service

    Push = Callable[..., str]


@pytest.fixture
def git_server(tmp_path: Path, settings: Settings) -> Iterator[GitServer]:
    """Serves the bare repositories below `tmp_path`/served, and is allowed to be fetched from."""
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    settings.CACHE_DIR = tmp_path / "cache"
    (tmp_path / "served").mkdir()
    with GitServer(tmp_path / "served") as server:
        yield server


@pytest.fixture
def push(service: Service, git_server: GitServer) -> Push:
    """Push a commit of the service with one Go file, whose lines `// finding NAME` the marking analyser reports."""
    service.repository_url = git_server.url("gateway.git")
    service.save()

    def push(*lines: str, branch: str = "main") -> str:
        content = "\n".join(["package main", *lines]).encode()
        return write_repository(git_server.root / "gateway.git", {"main.go": content}, branch=branch)

    return push


@pytest.fixture
def marking_analyser(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `marking_analyser.py` stand in for the analyser: its findings are known beforehand."""
    program = Path(__file__).with_name("marking_analyser.py")
    monkeypatch.setattr(pipeline, "analyse", partial(analyse, command=(sys.executable, str(program))))
