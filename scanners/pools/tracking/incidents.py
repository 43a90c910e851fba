"""What goes wrong with a pooled object on the paths of one function."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final

from scanners.golang.syntax import Node
from scanners.pools.tracking.holdings import Token


class Fault(Enum):
    """What is wrong."""

    READ = "read"  # after the Put
    LEFT = "left"  # memory is returned, stored or sent, and the object is put back
    TWICE = "twice"
    RUNNING = "running"  # a goroutine may still use it


@dataclass(frozen=True, slots=True)
class Incident:
    """A fault: `node` is where it shows, `put` the id of the call that puts back, `way` how the memory leaves."""

    fault: Fault
    token: Token
    put: int
    node: Node
    shown: str
    way: str = ""
    deferred: bool = False
    other: Node | None = None


class Incidents:
    """The incidents of one function, each once, in the order in which they are met."""

    def __init__(self) -> None:
        self._found: Final[dict[tuple[Fault, Token, int, int], Incident]] = {}

    def __iter__(self) -> Iterator[Incident]:
        return iter(self._found.values())

    def report(self, incident: Incident) -> None:
        """Keep an incident; one that is met again, on another path, is that of the first."""
        self._found.setdefault((incident.fault, incident.token, incident.put, incident.node.id), incident)

    def is_read(self, token: Token, put: int, node: Node) -> bool:
        """Whether the node is already reported for reading the object after this Put."""
        return (Fault.READ, token, put, node.id) in self._found
