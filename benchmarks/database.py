"""A database for a benchmark: made anew, gone afterwards. Import before anything that needs Django's apps."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
django.setup()

from django.test.utils import setup_databases, teardown_databases  # noqa: E402 - needs the settings

from governance.accounts.models import Team  # noqa: E402
from governance.registry.models import Service  # noqa: E402


@contextmanager
def a_database() -> Iterator[None]:
    """An empty database."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        yield
    finally:
        teardown_databases(databases, verbosity=0)


@contextmanager
def a_service() -> Iterator[Service]:
    """A service in a database that holds nothing else."""
    with a_database():
        team = Team.objects.create(slug="team", name="Team")
        yield Service.objects.create(
            team=team, slug="service", name="Service", repository_url="https://git.example.com/s", default_branch="main"
        )
