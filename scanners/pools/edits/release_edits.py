"""Edits that make an object let go, before its Put, of what belongs to its user."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.edits import indentation_of, insert_before, replace
from scanners.golang.syntax import text
from scanners.golang.types import Array, Pointer, Type
from scanners.pools.code.zero_values import has_clear, zero_value
from scanners.pools.edits.initial_values import InitialValues
from scanners.pools.inventory.statements import PutStatement, is_set_once, put_statement
from scanners.pools.objects.contents import reset_to_nothing
from scanners.pools.objects.field_uses import field_at, type_at
from scanners.pools.objects.givers import Origins, Owner
from scanners.pools.retention.retained import Retained, Way

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.field_uses import FieldUses

_MOST: Final = 6  # parts in one suggestion


class ReleaseEdits:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)

    def before(self, pool: PoolDeclaration, site: PoolSite, left: list[Retained]) -> Edit | None:
        """The edit in front of a Put that ends all that is left; None where that is not certain."""
        put = put_statement(self._resolver, site) if site.direct and len(left) <= _MOST else None
        if put is None or site.value is None or self._resolver.type_of(site.file, site.value) != pool.element_type:
            return None
        lines = [line for each in left for line in self._lines(pool, site, put.value, each) or [""]]
        if not all(lines):
            return None
        if not put.deferred:
            return insert_before(site.file, put.node, "\n".join(lines))
        return self._deferred(site, put, lines) if is_set_once(self._resolver, site.file, put.object) else None

    def _deferred(self, site: PoolSite, put: PutStatement, lines: list[str]) -> Edit:
        inside = "".join(f"\n\t{line}" for line in (*lines, text(site.call)))
        indentation = indentation_of(site.file, put.node)
        return replace(site.file, put.node, f"defer func() {{{inside}\n}}()".replace("\n", f"\n{indentation}"))

    def _lines(self, pool: PoolDeclaration, site: PoolSite, name: str, retained: Retained) -> list[str] | None:
        """The statements that let go of one part; None where they are not certain."""
        element = pool.element_type
        type_ = type_at(self._uses, element, retained.path) if retained.path else element
        if type_ is None or not self._is_in_reach(pool, site, retained):
            return None
        part = ".".join((name, *retained.path))
        match retained.way:
            case Way.WRAPPED:
                nothing = reset_to_nothing(type_)
                return [f"{part}.Reset({nothing})"] if nothing is not None else None
            case Way.FIELD | Way.STALE | Way.LATE:
                field = field_at(self._uses, element, retained.path)
                if field is None or InitialValues(self._resolver, self._uses, pool).is_set(field):
                    return None  # whoever sets nothing there works with what New made
                zero = zero_value(self._resolver, type_)
                return [f"{part} = {zero}"] if zero is not None else None
            case Way.FILLED | Way.ELEMENTS if has_clear(self._resolver, site.file):
                return None if self._is_given(pool, retained) else self._emptied(type_, part, retained)
            case Way.KEYED if has_clear(self._resolver, site.file):
                is_array = isinstance(self._resolver.underlying(type_), Array)
                return [f"clear({part}[:])" if is_array else f"clear({part})"]
        return None

    def _is_given(self, pool: PoolDeclaration, retained: Retained) -> bool:
        """Whether the array of a slice may belong to a user, who has not asked for it to be cleared."""
        field = field_at(self._uses, pool.element_type, retained.path)
        given = self._uses.given(field) if field is not None else ()
        return any(self._origins.of(file, value, pool.element_type) is Owner.USER for file, value in given)

    def _emptied(self, type_: Type, part: str, retained: Retained) -> list[str]:
        slice_ = f"(*{part})" if not retained.path and isinstance(type_, Pointer) else part
        if retained.way is Way.ELEMENTS:
            return [f"clear({slice_}[:cap({slice_})])"]
        target = f"*{part}" if slice_ != part else part
        return [f"clear({slice_})", f"{target} = {slice_}[:0]"]

    def _is_in_reach(self, pool: PoolDeclaration, site: PoolSite, retained: Retained) -> bool:
        """Whether the file of the Put may name the fields: they are exported, or its package's own."""
        held = pool.element_type.element if isinstance(pool.element_type, Pointer) else pool.element_type
        fields = self._uses.fields(held) if held is not None else ()
        is_own = any(each.file is not None and each.file.directory == site.file.directory for each in fields)
        return all(each[:1].isupper() or (is_own and len(retained.path) == 1) for each in retained.path)
