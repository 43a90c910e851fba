"""What the results of a call hold: what it takes from a pool, and memory of what it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from scanners.golang.syntax import Node, SourceFile, arguments, child, is_spread, parts, text
from scanners.golang.types import ERROR, UNKNOWN, Array, Basic, Interface, Named, Pointer, Signature, Slice, Type
from scanners.pools.code.objects_in_functions import assigned_values, whole
from scanners.pools.code.operands import addressed
from scanners.pools.code.values import Cut, cut_of
from scanners.pools.objects.carriers import Path
from scanners.pools.objects.givers import refers
from scanners.pools.tracking.callees import Callees
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, bonded, memory_itself
from scanners.pools.tracking.pooled_fields import has_fields, in_field
from scanners.pools.tracking.sharing import writes_by_length
from scanners.pools.tracking.summaries import RECEIVER, Summaries

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.declarations import PoolSite
    from scanners.pools.inventory.pairs import Pair

_WRAPS_ERRORS: Final = frozenset({"fmt.Errorf", "errors.Join"})


@dataclass(frozen=True, slots=True)
class Take:
    """A Get, or the call that takes from a pool inside a dependency."""

    site: PoolSite
    pair: Pair | None = None


class Values(Protocol):
    """What the expressions of the file hold."""

    def path(self, node: Node) -> Path | None:
        """The variable or field that an expression names."""
        ...

    def value(self, state: State, node: Node, index: int = 0, depth: int = 0) -> Holds:
        """What the value of an expression holds; `index` picks one of several results of a call."""
        ...

    def stored(self, state: State, node: Node, index: int = 0, depth: int = 0) -> Holds:
        """What an expression holds for the list that gets its value."""
        ...

    def storage(self, state: State, node: Node, depth: int = 0) -> Holds:
        """The objects in whose memory a variable, field or element itself lies."""
        ...


class CallResults:
    """Answers for the calls of one file. `takes` are the Get sites by the id of their call."""

    def __init__(
        self,
        resolver: Resolver,
        file: SourceFile,
        takes: Mapping[int, Take],
        summaries: Summaries,
        values: Values,
    ) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._takes: Final = takes
        self.callees: Final = Callees(resolver, file, summaries)
        self._leases: Final = summaries.leases
        self._summaries: Final = summaries
        self._values: Final = values

    def result(self, state: State, call: Node, index: int, depth: int) -> Holds:
        """What one of the results holds, by index."""
        if (take := self._takes.get(call.id)) is not None:
            token = Token(call.id, "", take.site, take.pair)
            if index != 0:
                return self._beside(call, token, index)
            return NOTHING if self._is_plain(call) else frozenset({Hold(token, Bond.OBJECT)})
        if not state.held:
            return NOTHING
        if index == 0 and (lent := self._of_pair(state, call, depth)):
            return lent
        callee = self._resolver.callee(self._file, call)
        handed = arguments(call)
        if callee.qualified in _WRAPS_ERRORS:
            errors = (each for each in handed if self._is_error(each)) if _keeps_errors(handed) else ()
            return NOTHING.union(*(self._values.value(state, each, depth=depth + 1) for each in errors))
        match callee.kind:
            case "conversion":
                return self._converted(state, callee.type or UNKNOWN, handed, depth)
            case "builtin" if callee.qualified == "append":
                return self._appended(state, call, handed, depth)
            case "builtin" | "function" | "method" | "unknown" | "value":
                return self._by_function(state, callee, call, index, depth)
            case _:
                return NOTHING

    def _is_error(self, given: Node) -> bool:
        """Whether an argument is an error: of that type, or a pointer to what implements it."""
        type_ = self._resolver.type_of(self._file, given)
        return type_ == ERROR or (isinstance(type_, Pointer) and "Error" in self._resolver.method_names(type_))

    def _beside(self, call: Node, token: Token, index: int) -> Holds:
        """What a further result of a call that takes an object has of that: `item, bytes := get()`."""
        declaration = self.callees.declaration(self._resolver.callee(self._file, call), call)
        bonds = self._summaries.beside(declaration, index) if declaration is not None else ()
        return frozenset(Hold(token, bond) for bond in bonds)

    def _is_plain(self, call: Node) -> bool:
        """Whether what is taken is a number or a truth: each copy of it is one of its own."""
        type_ = self._type(whole(self._resolver, self._file, call))
        return isinstance(type_, Basic) and type_.name not in {"string", "unsafe.Pointer"}

    def _of_pair(self, state: State, call: Node, depth: int) -> Holds:
        """What a method of an object from a dependency's pool gives of its memory."""
        function = child(call, "function")
        operand = child(function, "operand") if function is not None else None
        name = child(function, "field") if function is not None else None
        if operand is None or name is None:
            return NOTHING
        holds = self._values.value(state, operand, depth=depth + 1)
        lent = {hold for hold in holds if hold.token.pair is not None and text(name) in hold.token.pair.methods}
        return bonded(memory_itself(frozenset(lent)), Bond.PART)

    def _converted(self, state: State, to: Type, handed: list[Node], depth: int) -> Holds:
        if len(handed) != 1:
            return NOTHING
        meant, given = self._resolver.underlying(to), self._type(handed[0])
        is_text = isinstance(meant, Basic) and meant.name == "string"
        if is_text and not (isinstance(given, Basic) and given.name == "string"):
            return NOTHING
        if isinstance(meant, Slice) and (given is UNKNOWN or (isinstance(given, Basic) and given.name == "string")):
            return NOTHING  # what is converted without its type being at hand is a string most likely
        if isinstance(meant, Basic) and not is_text and meant.name != "unsafe.Pointer":
            return NOTHING
        held = self._values.value(state, handed[0], depth=depth + 1)
        if isinstance(meant, Array) and isinstance(given, Slice):  # `[4]T(s)` copies the elements
            return frozenset(hold for hold in held if hold.bond is Bond.WRAPPED)
        return held

    def _appended(self, state: State, call: Node, handed: list[Node], depth: int) -> Holds:
        if not handed:
            return NOTHING
        first = handed[0]
        keeps = first.type != "slice_expression" or child(first, "capacity") is None
        found = self._values.value(state, first, depth=depth + 1) if keeps else NOTHING
        type_ = self._type(call)
        if isinstance(type_, Slice) and not self._leads_on(type_.element) and not self._are_pointers(type_, handed[1:]):
            return found
        added = NOTHING.union(*(self._values.stored(state, each, depth=depth + 1) for each in handed[1:]))
        if is_spread(call):  # the elements are copied, not the memory that they lie in
            return found | {hold for hold in added if hold.bond is Bond.WRAPPED}
        return found | bonded(added, Bond.WRAPPED)

    def _are_pointers(self, listed: Slice, added: list[Node]) -> bool:
        """Whether elements of a type that is not at hand are pointers, as what is appended to them is."""
        is_known = self._resolver.underlying(listed.element) is not UNKNOWN
        return not is_known and any(isinstance(self._type(each), Pointer) for each in added)

    def _leads_on(self, element: Type) -> bool:
        """Whether a copy of an element can lead to memory of what it was copied from."""
        match self._resolver.underlying(element):
            case Basic() as meant:
                return meant.name == "string"  # made of bytes without a copy
            case Slice() | Interface():  # an error, too, refers to what it was made with
                return True
            case _:
                return refers(self._resolver, element)

    def _by_function(self, state: State, callee: Callee, call: Node, index: int, depth: int) -> Holds:
        if not self._may_share(callee, index):
            return NOTHING
        given = {place: self.given(state, callee, call, place, depth) for place in range(-1, len(arguments(call)))}
        if writes_by_length(callee.qualified or "") and cut_of(arguments(call)[0]) is Cut.EMPTY:
            given[0] = NOTHING
        found, names = self._lent(state, callee) if index == 0 else NOTHING, self._summaries.pooled_fields.names
        if not any(given.values()) and not has_fields(self._values.path, state, callee, call, names):
            return found
        for summary in self.callees.summaries(callee, call):
            for place, fields, bond in summary.of_fields(index):
                held = in_field(self._values.path, state, callee, call, place, fields)
                found |= held if bond is Bond.OBJECT else bonded(held, bond)
            for place, bond in summary.result(index):
                held = given.get(place, NOTHING)
                if place == RECEIVER:
                    beside = {each for each in held if summary.is_beside(index, self._in(state, callee, each))}
                    held -= beside
                found |= held if bond is Bond.OBJECT else bonded(held, bond)
        # What a function gives back to the pool on some paths it returns on the others.
        return frozenset(hold for hold in found if state.put_of(hold.token) != call.id)

    def filled(self, state: State, call: Node, index: int) -> list[tuple[tuple[str, ...], Holds]]:
        """What the fields hold of a struct that a function of the source makes of what it is given."""
        callee = self._resolver.callee(self._file, call)
        if not state.held or call.id in self._takes or not self._may_share(callee, index):
            return []
        places = range(RECEIVER, len(arguments(call)))
        given = {place: held for place in places if (held := self.given(state, callee, call, place))}
        if not given:
            return []  # what the function does need not be read
        known = {part for summary in self.callees.summaries(callee, call) for part in summary.parts(index)}
        found = []
        for fields, (place, bond) in sorted(known, key=lambda each: (each[0], each[1][0], each[1][1].value)):
            held = frozenset(each for each in given.get(place, NOTHING) if state.put_of(each.token) is None)
            if held:
                found.append((fields, held if bond is Bond.OBJECT else bonded(held, bond)))
        return found

    def _in(self, state: State, callee: Callee, hold: Hold) -> frozenset[str]:
        """The fields that the struct a method is called on was made with, and that name what it refers to."""
        path = self._values.path(callee.receiver) if callee.receiver is not None else None
        if path is None or path.fields or not path.root.is_local or hold.bond is not Bond.WRAPPED:
            return frozenset()
        made = [addressed(each) for each in assigned_values(self._resolver, self._file, path.root)]
        body = child(made[0], "body") if len(made) == 1 and made[0].type == "composite_literal" else None
        return frozenset(
            text(key)
            for element in (parts(body) if body is not None else ())
            if (key := child(element, "key")) is not None and (value := child(element, "value")) is not None
            if any(each.token == hold.token for each in self._values.value(state, value))
        )

    def _lent(self, state: State, callee: Callee) -> Holds:
        """What a method gives of the memory that its receiver holds for its user."""
        field = self._leases.lent(callee, self._is_shared)
        path = self._values.path(callee.receiver) if field is not None and callee.receiver is not None else None
        if field is None or path is None:
            return NOTHING
        return bonded(memory_itself(state.holds(Path(path.root, (*path.fields, field)))), Bond.PART)

    def _is_shared(self, file: SourceFile, call: Node) -> bool:
        """Whether the first result of a method lies in the memory of its receiver: `b.Bytes()`."""
        callee = self._resolver.callee(file, call)
        callees = Callees(self._resolver, file, self._summaries)
        return any(place == RECEIVER for each in callees.summaries(callee, call) for place, _ in each.result(0))

    def _may_share(self, callee: Callee, index: int) -> bool:
        """Whether a result is of a type that can refer to memory which is not its own."""
        signature = callee.signature
        if not isinstance(signature, Signature) or index >= len(signature.results):
            return signature is None
        result = signature.results[index]
        meant = self._resolver.underlying(result)
        if isinstance(meant, Basic):
            return meant.name in {"string", "unsafe.Pointer"}
        return result != ERROR or callee.declaration is not None  # of others nobody knows what their errors refer to

    def given(self, state: State, callee: Callee, call: Node, index: int, depth: int = 0) -> Holds:
        """What a call hands to a parameter, by index or RECEIVER; to that of a variadic tail all that is left."""
        if index == RECEIVER:
            node = callee.receiver
            if node is None:
                return NOTHING
            if callee.path and self._is_lent_part(node, callee.path[0]):
                return NOTHING
            held = self._values.value(state, node, depth=depth + 1)
            return held or (NOTHING if self._is_lent(node) else self._values.storage(state, node, depth + 1))
        handed = arguments(call)
        signature = callee.signature
        is_rest = signature is not None and signature.variadic and index == len(signature.params) - 1
        upto = len(handed) if is_rest else index + 1
        return NOTHING.union(*(self._values.value(state, each, depth=depth + 1) for each in handed[index:upto]))

    def _is_lent(self, node: Node) -> bool:
        """Whether a field is let go of: its memory is that of whoever sets it."""
        field = self._resolver.object_of_expression(self._file, node) if node.type == "selector_expression" else None
        return field is not None and self._is_let_go(field, self._resolver.type_of(self._file, node))

    def _is_lent_part(self, node: Node, name: str) -> bool:
        """Whether the embedded field that a method is promoted from is let go of."""
        selection = self._resolver.field(self._resolver.type_of(self._file, node), name)
        field = self._resolver.object_of_field(selection.field) if selection is not None else None
        return selection is not None and field is not None and self._is_let_go(field, selection.type)

    def _is_let_go(self, field: Object, type_: Type) -> bool:
        """Whether a pointer or interface is set to nil, or a struct of Go's overwritten, somewhere."""
        if isinstance(self._resolver.underlying(type_), Pointer | Interface):
            return self._summaries.is_given_away(field)
        declaration = type_.declaration if isinstance(type_, Named) else None
        return declaration is not None and declaration.package.is_knowledge and self._summaries.is_replaced(field)

    def _type(self, node: Node) -> Type:
        return self._resolver.underlying(self._resolver.type_of(self._file, node))


def _keeps_errors(handed: list[Node]) -> bool:
    """Whether fmt.Errorf refers to its errors afterwards: what is not wrapped, `%v`, becomes text at once."""
    is_text = bool(handed) and handed[0].type in {"interpreted_string_literal", "raw_string_literal"}
    return not is_text or "%w" in text(handed[0])
