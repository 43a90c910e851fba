"""What an expression holds: which pooled objects its value is, lies in, or refers to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, only, operator, parts, text
from scanners.golang.types import Array, Basic, Map, Pointer, Signature, Slice, Struct, Type
from scanners.pools.code.operands import dereferenced
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.call_results import CallResults, Take
from scanners.pools.tracking.copied_parameters import is_in_copy
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, bonded, is_below, memory_itself, pooled
from scanners.pools.tracking.owned_fields import OwnedFields
from scanners.pools.tracking.summaries import Summaries
from scanners.pools.tracking.variables import of_fields, of_variable, referred_to

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_VARIABLES: Final = frozenset({"var", "param", "receiver", "result"})
_DEEPEST: Final = 40  # expressions in expressions


class SharedMemory:
    """Answers for the expressions of one file. `takes` are the Get sites by the id of their call."""

    def __init__(self, resolver: Resolver, file: SourceFile, takes: Mapping[int, Take], summaries: Summaries) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._takes: Final = takes
        self._summaries: Final = summaries
        self._fields: Final = OwnedFields(resolver, file, summaries)
        self.calls: Final = CallResults(resolver, file, takes, summaries, self)
        self.follows_stored: bool = True  # into the fields of structs that are stored
        self._captured: Final[dict[int, tuple[Path, ...]]] = {}
        self._paths: Final[dict[int, Path | None]] = {}

    def path(self, node: Node) -> Path | None:
        """The variable or field that an expression names, through parentheses; None for everything else."""
        if node.id not in self._paths:
            self._paths[node.id] = self._path(node)
        return self._paths[node.id]

    def _path(self, node: Node) -> Path | None:
        fields: list[str] = []
        at: Node | None = node
        while at is not None:
            if at.type == "identifier":
                root = self._resolver.object_of(self._file, at)
                return Path(root, tuple(reversed(fields))) if root is not None and root.kind in _VARIABLES else None
            if at.type == "selector_expression":
                name = child(at, "field")
                fields.append(text(name) if name is not None else "")
                at = dereferenced(child(at, "operand"))
            elif at.type == "parenthesized_expression":
                at = only(at)
            else:
                return None
        return None

    def value(self, state: State, node: Node, index: int = 0, depth: int = 0) -> Holds:
        """What the value of an expression holds; `index` picks one of several results of a call."""
        if not state.held and not self._takes:
            return NOTHING
        if depth > _DEEPEST:
            return NOTHING
        kind = node.type
        if kind in CALLS:
            return self.calls.result(state, node, index, depth)
        match kind:
            case "identifier":
                path = self.path(node)
                return pooled(state.holds(path)) | referred_to(state, path) if path is not None else NOTHING
            case "index_expression":
                return self._element(state, node, depth)
            case "selector_expression":
                return self._selected(state, node, depth)
            case "parenthesized_expression" | "literal_element" | "variadic_argument" | "expression_list":
                inner = only(node)
                return self.value(state, inner, index, depth + 1) if inner is not None else NOTHING
            case "unary_expression":
                return self._unary(state, node, depth)
            case "slice_expression" | "type_assertion_expression":
                return self._sliced(state, node, depth)
            case "composite_literal":
                body = child(node, "body")
                return self._literal(state, body, depth) if body is not None else NOTHING
            case "literal_value":  # an element whose type the list around it says
                return self._literal(state, node, depth)
            case "func_literal":
                return frozenset(
                    Hold(hold.token, Bond.WRAPPED) for path in self.captured(node) for hold in pooled(state.holds(path))
                )
            case _:
                return NOTHING

    def leaving(self, state: State, node: Node, index: int = 0, depth: int = 0) -> Holds:
        """What an expression holds for whoever gets its value: of a variable, or its address, its fields count too."""
        held = self.value(state, node, index, depth)
        named = child(node, "operand") if node.type == "unary_expression" and operator(node) == "&" else node
        path = self.path(named) if named is not None else None
        if path is not None and not path.fields:
            return held | (of_fields(state, path) if is_in_copy(self._resolver, path) else of_variable(state, path))
        inside = referred_to(state, path) if path is not None else NOTHING
        return held.union(inside, *(bonded(inner, Bond.WRAPPED) for _, inner in self.copied(state, named or node)))

    def stored(self, state: State, node: Node, index: int = 0, depth: int = 0) -> Holds:
        """What an expression holds for the list, the element or the field that gets its value."""
        return (self.leaving if self.follows_stored else self.value)(state, node, index, depth)

    def copied(self, state: State, node: Node) -> list[tuple[tuple[str, ...], Holds]]:
        """What the fields of a struct hold where it is copied: `x`, `*p`. Its slices share their arrays."""
        if not isinstance(self._type(node), Struct):
            return []
        path = self.path(dereferenced(node) or node)
        names = {name for name, _ in state.held if path is not None and isinstance(name, Path) and is_below(name, path)}
        depth = len(path.fields) if path is not None else 0
        known = {name.fields[depth:]: state.holds(name) for name in names} | self._promoted(state, node, path)
        owners = self.storage(state, node) if not self._fields.is_replaced(node) else NOTHING
        for field in self._resolver.fields(self._resolver.type_of(self._file, node)) if owners else ():
            held = known.get((field.name,))
            if held is None or any(hold.token == owner.token for hold in held for owner in owners):
                known[field.name,] = bonded(owners, Bond.PART) if self._fields.is_shared(field) else NOTHING
        return [(fields, pooled(holds)) for fields, holds in known.items() if pooled(holds)]

    def _promoted(self, state: State, node: Node, path: Path | None) -> dict[tuple[str, ...], Holds]:
        """What the fields of an embedded struct hold by the names that they have in the struct around it."""
        operand = child(node, "operand") if node.type == "selector_expression" else None
        if operand is None or path is None or not path.fields:
            return {}
        around = self._resolver.fields(self._resolver.type_of(self._file, operand))
        if not any(each.embedded and each.name == path.fields[-1] for each in around):
            return {}
        own = {each.name for each in self._resolver.fields(self._resolver.type_of(self._file, node))}
        own -= {each.name for each in around}
        outer = path.fields[:-1]
        return {(name,): held for name in own if (held := state.holds(Path(path.root, (*outer, name))))}

    def storage(self, state: State, node: Node, depth: int = 0) -> Holds:
        """The objects in whose memory a variable, field or element itself lies."""
        if depth > _DEEPEST:
            return NOTHING
        match node.type:
            case "identifier":
                path = self.path(node)
                in_place = isinstance(self._type(node), Struct | Array)
                return memory_itself(state.holds(path)) if path is not None and in_place else NOTHING
            case "parenthesized_expression":
                inner = only(node)
                return self.storage(state, inner, depth + 1) if inner is not None else NOTHING
            case "unary_expression" if operator(node) == "*":
                operand = child(node, "operand")
                return memory_itself(self.value(state, operand, depth=depth + 1)) if operand is not None else NOTHING
            case "selector_expression" | "index_expression":
                operand = child(node, "operand")
                if operand is None or not self._is_inside(operand, node):
                    return NOTHING
                if isinstance(self._type(operand), Pointer | Slice):
                    return memory_itself(self.value(state, operand, depth=depth + 1))
                return self.storage(state, operand, depth + 1)
            case _:
                return NOTHING

    def captured(self, literal: Node) -> tuple[Path, ...]:
        """The variables from outside that a function literal names."""
        if literal.id not in self._captured:
            found: dict[Path, None] = {}
            waiting = [literal]
            while waiting:
                node = waiting.pop()
                waiting.extend(reversed(node.children))
                if node.type == "identifier":
                    object_ = self._resolver.object_of(self._file, node)
                    if object_ is not None and object_.kind in _VARIABLES and is_outside(object_, literal):
                        found[Path(object_)] = None
            self._captured[literal.id] = tuple(found)
        return self._captured[literal.id]

    def _type(self, node: Node) -> Type:
        return self._resolver.underlying(self._resolver.type_of(self._file, node))

    def _is_inside(self, operand: Node, node: Node) -> bool:
        """Whether a field that is promoted lies in the operand itself, not behind an embedded pointer."""
        name = child(node, "field")
        if node.type != "selector_expression" or name is None:
            return True
        type_ = self._resolver.type_of(self._file, operand)
        found = self._resolver.field(type_, text(name))
        if found is None:
            return False
        for step in found.path[:-1]:
            embedded = self._resolver.field(type_, step)
            if embedded is None or isinstance(self._resolver.underlying(embedded.type), Pointer):
                return False
            type_ = embedded.type
        return True

    def _element(self, state: State, node: Node, depth: int) -> Holds:
        """What an element holds: of a list that refers to objects it may be any of them."""
        operand = child(node, "operand")
        if operand is None or isinstance(self._type(node), Basic | Array):
            return NOTHING
        held = self.value(state, operand, depth=depth + 1)
        return frozenset(hold for hold in held if hold.bond is Bond.WRAPPED)

    def _selected(self, state: State, node: Node, depth: int) -> Holds:
        path = self.path(node)
        if path is not None and (known := state.holds(path)):
            return pooled(known)
        operand, name = child(node, "operand"), child(node, "field")
        if operand is not None and name is not None:
            lent = self.value(state, operand, depth=depth + 1)
            own = {hold for hold in lent if hold.token.pair is not None and text(name) in hold.token.pair.fields}
            if own:
                return bonded(memory_itself(frozenset(own)), Bond.PART)
        meant = self._type(node)
        if isinstance(meant, Slice | Map) and self._fields.is_owned(node, meant):
            return bonded(self.storage(state, node, depth + 1), Bond.PART)
        if isinstance(meant, Signature) and operand is not None and name is not None:
            return self._method_value(state, operand, text(name), depth)
        return NOTHING

    def _method_value(self, state: State, operand: Node, name: str, depth: int) -> Holds:
        """What `x.m` goes on to work with wherever it is called; a receiver that is no pointer is a copy."""
        method = self._resolver.method(self._resolver.type_of(self._file, operand), name)
        if method is None or not method.pointer_receiver or method.path:
            return NOTHING
        return bonded(self.value(state, operand, depth=depth + 1), Bond.WRAPPED)

    def _unary(self, state: State, node: Node, depth: int) -> Holds:
        operand = child(node, "operand")
        sign = operator(node)
        if operand is None or sign not in {"&", "*"}:
            return NOTHING
        if sign == "&":
            if operand.type in {"identifier", "composite_literal"}:
                return self.value(state, operand, depth=depth + 1)
            path = self.path(operand)
            known = pooled(state.holds(path)) if path is not None else NOTHING
            return known | bonded(self.storage(state, operand, depth + 1), Bond.PART)
        meant = self._type(node)
        pointer = dereferenced(operand)
        is_conversion = pointer is not None and pointer.type in CALLS
        if isinstance(meant, Slice | Map) or (is_conversion and meant == Basic("string")):
            return self.value(state, operand, depth=depth + 1)
        return NOTHING

    def _sliced(self, state: State, node: Node, depth: int) -> Holds:
        operand = child(node, "operand")
        if operand is None:
            return NOTHING
        if node.type == "slice_expression" and isinstance(self._type(operand), Array):
            return bonded(self.storage(state, operand, depth + 1), Bond.PART)
        held = self.value(state, operand, depth=depth + 1)
        end = child(node, "end")
        return memory_itself(held) if end is not None and text(end) == "0" else held  # `list[:0]` has no elements

    def _literal(self, state: State, body: Node, depth: int) -> Holds:
        found: set[Hold] = set()
        for element in parts(body):
            value = child(element, "value") if element.type == "keyed_element" else element
            if value is not None:
                found |= self.value(state, value, depth=depth + 1)
        return bonded(frozenset(found), Bond.WRAPPED)


def is_outside(object_: Object, literal: Node) -> bool:
    """Whether a variable is declared outside a function literal."""
    identifier = object_.identifier
    if not object_.is_local or identifier is None:
        return False
    return not literal.start_byte <= identifier.start_byte < literal.end_byte
