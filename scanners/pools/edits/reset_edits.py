"""Edits that reset an object: before its Put, or right after the Gets that trust it."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Final

from scanners.golang.edits import insert_after, insert_before, wrap
from scanners.golang.syntax import text
from scanners.golang.types import Map, Slice, Type
from scanners.pools.code.parameters import receiver
from scanners.pools.code.zero_values import emptied, has_clear, zero_value
from scanners.pools.edits.initial_values import InitialValues
from scanners.pools.inventory.statements import get_statement, put_statement
from scanners.pools.objects.contents import Kind, contents, reset_names
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.events import CUT
from scanners.pools.objects.givers import holds_references

if TYPE_CHECKING:
    from scanners.golang.members import Method
    from scanners.golang.resolver import Resolver
    from scanners.golang.syntax import SourceFile
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.field_uses import FieldUses
    from scanners.pools.objects.touches import Touches

_MOST: Final = 3  # fields, or Gets, in one suggestion


class ResetEdits:
    """Makes them for the objects of one pool, of which some `parts` go back dirty."""

    def __init__(
        self, resolver: Resolver, touches: Touches, uses: FieldUses, pool: PoolDeclaration, parts: list[str]
    ) -> None:
        self._resolver: Final = resolver
        self._touches: Final = touches
        self._initial: Final = InitialValues(resolver, uses, pool)
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
                lines = self._lines(put.file, statement.value)
                return (insert_before(put.file, statement.node, lines),) if lines else ()
        return self.after_gets(gets)

    def after_gets(self, gets: Collection[PoolSite]) -> tuple[Edit, ...]:
        """The edits that reset what Gets take at once; () where one of them is not certain."""
        edits: list[Edit] = []
        for get in gets:
            taken = get_statement(self._resolver, get)
            if taken is None or self._resolver.type_of(get.file, taken[1]) != self._element or len(gets) > _MOST:
                return ()
            lines = self._lines(get.file, text(taken[1]))
            if not lines:
                return ()
            edits.append(insert_after(get.file, taken[0], lines))
        return tuple(edits)

    def _cut(self, slice_: str) -> str:
        return f"[:cap({slice_})]" if CUT in self._parts else "[:0]"

    def _lines(self, file: SourceFile, name: str) -> str:
        """The statements that reset an object of that name; "" where they are not certain."""
        held, element = self._contents, self._element
        if held is None or element is None:
            return ""
        match held.kind:
            case Kind.STATEFUL:
                return f"{name}.Reset()" if self._has_plain_reset(element) else ""
            case Kind.SLICE if held.pointer:
                return f"*{name} = (*{name}){self._cut(f'*{name}')}"
            case Kind.MAP if not held.pointer:
                loop = f"for key := range {name} {{\n\tdelete({name}, key)\n}}"
                return f"clear({name})" if has_clear(self._resolver, file) else loop
            case Kind.STRUCT:
                return self._reset_of_struct(file, element, name)
        return ""

    def _has_plain_reset(self, type_: Type) -> bool:
        method = self._resolver.method(type_, "Reset")
        return method is not None and not method.signature.params

    def _reset_of_struct(self, file: SourceFile, element: Type, name: str) -> str:
        for candidate in sorted(self._resolver.method_names(element)):
            method = self._resolver.method(element, candidate)
            if method is not None and reset_names().is_reset(candidate) and self._resets_all(method):
                return f"{name}.{candidate}()"
        lines = [self._reset_of_field(file, element, name, part) for part in self._parts]
        return "\n".join(lines) if all(lines) else ""

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

    def _reset_of_field(self, file: SourceFile, element: Type, name: str, part: str) -> str:
        """The statement that makes a field what it is in a new object; "" where that is not certain."""
        selection = self._resolver.field(element, part)
        declared = selection.field.file if selection is not None else None
        if selection is None or len(selection.path) != 1 or declared is None or declared.directory != file.directory:
            return ""
        target, type_ = f"{name}.{part}", selection.type
        zero = zero_value(self._resolver, type_)
        if isinstance(self._resolver.underlying(type_), Map):
            return emptied(self._resolver, file, target, type_) or ""
        if zero is not None and self._initial.is_zero(selection.field):
            return f"{target} = {zero}"
        held = contents(self._resolver, type_)
        if held is not None and held.kind is Kind.STATEFUL and self._has_plain_reset(type_):
            return f"{target}.Reset()" if not held.pointer or self._initial.is_set(selection.field) else ""
        is_slice = isinstance(self._resolver.underlying(type_), Slice) and not holds_references(self._resolver, type_)
        return f"{target} = {target}[:0]" if is_slice and self._initial.is_empty(selection.field) else ""
