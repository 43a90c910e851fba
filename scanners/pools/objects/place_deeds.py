"""What one place in the code does to the object that it names, or to the part of it that it selects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, operator, text, walk
from scanners.pools.code.fluent import is_fluent
from scanners.pools.code.targets import is_same
from scanners.pools.code.values import Cut, cut_of, is_operand
from scanners.pools.objects.assignment_deeds import AssignmentDeeds
from scanners.pools.objects.call_deeds import CallDeeds
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_COMPARING: Final = frozenset({"==", "!=", "<", ">", "<=", ">="})


class PlaceDeeds:
    """Tells the deeds of one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._assignments: Final = AssignmentDeeds(resolver)
        self._calls: Final = CallDeeds(resolver)

    def at(self, file: SourceFile, node: Node, path: Path = ()) -> Iterator[Touch]:
        """What the code around an expression does to it; `path` is the part that the expression is."""
        start, is_deref = node, False
        while (parent := self._resolver.parent(file, node)) is not None:
            if parent.type == "selector_expression" and is_same(child(parent, "operand"), node):
                call = self._resolver.parent(file, parent)
                if call is not None and call.type in CALLS and is_same(child(call, "function"), parent):
                    yield from self._calls.of_method(file, call, path)
                    if not path and self._goes_on(file, call):
                        yield from self.at(file, call)
                    return
                name = child(parent, "field")
                selected = text(name) if name is not None else ""
                selection = self._resolver.field(self._resolver.type_of(file, node), selected)
                path = (*path, *(selection.path if selection is not None else (selected,)))
            elif parent.type == "index_expression" and is_operand(parent, node):
                path = (*path, ELEMENT)
            elif parent.type == "unary_expression" and operator(parent) == "*":
                is_deref = True
            elif parent.type not in {"parenthesized_expression", "type_assertion_expression"} and not (
                parent.type == "unary_expression" and operator(parent) == "&"
            ):
                break
            node = parent
        if parent is not None:
            yield from self._in_context(
                file, node, parent, path, is_name=node.id == start.id and node.type == "identifier" and not is_deref
            )

    def _goes_on(self, file: SourceFile, call: Node) -> bool:
        """Whether something is called on the result of a call, which is the object: `x.Clear().Add(1)`."""
        selector = self._resolver.parent(file, call)
        is_chain = selector is not None and selector.type == "selector_expression"
        return is_chain and is_fluent(self._resolver, file, call)

    def _in_context(self, file: SourceFile, node: Node, parent: Node, path: Path, *, is_name: bool) -> Iterator[Touch]:
        if parent.type == "slice_expression" and is_operand(parent, node):
            yield from self._sliced(file, parent, path)
        elif parent.type == "expression_list":
            yield from self._assignments.in_list(file, node, parent, path, is_name=is_name)
        elif parent.type in {"inc_statement", "dec_statement"}:
            yield self._assignments.changed(file, node, parent, path)
        elif parent.type == "argument_list":
            yield from self._calls.of_argument(file, node, parent, path)
        elif parent.type == "range_clause":
            yield Touch(Deed.CLEAR if self._deletes(file, parent) else Deed.READ, path, file, parent)
        elif parent.type == "binary_expression" and operator(parent) in _COMPARING:
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

    def _deletes(self, file: SourceFile, clause: Node) -> bool:
        """Whether the loop deletes what it ranges over."""
        loop = self._resolver.parent(file, clause)
        body, right = (child(loop, "body") if loop is not None else None), child(clause, "right")
        ranged = text(right) if right is not None else ""
        return body is not None and any(
            each.type == "call_expression" and text(each).startswith(f"delete({ranged},") for each in walk(body)
        )
