"""What runs again and again: functions that serve one request, loops, and what these call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from scanners.connections.loops import leaves, loops_around, works_on
from scanners.golang.qualified_names import qualified_name
from scanners.golang.syntax import Node, SourceFile, child, find, walk
from scanners.knowledge.connection_pools import embedded_in_servers, is_request_handler, runs_in_rounds
from scanners.pools.inventory.naming import function_name

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_DEEPEST: Final = 3  # a handler calls serve calls forward calls newClient


@dataclass(frozen=True, slots=True)
class Repetition:
    """Why a place runs again and again: `node` is the loop, or the function that serves requests or is called often.

    `calls` lead there from the place, innermost first. `may_close`: each round may be for another place, and close what
    it has opened there.
    """

    why: Literal["request", "loop", "call"]
    file: SourceFile
    node: Node
    name: str
    calls: tuple[tuple[SourceFile, Node], ...] = ()
    may_close: bool = False


class Repetitions:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def of(self, file: SourceFile, node: Node, calls: tuple[tuple[SourceFile, Node], ...] = ()) -> Repetition | None:
        """Why the code at a node runs again and again; None where it may run once, or makes another thing each time."""
        statement = self._resolver.parent(file, node)
        # What `go` starts in a loop may work as long as the program does.
        is_started = statement is not None and statement.type == "go_statement"
        loop = None if is_started else next(loops_around(self._resolver, file, node), None)
        is_repeated = loop is not None and not leaves(self._resolver, file, node, loop)
        if loop is not None and is_repeated and (calls or not self._depends_on(file, node, loop)):
            return Repetition("loop", file, loop, function_name(self._resolver, file, node), calls)
        function = self._resolver.enclosing_function(file, node)
        if function is None:
            return None
        if self.serves_request(file, function):
            return Repetition("request", file, function, function_name(self._resolver, file, function), calls)
        if runs_in_rounds(self._parameters(file, function)):
            name = function_name(self._resolver, file, function)
            return Repetition("request", file, function, name, calls, may_close=True)
        if function.type == "func_literal" and (call := called_on_the_spot(self._resolver, file, function)) is not None:
            return self.of(file, call, calls) if not self._is_of_worker(file, node, function, (file, call)) else None
        if len(calls) < _DEEPEST:
            for used_in, call in self._uses.calls(file, function):
                if self._is_of_worker(file, node, function, (used_in, call)):
                    continue
                found = self.of(used_in, call, (*calls, (used_in, call)))
                if found is not None:
                    return found
        return None

    def _is_of_worker(self, file: SourceFile, node: Node, function: Node, called: tuple[SourceFile, Node]) -> bool:
        """Whether a call starts a goroutine that goes on to work with what it has made at a node."""
        statement = self._resolver.parent(*called)
        is_started = statement is not None and statement.type == "go_statement"
        return is_started and works_on(self._resolver, file, function, node)

    def serves_request(self, file: SourceFile, function: Node) -> bool:
        """Whether a function runs once for each request, by its signature or by what its receiver embeds."""
        return is_request_handler(self._parameters(file, function)) or self._serves_call(file, function)

    def _parameters(self, file: SourceFile, function: Node) -> tuple[str, ...]:
        return tuple(qualified_name(each) for each in self._resolver.signature(file, function).params)

    def _serves_call(self, file: SourceFile, function: Node) -> bool:
        """A method that grpc calls: `(ctx, *Request) (*Response, error)` of a type that embeds UnimplementedXServer."""
        receiver = child(function, "receiver")
        signature = self._resolver.signature(file, function)
        if receiver is None or len(signature.params) != 2 or len(signature.results) != 2:
            return False
        if qualified_name(signature.params[0]) != "context.Context":
            return False
        type_ = next((each for each in walk(receiver) if each.type == "type_identifier"), None)
        owner = self._resolver.type_from(file, type_) if type_ is not None else None
        fields = self._resolver.fields(owner) if owner is not None else ()
        return any(each.embedded and embedded_in_servers().match(each.name) for each in fields)

    def _depends_on(self, file: SourceFile, node: Node, loop: Node) -> bool:
        """Whether a node names a variable of the loop's range clause, or one made of such: each makes another thing."""
        clause = next((each for each in loop.named_children if each.type == "range_clause"), None)
        varying = self._named(file, child(clause, "left")) if clause is not None else set()
        for each in find(loop, "assignment_statement", "short_var_declaration") if varying else ():
            if each.start_byte < node.start_byte and self._named(file, child(each, "right")) & varying:
                varying |= self._named(file, child(each, "left"))
        return bool(varying & self._named(file, node))

    def _named(self, file: SourceFile, node: Node | None) -> set[Object]:
        """What the names in an expression mean."""
        named = find(node, "identifier") if node is not None else ()
        return {object_ for each in named if (object_ := self._resolver.object_of(file, each)) is not None}


def called_on_the_spot(resolver: Resolver, file: SourceFile, literal: Node) -> Node | None:
    """The call of a function literal where it stands: `func() {…}()`, with `go` and `defer` as well."""
    node, parent = literal, resolver.parent(file, literal)
    while parent is not None and parent.type == "parenthesized_expression":
        node, parent = parent, resolver.parent(file, parent)
    function = child(parent, "function") if parent is not None and parent.type == "call_expression" else None
    return parent if function is not None and function.id == node.id else None
