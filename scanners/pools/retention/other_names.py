"""Slices in fields that grow under another name.

b := x.buf[:0]
for _, each := range all { b = append(b, each...) }
x.buf = b
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, only, text
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.values import Cut, appends, cut_of
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.touches import Touches

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


class OtherNames:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, touches: Touches) -> None:
        self._resolver: Final = resolver
        self._touches: Final = touches

    def growing(self, touch: Touch) -> Iterator[Touch]:
        """Where the variable grows that a field is set to, if it began as what the field held and nothing bounds it."""
        value = touch.value if touch.deed is Deed.SET else None
        left = child(touch.node, "left") if touch.node.type == "assignment_statement" else None
        target = only(left) if left is not None else None
        named = self._variable(touch.file, value) if value is not None else None
        if target is None or named is None:
            return
        values = assigned_values(self._resolver, touch.file, named)
        if not any(text(_origin(each)) == text(target) for each in values):
            return
        steps = [step.touch for step in self._touches.of(touch.file, named) if not step.path]
        if any(step.deed is Deed.BOUND for step in steps):
            return
        yield from (step for step in steps if step.deed is Deed.GROW)
        for each in values:
            statement = self._statement(touch.file, each) if self._is_appending(touch.file, each) else None
            if statement is not None:
                yield Touch(Deed.GROW, (), touch.file, statement)

    def is_kept(self, touch: Touch, name: str) -> bool:
        """Whether a field is set to a variable that began as what it held: `b := x.buf; *x = T{}; x.buf = b[:0]`."""
        value = touch.value if touch.deed is Deed.SET else None
        named = self._variable(touch.value_file, value) if value is not None else None
        if named is None:
            return False
        origins = map(_origin, assigned_values(self._resolver, touch.value_file, named))
        fields = (child(each, "field") for each in origins if each.type == "selector_expression")
        if not any(each is not None and text(each) == name for each in fields):
            return False
        return all(step.touch.deed is not Deed.BOUND for step in self._touches.of(touch.value_file, named))

    def is_cut(self, file: SourceFile, value: Node) -> bool:
        """Whether a field is set to a variable that is cut to nothing: `x.buf = b[:0]`."""
        is_empty = value.type == "slice_expression" and cut_of(value) is Cut.EMPTY
        return is_empty and self._variable(file, value) is not None

    def _variable(self, file: SourceFile, value: Node) -> Object | None:
        named = base(value)
        object_ = self._resolver.object_of(file, named) if named.type == "identifier" else None
        return object_ if object_ is not None and object_.is_local and object_.kind == "var" else None

    def _is_appending(self, file: SourceFile, value: Node) -> bool:
        return value.type in CALLS and appends(self._resolver.callee(file, value).qualified)

    def _statement(self, file: SourceFile, value: Node) -> Node | None:
        listed = self._resolver.parent(file, value)
        return self._resolver.parent(file, listed) if listed is not None else None


def _origin(value: Node) -> Node:
    """What a slice begins as: `x.buf` of `append(x.buf[:0], …)`."""
    node = base(value)
    given = arguments(node) if node.type in CALLS else []
    return base(given[0]) if given else node
