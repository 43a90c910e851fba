"""A report as one HTML file: its style inside, nothing loaded from elsewhere, fit to be printed."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import translation

from governance.reports import summary, words
from governance.reports.content import SEVERITIES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from governance.reports.content import Content, Excerpt


def write(content: Content, file: IO[bytes]) -> None:
    """Write the page."""
    with translation.override(content.language):
        file.write(render_to_string("reports/report.html", _context(content)).encode())


def _context(content: Content) -> dict[str, Any]:
    counts = content.counts()
    standing, repaired = summary.severest(content, "open", "waived"), summary.severest(content, "fixed")
    return {
        "content": content,
        "words": words.LABELS,
        "title": words.TITLES[content.scope.kind],
        "rails": summary.rails(content.services),
        "coverage": summary.coverage(part.end for part in content.services if part.end),
        "severities": [words.SEVERITIES[severity] for severity in SEVERITIES],
        "counts": [(words.COUNTED[name], summary.by_severity(count), count.total()) for name, count in counts.items()],
        "parts": [(part, summary.rails([part])) for part in content.services],
        "standing": standing,
        "standing_more": counts["open"].total() + counts["waived"].total() - len(standing),
        "repaired": repaired,
        "repaired_more": counts["fixed"].total() - len(repaired),
        "detailed": [
            (finding, list(_lines(finding.excerpt, finding.line)))
            for finding in summary.detailed(content)
            if finding.excerpt
        ],
        "digest_text": words.digest_text(content),
    }


def _lines(excerpt: Excerpt, here: int) -> Iterator[tuple[int, str, bool]]:
    """Yield the number of each line of code, the line, and whether the finding is there."""
    for number, line in enumerate(excerpt.lines, start=excerpt.start):
        yield number, line.expandtabs(4), number == here
