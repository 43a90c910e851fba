"""The findings of a report as CSV (RFC 4180), safe for spreadsheets: no cell is taken for a formula."""

from __future__ import annotations

import csv
import io
from datetime import datetime
from typing import IO, TYPE_CHECKING, Final

from django.utils import timezone

if TYPE_CHECKING:
    from governance.reports.content import Content, Finding

COLUMNS: Final = (
    *("service", "code", "name", "severity", "verdict", "state", "new", "path", "line", "column", "message"),
    *("first_seen", "due", "assignee", "fixed", "suppressed", "fingerprint"),
)
# What spreadsheets take for the beginning of a formula, the full-width forms too; a tab or a line break before it is
# passed over by some.
_FORMULA: Final = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "|", "%")


def write(content: Content, file: IO[bytes]) -> None:
    """Write a row for each finding; the byte order mark tells Excel that it is UTF-8."""
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    rows = csv.writer(text, dialect="excel", lineterminator="\r\n")
    rows.writerow(COLUMNS)
    for finding in content.findings:
        rows.writerow([safe(value) for value in _row(finding)])
    text.detach()  # the file stays the caller's


def safe(value: object) -> str:
    """Return a cell that begins with an apostrophe where a spreadsheet would calculate."""
    text = _time(value) if isinstance(value, datetime) else "" if value is None else str(value)
    return f"'{text}" if text.lstrip(" ").startswith(_FORMULA) else text


def _time(moment: datetime) -> str:
    return timezone.localtime(moment).isoformat(sep=" ", timespec="seconds")


def _row(finding: Finding) -> tuple[object, ...]:
    return (
        *(finding.service, finding.code, finding.name, finding.severity, finding.verdict, finding.state),
        *("yes" if finding.is_new else "no", finding.path, finding.line, finding.column, finding.message),
        *(finding.first_seen, finding.due, finding.assignee, finding.fixed, finding.suppressed, finding.fingerprint),
    )
