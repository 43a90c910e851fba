"""Statements that look at the memory of an object which is back in the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import CALLS, Node, arguments, child
from scanners.golang.types import Interface, Map, Pointer, Slice
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import Bond, Hold, State, Token, node_text
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.reads import Mention, Reads, Role
from scanners.pools.tracking.summaries import RECEIVER
from scanners.pools.tracking.tracked_function import TrackedFunction
from scanners.pools.tracking.wrapped_uses import works_on_wrapped

_REFERENCES: Final = (Pointer, Interface, Slice, Map)
_LOOKS: Final = frozenset({Role.READ, Role.POINTEE_ASSIGNED})


class ReadsAfterPut:
    """Reports them for one function."""

    def __init__(self, function: TrackedFunction) -> None:
        self._function: Final = function
        self._reads: Final = Reads(function.resolver, function.file, function.releases)
        self._made_by: Final[dict[int, tuple[Node, ...]]] = {}
        self._read_by: Final[dict[int, tuple[Path, ...]]] = {}

    def check(self, state: State, node: Node) -> set[Token]:
        """Report what the node reads of objects that are back in the pool; gives their tokens."""
        found: set[Token] = set()
        if not state.put:
            return found
        for mention in self._reads.mentions(node):
            for place, (path, named) in enumerate(mention.chain):
                is_last = place == len(mention.chain) - 1
                is_set = is_last and mention.role is Role.ASSIGNED
                if is_last and mention.role not in _LOOKS and not is_set:
                    continue
                for hold in state.holds(path):
                    put = state.put_of(hold.token)
                    if put is None or hold.token in found or (is_set and not self._is_inside(hold, put)):
                        continue
                    if hold.bond is Bond.WRAPPED and not self._looks_into(hold, mention, place):
                        continue
                    if mention.role is Role.POINTEE_ASSIGNED and self._function.releases.is_of_pointee(put):
                        continue
                    is_own = not self._lies_in(state, path, hold)  # the variable's, not the object's
                    if not (is_last and is_own and not is_set and self._is_header(mention.chain[-1][1])):
                        found.add(hold.token)
                        shown = mention.chain[place if is_last else place + 1][1]
                        way = "address" if is_set else ""
                        incident = Incident(Fault.READ, hold.token, put, shown, node_text(named), way=way)
                        self._function.incidents.report(incident)
        for call in self._calls(node):
            self._check_callee(state, call, found)
        return found

    def _calls(self, node: Node) -> tuple[Node, ...]:
        """The calls that a statement makes itself."""
        if node.id not in self._made_by:
            waiting, found = [node] if node.type != "go_statement" else [], []
            while waiting:
                each = waiting.pop()
                found += [each] if each.type == "call_expression" else []
                waiting.extend(inner for inner in each.children if inner.type != "func_literal")
            self._made_by[node.id] = tuple(found)
        return self._made_by[node.id]

    def _check_callee(self, state: State, call: Node, found: set[Token]) -> None:
        """Report what a call reads, in the function that it runs, behind the fields of what it is given."""
        if call.id not in self._read_by:
            self._read_by[call.id] = tuple(self._paths_read(call))
        for path in self._read_by[call.id]:
            for hold in state.holds(path):
                put = state.put_of(hold.token)
                if put is not None and hold.token not in found and hold.bond is not Bond.WRAPPED:
                    found.add(hold.token)
                    shown = node_text(child(call, "function") or call)
                    self._function.incidents.report(Incident(Fault.READ, hold.token, put, call, shown, way="callee"))

    def _paths_read(self, call: Node) -> Iterator[Path]:
        function = self._function
        callee = function.resolver.callee(function.file, call)
        declaration = function.memory.calls.callees.declaration(callee, call)
        is_put = bool(function.releases.of_call(call)) or any(function.fields_put(call))
        if declaration is None or is_put:
            return
        for place, fields in sorted(function.summaries.certain_reads.of(declaration)):
            given = callee.receiver if place == RECEIVER else dict(enumerate(arguments(call))).get(place)
            path = function.memory.path(addressed(given)) if given is not None else None
            if path is not None:
                yield Path(path.root, (*path.fields, *(callee.path if place == RECEIVER else ()), *fields))

    def _lies_in(self, state: State, path: Path, hold: Hold) -> bool:
        """Whether a field that shares memory of an object lies in it, not in a struct that somebody made of it."""
        above = {
            each for place in range(len(path.fields)) for each in state.holds(Path(path.root, path.fields[:place]))
        }
        is_made = Hold(hold.token, Bond.WRAPPED) in above
        return hold.bond is not Bond.OBJECT and bool(path.fields) and not is_made

    def _is_inside(self, hold: Hold, put: int) -> bool:
        """Whether a variable is what went back itself, by its address: what it is set to, the pool has."""
        return hold.bond is Bond.OBJECT and self._function.releases.is_of_address(put)

    def _looks_into(self, hold: Hold, mention: Mention, place: int) -> bool:
        """Whether what a name refers to is looked at: by a method of it, or in an element, `list[0].name`."""
        if place < len(mention.chain) - 1:
            return self._works(mention.chain[place + 1][1])
        if hold.token not in self._function.emptied or mention.chain[place][0] in self._function.refilled:
            return False
        resolver, file = self._function.resolver, self._function.file
        element = resolver.parent(file, mention.chain[place][1])
        selector = resolver.parent(file, element) if element is not None else None
        if element is None or element.type != "index_expression" or selector is None:
            return False
        # The fields of a struct in the list are the list's own.
        leads_on = isinstance(self._function.underlying(element), _REFERENCES)
        return leads_on and selector.type == "selector_expression"

    def _works(self, selector: Node) -> bool:
        """Whether a method works on what its receiver wraps."""
        resolver, file = self._function.resolver, self._function.file
        return works_on_wrapped(resolver, file, resolver.parent(file, selector))

    def _is_header(self, node: Node) -> bool:
        """Whether only that is looked at which the variable has of its own: `b == nil`, `len(b)` of a slice."""
        resolver, file = self._function.resolver, self._function.file
        type_, parent = self._function.underlying(node), resolver.parent(file, node)
        if isinstance(type_, _REFERENCES) and parent is not None and parent.type == "binary_expression":
            return True
        if not isinstance(type_, Slice):
            return False
        call = resolver.parent(file, parent) if parent is not None else None
        is_call = call is not None and call.type in CALLS
        return call is not None and is_call and resolver.callee(file, call).qualified in {"len", "cap"}
