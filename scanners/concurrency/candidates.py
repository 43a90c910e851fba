"""Look-ups that may be followed by a load, told from the text: few files have to be parsed for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from scanners.concurrency.misses import Outcome

_FARTHEST: Final = 4000  # bytes from look-up to write; functions that fit on a screen have 2,000
_LONGEST: Final = 1500  # bytes of a function that only looks up
_LOOKUP: Final = re.compile(rb"=[ \t]*([\w.]+)(?:\[|\.(Load|Get\w*|Peek)\()")
_LEFT: Final = re.compile(rb"(?:^|[ \t;])(?:(\w+),[ \t]*)?(\w+)[ \t]*:?$")
_FUNCTION: Final = re.compile(rb"^func (?:\([^)\n]*\) )?(\w+)\(", re.MULTILINE)
_CONTAINER: Final = re.compile(rb"(\w+)(?:\[[^\]\n]*\]|\.(?:Load|Get\w*|Peek)\()")
_WRITING: Final = rb"(?:\[[^\]\n]*\][ \t]*=[^=]|\.(?:Store|Set|Add|Replace)\w*\()"
_LOOKS: Final = (b"Lock()", b".Load(", b".Get", b".Peek(")


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is looked up or called between two places, and what tells the outcome; `method` is that of a cache."""

    start: int
    end: int
    outcome: Outcome
    method: str | None = None


def lookups(content: bytes) -> Iterator[Candidate]:
    """Look-ups of what is written later: `v, ok := c.m[k]`, `v := c.cache.Get(k)`."""
    for match in _LOOKUP.finditer(content):
        method = match[2]
        if content.find(match[1] + (b"." if method else b"["), match.end(), match.end() + _FARTHEST) < 0:
            continue
        outcome = _outcome(content, match)
        if outcome is None:
            continue
        written = rb"\.(?:Store|Set|Add|Replace)\w*\(" if method else rb"\[[^\]\n]*\]+[ \t]*=[^=]"
        name = rb"(?<![\w.])" + re.escape(match[1])
        if re.compile(name + written).search(content, match.end(), match.end() + _FARTHEST):
            yield Candidate(match.start(1), match.end(1), outcome, method.decode() if method else None)


def calls(content: bytes) -> Iterator[Candidate]:
    """Calls of short functions of the same file that look up: `v, ok := c.get(k)`."""
    names = sorted(set(_looking_up(content)))
    if not names:
        return
    called = re.compile(rb"=[ \t]*((?:\w+\.)*(?:" + b"|".join(names) + rb"))\(")
    for match in called.finditer(content):
        outcome = _outcome(content, match)
        if outcome is not None:
            yield Candidate(match.start(1), match.end(1), outcome)


def _looking_up(content: bytes) -> Iterator[bytes]:
    """The names of short functions that look something up which is written outside of them."""
    written: dict[bytes, list[int]] = {}
    for match in _FUNCTION.finditer(content):
        end = content.find(b"\n}", match.end(), match.end() + _LONGEST)
        if end < 0 or not _looks(content, match.end(), end):
            continue
        for container in {each[1] for each in _CONTAINER.finditer(content, match.end(), end)}:
            if container not in written:
                # A pattern that begins with a name is searched thirty times as fast as one of any name.
                writing = re.compile(container + rb"(?<!\w" + container + rb")" + _WRITING)
                written[container] = [each.start() for each in writing.finditer(content)]
            if any(not match.start() <= place < end for place in written[container]):
                yield match[1]
                break


def _looks(content: bytes, start: int, end: int) -> bool:
    """Whether something is locked or looked up there."""
    return any(content.find(word, start, end) >= 0 for word in _LOOKS)


def _outcome(content: bytes, match: re.Match[bytes]) -> Outcome | None:
    """What is asked in a branch after an assignment: whether it is true beside a value, or whether it is nil."""
    left = _LEFT.search(content, content.rfind(b"\n", 0, match.start()) + 1, match.start())
    if left is None:
        return None
    name, end = left[2], match.end() + _FARTHEST // 4
    if any(content.find(name + asked, match.end(), end) >= 0 for asked in (b" == nil", b" != nil")):
        return Outcome(name.decode(), is_value=left[1] is None)
    if left[1] is None:
        return None
    branch = re.compile(rb"(?:\bif\b|;)[^\n{]*(?<![\w.])" + re.escape(name) + rb"[ \t]*(?:\{|&&|\|\|)")
    return Outcome(name.decode()) if branch.search(content, match.end(), end) else None
