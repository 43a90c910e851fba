"""Objects taken out of an atomic pointer and put back: whoever has loaded the pointer before may still read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child
from scanners.pools.code.objects_in_functions import assigned_values, names_of
from scanners.pools.code.operands import addressed

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.tracking.releases import Release

_POINTERS: Final = ("(*sync/atomic.Pointer).", "(*sync/atomic.Value).")
_TAKES: Final = frozenset({"Load", "Swap"})
_READS: Final = frozenset({"Load"})
_TAKEN_FROM_OTHERS: Final = re.compile(rb"\.(?:Swap|CompareAndSwap)\(")
# Readers and writers that agree with each other in some way, which is not followed here.
_AGREE: Final = re.compile(rb"(?i)lock\(|ref|acquire|retain|release|hazard|epoch|rcu|wait")


class Published:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def reader(self, release: Release) -> tuple[str, SourceFile, Node] | None:
        """The pointer that held what is put back, and a place where it is loaded and read without a lock."""
        file, value = release.site.file, addressed(release.value)
        variable = self._resolver.object_of(file, value) if value.type == "identifier" else None
        if variable is None or not variable.is_local or self._agrees(file, release.site.call):
            return None
        for assigned in assigned_values(self._resolver, file, variable):
            pointer = self._pointer(file, assigned, _TAKES)
            reads = self._reads(pointer) if pointer is not None else iter(())
            found = next((each for each in reads if not self._is_only_consumer(release, *each)), None)
            if pointer is not None and found is not None:
                return pointer.name, *found
        return None

    def _is_only_consumer(self, release: Release, file: SourceFile, node: Node) -> bool:
        """Whether a reader is the function with the Put, which moves the pointer on as only a single consumer may."""
        function = self._resolver.enclosing_function(file, node)
        if function is None or release.site.function is None or function.id != release.site.function.id:
            return False
        return _TAKEN_FROM_OTHERS.search(function.text or b"") is None

    def _pointer(self, file: SourceFile, call: Node, methods: frozenset[str]) -> Object | None:
        """The field or package variable that a call loads or swaps."""
        callee = self._resolver.callee(file, call) if call.type in CALLS else None
        if callee is None or callee.receiver is None or not (callee.qualified or "").startswith(_POINTERS):
            return None
        found = self._resolver.object_of_expression(file, callee.receiver)
        is_method = (callee.qualified or "").rpartition(".")[2] in methods
        return found if is_method and found is not None and not found.is_local else None

    def _reads(self, pointer: Object) -> Iterator[tuple[SourceFile, Node]]:
        for file, use in self._uses.expressions(pointer):
            selector = self._resolver.parent(file, use)
            call = self._resolver.parent(file, selector) if selector is not None else None
            is_loaded = call is not None and self._pointer(file, call, _READS) is pointer
            if call is None or not is_loaded or self._agrees(file, call):
                continue
            for name in names_of(self._resolver, file, call):
                for each in self._resolver.scopes.uses(file, name):
                    if self._is_looked_into(file, each):
                        yield file, each
            if self._is_looked_into(file, call):
                yield file, call

    def _is_looked_into(self, file: SourceFile, node: Node) -> bool:
        """Whether a field of what a pointer refers to is read."""
        parent = self._resolver.parent(file, node)
        if parent is None or parent.type != "selector_expression":
            return False
        operand = child(parent, "operand")
        call = self._resolver.parent(file, parent)
        is_called = call is not None and call.type in CALLS and call.start_byte == parent.start_byte
        return operand is not None and operand.id == node.id and not is_called

    def _agrees(self, file: SourceFile, node: Node) -> bool:
        function = self._resolver.enclosing_function(file, node)
        return function is None or _AGREE.search(function.text or b"") is not None
