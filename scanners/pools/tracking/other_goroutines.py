"""What another goroutine puts back for certain: `go release(x)`, or whoever receives x from a channel.

From the `go` statement, or the send, on, the object may be back in the pool at any moment. A goroutine that waits for
somebody before its Put may be waiting for whoever started it, and is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, only, operator, parts, text, walk
from scanners.golang.types import Chan, Interface
from scanners.pools.code.objects_in_functions import base
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import parameters

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.uses import Uses

_WAITS: Final = frozenset({"Wait", "Lock", "RLock", "Acquire"})
_LEAVES: Final = frozenset({"return_statement", "break_statement", "continue_statement", "goto_statement"})
_DEEPEST: Final = 3  # functions that call each other
_ROUNDS: Final = 3  # functions that a channel is handed through


class Waits:
    """Where functions wait, or may wait, for another goroutine."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[int, bool]] = {}

    def before(self, file: SourceFile, body: Node, put: PoolSite) -> bool:
        """Whether that happens in a function before a Put in it."""
        end = put.call.start_byte
        node: Node | None = put.call
        while node is not None and node.id != body.id:
            if node.type == "defer_statement":
                end = body.end_byte
            node = self._resolver.parent(file, node)
        value = base(put.value) if put.value is not None else None
        object_ = self._resolver.object_of_expression(file, value) if value is not None else None
        return any(self._is_wait(file, each, object_, 0) for each in walk(body) if each.start_byte < end)

    def within(self, file: SourceFile, node: Node) -> bool:
        """Whether that happens in a statement."""
        return any(self._is_wait(file, each, None, 0) for each in walk(node))

    def _is_wait(self, file: SourceFile, node: Node, object_: Object | None, depth: int) -> bool:
        if node.type in {"select_statement", "send_statement"}:
            return True
        if node.type == "unary_expression":
            operator = child(node, "operator")
            return operator is not None and operator.type == "<-"
        if node.type == "range_clause":
            return _ranged_channel(self._resolver, file, node) is not None
        return node.type in CALLS and self._is_waiting_call(file, node, object_, depth)

    def _is_waiting_call(self, file: SourceFile, call: Node, object_: Object | None, depth: int) -> bool:
        """A call that waits by its name or by its body; one of which nothing is known, if it is given the object."""
        function = child(call, "function")
        name = child(function, "field") if function is not None else None
        if name is not None and text(name) in _WAITS:
            return True
        callee = self._resolver.callee(file, call)
        declaration = callee.declaration
        body = child(declaration.node, "body") if declaration is not None else None
        if declaration is None or body is None or declaration.package.is_knowledge:
            is_open = callee.kind in {"value", "unknown"} or self._is_of_interface(file, callee)
            return is_open and any(self._names(file, each, object_) for each in walk(call))
        if body.id not in self._known and depth < _DEEPEST:
            self._known[body.id] = False  # what calls itself adds nothing
            self._known[body.id] = any(self._is_wait(declaration.file, each, None, depth + 1) for each in walk(body))
        return self._known.get(body.id, False)

    def _is_of_interface(self, file: SourceFile, callee: Callee) -> bool:
        receiver = callee.receiver
        type_ = self._resolver.type_of(file, receiver) if receiver is not None else None
        return type_ is not None and isinstance(self._resolver.underlying(type_), Interface)

    def _names(self, file: SourceFile, node: Node, object_: Object | None) -> bool:
        named = self._resolver.object_of(file, node) if node.type == "identifier" else None
        return named is not None and named is object_


def _ranged_channel(resolver: Resolver, file: SourceFile, clause: Node) -> Node | None:
    """The channel that a loop receives from."""
    right = child(clause, "right")
    if right is None or not isinstance(resolver.underlying(resolver.type_of(file, right)), Chan):
        return None
    return right


