"""A report in each of its formats: a module for each, with `write(content, file)`."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from governance.reports.formats import csv, html, json, pdf, sarif
from governance.reports.models import Format

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.reports.content import Content

WRITERS: Final[dict[Format, Callable[[Content, IO[bytes]], None]]] = {
    Format.PDF: pdf.write,
    Format.HTML: html.write,
    Format.CSV: csv.write,
    Format.JSON: json.write,
    Format.SARIF: sarif.write,
}
MEDIA_TYPES: Final = {
    Format.PDF: "application/pdf",
    Format.HTML: "text/html; charset=utf-8",
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON: "application/json",
    Format.SARIF: "application/sarif+json",
}
