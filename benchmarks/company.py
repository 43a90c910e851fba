"""A company to measure pages on: a thousand services after a year of scans, written by `company.sql`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Final

from django.core.management import call_command
from django.db import connection, transaction

from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.scorecards.keeping import keep_standing

_SCRIPT: Final = Path(__file__).with_suffix(".sql")
SIZES: Final = {"teams": 40, "services": 1_000, "scans": 100, "days": 120, "findings": 200_000, "waivers": 2_000}


def have_company(sizes: dict[str, int]) -> str:
    """Migrate the database and fill it, unless it is full already; return what was done."""
    call_command("migrate", verbosity=0)
    if Service.objects.exists():
        return f"{Service.objects.count()} services are there already"
    policy = Policy().to_json()
    values: dict[str, str | int] = {**sizes, "policy": json.dumps(policy), "company": json.dumps(policy)}
    started = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        # Who fills checks nothing: of a company that refers to what is not there the pages would tell at once.
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _SCRIPT.read_text(encoding="utf-8").split(";\n"):
            if statement.strip():
                cursor.execute(statement, values)
    for service in Service.objects.all():
        keep_standing(service)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")  # as autovacuum would have done long ago
    return f"filled in {time.perf_counter() - started:.0f} s"
