"""A cache of its own for each test, and leave to fetch from the test's own server."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.registry.encryption import new_key
from governance.registry.models import Service

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytest_django import Settings

    from governance.accounts.models import Team


@pytest.fixture(autouse=True)
def open_to_tests(settings: Settings, tmp_path: Path) -> None:
    """Allow http to 127.0.0.1, and keep repositories below the test's directory."""
    settings.REPOSITORY_SCHEMES = ["https", "http", "ssh"]
    settings.REPOSITORY_HOSTS = []
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    settings.REPOSITORY_LOCAL_PATHS = []
    settings.CACHE_DIR = tmp_path / "cache"
    settings.CREDENTIAL_KEYS = [new_key()]
    settings.FETCH_SECONDS = 60


@pytest.fixture
def served(tmp_path: Path) -> Path:
    """The directory whose repositories the test's server gives out."""
    path = tmp_path / "served"
    path.mkdir()
    return path


@pytest.fixture
def service_at(team: Team) -> Callable[[str], Service]:
    """Make a service whose repository is at an address."""

    def make(url: str) -> Service:
        return Service.objects.create(
            team=team, slug="gateway", name="Gateway", repository_url=url, default_branch="main"
        )

    return make
