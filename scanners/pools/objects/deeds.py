"""What one place in the code does to the object that it names, or to the part of it that it selects."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text, walk
from scanners.golang.types import UNSAFE_POINTER, Map, Struct
from scanners.pools.code.targets import is_same, place_among
from scanners.pools.code.values import Cut, appends, cut_of, is_operand, operator_of
from scanners.pools.objects.contents import emptying_functions, reset_names, stateful_types
from scanners.pools.objects.fresh_values import is_nothing, is_zero
from scanners.pools.objects.zero_variables import ZeroVariables

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver

Path = tuple[str, ...]
ELEMENT: Final = "[]"
_ORDERED: Final = frozenset({"<", ">", "<=", ">="})
_EQUAL: Final = frozenset({"==", "!="})
_ADDING: Final = ("Write", "ReadFrom", "Grow")
_NESTED: Final = 3  # calls in calls
_ROOM: Final = (b"make(", b"append(", b".Grow(", b"Grow(")


class Deed(Enum):
    """What happens to the part at a path."""

    CLEAR = auto()  # set to its zero value, reset, emptied
    CUT = auto()  # truncated to [:0], the elements stay in the array
    SET = auto()  # assigned `value`
    GROW = auto()  # appended to, written to, given another key
    CHANGE = auto()  # `++`, `+=`, set in part: depends on what was there
    READ = auto()
    CHECK = auto()  # compared
    BOUND = auto()  # its length or capacity is checked, other than to make room
    EXTEND = auto()  # re-sliced to more than nothing: what lies beyond the length is used again
    CALL = auto()  # handed to a function, or a method called on it

    __hash__ = object.__hash__  # that of Enum is a function of Python


@dataclass(frozen=True, slots=True)
class Touch:
    """A deed at `node` on the part at `path`, () for the whole object.

    `value` is what a SET sets (None where that is not known) and what a GROW adds. `callee` and `argument` say of a
    CALL where it goes: the index of the argument, None for the receiver.
    """

    deed: Deed
    path: Path
    file: SourceFile
    node: Node
    value: Node | None = None
    given_in: SourceFile | None = None
    callee: Callee | None = None
    argument: int | None = None

    @property
    def value_file(self) -> SourceFile:
        """The file that the value stands in: a caller's, where it was handed through a parameter."""
        return self.given_in or self.file


