"""What can happen to a pooled object, one event for each place where it is named."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.syntax import Node
    from scanners.pools.inventory.declarations import PoolSite

WHOLE: Final = "*"
GROWN: Final = "length after append"
CUT: Final = "length after a cut"
KEYS: Final = "keys"
BEHIND: Final = "."  # `x.p.f`: what lies behind a pointer is another part than the pointer; `keys."name"`: one key


class Action(Enum):
    """What happens to the object, or to one part of it."""

    TAKE = auto()  # a Get gives it to its name
    PUT = auto()
    RENEW = auto()  # the name now means another, fresh object
    CLEAR = auto()  # set to zero, truncated, reset
    FIX = auto()  # set to a named constant: nothing is left in this part, but that is no reset of the others
    SET = auto()  # assigned something else
    USE = auto()  # depends on what is there
    WRITE = auto()  # depends on what is there and adds to it
    RETURN = auto()
    CALL = auto()  # handed to a function whose body is at hand
    LOSE = auto()  # may be reset or not: nothing is known from here on
    MEASURE = auto()  # the length of a slice is asked: whoever does so is prepared for any
    CHECK = auto()  # compared: code that asks for the state of a part is prepared for leftovers in it


def is_key(part: str) -> bool:
    """Whether a part is one key of a map, which the source spells."""
    return part.startswith(KEYS + BEHIND)


@dataclass(frozen=True, slots=True)
class Event:
    """An action on `part` (a field, one behind it, WHOLE, or what counts of a slice or map) at `node`.

    `site` is that of TAKE and PUT; `clean` says of a PUT that it sets the length of the slice itself. `callee` and
    `parameter` say of a CALL where the object goes on.
    """

    action: Action
    node: Node
    part: str = WHOLE
    site: PoolSite | None = None
    clean: bool = False
    callee: Callee | None = None
    parameter: int | None = None
