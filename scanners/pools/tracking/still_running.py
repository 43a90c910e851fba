"""Parameters that another goroutine still uses where a function returns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.pools.tracking.summaries import REQUEST, Running

if TYPE_CHECKING:
    from scanners.golang.paths import Exit
    from scanners.pools.tracking.holdings import State, Token
    from scanners.pools.tracking.tracking import Tracking


def still_running(tracking: Tracking, returning: list[Exit[State]], places: dict[Token, int]) -> Iterator[Running]:
    """The parameters that a goroutine still uses where the function returns, with what its last result says of that.

    One that goes to work in a goroutine on some paths only has callers that may know on which, and so is left out. What
    is sent in a request is not: how that ends nobody knows before.
    """
    by_exit = [
        {(places[token], *tracking.started(node)) for token, node in each.state.running if token in places}
        for each in returning
    ]
    for place, way in sorted({(place, way) for found in by_exit for place, way, _ in found}):
        outcomes: dict[bool, set[bool | None]] = {True: set(), False: set()}  # by whether it runs on that path
        for each, found in zip(returning, by_exit, strict=True):
            runs = not found.isdisjoint({(place, way, True), (place, way, False)})
            outcomes[runs].add(each.state.outcome)
        if all((place, way, True) in found for found in by_exit):
            yield Running(place, way)
        elif _tells(outcomes) and all((place, way, False) not in found for found in by_exit):
            yield Running(place, way, when=outcomes[True].pop())
        elif way == REQUEST:
            yield Running(place, way, is_certain=False)


def _tells(outcomes: dict[bool, set[bool | None]]) -> bool:
    """Whether an outcome says that something runs; a success only where without it there is none.

    What an error may leave running nobody can rely on to have ended. With a success it may be something else that
    decides, which callers know too: `if w.isConcurrent() { go … }`.
    """
    runs, ended = outcomes[True], outcomes[False]
    return runs == {False} or (runs == {True} and ended == {False})
