"""Expectations on the line: what an example says the rule must report, checked against what it reports.

    pool.Put(c) // want "is put back" "second message"     both are reported on this line
    pool.Put(d) // missing "is put back"                   known gap: should be reported and is not
    pool.Put(e) // spurious "is put back"                  known gap: is reported and should not be

The strings are regular expressions searched for in the English message; each matches one finding, and a finding that
none asks for is surplus. A gap that closes fails until its comment goes. Strings stand in double quotes or backquotes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

_EXPECTATION: Final = re.compile(r"//\s*(want|missing|spurious)((?:\s+(?:\"[^\"]*\"|`[^`]*`))+)")
_STRING: Final = re.compile(r"\"([^\"]*)\"|`([^`]*)`")
_LOOKS_LIKE: Final = re.compile(r"//\s*(want|missing|spurious)\b\s*[\"`]")


@dataclass(frozen=True, slots=True)
class Expectation:
    """One string of a comment: `kind` is "want", "missing" or "spurious"."""

    path: str
    line: int
    kind: str
    pattern: str

    def __str__(self) -> str:
        return f'{self.path}:{self.line}: {self.kind} "{self.pattern}"'


@dataclass(frozen=True, slots=True)
class Reported:
    """A finding as an expectation sees it."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


def expectations(path: str, source: str) -> Iterator[Expectation]:
    """The expectations of a file; raises ValueError for a comment that is almost one, or a bad regular expression."""
    for number, line in enumerate(source.split("\n"), start=1):
        found = 0
        for match in _EXPECTATION.finditer(line):
            found += 1
            for quoted, raw in _STRING.findall(match[2]):
                pattern = quoted or raw
                try:
                    re.compile(pattern)
                except re.error as error:
                    raise ValueError(f"{path}:{number}: {pattern!r} is no regular expression: {error}") from error
                yield Expectation(path, number, match[1], pattern)
        if not found and _LOOKS_LIKE.search(line):
            raise ValueError(f"{path}:{number}: this expectation cannot be read: {line.strip()}")


def differences(expected: Iterable[Expectation], reported: Iterable[Reported]) -> list[str]:
    """What is wrong, a line each; empty when what is reported is what is expected."""
    unmatched = list(reported)
    faults = []
    for expectation in expected:
        hit = next((finding for finding in unmatched if _matches(expectation, finding)), None)
        if hit is not None and expectation.kind != "missing":
            unmatched.remove(hit)
        match expectation.kind, hit:
            case "want", None:
                faults.append(f"not reported: {expectation}")
            case "spurious", None:
                faults.append(f"no longer reported, remove the comment: {expectation}")
            case "missing", Reported():
                unmatched.remove(hit)
                faults.append(f"is reported now, make it a want: {expectation}")
    return faults + [f"surplus: {finding}" for finding in unmatched]


def _matches(expectation: Expectation, finding: Reported) -> bool:
    same_line = (expectation.path, expectation.line) == (finding.path, finding.line)
    return same_line and re.search(expectation.pattern, finding.message) is not None
