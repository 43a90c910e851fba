"""How a scan tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Called now and then during a scan, from its own thread."""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """`stage` is "read", "parse" or "analyse"; `done` of `total` files or rules are behind us."""


def no_progress(stage: str, done: int, total: int) -> None:
    """Tell nobody."""
