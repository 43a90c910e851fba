"""What functions of the source give back of their parameters: `trim(b)` that returns `b[:n]`, a method its buffer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import TooDeep
from scanners.golang.packages import Declaration
from scanners.golang.paths import TooManySteps
from scanners.golang.syntax import FUNCTIONS, IDENTIFIERS, Node, SourceFile, child, parts
from scanners.golang.types import UNKNOWN, Array, Basic, Signature, Type
from scanners.pools.call_results import RECEIVER
from scanners.pools.carriers import Path
from scanners.pools.holdings import Bond, Hold, State, Token
from scanners.pools.parameters import parameters, receiver
from scanners.pools.releases import Releases
from scanners.pools.tracking import Tracking

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.scopes import Object

_DEEPEST: Final = 5  # functions that call each other
_LONGEST: Final = 6_000  # bytes of a function that is read for what it gives back
_NOTHING: Final[tuple[frozenset[tuple[int, Bond]], ...]] = ()
_MOST: Final = 8  # values that one variable of function type is set to


class ResultSummaries:
    """Summaries by declaration, worked out when they are asked for."""

    def __init__(self, resolver: Resolver, releases: Releases) -> None:
        self._resolver: Final = resolver
        self._releases: Final = releases
        self._known: Final[dict[int, tuple[frozenset[tuple[int, Bond]], ...]]] = {}
        self._functions: Final[dict[Object, tuple[Declaration | str, ...]]] = {}
        self._given_away: Final[dict[Object, bool]] = {}
        self._level = 0

    def results(self, declaration: Declaration) -> tuple[frozenset[tuple[int, Bond]], ...]:
        """For each result the parameters, by index or RECEIVER, whose memory it holds."""
        key = declaration.node.id
        if key not in self._known:
            self._known[key] = _NOTHING  # what calls itself adds nothing
            if self._level < _DEEPEST and self._may_share(declaration):
                self._level += 1
                self._known[key] = self._worked_out(declaration)
                self._level -= 1
        return self._known[key]

    def functions(self, object_: Object) -> tuple[Declaration | str, ...]:
        """The functions that a field or package variable of function type is set to."""
        if object_ not in self._functions:
            self._functions[object_] = tuple(self._set_to(object_))[:_MOST]
        return self._functions[object_]

    def _may_share(self, declaration: Declaration) -> bool:
        node = declaration.node
        if declaration.kind not in {"func", "method"} or node.end_byte - node.start_byte > _LONGEST:
            return False
        signature = self._resolver.type_of_declaration(declaration)
        return isinstance(signature, Signature) and any(self._is_reference(each) for each in signature.results)

    def _is_reference(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Basic):
            return meant.name in {"string", "unsafe.Pointer"}
        return meant is not UNKNOWN and not isinstance(meant, Array) and str(type_) != "error"

    def _worked_out(self, declaration: Declaration) -> tuple[frozenset[tuple[int, Bond]], ...]:
        file, node = declaration.file, declaration.node
        given = [(RECEIVER, receiver(self._resolver, file, node))]
        given += enumerate(parameters(self._resolver, file, node))
        tokens = {place: Token(-2 - place, "") for place, _ in given}
        places = {token: place for place, token in tokens.items()}
        held = frozenset(
            (Path(parameter), Hold(tokens[place], Bond.OBJECT)) for place, parameter in given if parameter is not None
        )
        tracking = Tracking(self._resolver, file, node, self._releases, {}, self)
        try:
            tracking.run(State(held=held))
        except (TooManySteps, TooDeep):
            return _NOTHING
        signature = self._resolver.type_of_declaration(declaration)
        count = len(signature.results) if isinstance(signature, Signature) else 0
        found: list[set[tuple[int, Bond]]] = [set() for _ in range(count)]
        for values in tracking.returned:
            for place, holds in enumerate(values[:count]):
                found[place] |= {(places[hold.token], hold.bond) for hold in holds if hold.token in places}
        return tuple(frozenset(each) for each in found)

    def is_given_away(self, field: Object) -> bool:
        """Whether somewhere a field of slice or map type is set to nil, but for one that has grown too large."""
        if field not in self._given_away:
            self._given_away[field] = any(
                value.type == "nil" and not self._is_too_large(file, value) for file, value in self._values(field)
            )
        return self._given_away[field]

    def _is_too_large(self, file: SourceFile, node: Node) -> bool:
        """Whether a condition on a capacity decides."""
        at: Node | None = node
        while at is not None and at.type not in FUNCTIONS:
            at = self._resolver.parent(file, at)
            condition = child(at, "condition") if at is not None and at.type == "if_statement" else None
            if condition is not None and re.search(rb"\b(cap|len|Cap|Len)\(", condition.text or b""):
                return True
        return False

    def _set_to(self, object_: Object) -> Iterator[Declaration | str]:
        """The functions on the right where a field or package variable of function type is assigned."""
        for file, value in self._values(object_):
            named = self._resolver.object_of_expression(file, value)
            if named is not None and named.declared is not None:
                yield named.declared
            elif (outside := self._resolver.unresolved_member(file, value)) is not None:
                yield f"{outside[0].import_path}.{outside[1]}"

    def _values(self, object_: Object) -> Iterator[tuple[SourceFile, Node]]:
        """What a field or package variable is assigned anywhere in its package."""
        if object_.file is None or (object_.kind != "field" and object_.is_local):
            return
        package = self._resolver.program.package_of(object_.file.path)
        if package is None or package.is_knowledge:
            return
        for path in package.paths:
            if object_.name.encode() in self._resolver.program.source.read(path):
                file = package.file(path)
                for use in self._resolver.scopes.uses(file, object_):
                    value = _assigned_value(self._resolver, file, use)
                    if value is not None:
                        yield file, value


def _assigned_value(resolver: Resolver, file: SourceFile, use: Node) -> Node | None:
    """What is assigned where a name stands on the left, alone or after a dot; or the value of its key in a literal."""
    node = use
    parent = resolver.parent(file, node)
    if parent is not None and parent.type == "selector_expression":
        node, parent = parent, resolver.parent(file, parent)
    if parent is not None and parent.type == "literal_element" and use.type in IDENTIFIERS:
        keyed = resolver.parent(file, parent)
        value = child(keyed, "value") if keyed is not None and keyed.type == "keyed_element" else None
        return (parts(value) or [value])[0] if value is not None and value.type == "literal_element" else value
    statement = resolver.parent(file, parent) if parent is not None and parent.type == "expression_list" else None
    if statement is None or parent is None or statement.type != "assignment_statement":
        return None
    left, right = child(statement, "left"), child(statement, "right")
    if left is None or right is None or left.id != parent.id:
        return None
    targets, values = parts(left), parts(right)
    index = next((place for place, each in enumerate(targets) if each.id == node.id), None)
    return values[index] if index is not None and len(values) == len(targets) else None