class Deeds:
    """Tells the deeds of one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._zero_variables: Final = ZeroVariables(resolver)

    def at(self, file: SourceFile, node: Node, path: Path = ()) -> Iterator[Touch]:
        """What the code around an expression does to it; `path` is the part that the expression is."""
        start, is_deref = node, False
        while (parent := self._resolver.parent(file, node)) is not None:
            if parent.type == "selector_expression" and is_same(child(parent, "operand"), node):
                call = self._resolver.parent(file, parent)
                if call is not None and call.type in CALLS and is_same(child(call, "function"), parent):
                    yield from self._method(file, call, path)
                    return
                name = child(parent, "field")
                selected = text(name) if name is not None else ""
                selection = self._resolver.field(self._resolver.type_of(file, node), selected)
                path = (*path, *(selection.path if selection is not None else (selected,)))
            elif parent.type == "index_expression" and is_operand(parent, node):
                path = (*path, ELEMENT)
            elif parent.type == "unary_expression" and operator_of(parent) == "*":
                is_deref = True
            elif parent.type not in {"parenthesized_expression", "type_assertion_expression"} and not (
                parent.type == "unary_expression" and operator_of(parent) == "&"
            ):
                break
            node = parent
        if parent is not None:
            yield from self._in_context(
                file, node, parent, path, is_name=node.id == start.id and node.type == "identifier" and not is_deref
            )

    def _in_context(self, file: SourceFile, node: Node, parent: Node, path: Path, *, is_name: bool) -> Iterator[Touch]:
        if parent.type == "slice_expression" and is_operand(parent, node):
            yield from self._sliced(file, parent, path)
        elif parent.type == "expression_list":
            yield from self._listed(file, node, parent, path, is_name=is_name)
        elif parent.type in {"inc_statement", "dec_statement"}:
            yield self._changed(file, node, parent, path)
        elif parent.type == "argument_list":
            yield from self._argument(file, node, parent, path)
        elif parent.type == "range_clause":
            yield Touch(Deed.CLEAR if self._deletes(file, parent) else Deed.READ, path, file, parent)
        elif parent.type == "binary_expression" and operator_of(parent) in _ORDERED | _EQUAL:
            yield Touch(Deed.CHECK, path, file, parent)
        else:
            yield Touch(Deed.READ, path, file, node)

    def _sliced(self, file: SourceFile, sliced: Node, path: Path) -> Iterator[Touch]:
        """`x[:0]` and the like: assigned back to itself, it is told of there."""
        if self._is_cleared(file, sliced):
            yield Touch(Deed.CLEAR, (*path, ELEMENT), file, sliced)
            return
        if cut_of(sliced) is Cut.EMPTY:
            return
        is_whole = child(sliced, "end") is None
        yield Touch(Deed.READ if is_whole else Deed.EXTEND, path, file, sliced)

    def _is_cleared(self, file: SourceFile, sliced: Node) -> bool:
        """Whether this is `clear(x[:n])`."""
        listed = self._resolver.parent(file, sliced)
        call = self._resolver.parent(file, listed) if listed is not None and listed.type == "argument_list" else None
        callee = self._resolver.callee(file, call) if call is not None and call.type in CALLS else None
        return callee is not None and callee.kind == "builtin" and callee.qualified == "clear"

    def _listed(self, file: SourceFile, node: Node, listed: Node, path: Path, *, is_name: bool) -> Iterator[Touch]:
        statement = self._resolver.parent(file, listed)
        if statement is None or statement.type not in {"assignment_statement", "short_var_declaration"}:
            if statement is not None and statement.type != "range_clause":
                yield Touch(Deed.READ, path, file, node)
            return
        if not is_same(child(statement, "left"), listed):
            yield Touch(Deed.READ, path, file, node)
            return
        operator, right = child(statement, "operator"), child(statement, "right")
        values, targets = parts(right) if right is not None else [], parts(listed)
        index = place_among(targets, node)
        value = values[index] if index is not None and len(values) == len(targets) else None
        is_call = value is None and len(values) == 1 and values[0].type in CALLS
        if is_call and any(self._is_own(node, each) for each in arguments(values[0])):
            value = values[0]  # `x.list, last = extend(x.list)`
        if operator is not None and operator.type != "=":
            yield self._changed(file, node, statement, path)
        elif path and path[-1] == ELEMENT and self._is_map(file, node):
            yield Touch(Deed.GROW, path[:-1], file, statement, value)
        else:
            yield from self._assigned(file, node, statement, value, path, is_name=is_name)

    def _changed(self, file: SourceFile, node: Node, statement: Node, path: Path) -> Touch:
        """`x.n++`, `x.n += 1`; of an entry of a map, it may be the first of its key."""
        is_entry = path[-1:] == (ELEMENT,) and self._is_map(file, node)
        return Touch(Deed.GROW if is_entry else Deed.CHANGE, path[:-1] if is_entry else path, file, statement)

    def _assigned(
        self, file: SourceFile, node: Node, statement: Node, value: Node | None, path: Path, *, is_name: bool
    ) -> Iterator[Touch]:
        if value is None:
            if not is_name:
                yield Touch(Deed.SET, path, file, statement)
        elif value.type == "slice_expression" and self._is_cut_of_own(node, value):
            yield Touch(Deed.CUT if cut_of(value) is Cut.EMPTY else Deed.EXTEND, path, file, statement)
        elif value.type in CALLS and self._is_emptied(file, value):
            yield Touch(Deed.CLEAR, (*path, ELEMENT), file, statement)
            yield Touch(Deed.CUT, path, file, statement)
        elif value.type in CALLS and (own := self._own_arguments(node, value)):
            if own[0].type == "slice_expression" and cut_of(own[0]) is Cut.EMPTY:
                yield Touch(Deed.CUT, path, file, statement)
            callee = self._resolver.callee(file, value)
            added = arguments(value)[1:] if appends(callee.qualified) else []
            yield Touch(Deed.GROW, path, file, statement, added[0] if added else None)
        elif is_name:
            return
        elif is_zero(value) or self._zero_variables.is_one(file, value):
            yield Touch(Deed.CLEAR, path, file, statement)
        elif (body := self._struct_literal(file, value)) is not None:
            yield Touch(Deed.CLEAR, path, file, statement)
            for element in parts(body):
                key, given = child(element, "key"), child(element, "value")
                inner = parts(given)[0] if given is not None and parts(given) else None
                if key is not None and inner is not None and not is_zero(inner):
                    own_part = self._part(node, inner)
                    if own_part is None:
                        yield Touch(Deed.SET, (*path, text(key)), file, element, inner)
                    else:  # kept: `*x = T{buf: x.buf[:0]}`
                        is_cut = inner.type == "slice_expression" and cut_of(inner) is Cut.EMPTY
                        yield Touch(Deed.CUT if is_cut else Deed.SET, (*path, text(key)), file, element, inner)
        else:
            through_pointer = bool(path) and operator_of(node) == "*"  # `*x.f = v` leaves the field as it is
            yield Touch(Deed.SET, path, file, statement, None if through_pointer else value)

    def _is_emptied(self, file: SourceFile, call: Node) -> bool:
        """Whether this is `slices.Delete(x, 0, len(x))`, which clears what it cuts off."""
        given = [text(each) for each in arguments(call)]
        is_whole = len(given) == 3 and given[1:] == ["0", f"len({given[0]})"]
        return is_whole and self._resolver.callee(file, call).qualified == "slices.Delete"

    def _struct_literal(self, file: SourceFile, value: Node) -> Node | None:
        """The body of `T{…}`, which sets the fields that it does not name to zero."""
        if value.type != "composite_literal":
            return None
        is_struct = isinstance(self._resolver.underlying(self._resolver.type_of(file, value)), Struct)
        return child(value, "body") if is_struct else None

    def _part(self, target: Node, value: Node) -> str | None:
        """The field of the same object that a value is: `buf` of `x.buf[:0]` beside the target `*x`."""
        spelled, name = text(value), text(target).lstrip("*(").rstrip(")")
        return spelled[len(name) + 1 :].partition("[")[0].partition(".")[0] if spelled.startswith(f"{name}.") else None

    def _own_arguments(self, target: Node, call: Node) -> list[Node]:
        """The arguments of a call that are the target itself, also in `append(encode(x), …)`."""
        for _ in range(_NESTED):
            given = arguments(call)
            own = [each for each in given if self._is_own(target, each)]
            if own or not given or given[0].type not in CALLS:
                return own
            call = given[0]
        return []

    def _is_cut_of_own(self, target: Node, cut: Node) -> bool:
        """Whether a slice expression cuts the target, or what a call makes of it: `slices.Grow(x, 1)[:len(x)+1]`."""
        operand = child(cut, "operand")
        is_made = operand is not None and operand.type in CALLS and bool(self._own_arguments(target, operand))
        return is_made or self._is_own(target, cut)

    def _is_own(self, target: Node, value: Node) -> bool:
        """Whether a value is the target or a cut of it, by its spelling."""
        spelled, name = text(value).lstrip("*(&").replace(")", ""), text(target).lstrip("*(").replace(")", "")
        return spelled == name or spelled.startswith(f"{name}[")

    def _is_map(self, file: SourceFile, indexed: Node) -> bool:
        operand = child(indexed, "operand")
        return operand is not None and isinstance(self._resolver.underlying(self._resolver.type_of(file, operand)), Map)

    def _argument(self, file: SourceFile, node: Node, listed: Node, path: Path) -> Iterator[Touch]:
        call = self._resolver.parent(file, listed)
        if call is None or call.type not in CALLS:
            return
        callee = self._resolver.callee(file, call)
        if callee.kind == "conversion" and callee.type == UNSAFE_POINTER and not self._hands_on(file, call):
            yield Touch(Deed.CLEAR, path, file, call)  # whatever is done to it from there on cannot be seen
        elif callee.qualified in emptying_functions():
            yield Touch(Deed.CLEAR, path, file, call)
        elif callee.kind != "builtin":
            deed = Deed.READ if callee.kind == "conversion" else Deed.CALL
            yield Touch(deed, path, file, call, callee=callee, argument=place_among(arguments(call), node))
        elif callee.qualified in {"len", "cap"}:
            yield self._measured(file, call, path)
        elif callee.qualified == "clear":
            yield Touch(Deed.CLEAR, (*path, ELEMENT) if self._is_slice(file, node) else path, file, call)
        elif callee.qualified == "delete":
            yield Touch(Deed.CHANGE, path, file, call)
        elif callee.qualified not in {"copy", "append"} or not is_same(arguments(call)[0], node):
            yield Touch(Deed.READ, path, file, call)

    def _hands_on(self, file: SourceFile, call: Node) -> bool:
        """Whether an unsafe pointer only hands the object on: `(*T)(unsafe.Pointer(x))`, or to package sync/atomic.

        `*(*T)(unsafe.Pointer(x)) = …` writes all over it.
        """
        outer = self._resolver.parent(file, call)
        if outer is not None and outer.type == "argument_list":
            outer = self._resolver.parent(file, outer)
        if outer is None or outer.type not in CALLS:
            return False
        callee = self._resolver.callee(file, outer)
        around = self._resolver.parent(file, outer)
        statement = self._resolver.parent(file, around) if around is not None else None
        is_left = around is not None and statement is not None and is_same(child(statement, "left"), around)
        is_written_through = is_left or (around is not None and operator_of(around) == "*")
        is_atomic = (callee.qualified or "").startswith("sync/atomic.")
        return is_atomic or (callee.kind == "conversion" and not is_written_through)

    def _is_slice(self, file: SourceFile, node: Node) -> bool:
        return not isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Map)

    def _measured(self, file: SourceFile, call: Node, path: Path) -> Touch:
        """`len(x)`, `cap(x)`, `x.Len()`: a check unless it asks for emptiness, runs a loop, or makes room."""
        node, parent = call, self._resolver.parent(file, call)
        is_capacity = text(call).lower().startswith("cap(") or text(call).endswith("Cap()")
        while parent is not None and parent.type in {
            "parenthesized_expression",
            "binary_expression",
            "argument_list",
            "call_expression",
        }:
            other = child(parent, "right")
            if operator_of(parent) in _EQUAL | _ORDERED:
                if other is not None and (text(other) == "0" or operator_of(parent) in _EQUAL):
                    return Touch(Deed.CHECK, path, file, parent)
                return Touch(Deed.CHECK if self._makes_room(file, parent) else Deed.BOUND, path, file, parent)
            node, parent = parent, self._resolver.parent(file, parent)
        is_used = is_capacity and (parent is None or parent.type != "slice_expression")
        return Touch(Deed.BOUND if is_used else Deed.CHECK, path, file, node)

    def _makes_room(self, file: SourceFile, condition: Node) -> bool:
        """Whether a condition runs a loop, or decides on making a larger one."""
        node: Node | None = condition
        while node is not None and node.type not in {"if_statement", "for_statement", "block", "expression_case"}:
            node = self._resolver.parent(file, node)
        if node is None or node.type == "for_statement":
            return True
        then = child(node, "consequence") if node.type == "if_statement" else None
        return then is not None and any(word in (then.text or b"") for word in _ROOM)

    def _deletes(self, file: SourceFile, clause: Node) -> bool:
        """Whether the loop deletes what it ranges over."""
        loop = self._resolver.parent(file, clause)
        body, right = (child(loop, "body") if loop is not None else None), child(clause, "right")
        ranged = text(right) if right is not None else ""
        return body is not None and any(
            each.type == "call_expression" and text(each).startswith(f"delete({ranged},") for each in walk(body)
        )

    def _method(self, file: SourceFile, call: Node, path: Path) -> Iterator[Touch]:
        callee = self._resolver.callee(file, call)
        path = (*path, *callee.path)
        function = child(call, "function")
        field = child(function, "field") if function is not None else None
        name, given = text(field) if field is not None else "", arguments(call)
        known = stateful_types().get((callee.qualified or "").rpartition(".")[0].strip("(*)"))
        if name in {"Len", "Cap", "Size"} and not given:
            yield self._measured(file, call, path)
        elif self._is_at_hand(callee):
            yield Touch(Deed.CALL, path, file, call, callee=callee)
        elif reset_names().is_reset(name) or name == "Truncate":
            is_wrapping = len(given) >= 1 and name != "Truncate" and not is_nothing(self._resolver, file, given[0])
            yield Touch(Deed.SET if is_wrapping else Deed.CLEAR, path, file, call, given[0] if is_wrapping else None)
        elif known is not None:
            adds = name.startswith(_ADDING) and name != "WriteTo"
            yield Touch(Deed.GROW if adds else Deed.READ, path, file, call)
        else:
            yield Touch(Deed.CALL, path, file, call, callee=callee)

    def _is_at_hand(self, callee: Callee) -> bool:
        declaration = callee.declaration
        return (
            declaration is not None
            and not declaration.package.is_knowledge
            and child(declaration.node, "body") is not None
        )
