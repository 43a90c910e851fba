"""How often somebody may call: so many times a minute, counted in Redis."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from governance.counting import count

if TYPE_CHECKING:
    from collections.abc import Mapping

WINDOW_SECONDS: Final = 60


@dataclass(frozen=True, slots=True)
class Allowance:
    """What is left of a caller's minute after this call; below 0 the call is one too many."""

    limit: int
    remaining: int
    reset: int

    @property
    def is_spent(self) -> bool:
        """Whether this call is one too many."""
        return self.remaining < 0

    @property
    def headers(self) -> Mapping[str, str]:
        """The allowance as the headers of the draft of the IETF, and Retry-After where it is spent."""
        headers = {
            "RateLimit-Policy": f'"minute";q={self.limit};w={WINDOW_SECONDS}',
            "RateLimit": f'"minute";r={max(0, self.remaining)};t={self.reset}',
        }
        return headers | ({"Retry-After": str(self.reset)} if self.is_spent else {})


def spend(caller: str, limit: int) -> Allowance | None:
    """Count one call of `caller` in the minute that runs; None when Redis cannot be asked, and the call goes through.

    A limit keeps a runaway script from slowing others down. It is not what keeps secrets safe, so that the API does
    not have to stand still because Redis does.
    """
    now = time.time()
    minute, gone = divmod(int(now), WINDOW_SECONDS)
    counted = count(f"ironrules:calls:{caller}:{minute}", seconds=2 * WINDOW_SECONDS)
    return Allowance(limit, limit - counted.number, WINDOW_SECONDS - gone) if counted else None
