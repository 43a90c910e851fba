"""The object whose events are looked for: its names in one file, and what it carries."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, operator, parts, text
from scanners.golang.types import Pointer, Slice
from scanners.pools.code.values import Cut, appends, is_operand
from scanners.pools.objects.carriers import Carrier, path_of
from scanners.pools.objects.contents import Contents, Kind
from scanners.pools.objects.events import CUT, GROWN, KEYS, Action, Event
from scanners.pools.resets.recut import is_recut
from scanners.pools.resets.reset_by_holder import is_reset_by_holder

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


_ASSIGNMENTS: Final = frozenset({"assignment_statement", "short_var_declaration"})


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """One carrier in one file, with what questions about it need."""

    resolver: Resolver
    file: SourceFile
    carrier: Carrier
    contents: Contents

    @property
    def kind(self) -> Kind:
        """How leftovers of the object show."""
        return self.contents.kind

    def is_own(self, node: Node) -> bool:
        """Whether an expression is the object under one of its names."""
        path = path_of(self.resolver, self.file, node)
        return path is not None and path in self.carrier.paths

    def is_pointer(self, node: Node) -> bool:
        """Whether an expression is the pointer to the slice or map, not the slice or map itself."""
        if not self.contents.pointer or node.type == "slice_expression":
            return False
        return operator(node) == "&" or isinstance(self.resolver.type_of(self.file, node), Pointer)

    def resizes(self, call: Node) -> bool:
        """Whether a call only sees to the length of a slice that it gives back: `x.buf = resize(x.buf, n)`.

        What such scratch memory holds is for whoever asks for it to write.
        """
        callee = self.resolver.callee(self.file, call)
        if callee.kind not in {"function", "method"} or appends(callee.qualified):
            return False
        given = {text(each): place for place, each in enumerate(arguments(call)) if self._is_slice(each)}
        back = [given[text(each)] for each in self._receiving(call) if text(each) in given]
        if callee.kind == "function":
            return bool(back)
        # A method may look at what its object keeps there.
        return bool(back) and all(is_recut(self.resolver, callee, place, may_return=True) for place in back)

    def _is_slice(self, node: Node) -> bool:
        return isinstance(self.resolver.underlying(self.resolver.type_of(self.file, node)), Slice)

    def _receiving(self, call: Node) -> Iterator[Node]:
        """What is set to the results of a call, at once or by way of a variable: `b, err := f(x.b); …; x.b = b`."""
        for target in self._targets(call):
            yield target
            object_ = self.resolver.object_of(self.file, target) if target.type == "identifier" else None
            if object_ is not None and object_.is_local and object_.kind == "var":
                for use in self.resolver.scopes.uses(self.file, object_):
                    yield from self._targets(use)

    def _targets(self, value: Node) -> list[Node]:
        """The left side of the assignment in which something, or a cut of it, stands alone on the right."""
        listed = self.resolver.parent(self.file, value)
        if listed is not None and listed.type == "slice_expression" and is_operand(listed, value):
            listed = self.resolver.parent(self.file, listed)
        statement = self.resolver.parent(self.file, listed) if listed is not None else None
        if statement is None or listed is None or statement.type not in _ASSIGNMENTS or len(parts(listed)) != 1:
            return []
        left = child(statement, "left")
        return parts(left) if left is not None and left.id != listed.id else []

    def shared(self, node: Node, part: str | None) -> Event:
        """Somebody else has it too: a buffer is written by whoever gets it, of anything else nothing is known."""
        if part is not None:
            return Event(Action.USE, node, part)
        is_written = self.kind is Kind.STATEFUL and not is_reset_by_holder(self.resolver, self.file, node)
        return Event(Action.WRITE if is_written else Action.LOSE, node)

    def read(self, node: Node, part: str | None, cut: Cut | None, *, grows: bool = False) -> Iterator[Event]:
        """What it means that somebody takes the object, or a part or a cut of it, as it is."""
        if part is not None:
            if cut is None:
                yield Event(Action.USE, node, part)
        elif self.kind is Kind.SLICE:
            if cut is Cut.EMPTY:
                yield Event(Action.LOSE, node)
            elif cut is None:
                yield Event(Action.USE, node, GROWN if grows else CUT)
        elif self.kind is Kind.MAP:
            yield Event(Action.USE, node, KEYS)
        else:
            yield Event(Action.LOSE, node)
