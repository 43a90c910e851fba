"""A suggested edit as the page shows it: the lines that go, the lines that come, and what stands around them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from governance.dashboard.code import highlighted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from django.utils.safestring import SafeString


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line; `change` is "-", "+" or a blank, `number` that of the old file, None for a line that comes."""

    change: str
    number: int | None
    html: SafeString


@dataclass(frozen=True, slots=True)
class Diff:
    """Neighbouring lines of one file."""

    path: str
    lines: tuple[DiffLine, ...]


def diffs_of(fix: Mapping[str, Any] | None) -> list[Diff]:
    """Return what a suggested edit changes; empty without one, and for scans that were saved without its lines."""
    return [Diff(hunk["path"], tuple(_lines(hunk))) for hunk in (fix or {}).get("hunks", ())]


def _lines(hunk: Mapping[str, Any]) -> Iterator[DiffLine]:
    changes: Sequence[str] = [line[:1] for line in hunk["lines"]]
    number = hunk["old_start"]
    for change, html in zip(changes, highlighted([line[1:] for line in hunk["lines"]]), strict=True):
        yield DiffLine(change, None if change == "+" else number, html)
        number += change != "+"
