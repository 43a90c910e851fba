"""What assignments do to the part of an object that they name."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, parts, text
from scanners.golang.types import Map, Struct
from scanners.pools.code.targets import is_same, place_among
from scanners.pools.code.values import Cut, appends, cut_of
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.fresh_values import is_zero
from scanners.pools.objects.zero_variables import ZeroVariables

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_NESTED: Final = 3  # calls in calls


class AssignmentDeeds:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._zero_variables: Final = ZeroVariables(resolver)

    def in_list(self, file: SourceFile, node: Node, listed: Node, path: Path, *, is_name: bool) -> Iterator[Touch]:
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
            yield self.changed(file, node, statement, path)
        elif path and path[-1] == ELEMENT and self._is_map(file, node):
            yield Touch(Deed.GROW, path[:-1], file, statement, value)
        else:
            yield from self._assigned(file, node, statement, value, path, is_name=is_name)

    def changed(self, file: SourceFile, node: Node, statement: Node, path: Path) -> Touch:
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
            callee = self._resolver.callee(file, value)
            added = arguments(value)[1:] if appends(callee.qualified) else []
            is_moved = any(self._is_own(node, each) for each in added)  # `append(x[:0], x[n:]...)`
            if own[0].type == "slice_expression" and cut_of(own[0]) is Cut.EMPTY and not is_moved:
                yield Touch(Deed.CUT, path, file, statement)
            yield Touch(Deed.GROW, path, file, statement, added[0] if added else None)
        elif is_name:
            return
        elif is_zero(value) or self._zero_variables.is_one(file, value):
            yield Touch(Deed.CLEAR, path, file, statement)
        elif (body := self._struct_literal(file, value)) is not None:
            yield Touch(Deed.CLEAR, path, file, statement)
            for name, element, inner in self._set_in(file, value, body):
                if not is_zero(inner):
                    own_part = self._part(node, inner)
                    if own_part is None:
                        yield Touch(Deed.SET, (*path, name), file, element, inner)
                    else:  # kept: `*x = T{buf: x.buf[:0]}`
                        is_cut = inner.type == "slice_expression" and cut_of(inner) is Cut.EMPTY
                        yield Touch(Deed.CUT if is_cut else Deed.SET, (*path, name), file, element, inner)
        else:
            through_pointer = bool(path) and operator(node) == "*"  # `*x.f = v` leaves the field as it is
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

    def _set_in(self, file: SourceFile, literal: Node, body: Node) -> Iterator[tuple[str, Node, Node]]:
        """The fields that a literal sets, each with its element and its value; in their order where it has no keys."""
        fields = self._resolver.fields(self._resolver.type_of(file, literal))
        for place, element in enumerate(parts(body)):
            key, given = child(element, "key"), child(element, "value") or element
            inner = next(iter(parts(given)), None)
            if inner is not None and (key is not None or place < len(fields)):
                yield text(key) if key is not None else fields[place].name, element, inner

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
