"""Steps that the long functions of a program share, so that there is an end to all of them together.

A function may take `ORDINARY` steps in any case; most that touch pools need fewer than fifty. Without the reserve
sixty functions that call one another, each just within its own bound, took more than three minutes.
"""

from __future__ import annotations

from typing import Final

from scanners.golang.paths import TooManySteps

ORDINARY: Final = 300


class Reserve:
    """What is left of the shared steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def count(self, step: int, limit: int) -> None:
        """Count the step of a function with this number. Raises TooManySteps beyond its limit, or without a reserve."""
        if step > limit:
            raise TooManySteps(limit)
        if step > ORDINARY:
            self._left -= 1
            if self._left < 0:
                raise TooManySteps(ORDINARY)
