"""What calls do to the object, or the part of it, that they are given or that they are made on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, text
from scanners.golang.types import UNSAFE_POINTER, Map, Pointer
from scanners.pools.code.objects_in_functions import assigned_values, names_of
from scanners.pools.code.operands import goes_on
from scanners.pools.code.targets import is_same, place_among
from scanners.pools.objects.contents import emptying_functions, reset_names, stateful_types
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.fresh_values import is_nothing

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver

_LOAD: Final = "(*sync/atomic.Bool).Load"
_STORE: Final = "(*sync/atomic.Bool).Store"
_ORDERED: Final = frozenset({"<", ">", "<=", ">="})
_EQUAL: Final = frozenset({"==", "!="})
_ADDING: Final = ("Write", "ReadFrom", "Grow")
_WHOLE: Final = frozenset({"Bytes", "String"})  # `cap(x.Bytes())` is what `x.Cap()` is
_ROOM: Final = (b"make(", b"append(", b".Grow(", b"Grow(")  # the first may make a smaller one as well


class CallDeeds:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def of_argument(self, file: SourceFile, node: Node, listed: Node, path: Path) -> Iterator[Touch]:
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
        is_written_through = is_left or (around is not None and operator(around) == "*")
        is_atomic = (callee.qualified or "").startswith("sync/atomic.")
        return is_atomic or (callee.kind == "conversion" and not is_written_through)

    def _is_slice(self, file: SourceFile, node: Node) -> bool:
        return not isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Map)

    def _is_earlier(self, file: SourceFile, other: Node, length: Node) -> bool:
        """Whether a length is compared with what it was: `before := b.Len(); …; if b.Len() > before`."""
        named = self._resolver.object_of(file, other) if other.type == "identifier" else None
        if named is None or not named.is_local or named.kind != "var":
            return False
        return any(text(value) == text(length) for value in assigned_values(self._resolver, file, named))

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
            if operator(parent) in _EQUAL | _ORDERED:
                is_earlier = other is not None and not is_capacity and self._is_earlier(file, other, call)
                if other is not None and (is_earlier or text(other) == "0" or operator(parent) in _EQUAL):
                    return Touch(Deed.CHECK, path, file, parent)
                words = _ROOM[1:] if is_capacity and _is_larger(parent, call) else _ROOM
                return Touch(Deed.CHECK if self._makes_room(file, parent, words) else Deed.BOUND, path, file, parent)
            node, parent = parent, self._resolver.parent(file, parent)
        is_used = is_capacity and (parent is None or parent.type != "slice_expression")
        is_used = is_used or self._is_compared_later(file, call)
        return Touch(Deed.BOUND if is_used else Deed.CHECK, path, file, node)

    def _is_compared_later(self, file: SourceFile, call: Node) -> bool:
        """Whether a length is held against a bound under a name: `n := len(x); …; if n > most { return }`."""
        listed = self._resolver.parent(file, call)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        if statement is None or goes_on(statement):
            return False  # `total += len(x)` is held against something else
        for named in names_of(self._resolver, file, call):
            for use in self._resolver.scopes.uses(file, named) if named.is_local else ():
                comparison = self._resolver.parent(file, use)
                if comparison is None or operator(comparison) not in _ORDERED:
                    continue
                is_bound = not {"0", text(call)} & {text(each) for each in comparison.named_children}
                if is_bound and not self._makes_room(file, comparison, _ROOM):
                    return True
        return False

    def _makes_room(self, file: SourceFile, condition: Node, words: tuple[bytes, ...]) -> bool:
        """Whether a condition runs a loop, or decides on making a larger one, told by the words of the branch."""
        node: Node | None = condition
        while node is not None and node.type not in {"if_statement", "for_statement", "block", "expression_case"}:
            node = self._resolver.parent(file, node)
        if node is None or node.type == "for_statement":
            return True
        then = child(node, "consequence") if node.type == "if_statement" else None
        return then is not None and any(word in (then.text or b"") for word in words)

    def of_method(self, file: SourceFile, call: Node, path: Path) -> Iterator[Touch]:
        callee = self._resolver.callee(file, call)
        path = (*path, *callee.path)
        function = child(call, "function")
        field = child(function, "field") if function is not None else None
        name, given = text(field) if field is not None else "", arguments(call)
        known = stateful_types().get((callee.qualified or "").rpartition(".")[0].strip("(*)"))
        around = self._resolver.parent(file, call)
        outer = self._resolver.parent(file, around) if around is not None and around.type == "argument_list" else None
        if name in {"Len", "Cap", "Size"} and not given:
            yield self._measured(file, call, path)
        elif name in _WHOLE and not given and outer is not None and text(outer).startswith(("len(", "cap(")):
            yield self._measured(file, outer, path)
        elif self._is_at_hand(callee):
            yield Touch(Deed.CALL, path, file, call, callee=callee)
        elif callee.qualified in {_LOAD, _STORE} and not self._is_elsewhere(file, function):
            is_off = [text(each) for each in given] == ["false"]
            deed = Deed.READ if callee.qualified == _LOAD else Deed.CLEAR if is_off else Deed.SET
            yield Touch(deed, path, file, call, given[0] if deed is Deed.SET and given else None)
        elif reset_names().is_reset(name) or name == "Truncate":
            is_wrapping = len(given) >= 1 and name != "Truncate" and not is_nothing(self._resolver, file, given[0])
            yield Touch(Deed.SET if is_wrapping else Deed.CLEAR, path, file, call, given[0] if is_wrapping else None)
        elif known is not None:
            adds = name.startswith(_ADDING) and name != "WriteTo"
            yield Touch(Deed.GROW if adds else Deed.READ, path, file, call)
        else:
            yield Touch(Deed.CALL, path, file, call, callee=callee)

    def _is_elsewhere(self, file: SourceFile, selector: Node | None) -> bool:
        """Whether a method is called through a pointer: what that sets is not a part of the object."""
        operand = child(selector, "operand") if selector is not None else None
        return operand is None or isinstance(self._resolver.type_of(file, operand), Pointer)

    def _is_at_hand(self, callee: Callee) -> bool:
        declaration = callee.declaration
        return (
            declaration is not None
            and not declaration.package.is_knowledge
            and child(declaration.node, "body") is not None
        )


def _is_larger(comparison: Node, measured: Node) -> bool:
    """Whether a comparison asks for what is measured to be above the other side: `cap(x) > most`."""
    above = "left" if operator(comparison) in {">", ">="} else "right"
    return is_same(child(comparison, above), measured)
