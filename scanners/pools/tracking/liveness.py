"""What still matters at the entry of each block: states that differ only in what nobody asks for again become one.

A function with twenty conditions on errors would else have a state for each of their outcomes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Flow
from scanners.golang.syntax import Node, child, find, only, operator, parts
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.conditions import Conditions
from scanners.pools.tracking.holdings import FOREIGN, Name, State
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.golang.objects import Object

_ASSIGNMENTS: Final = frozenset({"assignment_statement", "short_var_declaration", "receive_statement", "range_clause"})
_RUN_LATER: Final = ("func_literal", "defer_statement")
_CONDITIONS: Final = ("identifier", "selector_expression", "binary_expression")


@dataclass(frozen=True, slots=True)
class _Effect:
    """The variables and fields that a node sets, the variables that it names, and those whose facts it hands on."""

    assigned: tuple[Path, ...]
    mentioned: frozenset[Object]
    copied: frozenset[Path]


class Liveness:
    """The facts and the variables that are alive, for the flow of one function body."""

    def __init__(self, function: TrackedFunction, conditions: Conditions, flow: Flow) -> None:
        self._function: Final = function
        self._conditions: Final = conditions
        self._effects: Final[dict[int, _Effect]] = {}
        later = find(function.node, *_RUN_LATER)
        self._kept_facts: Final = {*function.put_paths, *(path for node in later for path in self._asked_in(node))}
        self._kept: Final = {*function.results, *(each for node in later for each in self._mentioned(node))}
        self._alive: Final = [self._at_end(flow, number) for number in range(len(flow.blocks))]
        self._solve(flow)

    def pruned(self, state: State, block: int) -> State:
        """The state at the entry of a block without what is dead there."""
        facts, variables = self._alive[block]
        # That a field holds no pooled memory matters only where its struct does.
        roots = {name.root for name, hold in state.held if isinstance(name, Path) and hold != FOREIGN}
        held = frozenset(
            (name, hold)
            for name, hold in state.held
            if self._is_alive(name, variables) and (hold != FOREIGN or (isinstance(name, Path) and name.root in roots))
        )
        reachable = {hold.token for _, hold in held} | {token for token, _ in (*state.escaped, *state.running)}
        known = frozenset(fact for fact in state.facts if fact[0] in facts or fact[0] in self._kept_facts)
        # What is put back of parameters matters to the caller, what is put back of the taken to everybody.
        own = self._function.node.id
        put = frozenset(
            pair for pair in state.put if pair[0] in reachable or pair[0].taken is not None or pair[0].origin == own
        )
        if len(held) == len(state.held) and len(known) == len(state.facts) and len(put) == len(state.put):
            return state
        return state._replace(held=held, put=put, facts=known)

    def _is_alive(self, name: Name, variables: set[Object]) -> bool:
        if not isinstance(name, Path) or name.root.kind != "var" or not name.root.is_local:
            return True
        return name.root in variables or name.root in self._kept or self._function.is_captured(name.root)

    def _solve(self, flow: Flow) -> None:
        """Carry what is alive backwards until nothing is added."""
        sources: dict[int, list[int]] = {}
        for block in flow.blocks:
            for edge in block.edges:
                sources.setdefault(edge.target, []).append(block.number)
        # What the edges ask for is alive at the end of the block; `needed` keeps it while the rest grows.
        needed = self._alive.copy()
        waiting = [block.number for block in flow.blocks]
        while waiting:
            block = flow.blocks[waiting.pop()]
            facts, variables = set(needed[block.number][0]), set(needed[block.number][1])
            for edge in block.edges:
                facts |= self._alive[edge.target][0]
                variables |= self._alive[edge.target][1]
            for node in reversed(block.nodes):
                self._before(node, facts, variables)
            if (facts, variables) != self._alive[block.number]:
                self._alive[block.number] = (facts, variables)
                waiting += sources.get(block.number, [])

    def _at_end(self, flow: Flow, number: int) -> tuple[set[Name], set[Object]]:
        facts = set()
        for edge in flow.blocks[number].edges:
            fact = self._conditions.fact(edge.condition, outcome=True) if edge.condition is not None else None
            if fact is not None:
                facts.add(fact[0])
        return facts, set()

    def _before(self, node: Node, facts: set[Name], variables: set[Object]) -> None:
        """Turn what is alive after a node into what is alive before it."""
        if node.id not in self._effects:
            self._effects[node.id] = self._effect(node)
        effect = self._effects[node.id]
        for path in effect.assigned:
            facts.difference_update([fact for fact in facts if _is_at(fact, path)])
            if not path.fields:
                variables.discard(path.root)
        variables |= effect.mentioned
        facts |= effect.copied

    def _effect(self, node: Node) -> _Effect:
        # A range clause looks at what its variable held in the round before.
        is_range = node.type == "range_clause"
        return _Effect(
            () if is_range else tuple(self._assigned(node)),
            frozenset(self._mentioned(node, targets=is_range)),
            frozenset(self._copied(node)),
        )

    def _targets(self, node: Node) -> list[Node]:
        left = child(node, "left") if node.type in _ASSIGNMENTS else None
        if node.type in {"inc_statement", "dec_statement"}:
            return [each for each in (only(node),) if each is not None]
        return parts(left) if left is not None and operator(node) in {"=", ":=", ""} else []

    def _assigned(self, node: Node) -> Iterator[Path]:
        """The variables and fields that a node sets."""
        for target in self._targets(node):
            path = self._function.memory.path(target)
            if path is not None:
                yield path

    def _copied(self, node: Node) -> Iterator[Path]:
        """The variables and fields whose facts an assignment or a return hands on."""
        right = child(node, "right") if node.type in _ASSIGNMENTS else child(node, "value")
        if node.type == "return_statement":
            right = only(node)
            yield from (Path(each) for each in self._function.results[-1:] if right is None)
        for value in parts(right) if right is not None else ():
            path = self._function.memory.path(value)
            if path is not None:
                yield path

    def _asked_in(self, node: Node) -> Iterator[Name]:
        for each in find(node, *_CONDITIONS):
            fact = self._conditions.fact(each, outcome=True)
            if fact is not None:
                yield fact[0]

    def _mentioned(self, node: Node, *, targets: bool = True) -> Iterator[Object]:
        """The variables that a node names; those that it only sets left out unless `targets`."""
        own = set() if targets else {each.id for each in self._targets(node) if each.type == "identifier"}
        for each in find(node, "identifier"):
            if each.id not in own:
                object_ = self._function.resolver.object_of(self._function.file, each)
                if object_ is not None:
                    yield object_


def _is_at(fact: Name, path: Path) -> bool:
    """Whether setting a path ends a fact about it or about what is reached from it."""
    return isinstance(fact, Path) and fact.root is path.root and fact.fields[: len(path.fields)] == path.fields