class Receivers:
    """Channels whose receivers put back every value that they receive."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def sends(self, puts: list[PoolSite]) -> Iterator[tuple[PoolSite, SourceFile, Node]]:
        """The send statements to such channels, each with the Put that its value ends in."""
        receives: dict[int, PoolSite] = {}
        channels: dict[Object, PoolSite] = {}
        for put in puts:
            received = self._received(put)
            channel = self._object(put.file, received) if received is not None else None
            if received is not None and channel is not None:
                receives[received.id] = put
                channels[channel] = put
        for _ in range(_ROUNDS):
            for channel, put in list(channels.items()):
                for outer in self._handed_in(channel, receives):
                    channels.setdefault(outer, put)
        for channel, put in channels.items():
            uses = list(self._uses.expressions(channel))
            if all(use.id in receives for file, use in uses if self._is_received_from(file, use)):
                for file, use in uses:
                    parent = self._resolver.parent(file, use)
                    if parent is not None and parent.type == "send_statement" and parts(parent)[0].id == use.id:
                        yield put, file, parent

    def sent(self, put: PoolSite, file: SourceFile, send: Node) -> tuple[Node | None, tuple[str, ...]]:
        """What a send hands to a receiver with this Put, with the field of it that holds the object."""
        value, back = child(send, "value"), base(put.value) if put.value is not None else None
        name = child(back, "field") if back is not None and back.type == "selector_expression" else None
        if value is None or name is None:
            return value, ()
        literal = addressed(value)
        if literal.type != "composite_literal":
            return value, (text(name),)
        return self._element(file, literal, text(name)), ()

    def _element(self, file: SourceFile, literal: Node, name: str) -> Node | None:
        """What a struct literal gives to a field."""
        body = child(literal, "body")
        fields = [each.name for each in self._resolver.fields(self._resolver.type_of(file, literal))]
        for place, element in enumerate(parts(body) if body is not None else ()):
            key = child(element, "key") if element.type == "keyed_element" else None
            value = child(element, "value") if key is not None else element
            if (text(key) if key is not None else dict(enumerate(fields)).get(place)) == name and value is not None:
                return only(value) if value.type == "literal_element" else value
        return None

    def _received(self, put: PoolSite) -> Node | None:
        """The channel that the value of a Put was received from, if nothing in between decides about the Put."""
        value = base(put.value) if put.value is not None else None
        statement = self._resolver.parent(put.file, put.call)
        listed = self._resolver.parent(put.file, statement) if statement is not None else None
        operand = child(value, "operand") if value is not None and value.type == "selector_expression" else None
        value = operand if operand is not None else value  # `put(each.buffer)`
        if value is None or value.type != "identifier" or statement is None or listed is None:
            return None
        if statement.type != "expression_statement":
            return None
        variable = self._resolver.object_of(put.file, value)
        for binding, channel in self._receives_around(put.file, listed):
            target = child(binding, "left")
            names = parts(target) if target is not None else []
            if names and names[0].type == "identifier" and self._resolver.object_of(put.file, names[0]) is variable:
                between = (each for each in walk(listed) if binding.start_byte < each.start_byte < put.call.start_byte)
                leaving = (each for each in between if each.type in _LEAVES)
                others = [self._resolver.object_of(put.file, each) for each in names[1:] if each.type == "identifier"]
                return channel if all(self._is_without(put.file, each, variable, others) for each in leaving) else None
        return None

    def _is_without(
        self, file: SourceFile, leaving: Node, variable: Object | None, others: list[Object | None]
    ) -> bool:
        """Whether a statement leaves because nothing was received: `if x == nil { break }`, `if !ok { return }`."""
        block = self._resolver.parent(file, leaving)
        while block is not None and block.type == "statement_list":
            block = self._resolver.parent(file, block)
        around = self._resolver.parent(file, block) if block is not None else None
        if block is None or around is None or around.type != "if_statement":
            return False
        condition, then = child(around, "condition"), child(around, "consequence")
        left, right = (child(condition, side) if condition is not None else None for side in ("left", "right"))
        if condition is None or then is None or then.id != block.id:
            return False
        if condition.type == "unary_expression" and operator(condition) == "!":
            operand = child(condition, "operand")
            return operand is not None and self._resolver.object_of_expression(file, operand) in others
        if left is None or right is None:
            return False
        is_nil = operator(condition) == "==" and right.type == "nil"
        return is_nil and self._resolver.object_of_expression(file, left) is variable

    def _receives_around(self, file: SourceFile, listed: Node) -> Iterator[tuple[Node, Node]]:
        """The receives whose value a list of statements works on: its own, those of the case or loop around it."""
        for statement in parts(listed):
            yield from self._receive(statement)
        around = self._resolver.parent(file, listed)
        if around is not None and around.type == "communication_case":
            communication = child(around, "communication")
            if communication is not None:
                yield from self._receive(communication)
        loop = self._resolver.parent(file, around) if around is not None and around.type == "block" else None
        if loop is not None and loop.type == "for_statement":
            for clause in parts(loop):
                channel = _ranged_channel(self._resolver, file, clause) if clause.type == "range_clause" else None
                if channel is not None:
                    yield clause, channel

    def _receive(self, statement: Node) -> Iterator[tuple[Node, Node]]:
        right = child(statement, "right")
        if right is None or statement.type not in {"short_var_declaration", "receive_statement"}:
            return
        value = only(right) if right.type == "expression_list" else right
        operator = child(value, "operator") if value is not None and value.type == "unary_expression" else None
        operand = child(value, "operand") if value is not None else None
        if operator is not None and operator.type == "<-" and operand is not None:
            yield statement, operand

    def _handed_in(self, channel: Object, receives: dict[int, PoolSite]) -> Iterator[Object]:
        """The variables and fields that are handed to a function as the channel which it receives from."""
        function, file = channel.function, channel.file
        if channel.kind != "param" or function is None or file is None:
            return
        index = parameters(self._resolver, file, function).index(channel)
        for used_in, call in self._uses.calls(file, function):
            given = child(call, "arguments")
            handed = parts(given) if given is not None else []
            outer = self._object(used_in, handed[index]) if index < len(handed) else None
            if outer is not None:
                receives[handed[index].id] = receives[next(iter(receives))]
                yield outer

    def _is_received_from(self, file: SourceFile, use: Node) -> bool:
        """Whether a mention of a channel receives from it, or hands it to somebody who may."""
        parent = self._resolver.parent(file, use)
        if parent is None or parent.type == "send_statement":
            return False
        if parent.type == "range_clause":
            return True
        if parent.type == "unary_expression":
            return True
        call = self._resolver.parent(file, parent) if parent.type == "argument_list" else None
        return call is not None and self._resolver.callee(file, call).kind != "builtin"

    def _object(self, file: SourceFile, node: Node) -> Object | None:
        return self._resolver.object_of_expression(file, base(node))
