"""What an expression holds: which pooled objects its value is, lies in, or refers to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, only, parts, text
from scanners.golang.types import UNKNOWN, Array, Basic, Map, Pointer, Signature, Slice, Struct, Type
from scanners.pools.carriers import Path
from scanners.pools.holdings import NOTHING, Bond, Hold, Holds, State, Token
from scanners.pools.sharing import appends, is_unsafe_conversion, shared_operand

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee, Resolver
    from scanners.golang.scopes import Object
    from scanners.pools.declarations import PoolSite
    from scanners.pools.pairs import Pair

_VARIABLES: Final = frozenset({"var", "param", "receiver", "result"})
_DEEPEST: Final = 40  # expressions in expressions
RECEIVER: Final = -1

# What stands for the value of a field that was assigned something which is no pooled memory.
FOREIGN: Final = Hold(Token(-1, ""), Bond.WRAPPED)


@dataclass(frozen=True, slots=True)
class Take:
    """A Get, or the call that takes from a pool inside a dependency."""

    site: PoolSite
    pair: Pair | None = None


class Summaries(Protocol):
    """What functions of the source give back of their parameters."""

    def results(self, declaration: Declaration) -> tuple[frozenset[tuple[int, Bond]], ...]:
        """For each result the parameters, by index or RECEIVER, whose memory it holds."""
        ...

    def functions(self, object_: Object) -> tuple[Declaration | str, ...]:
        """The functions that a variable or field of function type is set to: declared ones, or names of others."""
        ...

    def is_given_away(self, field: Object) -> bool:
        """Whether somewhere a field of slice or map type is set to nil, or to something that came from outside."""
        ...


class SharedMemory:
    """Answers for the expressions of one file. `takes` are the Get sites by the id of their call."""

    def __init__(self, resolver: Resolver, file: SourceFile, takes: Mapping[int, Take], summaries: Summaries) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._takes: Final = takes
        self._summaries: Final = summaries
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
                at = _unwrapped(child(at, "operand"))
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
            return self._call(state, node, index, depth)
        match kind:
            case "identifier":
                path = self.path(node)
                return _own(state.holds(path)) if path is not None else NOTHING
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
                return self._composite(state, node, depth)
            case "func_literal":
                return frozenset(
                    Hold(hold.token, Bond.WRAPPED) for path in self.captured(node) for hold in _own(state.holds(path))
                )
            case _:
                return NOTHING

    def storage(self, state: State, node: Node, depth: int = 0) -> Holds:
        """The objects in whose memory a variable, field or element itself lies."""
        if depth > _DEEPEST:
            return NOTHING
        match node.type:
            case "identifier":
                path = self.path(node)
                in_place = isinstance(self._type(node), Struct | Array)
                return _memory(state.holds(path)) if path is not None and in_place else NOTHING
            case "parenthesized_expression":
                inner = only(node)
                return self.storage(state, inner, depth + 1) if inner is not None else NOTHING
            case "unary_expression" if _operator(node) == "*":
                operand = child(node, "operand")
                return _memory(self.value(state, operand, depth=depth + 1)) if operand is not None else NOTHING
            case "selector_expression" | "index_expression":
                operand = child(node, "operand")
                if operand is None or not self._is_inside(operand, node):
                    return NOTHING
                if isinstance(self._type(operand), Pointer | Slice):
                    return _memory(self.value(state, operand, depth=depth + 1))
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
                    if object_ is not None and object_.kind in _VARIABLES and _is_outside(object_, literal):
                        found[Path(object_)] = None
            self._captured[literal.id] = tuple(found)
        return self._captured[literal.id]

    def given(self, state: State, callee: Callee, call: Node, index: int, depth: int = 0) -> Holds:
        """What a call hands to a parameter, by index or RECEIVER."""
        if index == RECEIVER:
            node = callee.receiver
            if node is None:
                return NOTHING
            held = self.value(state, node, depth=depth + 1)
            return held or self.storage(state, node, depth + 1)
        handed = arguments(call)
        return self.value(state, handed[index], depth=depth + 1) if index < len(handed) else NOTHING

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

    def _selected(self, state: State, node: Node, depth: int) -> Holds:
        path = self.path(node)
        if path is not None and (known := state.holds(path)):
            return _own(known)
        operand, name = child(node, "operand"), child(node, "field")
        if operand is not None and name is not None:
            lent = self.value(state, operand, depth=depth + 1)
            own = {hold for hold in lent if hold.token.pair is not None and text(name) in hold.token.pair.fields}
            if own:
                return _bonded(_memory(frozenset(own)), Bond.PART)
        if isinstance(self._type(node), Slice | Map) and self._is_owned(node):
            return _bonded(self.storage(state, node, depth + 1), Bond.PART)
        return NOTHING

    def _is_owned(self, node: Node) -> bool:
        """Whether the slice or map in a field stays with its struct: it is never let go of by setting it to nil."""
        field = self._resolver.object_of_expression(self._file, node)
        return field is None or not self._summaries.is_given_away(field)

    def _unary(self, state: State, node: Node, depth: int) -> Holds:
        operand = child(node, "operand")
        operator = _operator(node)
        if operand is None or operator not in {"&", "*"}:
            return NOTHING
        if operator == "&":
            if operand.type in {"identifier", "composite_literal"}:
                return self.value(state, operand, depth=depth + 1)
            path = self.path(operand)
            known = _own(state.holds(path)) if path is not None else NOTHING
            return known | _bonded(self.storage(state, operand, depth + 1), Bond.PART)
        meant = self._type(node)
        is_conversion = _unwrapped(operand) is not None and (_unwrapped(operand) or operand).type in CALLS
        if isinstance(meant, Slice | Map) or (is_conversion and meant == Basic("string")):
            return self.value(state, operand, depth=depth + 1)
        return NOTHING

    def _sliced(self, state: State, node: Node, depth: int) -> Holds:
        operand = child(node, "operand")
        if operand is None:
            return NOTHING
        if node.type == "slice_expression" and isinstance(self._type(operand), Array):
            return _bonded(self.storage(state, operand, depth + 1), Bond.PART)
        held = self.value(state, operand, depth=depth + 1)
        end = child(node, "end")
        return _memory(held) if end is not None and text(end) == "0" else held  # `list[:0]` has no elements

    def _composite(self, state: State, node: Node, depth: int) -> Holds:
        body = child(node, "body")
        found: set[Hold] = set()
        for element in parts(body) if body is not None else ():
            value = child(element, "value") if element.type == "keyed_element" else element
            if value is not None:
                inner = only(value) if value.type == "literal_element" else value
                if inner is not None and inner.type == "literal_value":
                    continue
                found |= self.value(state, value, depth=depth + 1)
        return _bonded(frozenset(found), Bond.WRAPPED)

    # Calls.

    def _call(self, state: State, call: Node, index: int, depth: int) -> Holds:
        if (take := self._takes.get(call.id)) is not None:
            token = Token(call.id, "", take.site, take.pair)
            return frozenset({Hold(token, Bond.OBJECT)}) if index == 0 else NOTHING
        if not state.held:
            return NOTHING
        if index == 0 and (lent := self._of_pair(state, call, depth)):
            return lent
        callee = self._resolver.callee(self._file, call)
        handed = arguments(call)
        match callee.kind:
            case "conversion":
                return self._converted(state, callee.type or UNKNOWN, handed, depth)
            case "builtin" if callee.qualified == "append":
                return self._appended(state, call, handed, depth)
            case "builtin" | "function" | "method" | "unknown" | "value":
                return self._by_function(state, callee, call, index, depth)
            case _:
                return NOTHING

    def _of_pair(self, state: State, call: Node, depth: int) -> Holds:
        """What a method of an object from a dependency's pool gives of its memory."""
        function = child(call, "function")
        operand = child(function, "operand") if function is not None else None
        name = child(function, "field") if function is not None else None
        if operand is None or name is None:
            return NOTHING
        holds = self.value(state, operand, depth=depth + 1)
        lent = {hold for hold in holds if hold.token.pair is not None and text(name) in hold.token.pair.methods}
        return _bonded(_memory(frozenset(lent)), Bond.PART)

    def _converted(self, state: State, to: Type, handed: list[Node], depth: int) -> Holds:
        if len(handed) != 1:
            return NOTHING
        meant, given = self._resolver.underlying(to), self._type(handed[0])
        is_text = isinstance(meant, Basic) and meant.name == "string"
        if is_text and not (isinstance(given, Basic) and given.name == "string"):
            return NOTHING
        if isinstance(meant, Slice) and isinstance(given, Basic) and given.name == "string":
            return NOTHING
        if isinstance(meant, Basic) and not is_text and meant.name != "unsafe.Pointer":
            return NOTHING
        return self.value(state, handed[0], depth=depth + 1)

    def _appended(self, state: State, call: Node, handed: list[Node], depth: int) -> Holds:
        if not handed:
            return NOTHING
        first = handed[0]
        keeps = first.type != "slice_expression" or child(first, "capacity") is None
        found = self.value(state, first, depth=depth + 1) if keeps else NOTHING
        type_ = self._type(call)
        if isinstance(type_, Slice) and isinstance(self._resolver.underlying(type_.element), Basic):
            return found
        added = (self.value(state, each, depth=depth + 1) for each in handed[1:])
        return found.union(*(_bonded(each, Bond.WRAPPED) for each in added))

    def _by_function(self, state: State, callee: Callee, call: Node, index: int, depth: int) -> Holds:
        qualified = callee.qualified or ""
        if not self._may_share(callee, index):
            return NOTHING
        operand = shared_operand(qualified)
        if operand is not None:
            if index > 0 and not qualified.endswith("Cut"):
                return NOTHING
            place = RECEIVER if operand == "receiver" else 0
            return _bonded(self.given(state, callee, call, place, depth), Bond.PART)
        if callee.kind == "value" and callee.object is not None:
            found = NOTHING
            for function in self._summaries.functions(callee.object):
                if isinstance(function, str):
                    found |= self._by_name(state, callee, call, function, depth)
                else:
                    found |= self._by_summary(state, callee, call, function, index, depth)
            return found
        declaration = callee.declaration
        if declaration is not None and not declaration.package.is_knowledge and child(declaration.node, "body"):
            return self._by_summary(state, callee, call, declaration, index, depth)
        if callee.kind in {"function", "method"}:
            return self._by_name(state, callee, call, qualified, depth)
        return NOTHING

    def _may_share(self, callee: Callee, index: int) -> bool:
        """Whether a result is of a type that can refer to memory which is not its own."""
        signature = callee.signature
        if not isinstance(signature, Signature) or index >= len(signature.results):
            return signature is None
        result = signature.results[index]
        meant = self._resolver.underlying(result)
        if isinstance(meant, Basic):
            return meant.name in {"string", "unsafe.Pointer"}
        return str(result) != "error"

    def _by_summary(  # noqa: PLR0917 - a call as it is known so far
        self, state: State, callee: Callee, call: Node, declaration: Declaration, index: int, depth: int
    ) -> Holds:
        if not any(self.given(state, callee, call, place, depth) for place in range(-1, len(arguments(call)))):
            return NOTHING
        results = self._summaries.results(declaration)
        found = NOTHING
        for place, bond in results[index] if index < len(results) else ():
            held = self.given(state, callee, call, place, depth)
            found |= held if bond is Bond.OBJECT else _bonded(held, bond)
        return found

    def _by_name(self, state: State, callee: Callee, call: Node, qualified: str, depth: int) -> Holds:
        """What a function whose body is not at hand gives back, by its name and types."""
        name = qualified.rpartition(".")[2]
        if is_unsafe_conversion(name):
            return _bonded(self.given(state, callee, call, 0, depth), Bond.PART)
        signature = callee.signature
        if not appends(name):
            return NOTHING
        is_slice = signature is None  # not at hand: the name is all that is known
        if signature is not None and len(signature.results) == 1:
            is_slice = isinstance(signature.result, Slice) and signature.params[:1] == (signature.result,)
        return _bonded(self.given(state, callee, call, 0, depth), Bond.PART) if is_slice else NOTHING


def _own(holds: Holds) -> Holds:
    return holds - {FOREIGN}


def _memory(holds: Holds) -> Holds:
    """Holds of memory itself, not of values that refer to it."""
    return frozenset(hold for hold in holds if hold.bond is not Bond.WRAPPED)


def _bonded(holds: Holds, bond: Bond) -> Holds:
    """The holds with another bond; what is wrapped stays so."""
    return frozenset(hold if hold.bond is Bond.WRAPPED else Hold(hold.token, bond) for hold in holds)


def _unwrapped(node: Node | None) -> Node | None:
    """An operand without the parentheses and the star around it: `x` of `(*x)`."""
    while node is not None:
        if node.type == "parenthesized_expression":
            node = only(node)
        elif node.type == "unary_expression" and _operator(node) == "*":
            node = child(node, "operand")
        else:
            return node
    return None


def _operator(node: Node) -> str:
    operator = child(node, "operator")
    return operator.type if operator is not None else ""


def _is_outside(object_: Object, literal: Node) -> bool:
    """Whether a variable is declared outside a function literal."""
    identifier = object_.identifier
    if not object_.is_local or identifier is None:
        return False
    return not literal.start_byte <= identifier.start_byte < literal.end_byte
