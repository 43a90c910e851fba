"""Comments that suppress findings: `//ironrules:ignore IR204 reason` and `//nolint:ironrules // reason`.

A comment behind code covers its own line; a comment on lines of its own covers the next line of code. On the
declaration of a pool it covers every finding of that pool. A second `//` ends the reason. A comment without a reason
suppresses nothing: it is reported (IR001), and so is one that has nothing to suppress (IR002).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import Final, Literal

from scanners.golang.syntax import Node, SourceFile, text, walk
from scanners.triggers import may_suppress

_IGNORE: Final = re.compile(r"//ironrules:ignore\b[ \t]*((?:[A-Z]{2,6}\d{3}\b[ \t]*,?[ \t]*)*)(.*)", re.DOTALL)
_NOLINT: Final = re.compile(r"//[ \t]*nolint:((?:[\w-]+[ \t]*,[ \t]*)*[\w-]+)(?:[ \t]*//[ \t]*(.*))?", re.DOTALL)
_CODE: Final = re.compile(r"[A-Z]{2,6}\d{3}")
_OURS: Final = ("IR", "CP")  # other letters are those of a team's own rules, which need not be at hand
_NEXT_COMMENT: Final = re.compile(r"(?:^|\s)//.*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Directive:
    """What a comment says: `codes` is empty and `every` true when it covers every rule; `reason` may be empty."""

    codes: tuple[str, ...]
    reason: str
    every: bool = False

    def covers(self, code: str) -> bool:
        """Whether the comment is about this rule."""
        return self.every or code in self.codes


@dataclass(frozen=True, slots=True, eq=False)
class Suppression:
    """A comment that suppresses; `covered` is the line that it is about."""

    file: SourceFile
    node: Node
    covered: int
    directive: Directive


def parse(comment: str) -> Directive | None:
    """What a comment suppresses; None for any other comment."""
    if match := _IGNORE.match(comment):
        return Directive(tuple(dict.fromkeys(_CODE.findall(match[1]))), _reason(match[2]))
    if (match := _NOLINT.match(comment)) and "ironrules" in re.split(r"[ \t]*,[ \t]*", match[1]):
        return Directive((), _reason(match[2] or ""), every=True)
    return None


def _reason(said: str) -> str:
    return _NEXT_COMMENT.sub("", said).strip()


def suppressions(file: SourceFile) -> tuple[Suppression, ...]:
    """The suppressions of a file, in order."""
    if not may_suppress(file.source):
        return ()
    code_lines: set[int] = set()
    comments: list[Node] = []
    for node in chain.from_iterable(map(walk, file.roots)):
        if node.type == "comment":
            comments.append(node)
        elif not node.child_count and text(node).strip():
            code_lines.update((node.start_point[0] + 1, node.end_point[0] + 1))
    ordered = sorted(code_lines)
    found = []
    for node in comments:
        directive = parse(text(node))
        if directive is not None:
            first, last = node.start_point[0] + 1, node.end_point[0] + 1
            covered = first if first in code_lines else next((line for line in ordered if line > last), first)
            found.append(Suppression(file, node, covered, directive))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Unneeded:
    """A suppression that suppresses nothing, or one of its codes; `why` says how that comes."""

    suppression: Suppression
    why: Literal["silent", "nameless", "unknown"]
    code: str = ""


@dataclass
class Suppressions:
    """All of them in a source, and which have suppressed something so far.

    `mentioning` are the selected files that may hold one, `read` parses one of them or gives None. `ran` are the codes
    of the rules that were asked: whether a comment about another of the `known` ones is needed, nobody can tell.
    """

    mentioning: Collection[str] = ()
    read: Callable[[str], SourceFile | None] = lambda _path: None
    ran: frozenset[str] = frozenset()
    known: Callable[[], frozenset[str]] = frozenset
    _by_line: dict[str, Mapping[int, tuple[Suppression, ...]]] = field(default_factory=dict)
    _used: set[tuple[Suppression, str]] = field(default_factory=set)

    def reason(self, code: str, lines: Iterable[tuple[str, int]]) -> str | None:
        """The reason of the first comment that suppresses the rule at one of the lines (path and number), or None."""
        reasons = []
        for path, line in lines:
            for suppression in self._of(path).get(line, ()):
                directive = suppression.directive
                if directive.reason and directive.covers(code):
                    reasons.append(directive.reason)
                    self._used.add((suppression, code))
        return reasons[0] if reasons else None

    def bare(self) -> Iterator[Suppression]:
        """Those that give no reason."""
        return (suppression for suppression in self._all() if not suppression.directive.reason)

    def unneeded(self) -> Iterator[Unneeded]:
        """Those with a reason that suppress nothing."""
        used = {suppression for suppression, _ in self._used}
        for suppression in self._all():
            directive = suppression.directive
            if not directive.reason:
                continue
            if not directive.every and not directive.codes:
                yield Unneeded(suppression, "nameless")
            if directive.every and suppression not in used and self.known() <= self.ran:
                yield Unneeded(suppression, "silent")
            for code in directive.codes:
                if code in self.ran and (suppression, code) not in self._used:
                    yield Unneeded(suppression, "silent", code)
                elif code.startswith(_OURS) and code not in self.ran and code not in self.known():
                    yield Unneeded(suppression, "unknown", code)

    def _of(self, path: str) -> Mapping[int, tuple[Suppression, ...]]:
        if path not in self._by_line:
            by_line: dict[int, tuple[Suppression, ...]] = {}
            file = self.read(path) if path in self.mentioning else None
            for suppression in suppressions(file) if file is not None else ():
                by_line[suppression.covered] = (*by_line.get(suppression.covered, ()), suppression)
            self._by_line[path] = by_line
        return self._by_line[path]

    def _all(self) -> Iterator[Suppression]:
        for path in sorted(self.mentioning):
            for several in self._of(path).values():
                yield from several
