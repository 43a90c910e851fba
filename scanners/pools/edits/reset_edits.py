"""Edits that reset an object: before its Put, or right after the Gets that trust it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from scanners.golang.edits import insert_after, insert_before, wrap
from scanners.golang.syntax import text
from scanners.golang.types import Type
from scanners.pools.code.parameters import receiver
from scanners.pools.code.zero_values import zero_value
from scanners.pools.inventory.statements import get_statement, put_statement
from scanners.pools.objects.contents import Kind, contents, reset_names
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.events import CUT

if TYPE_CHECKING:
    from scanners.golang.members import Method
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.touches import Touches

_MOST: Final = 3  # fields, or Gets, in one suggestion


class ResetEdits:
    """Makes them for the objects of one pool, of which some `parts` go back dirty."""

    def __init__(self, resolver: Resolver, touches: Touches, pool: PoolDeclaration, parts: list[str]) -> None:
        self._resolver: Final = resolver
        self._touches: Final = touches
        self._element: Final = pool.element_type
        self._directory: Final = pool.file.directory
        self._contents: Final = contents(resolver, pool.element_type)
        self._parts: Final = parts

    def of(self, put: PoolSite, gets: Collection[PoolSite]) -> tuple[Edit, ...]:
        """The edits that end what is wrong between a Put and the Gets that trust it; () where none is certain."""
        if self._contents is None or self._element is None or len(self._parts) > _MOST:
            return ()
        statement = put_statement(self._resolver, put)
        if put.value is not None and self._resolver.type_of(put.file, put.value) == self._element:
            if self._contents.kind is Kind.SLICE and not self._contents.pointer:
                return (wrap(put.file, put.value, "", self._cut(text(put.value))),) if statement is not None else ()
            if statement is not None and not statement.deferred:
                lines = self._lines(statement.value)
                return (insert_before(put.file, statement.node, lines),) if lines else ()
        return self.after_gets(gets)

    def after_gets(self, gets: Collection[PoolSite]) -> tuple[Edit, ...]:
        """The edits that reset what Gets take at once; () where one of them is not certain."""
        edits: list[Edit] = []
        for get in gets:
            taken = get_statement(self._resolver, get)
            if taken is None or self._resolver.type_of(get.file, taken[1]) != self._element or len(gets) > _MOST:
                return ()
            lines = self._lines(text(taken[1]))
            if not lines:
                return ()
            edits.append(insert_after(get.file, taken[0], lines))
        return tuple(edits)

    def _cut(self, slice_: str) -> str:
        return f"[:cap({slice_})]" if CUT in self._parts else "[:0]"

    def _lines(self, name: str) -> str:
        """The statements that reset an object of that name; "" where they are not certain."""
        held, element = self._contents, self._element
        if held is None or element is None:
            return ""
        match held.kind:
            case Kind.STATEFUL:
                method = self._resolver.method(element, "Reset")
                return f"{name}.Reset()" if method is not None and not method.signature.params else ""
            case Kind.SLICE if held.pointer:
                return f"*{name} = (*{name}){self._cut(f'*{name}')}"
            case Kind.MAP if not held.pointer:
                return f"for key := range {name} {{\n\tdelete({name}, key)\n}}"
            case Kind.STRUCT:
                return self._reset_of_struct(element, name)
        return ""

    def _reset_of_struct(self, element: Type, name: str) -> str:
        for candidate in sorted(self._resolver.method_names(element)):
            method = self._resolver.method(element, candidate)
            if method is not None and reset_names().is_reset(candidate) and self._resets_all(method):
                return f"{name}.{candidate}()"
        zeros = [self._zero(element, part) for part in self._parts]
        if None in zeros:
            return ""
        return "\n".join(f"{name}.{part} = {zero}" for part, zero in zip(self._parts, zeros, strict=True))

    def _resets_all(self, method: Method) -> bool:
        """Whether a method without parameters and results clears every part, or the object as a whole."""
        declaration = method.declaration
        if declaration is None or method.signature.params or method.signature.results or method.path:
            return False
        own = receiver(self._resolver, declaration.file, declaration.node)
        if own is None or declaration.file.directory != self._directory:
            return False
        steps = self._touches.of(declaration.file, own)
        cleared = {step.path[:1] for step in steps if step.touch.deed in {Deed.CLEAR, Deed.CUT}}
        return () in cleared or all((part,) in cleared for part in self._parts)

    def _zero(self, element: Type, part: str) -> str | None:
        """How the zero value of a field is written; None where that takes more than a literal."""
        selection = self._resolver.field(element, part)
        file = selection.field.file if selection is not None else None
        if selection is None or len(selection.path) != 1 or file is None or file.directory != self._directory:
            return None
        return zero_value(self._resolver, selection.type)
