"""Writes the history of findings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.findings.bulk import insert
from governance.findings.models import FindingEvent

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from governance.scans.models import Scan


def write_events(
    kind: FindingEvent.Kind, finding_ids: Iterable[int], *, at: datetime, scan: Scan | None = None
) -> None:
    """Write down that the same happened to each of the findings."""
    scan_id = scan.pk if scan else None
    rows = [{"finding_id": pk, "kind": kind, "scan_id": scan_id, "at": at} for pk in sorted(finding_ids)]
    insert(FindingEvent, rows)
