"""Cuts the lines around findings and the steps of their traces out of files, so that pages need no repository."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from governance.scans.report import Finding

    # Gives the content of files by path, in any order; leaves out those that it cannot read.
    ReadFiles = Callable[[Sequence[str]], Iterable[tuple[str, bytes]]]

CONTEXT_LINES: Final = 4
WINDOWS_A_FINDING: Final = 12
LINE_LENGTH: Final = 300  # characters; longer ones are generated, or data
TOTAL_LENGTH: Final = 20_000_000  # characters a scan; 5,000 findings with four excerpts each take about 6 million


@dataclass(frozen=True, slots=True)
class Window:
    """Lines of a file, both ends included."""

    path: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of a file from line `start` on, without their ends."""

    path: str
    start: int
    lines: tuple[str, ...]


def cut(findings: Iterable[Finding], read_files: ReadFiles) -> dict[str, list[Excerpt]]:
    """Return the excerpts of each finding by its fingerprint, the finding's own place first.

    What cannot be read, or lies beyond `TOTAL_LENGTH`, is left out.
    """
    windows = {finding.fingerprint: list(islice(_windows(finding), WINDOWS_A_FINDING)) for finding in findings}
    wanted: dict[str, set[Window]] = defaultdict(set)
    for window in (window for of_finding in windows.values() for window in of_finding):
        wanted[window.path].add(window)
    excerpts: dict[Window, Excerpt] = {}
    left = TOTAL_LENGTH
    for path, content in read_files(sorted(wanted)):
        lines = content.decode(errors="replace").replace("\0", "\N{REPLACEMENT CHARACTER}").split("\n")
        for window in sorted(wanted[path], key=lambda window: window.start):
            excerpt = _cut(lines, window)
            left -= sum(map(len, excerpt.lines))
            if excerpt.lines and left >= 0:
                excerpts[window] = excerpt
    return {
        fingerprint: [excerpts[window] for window in of_finding if window in excerpts]
        for fingerprint, of_finding in windows.items()
    }


def _windows(finding: Finding) -> Iterator[Window]:
    """Yield what to show of a finding; places close together share a window."""
    lines: Mapping[str, set[int]] = defaultdict(set)
    lines[finding.path].update((finding.line, max(finding.line, finding.end_line)))
    for step in finding.trace:
        lines[step.path].add(step.line)
    for path, places in lines.items():
        start = end = 0
        for line in sorted(places):
            if end and line - CONTEXT_LINES > end + 1:
                yield Window(path, start, end)
                start = 0
            start = start or max(1, line - CONTEXT_LINES)
            end = line + CONTEXT_LINES
        yield Window(path, start, end)


def _cut(lines: Sequence[str], window: Window) -> Excerpt:
    chosen = lines[window.start - 1 : window.end]
    return Excerpt(window.path, window.start, tuple(line.removesuffix("\r")[:LINE_LENGTH] for line in chosen))
