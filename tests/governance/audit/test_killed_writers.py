"""20 writers at once, killed in the middle: one chain, no change without its event, no event without its change.

Takes 3 s; TRAIL_SECONDS=30 makes it longer, and -s shows the figures.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction

from governance.audit.actions import export_trail, signing_key
from governance.audit.models import AuditEvent
from governance.registry.models import Service
from trail import read, verify

if TYPE_CHECKING:
    from governance.accounts.models import User

WRITERS = 20
SECONDS = float(os.environ.get("TRAIL_SECONDS", "3"))


@pytest.mark.django_db(transaction=True)
def test_writers_that_are_killed_leave_a_whole_chain_and_nothing_half_done(service: Service, middleware: User) -> None:
    killed = writers_killed()
    with transaction.atomic():
        events, end = read(export_trail(by=middleware))
    assert list(verify(events, end, [signing_key().public])) == []
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))

    registered = Counter(event["object"]["name"] for event in events if event["action"] == "service.registered")
    there = set(Service.objects.exclude(pk=service.pk).values_list("slug", flat=True))
    assert registered == Counter(there)
    edits = [event["details"]["after"]["name"] for event in events if event["action"] == "service.edited"]
    service.refresh_from_db()
    assert edits[-1] == service.name
    assert AuditEvent.objects.count() == len(there) + len(edits) + 1

    print(f"{SECONDS:g} s: {killed} writers killed, {len(events)} events")  # noqa: T201 - the figure of a longer run
    assert killed >= 2 * WRITERS


def writers_killed() -> int:
    """Run the writers against the database of this test, and return how many of them were killed."""
    name = str(connection.settings_dict["NAME"])
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "governance.settings",
        "PYTHONPATH": str(settings.BASE_DIR),
        "DATABASE_URL": urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl(),
        "SECRET_KEY": settings.SECRET_KEY,
    }
    done = subprocess.run(
        [sys.executable, str(Path(__file__).with_name("writers.py")), str(WRITERS), str(SECONDS)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS + 120,
    )
    assert done.returncode == 0, done.stderr
    return int(done.stdout)
