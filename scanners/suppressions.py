"""Comments that suppress findings: `//ironrules:ignore IR204 reason` and `//nolint:ironrules // reason`.

A comment behind code covers its own line; a comment on lines of its own covers the next line of code. On the
declaration of a pool it covers every finding of that pool.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scanners.golang.syntax import SourceFile, text, walk

_IGNORE: Final = re.compile(r"//ironrules:ignore[ \t]+((?:(?:IR|CP)\d{3}[ \t]*,?[ \t]*)+)(.*)", re.DOTALL)
_NOLINT: Final = re.compile(r"//[ \t]*nolint:((?:[\w-]+[ \t]*,[ \t]*)*[\w-]+)(?:[ \t]*//[ \t]*(.*))?", re.DOTALL)
_CODE: Final = re.compile(r"(?:IR|CP)\d{3}")


@dataclass(frozen=True, slots=True)
class Suppression:
    """One comment: `codes` is empty when it covers every rule; `reason` is empty when none is given."""

    line: int
    codes: frozenset[str]
    reason: str

    def covers(self, code: str) -> bool:
        """Whether the comment is about this rule."""
        return not self.codes or code in self.codes


def parse(comment: str) -> tuple[frozenset[str], str] | None:
    """Codes and reason of a comment; None for any other comment."""
    if match := _IGNORE.match(comment):
        return frozenset(_CODE.findall(match[1])), match[2].strip()
    if (match := _NOLINT.match(comment)) and "ironrules" in re.split(r"[ \t]*,[ \t]*", match[1]):
        return frozenset(), (match[2] or "").strip()
    return None


def suppressions(file: SourceFile) -> Mapping[int, tuple[Suppression, ...]]:
    """The suppressions of a file by the line that they cover."""
    if b"ironrules" not in file.source:
        return {}
    code_lines: set[int] = set()
    comments: list[tuple[int, int, str]] = []
    for node in walk(file.root):
        first, last = node.start_point[0] + 1, node.end_point[0] + 1
        if node.type == "comment":
            comments.append((first, last, text(node)))
        elif not node.child_count and text(node).strip():
            code_lines.update((first, last))
    ordered = sorted(code_lines)
    found: dict[int, list[Suppression]] = {}
    for first, last, comment in comments:
        parsed = parse(comment)
        if parsed is None:
            continue
        covered = first if first in code_lines else next((line for line in ordered if line > last), first)
        found.setdefault(covered, []).append(Suppression(first, *parsed))
    return {line: tuple(several) for line, several in found.items()}
