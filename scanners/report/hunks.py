"""What edits change in a file, as the hunks of a unified diff."""

from __future__ import annotations

import dataclasses
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import accumulate

from scanners.fixes import edited
from scanners.model import Edit
from scanners.report.lines import split


@dataclass(frozen=True, slots=True)
class Hunk:
    """Lines that belong together: each a mark (" ", "-", "+") and the line with its end; the starts count from 1."""

    old_start: int
    new_start: int
    lines: tuple[tuple[str, bytes], ...]

    @property
    def header(self) -> str:
        """The line that says where the hunk is: "@@ -12,7 +12,8 @@"."""
        old = sum(mark != "+" for mark, _ in self.lines)
        new = sum(mark != "-" for mark, _ in self.lines)
        return f"@@ -{_extent(self.old_start, old)} +{_extent(self.new_start, new)} @@"


def _extent(start: int, count: int) -> str:
    # Of nothing the line before it is named.
    return f"{start if count else start - 1},{count}"


def hunks(lines: Sequence[bytes], edits: Iterable[Edit], context: int = 3) -> list[Hunk]:
    """The hunks of one file, in order; its edits do not overlap."""
    starts = [0, *accumulate(map(len, lines))]
    found: list[Hunk] = []
    shift = 0
    for first, last, group in _groups(sorted(edits, key=lambda edit: (edit.start, edit.end)), starts, context):
        old = list(lines[first:last])
        moved = [
            dataclasses.replace(edit, start=edit.start - starts[first], end=edit.end - starts[first]) for edit in group
        ]
        new = split(edited(b"".join(old), moved))
        found.append(Hunk(first + 1, first + 1 + shift, tuple(_compared(old, new))))
        shift += len(new) - len(old)
    return found


def _groups(edits: Sequence[Edit], starts: Sequence[int], context: int) -> list[tuple[int, int, list[Edit]]]:
    """Edits whose surroundings meet, with the range of lines (from 0, end excluded) that they and these take up."""
    groups: list[tuple[int, int, list[Edit]]] = []
    last_line = max(len(starts) - 1, 0)
    for edit in edits:
        first = max(bisect_right(starts, edit.start) - 1 - context, 0)
        last = min(bisect_right(starts, edit.end) + context, last_line)
        if groups and first <= groups[-1][1]:
            begin, end, several = groups[-1]
            groups[-1] = (begin, max(end, last), [*several, edit])
        else:
            groups.append((min(first, last_line), last, [edit]))
    return groups


def _compared(old: Sequence[bytes], new: Sequence[bytes]) -> Iterable[tuple[str, bytes]]:
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield from ((" ", line) for line in old[old_from:old_to])
        else:
            yield from (("-", line) for line in old[old_from:old_to])
            yield from (("+", line) for line in new[new_from:new_to])
