"""What a statement does to an object, one event for each place where it is named, in the order of evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.golang.types import Basic, Map, Pointer
from scanners.pools.carriers import Carrier, Path, path_of
from scanners.pools.contents import Contents, Kind, merging_functions, reset_names, stateful_types
from scanners.pools.objects_in_functions import base
from scanners.pools.values import (
    Cut,
    appends,
    cut_of,
    is_blank,
    is_error,
    is_named_constant,
    is_operand,
    is_zero,
    operator_of,
)

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver
    from scanners.golang.scopes import Object
    from scanners.pools.declarations import PoolSite

WHOLE: Final = "*"
GROWN: Final = "length after append"
CUT: Final = "length after a cut"
KEYS: Final = "keys"
_NEUTRAL_BUILTINS: Final = frozenset({"copy", "delete", "panic", "print", "println", "recover"})
_LITERALS: Final = frozenset({"int_literal", "float_literal", "interpreted_string_literal", "rune_literal"})
_ZEROS: Final = frozenset({"0", "0.0", '""', "``"})
_COMPARISONS: Final = frozenset({"==", "!=", "<", ">", "<=", ">="})


class Action(Enum):
    """What happens to the object, or to one part of it."""

    TAKE = auto()  # a Get gives it to its name
    PUT = auto()
    RENEW = auto()  # the name now means another, fresh object
    CLEAR = auto()  # set to zero, truncated, reset
    FIX = auto()  # set to a named constant: nothing is left in this part, but that is no reset of the others
    SET = auto()  # assigned something else
    USE = auto()  # depends on what is there
    WRITE = auto()  # depends on what is there and adds to it
    RETURN = auto()
    CALL = auto()  # handed to a function whose body is at hand
    LOSE = auto()  # may be reset or not: nothing is known from here on
    CHECK = auto()  # compared: code that asks for the state of a part is prepared for leftovers in it


@dataclass(frozen=True, slots=True)
class Event:
    """An action on `part` (a field, WHOLE, or what counts of a slice or map) at `node`.

    `site` is that of TAKE and PUT; `clean` says of a PUT that it sets the length of the slice itself. `callee` and
    `parameter` say of a CALL where the object goes on.
    """

    action: Action
    node: Node
    part: str = WHOLE
    site: PoolSite | None = None
    clean: bool = False
    callee: Callee | None = None
    parameter: int | None = None


class Occurrences:
    """Finds the events of one carrier in one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, carrier: Carrier, contents: Contents) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._carrier: Final = carrier
        self._contents: Final = contents
        self._found: Final[dict[int, tuple[Event, ...]]] = {}

    def events(self, node: Node) -> tuple[Event, ...]:
        """The events of a statement or expression, without those inside function literals."""
        if node.id not in self._found:
            events = list(self._events(node))
            events.sort(key=lambda event: (event.action is Action.TAKE, event.node.end_byte))
            self._found[node.id] = tuple(events)
        return self._found[node.id]

    def _events(self, statement: Node) -> Iterator[Event]:
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            if node.type == "func_literal":
                if self._is_captured(node):
                    yield Event(Action.LOSE, node)
                continue
            if node.type in CALLS:
                if site := self._carrier.gets.get(node.id):
                    yield Event(Action.TAKE, node, site=site)
                if site := self._carrier.puts.get(node.id):
                    yield Event(Action.PUT, node, site=site, clean=self._is_clean_value(site.value))
            elif node.type == "identifier":
                object_ = self._resolver.object_of(self._file, node)
                if object_ is not None and self._carrier.matches(object_):
                    yield from self._occurrence(node, object_)
            waiting.extend(reversed(node.children))

    def _is_captured(self, literal: Node) -> bool:
        waiting = [literal]
        while waiting:
            node = waiting.pop()
            if node.type == "identifier":
                object_ = self._resolver.object_of(self._file, node)
                if object_ is not None and self._carrier.matches(object_):
                    return True
            waiting.extend(node.children)
        return False

    def _is_clean_value(self, value: Node | None) -> bool:
        """Whether a Put sets the length itself: `Put(b[:0])`, `Put(b[:size])`."""
        return self._contents.kind is Kind.SLICE and value is not None and value.type == "slice_expression"

    def _occurrence(self, identifier: Node, root: Object) -> Iterator[Event]:
        """Climb from a name to the largest expression that is the object, or a part of it; then look around."""
        node, fields, part = identifier, list[str](), None
        matched = Path(root) in self._carrier.paths
        while (parent := self._resolver.parent(self._file, node)) is not None:
            operand = child(parent, "operand")
            if parent.type == "selector_expression" and operand is not None and operand.id == node.id:
                call = self._resolver.parent(self._file, parent)
                function = child(call, "function") if call is not None and call.type in CALLS else None
                if matched and call is not None and function is not None and function.id == parent.id:
                    yield from self._method_call(call, part)
                    return
                name = child(parent, "field")
                if matched and part is None and name is not None:
                    part = text(name)
                fields.append(text(name) if name is not None else "")
                matched = matched or Path(root, tuple(fields)) in self._carrier.paths
            elif parent.type in {"parenthesized_expression", "type_assertion_expression"} or operator_of(parent) in {
                "&",
                "*",
            }:
                if parent.type == "type_assertion_expression" and is_error(parent):
                    return  # no object, but what New gave in its place
                if part is not None and operator_of(parent) == "&":
                    return  # the address of a part: whoever has it may read or overwrite it
            else:
                break
            node = parent
        if matched and parent is not None:
            yield from self._in_context(node, parent, part)

    def _method_call(self, call: Node, part: str | None) -> Iterator[Event]:
        """A call of a method of the object, or of one of its parts."""
        if call.id in self._carrier.puts or call.id in self._carrier.gets:
            return
        callee = self._resolver.callee(self._file, call)
        names = reset_names()
        owner, _, name = (callee.qualified or text(child(call, "function") or call)).rpartition(".")
        known = stateful_types().get(owner.strip("(*)")) or (self._contents.stateful if part is None else None)
        if part is None and callee.path:  # promoted: it is a method of the embedded part
            part = callee.path[0]
        if self._is_concurrent(call):
            yield Event(Action.LOSE, call)
        elif names.is_reset(name) or (name.lower() in names.zero_argument and is_zero(arguments(call))):
            yield Event(Action.CLEAR, call, part or WHOLE)
        elif known is not None:
            if name in known.resets:
                yield Event(Action.CLEAR, call, part or WHOLE)
            elif name not in known.neutral:
                yield Event(Action.WRITE, call, part or WHOLE)
        elif part is not None:
            yield Event(Action.USE, call, part)
        elif callee.declaration is not None and child(callee.declaration.node, "body") is not None:
            yield Event(Action.CALL, call, callee=callee)
        else:
            yield Event(Action.LOSE, call)

    def _is_concurrent(self, call: Node) -> bool:
        statement = self._resolver.parent(self._file, call)
        return statement is not None and statement.type == "go_statement"

    def _in_context(self, node: Node, parent: Node, part: str | None) -> Iterator[Event]:
        cut = None
        if parent.type == "slice_expression" and is_operand(parent, node):
            cut = cut_of(parent)
            node, above = parent, self._resolver.parent(self._file, parent)
            if above is None:
                return
            parent = above
        handler = {
            "argument_list": self._argument,
            "expression_list": self._listed,
            "inc_statement": self._changed,
            "dec_statement": self._changed,
            "range_clause": self._ranged,
            "binary_expression": self._compared,
            "index_expression": self._indexed,
            "var_spec": self._declared,
        }.get(parent.type)
        if handler is not None:
            yield from handler(node, parent, part, cut)
        elif parent.type in {"literal_element", "send_statement", "keyed_element"}:
            yield self._shared(node, part)
        elif part is not None and cut is None:
            yield Event(Action.USE, node, part)

    def _shared(self, node: Node, part: str | None) -> Event:
        """Somebody else has it too: a buffer is written by whoever gets it, of anything else nothing is known."""
        if part is not None:
            return Event(Action.USE, node, part)
        return Event(Action.WRITE if self._contents.kind is Kind.STATEFUL else Action.LOSE, node)

    def _argument(self, node: Node, listed: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        call = self._resolver.parent(self._file, listed)
        if call is None or call.type not in CALLS or call.id in self._carrier.puts:
            return
        callee = self._resolver.callee(self._file, call)
        if self._is_concurrent(call):
            yield Event(Action.LOSE, call)
            return
        index = next((place for place, each in enumerate(arguments(call)) if each.id == node.id), None)
        if callee.kind == "builtin" and callee.qualified in {"len", "cap"}:
            if part is not None and (comparison := self._comparison(call)) is not None:
                yield Event(self._asked(comparison, call, node), node, part)
        elif callee.kind == "builtin":
            yield from self._builtin(callee.qualified, call, node, part, cut)
        elif callee.kind == "conversion":
            yield from self._read(node, part, cut)
        elif part is not None:
            if cut is None:
                yield Event(Action.USE, node, part)
        elif self._contents.kind in {Kind.SLICE, Kind.MAP} and not self._is_pointer(node):
            yield from self._read(node, part, cut, grows=appends(callee.qualified))
        else:
            yield from self._handed(callee, call, index)

    def _handed(self, callee: Callee, call: Node, index: int | None) -> Iterator[Event]:
        """The object itself is an argument."""
        declaration = callee.declaration
        name = (callee.qualified or "").rpartition(".")[2]
        if declaration is not None and child(declaration.node, "body") is not None and index is not None:
            yield Event(Action.CALL, call, callee=callee, parameter=index)
        elif callee.qualified in merging_functions():
            yield Event(Action.WRITE, call)
        elif self._contents.kind is Kind.STATEFUL and callee.kind in {"function", "method"}:
            yield Event(Action.LOSE if reset_names().may_reset(name) else Action.WRITE, call)
        elif declaration is not None and declaration.package.is_knowledge and self._contents.kind is Kind.STRUCT:
            yield Event(Action.USE, call)
        else:
            yield Event(Action.LOSE, call)

    def _builtin(self, name: str | None, call: Node, node: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        if name in _NEUTRAL_BUILTINS:
            return
        given = arguments(call)
        is_first = bool(given) and node.id == given[0].id
        is_slice = part is None and self._contents.kind is Kind.SLICE
        if name == "clear":
            # Of a slice it zeroes the elements and leaves the length.
            yield Event(Action.CLEAR, call, CUT if is_slice else part or WHOLE)
        elif name == "append" and is_first and is_slice:
            yield Event(Action.LOSE, node) if cut is Cut.EMPTY else Event(Action.USE, node, GROWN)
        else:
            yield from self._read(node, part, cut)

    def _read(self, node: Node, part: str | None, cut: Cut | None, *, grows: bool = False) -> Iterator[Event]:
        if part is not None:
            if cut is None:
                yield Event(Action.USE, node, part)
        elif self._contents.kind is Kind.SLICE:
            if cut is Cut.EMPTY:
                yield Event(Action.LOSE, node)
            elif cut is None:
                yield Event(Action.USE, node, GROWN if grows else CUT)
        elif self._contents.kind is Kind.MAP:
            yield Event(Action.USE, node, KEYS)
        else:
            yield Event(Action.LOSE, node)

    def _listed(self, node: Node, listed: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """One of several expressions: of a return, or on a side of an assignment."""
        statement = self._resolver.parent(self._file, listed)
        if statement is None:
            return
        if statement.type == "return_statement":
            if part is None:
                yield Event(Action.RETURN, node)
            elif cut is None:
                yield Event(Action.USE, node, part)
            return
        if statement.type == "range_clause":
            return
        left, right = child(statement, "left"), child(statement, "right")
        index = next((place for place, each in enumerate(parts(listed)) if each.id == node.id), 0)
        if left is not None and left.id == listed.id:
            values = parts(right) if right is not None else []
            value = values[index] if len(values) > index else values[0] if values else None
            yield from self._assigned(node, statement, value, part)
        elif left is not None:
            targets = parts(left)
            yield from self._given(node, targets[index] if index < len(targets) else None, part, cut)
        else:
            yield from self._given(node, None, part, cut)

    def _declared(self, node: Node, _spec: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """`var x = …`: the name itself; values stand in an expression list."""
        del part, cut
        yield Event(Action.RENEW, node)

    def _given(self, node: Node, target: Node | None, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """On the right of an assignment to `target`."""
        if part is not None:
            if cut is None:
                yield Event(Action.USE, node, part)
            return
        if cut is Cut.EMPTY:
            yield Event(Action.LOSE, node)
            return
        own = target is not None and self._is_own(target)
        if not own and not (target is not None and text(target) == "_"):
            yield self._shared(node, part)

    def _assigned(self, node: Node, statement: Node, value: Node | None, part: str | None) -> Iterator[Event]:
        """On the left of an assignment."""
        operator = child(statement, "operator")
        if statement.type == "assignment_statement" and operator is not None and operator.type != "=":
            yield Event(Action.WRITE, statement, part or WHOLE)
        elif part is not None:
            blank = value is not None and is_blank(self._resolver, self._file, value)
            named = value is not None and is_named_constant(self._resolver, self._file, value)
            yield Event(Action.FIX if named else Action.CLEAR if blank else Action.SET, statement, part)
        elif value is not None and base(value).id in self._carrier.gets:
            return
        elif value is not None and self._contents.kind is Kind.SLICE:
            yield from self._slice_assigned(node, statement, value)
        elif node.type == "unary_expression":  # *x = …
            yield Event(Action.CLEAR, statement)
        elif value is None or not self._is_own(value):
            yield Event(Action.RENEW, statement)

    def _slice_assigned(self, node: Node, statement: Node, value: Node) -> Iterator[Event]:
        """`b = …` or `*p = …` of a slice."""
        stored = node.type == "unary_expression" or self._is_put(node)
        if value.type == "slice_expression" and self._is_own(value):
            blank = cut_of(value) in {Cut.EMPTY, Cut.FULL}
            yield Event(Action.CLEAR if blank else Action.SET if stored else Action.LOSE, statement, CUT)
        elif value.type in CALLS and any(self._is_own(each) for each in arguments(value)[:2]):
            callee = self._resolver.callee(self._file, value)
            first = next(each for each in arguments(value)[:2] if self._is_own(each))
            if not appends(callee.qualified):
                yield Event(Action.LOSE, statement)
            elif stored:
                yield Event(Action.SET, statement, GROWN)
            elif first.type == "slice_expression":
                yield Event(Action.LOSE, statement)
        elif self._is_own(value):
            if node.type == "unary_expression":  # *p = b
                yield Event(Action.SET if self._is_appended() else Action.LOSE, statement, GROWN)
        else:
            yield Event(Action.RENEW if stored else Action.LOSE, statement)

    def _is_put(self, variable: Node) -> bool:
        """Whether it is this variable that goes back, as `Put(b)` or `Put(&b)`, and not what it was copied from."""
        own = path_of(self._resolver, self._file, variable)
        values = [site.value for site in self._carrier.puts.values() if site.value is not None]
        if not values:
            return not self._contents.pointer
        return own in {path_of(self._resolver, self._file, value) for value in values}

    def _is_appended(self) -> bool:
        """Whether some name of the slice is assigned what append returns; only asked for `*p = b`."""
        roots = [path.root for path in self._carrier.paths if not path.fields and path.root.file is not None]
        for use in (use for root in roots for use in self._resolver.scopes.uses(self._file, root)):
            listed = self._resolver.parent(self._file, use)
            call = self._resolver.parent(self._file, listed) if listed is not None else None
            if listed is None or call is None or listed.type != "argument_list" or call.type not in CALLS:
                continue
            if appends(self._resolver.callee(self._file, call).qualified):
                return True
        return False

    def _changed(self, node: Node, _parent: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            yield Event(Action.WRITE, node, part)

    def _ranged(self, node: Node, clause: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            yield Event(Action.CLEAR if self._deletes(clause) else Action.USE, node, part)
        elif self._contents.kind is Kind.MAP:
            yield Event(Action.CLEAR if self._deletes(clause) else Action.USE, node, KEYS)

    def _deletes(self, clause: Node) -> bool:
        """Whether the loop deletes what it ranges over: the way to clear a map before Go 1.21."""
        loop = self._resolver.parent(self._file, clause)
        body = child(loop, "body") if loop is not None else None
        waiting = [body] if body is not None else []
        while waiting:
            node = waiting.pop()
            if node.type == "call_expression" and text(child(node, "function") or node) == "delete":
                return True
            waiting.extend(node.children)
        return False

    def _compared(self, node: Node, expression: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        del cut
        if part is not None:
            is_comparison = operator_of(expression) in _COMPARISONS
            yield Event(self._asked(expression, node, node) if is_comparison else Action.USE, node, part)

    def _comparison(self, node: Node) -> Node | None:
        """The comparison that an expression is a side of."""
        parent = self._resolver.parent(self._file, node)
        return parent if parent is not None and operator_of(parent) in _COMPARISONS else None

    def _asked(self, comparison: Node, node: Node, part: Node) -> Action:
        """USE for a text that is held against a constant; CHECK for what may be a count, a bound or a flag."""
        sides = (child(comparison, "left"), child(comparison, "right"))
        other = next((side for side in sides if side is not None and side.id != node.id), None)
        if other is None or not self._is_text(part):
            return Action.CHECK
        if other.type in _LITERALS:
            return Action.CHECK if text(other) in _ZEROS else Action.USE
        return Action.USE if is_named_constant(self._resolver, self._file, other) else Action.CHECK

    def _is_text(self, node: Node) -> bool:
        meant = self._resolver.underlying(self._resolver.type_of(self._file, node))
        return isinstance(meant, Basic) and meant.name in {"string", "untyped string"}

    def _indexed(self, node: Node, expression: Node, part: str | None, cut: Cut | None) -> Iterator[Event]:
        """`m[k]` read or assigned; elements of slices and arrays are contents, which nobody has to reset."""
        del cut
        if not is_operand(expression, node):
            return
        if part is not None and not isinstance(
            self._resolver.underlying(self._resolver.type_of(self._file, node)), Map
        ):
            return
        if part is None and self._contents.kind is not Kind.MAP:
            return
        listed = self._resolver.parent(self._file, expression)
        statement = self._resolver.parent(self._file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        if left is not None and listed is not None and left.id == listed.id:
            yield Event(Action.SET, expression, KEYS) if part is None else Event(Action.WRITE, expression, part)
        elif left is not None and len(parts(left)) == 2 and listed is not None and len(parts(listed)) == 1:
            yield Event(Action.CHECK, expression, part or KEYS)  # v, ok := m[k]: a memory of its own, kept on purpose
        else:
            yield Event(Action.USE, expression, part or KEYS)

    def _is_own(self, node: Node) -> bool:
        """Whether an expression is the object under one of its names."""
        path = path_of(self._resolver, self._file, node)
        return path is not None and path in self._carrier.paths

    def _is_pointer(self, node: Node) -> bool:
        """Whether an expression is the pointer to the slice or map, not the slice or map itself."""
        if not self._contents.pointer or node.type == "slice_expression":
            return False
        return operator_of(node) == "&" or isinstance(self._resolver.type_of(self._file, node), Pointer)
