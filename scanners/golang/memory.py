"""Remembering answers to questions that lead to questions, with an end to every chain of them.

Source code comes from outside: types and initialisers may refer to themselves, or to one another a hundred thousand
deep. A question that comes up again while it is being answered, or deeper than `DEPTH`, is answered "unknown"; what
was found with the help of such an answer is kept only until the outermost question is answered, so that no answer
depends on what was asked before.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any, Final, TypeVar

# Nested questions. Each takes at most seven Python frames, and the interpreter allows 1,000 in all.
DEPTH: Final = 90
_NESTING: Final = 40  # types within types; each level costs a frame to compare or to print

Answer = TypeVar("Answer")


class Memory:
    """Answers by question."""

    def __init__(self) -> None:
        self._known: Final[dict[Hashable, Any]] = {}
        self._tentative: Final[dict[Hashable, Any]] = {}
        self._open: Final[set[Hashable]] = set()
        self._cut = 0

    def __contains__(self, question: Hashable) -> bool:
        return question in self._known or question in self._tentative

    def recall(self, question: Hashable, answer: Callable[..., Answer], *arguments: Any, unknown: Answer) -> Answer:
        """The remembered answer, or `answer(*arguments)`, or `unknown` where there is no end to it."""
        found: Answer
        if question in self._known:
            found = self._known[question]
            return found
        if question in self._tentative:
            found = self._tentative[question]
            return found
        if question in self._open or len(self._open) >= DEPTH:
            self._cut += 1
            return unknown
        before = self._cut
        self._open.add(question)
        try:
            found = answer(*arguments)
        except RecursionError:  # the caller stood deep already; the same question may succeed elsewhere
            self._cut += 1
            found = unknown
        finally:
            self._open.discard(question)
        if getattr(found, "depth", 0) > _NESTING:
            found = unknown
        if self._cut == before:
            self._known[question] = found
        elif self._open:
            self._tentative[question] = found
        if not self._open:
            self._tentative.clear()
        return found
