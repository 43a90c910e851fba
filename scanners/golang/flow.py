"""The control-flow graph of one function body: blocks of nodes in the order they run, edges, and how the body ends.

Nodes of a block are simple statements, conditions, case expressions and range clauses. Conditions are taken apart at
`&&`, `||` and `!`, so that each edge carries one condition and its outcome. A `defer` statement stands where it is
reached; `scanners.golang.paths` runs what was deferred, last in first out, at every end. Function literals are not
entered: each is a function of its own. `scanners.golang.flow_builder` makes the graph.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from scanners.golang.syntax import Node


class Ending(StrEnum):
    """How a path leaves the function."""

    RETURN = "return"
    PANIC = "panic"  # deferred calls run
    STOP = "stop"  # they do not: os.Exit, log.Fatal


@dataclass(frozen=True, slots=True)
class Edge:
    """A way to the next block; with a condition, only taken when its value is `outcome`.

    `ended` is the range clause of a loop that is left because it is through.
    """

    target: int
    condition: Node | None = None
    outcome: bool = True
    ended: Node | None = None


@dataclass(slots=True, eq=False)
class Block:
    """Nodes that run one after the other. A block with neither edges nor ending waits for ever (`select {}`)."""

    number: int
    nodes: list[Node] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)
    ending: Ending | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """The graph of a body; `blocks[0]` is its entry.

    `ranks` are the places in reverse postorder of the blocks that some path from the entry reaches: each comes after
    all that lead to it, but for the ways back of loops, and what follows a loop comes after its body.
    """

    blocks: tuple[Block, ...]
    ranks: Mapping[int, int]


def ranked(blocks: Sequence[Block]) -> Flow:
    """The graph of these blocks."""
    left: list[int] = []  # in postorder
    seen = {0}
    waiting = [(0, iter(reversed(blocks[0].edges)))]
    while waiting:
        number, edges = waiting[-1]
        edge = next((each for each in edges if each.target not in seen), None)
        if edge is None:
            left.append(number)
            waiting.pop()
        else:
            seen.add(edge.target)
            waiting.append((edge.target, iter(reversed(blocks[edge.target].edges))))
    return Flow(tuple(blocks), {number: rank for rank, number in enumerate(reversed(left))})
