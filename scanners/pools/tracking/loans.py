"""Objects that a function works with while whoever called it holds them, and puts back when it has returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from scanners.golang.flow import Ending
from scanners.golang.paths import Exit
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.departures import Departures
from scanners.pools.tracking.holdings import Bond, Hold, State, Token
from scanners.pools.tracking.lenders import Loan
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.tracked_function import TrackedFunction


class Loans:
    """Those of one function, one for each parameter."""

    def __init__(
        self, function: TrackedFunction, putting_back: PuttingBack, departures: Departures, loans: Sequence[Loan]
    ) -> None:
        self._putting_back: Final = putting_back
        self._departures: Final = departures
        own = {loan.parameter: loan for loan in reversed(loans)}
        self._loans: Final = [
            (Token((loan.clause or function.node).id, each.name, pair=loan.pair), loan) for each, loan in own.items()
        ]
        for token, loan in self._loans:
            if loan.clause is not None:
                function.rounds[loan.clause.id] = Path(loan.parameter), _held(token, loan)

    def begun(self, state: State) -> State:
        """The state at the start."""
        for token, loan in self._loans:
            if loan.clause is None:
                state = state.bind(Path(loan.parameter), [_held(token, loan)])
        return state

    def ended(self, left: Exit[State]) -> Exit[State]:
        """A way out of the function once everything that it was lent has gone back."""
        state = left.state
        for token, loan in self._loans if left.ending is Ending.RETURN else ():
            if not loan.is_returned:
                state = self._departures.not_returned(state, token)
            state = self._putting_back.put_by_lender(state, loan.release, token)
        return replace(left, state=state)


def _held(token: Token, loan: Loan) -> Hold:
    return Hold(token, Bond.PART if loan.is_part else Bond.OBJECT)
