"""What assignments, declarations and `range` make the names of a function hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, only, operator, parts
from scanners.golang.types import BOOL, Map, Signature, Slice, Type
from scanners.pools.code.operands import element_of
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.bodies import with_body
from scanners.pools.tracking.conditions import Conditions, constant
from scanners.pools.tracking.departures import Departures
from scanners.pools.tracking.element_puts import ElementPuts
from scanners.pools.tracking.holdings import (
    ELEMENTS,
    FOREIGN,
    NOTHING,
    Bond,
    Hold,
    Holds,
    Name,
    State,
    Token,
    memory_itself,
)
from scanners.pools.tracking.made_structs import MadeStructs
from scanners.pools.tracking.map_keys import held_by_key
from scanners.pools.tracking.second_close import SecondClose
from scanners.pools.tracking.tracked_function import FROM_OUTSIDE, TrackedFunction, outlives

if TYPE_CHECKING:
    from scanners.golang.objects import Object
_NAMES: Final = frozenset({"identifier", "selector_expression"})


class Assignments:
    """The statements of one function that set variables, fields and elements."""

    def __init__(
        self,
        function: TrackedFunction,
        conditions: Conditions,
        departures: Departures,
        second_close: SecondClose,
        element_puts: ElementPuts,
    ) -> None:
        self._function: Final = function
        self._conditions: Final = conditions
        self._memory: Final = function.memory
        self._departures: Final = departures
        self._second_close: Final = second_close
        self._element_puts: Final = element_puts
        self._made: Final = MadeStructs(function.resolver, function.file, function.memory)

    def counted(self, state: State, node: Node) -> State:
        """The state after `x++` or `x--`: what was known of the value is not known any more."""
        operand = only(node)
        return self._counted(state, operand, node) if operand is not None else state

    def _counted(self, state: State, target: Node, statement: Node) -> State:
        if key := held_by_key(self._function, state, target):  # `m[k]++` makes an entry as `m[k] = 1` does
            return self._stored(state, target, key, statement)
        path = self._memory.path(target)
        return state.bind(path, state.holds(path)) if path is not None else state

    def assigned(self, state: State, node: Node) -> State:
        """The state after `=`, `:=` or a receive; `+=` and its like bring no other object."""
        left, right = child(node, "left"), child(node, "right")
        if left is None or right is None:
            return state
        targets = parts(left)
        values = parts(right) if right.type == "expression_list" else [right]
        if operator(node) not in {"=", ":=", ""}:
            return self._counted(state, targets[0], node)
        before = state
        given = self._given_in_exchange(before, targets, values) if len(values) == len(targets) > 1 else frozenset()
        for place, target in enumerate(targets):
            value = values[place] if len(values) == len(targets) else values[0]
            index = 0 if len(values) == len(targets) else place
            is_name = target.type == "identifier"  # what a field or an element gets may outlive the variable
            held = (self._memory.value if is_name else self._memory.stored)(before, value, index)
            held = frozenset(hold for hold in held if hold.token not in given) if given else held
            held |= held_by_key(self._function, before, target)
            if len(values) != len(targets) and place and value.type not in CALLS:
                held = NOTHING
            single = value if len(values) == len(targets) else None
            state = self._set(state, target, held, single, node)
            state = self._filled(before, state, target, value, index)
            state = self._leased(state, target, value) if single is not None or not place else state
        return self._known_of_call(state, values[0], targets[-1]) if len(values) == 1 else state

    def _given_in_exchange(self, state: State, targets: list[Node], values: list[Node]) -> frozenset[Token]:
        """The objects that get other memory for the one that they give: `b.data, w.data = w.data, sorted`."""
        found: set[Token] = set()
        for target, value in zip(targets, values, strict=True):
            path = self._memory.path(target)
            if path is None or not path.fields:
                continue
            owners = {hold.token for hold in state.holds(Path(path.root, path.fields[:-1])) if hold.bond is Bond.OBJECT}
            found |= owners - {hold.token for hold in self._memory.value(state, value)}
        return frozenset(found)

    def _filled(self, before: State, state: State, target: Node, call: Node, index: int) -> State:
        """The state where the fields of a struct that a function has made hold memory of what it was given."""
        path = self._memory.path(target) if call.type in CALLS else None
        if path is None or path.fields or not path.root.is_local or not before.held:
            return state
        for fields, held in self._memory.calls.filled(before, call, index):
            state = state.add(Path(path.root, fields), held)
        return state

    def _leased(self, state: State, target: Node, value: Node) -> State:
        """The state where fields of what a call has made hold objects of pools."""
        path, function = self._memory.path(target), self._function
        if path is None or value.type not in CALLS:
            return state
        for field, site in function.leases.made(function.resolver.callee(function.file, value), value):
            token = Token(value.id, field, site)
            held = [Hold(token, Bond.OBJECT)]
            state = state.made_anew(token).bind(Path(path.root, (*path.fields, field)), held)
        return state

    def _known_of_call(self, state: State, call: Node, target: Node) -> State:
        """The state where what is known of the last result of a call is known of the variable that it is given to."""
        known = next((outcome for name, outcome in state.facts if name == call.id), None)
        path = self._memory.path(target)
        return state._replace(facts=state.facts | {(path, known)}) if path is not None and known is not None else state

    def declared(self, state: State, node: Node) -> State:
        """The state after `var`."""
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if each.type != "var_spec":
                waiting.extend(reversed(each.named_children))
                continue
            right = child(each, "value")
            values = parts(right) if right is not None else []
            names = [name for name in each.children_by_field_name("name") if name.is_named]
            for place, name in enumerate(names):
                value = values[place] if len(values) == len(names) else values[0] if values else None
                held = self._memory.value(state, value, 0 if len(values) == len(names) else place) if value else NOTHING
                before = state
                state = self._set(state, name, held, value if len(values) == len(names) else None, node)
                if value is not None:
                    state = self._filled(before, state, name, value, 0 if len(values) == len(names) else place)
                if value is not None and (len(values) == len(names) or not place):
                    state = self._leased(state, name, value)
                path = self._memory.path(name)
                if not values and path is not None:
                    is_truth = self._function.underlying(name) == BOOL
                    state = state.bind(path, NOTHING, [(path, not is_truth)])  # the zero value: false or nil
        return state

    def ranged(self, state: State, node: Node) -> State:
        """The state at the start of a round: the variables of the loop hold the next element."""
        left, right = child(node, "left"), child(node, "right")
        listed = self._memory.value(state, right) if right is not None else NOTHING
        is_iterator = right is not None and isinstance(self._function.underlying(right), Signature)
        elements = frozenset(self._element_puts.element(state, hold) for hold in listed if hold.bond is Bond.WRAPPED)
        for place, target in enumerate(parts(left) if left is not None else ()):
            path = self._memory.path(target)
            if path is not None:
                held = elements if place == 1 or is_iterator else NOTHING  # of a list the first is an index
                lent = self._function.rounds.get(node.id)
                held |= {lent[1]} if lent is not None and lent[0] == path else NOTHING
                if path in self._function.put_paths:
                    token = Token(node.id, path.root.name)
                    around = self._memory.path(right) if right is not None else None
                    state = self._second_close.next_element(state, token, around).made_anew(token)
                    self._function.lists[token] = frozenset(hold.token for hold in held)
                    held = held | {Hold(token, Bond.OBJECT)}
                state = state.bind(path, held)
        return state

    def switched(self, state: State, node: Node) -> State:
        """The state after the value of a type switch: each round of a loop gives its variable another one."""
        switch = self._function.resolver.parent(self._function.file, node)
        alias = child(switch, "alias") if switch is not None and switch.type == "type_switch_statement" else None
        declared = {each.id for each in parts(alias)} if alias is not None else set()
        names = {name for name, _ in (*state.held, *state.facts) if isinstance(name, Path)} if declared else set()
        for name in names:
            if name.root.identifier is not None and name.root.identifier.id in declared:
                state = state.bind(Path(name.root), NOTHING)
        return state

    def _set(self, state: State, target: Node, held: Holds, value: Node | None, statement: Node) -> State:
        """The state after one assignment."""
        path = self._memory.path(target)
        if path is None:
            return self._stored(state, target, held, statement)
        known = constant(value) if value is not None else None
        if value is not None and value.type in CALLS:
            callee = self._function.resolver.callee(self._function.file, value)
            # A path that returns has not panicked.
            known = True if callee.qualified == "recover" else known
        source = self._memory.path(value) if value is not None else None
        if known is None and source is not None:
            known = next((outcome for each, outcome in state.facts if each == source), None)
        if known is None and value is not None and self._function.is_known_error(value):
            known = False
        facts = self._conditions.set_to(path, value) if value is not None else []
        facts += [(path, known)] if known is not None and (path, known) not in facts else []
        if not held and known is not True and path in self._function.put_paths:
            token = Token(statement.id, ".".join((path.root.name, *path.fields)))
            state = state.made_anew(token)
            state, listed = self._element_puts.met(state, path, statement)
            return state.bind(path, {Hold(token, Bond.OBJECT), *listed}, facts)
        if not held and known is not True:
            state, held = self._element_puts.met(state, path, statement)
        state = self._detached(self._let_go(with_body(state, path, value), path, held), path, held, target)
        moved = self._made.assigned(state, value)
        shares = path.fields and isinstance(self._function.underlying(target), Slice | Map)  # see SharedMemory.value
        state = state.bind(path, held or ({FOREIGN} if shares else NOTHING), facts)
        for fields, inner in moved:
            state = state.add(Path(path.root, (*path.fields, *fields)), inner)
        return self._departures.assigned(state, path, held, statement, target)

    def _let_go(self, state: State, path: Path, held: Holds) -> State:
        """The state where a field of a local variable is set anew: who has got the variable finds the old no more."""
        if not path.fields or not path.root.is_local or path.root.kind in FROM_OUTSIDE:
            return state
        lost = {hold.token for hold in memory_itself(state.holds(path))} - {hold.token for hold in held}
        escaped = frozenset(
            (token, number)
            for token, number in state.escaped
            if token not in lost and not self._departures.is_through(number, path.root)
        )
        kept = frozenset(pair for pair in state.held if pair[1].token not in lost or pair[1].bond is not Bond.WRAPPED)
        return state._replace(held=kept, escaped=escaped)

    def _detached(self, state: State, path: Path, held: Holds, target: Node) -> State:
        """The state where the slice or map of an object is set anew: the old one is that of whoever has got it."""
        meant = self._function.underlying(target)
        if not path.fields or not isinstance(meant, Slice | Map):
            return state
        owner = state.holds(Path(path.root, path.fields[:-1]))
        owners = {hold.token for hold in owner if hold.bond is Bond.OBJECT} - {hold.token for hold in held}
        if not owners:
            return state
        kept = frozenset(
            (name, hold)
            for name, hold in state.held
            if hold.token not in owners or hold.bond is Bond.OBJECT or not self._may_be(name, path.root, meant)
        )
        return self._departures.detached(state._replace(held=kept), owners)

    def _may_be(self, name: Name, owner: Object, meant: Type) -> bool:
        """Whether what a name holds of an object may be its slice or map of this type."""
        if not isinstance(name, Path):
            return True
        if name.root is owner:
            return False
        return bool(name.fields) or self._function.resolver.underlying(name.root.type) == meant

    def _stored(self, state: State, target: Node, held: Holds, statement: Node) -> State:
        """The state after an assignment to an element or a field of one, or through a pointer."""
        element = element_of(target)
        operand = child(element, "operand")
        path = self._memory.path(operand) if operand is not None else None
        if path is None:
            return state
        if any(hold.token in {each.token for each in held} for hold in state.holds(path)):
            return state
        if element.type == "unary_expression" and not path.fields:
            for token in {each.token for each in state.holds(path) if each.bond is Bond.OBJECT}:
                state = self._exchanged(state, path, token)
            if not held:
                state = state.forget_fields([path])  # `*p = T{}`
        named = Path(path.root, (*path.fields, ELEMENTS)) if element.type == "index_expression" else None
        if not held:
            state = self._departures.cleared(state, target)
            return state.bind(named, NOTHING) if named is not None else state
        if element.type == "index_expression" and not outlives(path) and path.root.kind not in FROM_OUTSIDE:
            return state.add(path, [Hold(hold.token, Bond.WRAPPED) for hold in held])
        if path.root.kind in FROM_OUTSIDE or not path.root.is_local:
            return self._departures.stored(state, named, held, statement, target)
        return state

    def _exchanged(self, state: State, path: Path, token: Token) -> State:
        """The state after `*p = other`: what shared the memory before does not share that of the object.

        Where it is `*p` that went back, p leads to it no more.
        """
        put = state.put_of(token)
        if put is not None and self._function.releases.is_of_pointee(put):
            return state.bind(path, [hold for hold in state.holds(path) if hold.token != token])
        held = frozenset(pair for pair in state.held if pair[1].token != token or pair[0] == path)
        return state._replace(held=held, escaped=frozenset(pair for pair in state.escaped if pair[0] != token))
