"""Edits that let a pool hold pointers in the place of values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.edits import indentation_of, insert_after, insert_before, replace
from scanners.golang.syntax import Node, child, only, text
from scanners.golang.types import Slice
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.inventory.elements import returned_values
from scanners.pools.inventory.statements import assignment, free_name, put_statement

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import Function, PoolDeclaration, PoolSite

_PLAIN: Final = frozenset({"identifier", "slice_expression"})
_MADE: Final = ("made", "fresh")


class PointerEdits:
    """Makes them for one pool of values of one type."""

    def __init__(self, resolver: Resolver, pool: PoolDeclaration, held: Type) -> None:
        self._resolver: Final = resolver
        self._pool: Final = pool
        self._held: Final = held

    def all(self) -> tuple[Edit, ...]:
        """The edits of New and of every Get and Put; () unless each function puts back what it took itself."""
        sites = self._pool.sites
        gets = [site for site in sites if site.kind == "get"]
        if not all(site.direct for site in sites) or len(self._pool.new) != 1:
            return ()
        changes = [self._new(self._pool.new[0])]
        waiting = {site.call.id for site in sites if site.kind == "put"}
        for get in gets:
            puts = [site for site in sites if site.kind == "put" and _is_inside(site, get.function)]
            waiting -= {site.call.id for site in puts}
            changes.append(self._function(get, puts))
        is_whole = not waiting and len({get.function.id for get in gets if get.function is not None}) == len(gets)
        return tuple(edit for edits in changes for edit in edits) if is_whole and all(changes) else ()

    def _new(self, new: Function) -> list[Edit]:
        """`return T{}` as `made := T{}` and its address."""
        values = list(returned_values(self._resolver, new))
        name = free_name(new.node, _MADE)
        if len(values) != 1 or name is None or self._resolver.type_of(*values[0]) != self._held:
            return []
        file, value = values[0]
        listed = self._resolver.parent(file, value)
        statement = self._resolver.parent(file, listed) if listed is not None and only(listed) is not None else None
        around = self._resolver.enclosing_function(file, value)
        if statement is None or statement.type != "return_statement" or around is None or around.id != new.node.id:
            return []
        is_one_line = new.node.start_point.row == new.node.end_point.row
        between = "; " if is_one_line else f"\n{indentation_of(file, statement)}"
        return [replace(file, statement, f"{name} := {text(value)}{between}return &{name}")]

    def _function(self, get: PoolSite, puts: list[PoolSite]) -> list[Edit]:
        """Those of one function: the pointer gets a name, and goes back with what the variable holds by then."""
        asserted = get.value
        type_ = (
            child(asserted, "type") if asserted is not None and asserted.type == "type_assertion_expression" else None
        )
        found = assignment(self._resolver, get.file, asserted) if asserted is not None else None
        if type_ is None or found is None or get.function is None or found[0].type != "short_var_declaration":
            return []
        statement, variable = found
        name = free_name(get.function, _names(text(variable)))
        if name is None:
            return []
        object_ = self._resolver.object_of(get.file, variable)
        if object_ is None or self._resolver.type_from(get.file, type_) != self._held:
            return []
        edits = [
            replace(get.file, variable, name),
            replace(get.file, type_, f"*{text(type_)}"),
            insert_after(get.file, statement, f"{text(variable)} := *{name}"),
        ]
        for put in puts:
            changed = self._put(put, object_, name)
            if not changed:
                return []
            edits += changed
        return edits

    def _put(self, put: PoolSite, object_: Object, name: str) -> list[Edit]:
        statement = put_statement(self._resolver, put)
        if statement is None or put.value is None or statement.object is not object_:
            return []
        edits = [replace(put.file, put.value, name)]
        is_slice = isinstance(self._resolver.underlying(self._held), Slice)  # its elements are those of the pointer's
        is_same = put.value.type == "identifier" and len(list(assigned_values(self._resolver, put.file, object_))) == 1
        if is_slice and is_same:
            return edits
        if statement.deferred or put.value.type not in _PLAIN:
            return []
        return [insert_before(put.file, statement.node, f"*{name} = {text(put.value)}"), *edits]


def _names(variable: str) -> tuple[str, str]:
    """Names for the pointer: a function may take from several pools, and each is changed by an edit of its own."""
    ending = variable[:1].upper() + variable[1:]
    return f"held{ending}", f"pooled{ending}"


def _is_inside(site: PoolSite, function: Node | None) -> bool:
    return function is not None and function.start_byte <= site.call.start_byte < function.end_byte
