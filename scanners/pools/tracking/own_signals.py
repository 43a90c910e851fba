"""Channels that a method closes to end a goroutine of its struct, and Puts of what that may still use.

    func (p *pump) run() { for { select { case m := <-p.in: p.buf = append(p.buf, m...); case <-p.done: return } } }
    func (p *pump) Stop() { close(p.done); buffers.Put(p.buf) }

This is said only where the method that closes waits for nobody, takes no lock, and is not called by the goroutine.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, find, parts, text
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import receiver
from scanners.pools.code.targets import is_target
from scanners.pools.objects.carriers import Path, path_of
from scanners.pools.tracking.signals import received_from

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.tracking.releases import Release, Releases

_MEASURES: Final = frozenset({"len", "cap"})


class OwnSignals:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses, releases: Releases) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._releases: Final = releases

    def unfinished(self, release: Release) -> tuple[str, SourceFile, Node] | None:
        """The channel that is closed right before a Put, and where the goroutine that waits for that uses the field."""
        file, method = release.site.file, release.site.function
        field = self._field(file, method, release.value) if method is not None and not release.fields else None
        if method is None or field is None or not release.is_certain or self._releases.may_wait(file, method):
            return None
        for channel in self._closed(file, method, release.site.call):
            for other_file, other in self._waiting(channel):
                used = self._use(other_file, other, field)
                if used is not None and self._is_started(other_file, other, method):
                    return f"{text(_receiver_name(method))}.{channel.name}", other_file, used
        return None

    def _field(self, file: SourceFile, method: Node, value: Node) -> Object | None:
        """The field of the receiver that an expression names."""
        own = receiver(self._resolver, file, method) if method.type == "method_declaration" else None
        path = path_of(self._resolver, file, addressed(value))
        is_own = own is not None and path is not None and path.root is own and len(path.fields) == 1
        return self._resolver.object_of_expression(file, addressed(value)) if is_own else None

    def _closed(self, file: SourceFile, method: Node, put: Node) -> Iterator[Object]:
        """The channels of the receiver that a method closes before a Put."""
        for call in find(method, "call_expression"):
            callee = self._resolver.callee(file, call)
            if callee.kind == "builtin" and callee.qualified == "close" and call.end_byte <= put.start_byte:
                found = self._field(file, method, arguments(call)[0]) if arguments(call) else None
                if found is not None:
                    yield found

    def _waiting(self, channel: Object) -> Iterator[tuple[SourceFile, Node]]:
        """The methods that wait for a channel of their receiver, each once."""
        found = set()
        for file, use in self._uses.expressions(channel):
            receive = self._resolver.parent(file, use)
            function = self._resolver.enclosing_function(file, use)
            is_received = receive is not None and received_from(receive) is not None
            if function is None or not is_received or function.id in found or self._is_passing(file, receive):
                continue
            if self._field(file, function, use) is channel:
                found.add(function.id)
                yield file, function

    def _is_passing(self, file: SourceFile, receive: Node | None) -> bool:
        """Whether a receive stands in a select that goes on at once: `select { case <-p.done: return; default: }`."""
        while receive is not None and receive.type not in {"select_statement", "block", "func_literal"}:
            receive = self._resolver.parent(file, receive)
        is_select = receive is not None and receive.type == "select_statement"
        return receive is not None and is_select and any(each.type == "default_case" for each in parts(receive))

    def _use(self, file: SourceFile, function: Node, field: Object) -> Node | None:
        """Where a method looks at what a field of its receiver holds, without a lock; None where it sets the field."""
        own = receiver(self._resolver, file, function)
        named = [
            each
            for each in find(function, "selector_expression")
            if path_of(self._resolver, file, each) == (Path(own, (field.name,)) if own is not None else None)
            and self._resolver.object_of_expression(file, each) is field
        ]
        is_locked = b".Lock()" in (function.text or b"") or b".RLock()" in (function.text or b"")
        if is_locked or any(is_target(self._resolver, file, each) for each in named):
            return None
        return next((each for each in named if not self._is_measured(file, each)), None)

    def _is_measured(self, file: SourceFile, node: Node) -> bool:
        """Whether only the length of a field is asked for, or whether it is nil."""
        parent = self._resolver.parent(file, node)
        call = self._resolver.parent(file, parent) if parent is not None and parent.type == "argument_list" else None
        function = child(call, "function") if call is not None else None
        is_compared = parent is not None and parent.type == "binary_expression"
        return is_compared or (function is not None and text(function) in _MEASURES)

    def _is_started(self, file: SourceFile, function: Node, closing: Node) -> bool:
        """Whether a method runs as a goroutine, and does not call the one that closes."""
        calls = [self._resolver.callee(file, call).declaration for call in find(function, "call_expression")]
        if any(each is not None and each.node.id == closing.id for each in calls):
            return False
        started = (self._resolver.parent(used_in, call) for used_in, call in self._uses.calls(file, function))
        return any(each is not None and each.type == "go_statement" for each in started)


def _receiver_name(method: Node) -> Node:
    listed = child(method, "receiver")
    names = find(listed, "identifier") if listed is not None else []
    return names[0] if names else method
