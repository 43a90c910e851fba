"""Lifecycle methods of pooled objects that have something to end: what they close nobody closes once it is dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS
from scanners.golang.types import Basic, Interface, Named, Pointer, Slice, Type
from scanners.knowledge.activity import active_type
from scanners.knowledge.resources import is_memory, lifecycle
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.deeds import Path
from scanners.pools.objects.holders import Holders
from scanners.pools.ownership.closing import called, is_closed_first
from scanners.pools.ownership.ownership import Ownership
from scanners.pools.ownership.resource_types import is_resource

if TYPE_CHECKING:
    from scanners.golang.resolver import Method, Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.touches import Step

_OF_STREAMS: Final = frozenset({"Close", "Hijack"})  # a hijacker gives away what is the server's


@dataclass(frozen=True, slots=True)
class Ending:
    """A lifecycle method and the part of the object that it ends, () where it is that of the object itself."""

    method: Method
    path: Path


class Endings:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, ownership: Ownership, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._ownership: Final = ownership
        self._holders: Final = holders

    def of(self, pool: PoolDeclaration) -> tuple[Type, list[Ending]] | None:
        """The first type that the pool holds with such methods, and those methods."""
        for element in pool.elements:
            found = list(self._endings(pool, element)) if self._is_candidate(element) else []
            if found:
                is_closed = is_closed_first(self._resolver, self._holders, pool, ())
                return None if is_closed else (element, found)
        return None

    def _is_candidate(self, element: Type) -> bool:
        """Whether a type is defined somewhere, no plain memory, and no codec that is only reset."""
        held = element.element if isinstance(element, Pointer) else element
        if not isinstance(held, Named) or is_memory(held.path, held.name) or active_type(held.path, held.name):
            return False
        return not self._is_codec(element)

    def _is_codec(self, type_: Type) -> bool:
        reset = self._resolver.method(type_, "Reset")
        given = reset.signature.params if reset is not None else ()
        return any(isinstance(each, Named) and each.qualified in lifecycle().codec_reset_parameters for each in given)

    def _endings(self, pool: PoolDeclaration, element: Type) -> Iterator[Ending]:
        releases = {wrapper.node.id for wrapper in pool.wrappers}
        for name in sorted(lifecycle().methods):
            method = self._resolver.method(element, name)
            if method is None or (method.declaration is not None and method.declaration.node.id in releases):
                continue
            if (path := self._ended(pool, element, method)) is not None:
                yield Ending(method, path)
        method = self._resolver.method(element, lifecycle().addressed)
        if method is not None and _is_addressed(method) and not self._ownership.is_borrowed(pool, method.path):
            yield Ending(method, method.path)

    def _ended(self, pool: PoolDeclaration, element: Type, method: Method) -> Path | None:
        """The part that a method ends, where the object still has it in the pool."""
        if method.path and not self._ownership.is_kept(pool, element, method.path):
            return None
        if method.name in lifecycle().certain:
            return method.path
        if method.declaration is None:
            is_more = self._is_more_than_a_stream(self._type_at(element, method.path))
            return method.path if is_more else None
        if method.declaration.package.is_knowledge:
            return method.path if is_resource(self._resolver, self._type_at(element, method.path)) else None
        own = receiver(self._resolver, method.declaration.file, method.declaration.node)
        steps = self._holders.touches.of(method.declaration.file, own) if own is not None else ()
        for step in steps:
            path = (*method.path, *step.path)
            if step.path and self._ends(element, step, path) and self._ownership.is_kept(pool, element, path):
                return path
        return None

    def _is_more_than_a_stream(self, type_: Type) -> bool:
        """Whether an interface is that of a connection: codecs stand behind io.WriteCloser as well."""
        return bool((self._resolver.method_names(type_) & lifecycle().methods) - _OF_STREAMS)

    def _ends(self, element: Type, step: Step, path: Path) -> bool:
        """Whether a step of a method's body ends a part: calls a lifecycle method on it, or closes a descriptor."""
        node, callee = step.touch.node, step.touch.callee
        if node.type not in CALLS:
            return False
        if callee is not None and callee.qualified in lifecycle().ends:
            return True
        if called(node) not in lifecycle().methods or step.touch.argument is not None:
            return False
        type_ = self._type_at(element, path)
        if is_resource(self._resolver, type_):
            return True
        return isinstance(self._resolver.underlying(type_), Interface) and self._is_more_than_a_stream(type_)

    def _type_at(self, type_: Type, path: Path) -> Type:
        for name in path:
            found = self._resolver.field(type_, name)
            if found is None:
                return type_
            type_ = found.type
        return type_


def _is_addressed(method: Method) -> bool:
    """Whether a method takes bytes and an address."""
    given = method.signature.params
    if len(given) != 2:
        return False
    is_bytes = isinstance(given[0], Slice) and given[0].element == Basic("byte")
    return is_bytes and isinstance(given[1], Named) and given[1].qualified == "net.Addr"
