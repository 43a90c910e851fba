"""Edits that add to a reset the fields that it leaves out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.edits import insert_after
from scanners.golang.syntax import child, text, walk
from scanners.golang.types import Map, Pointer
from scanners.pools.code.targets import is_same
from scanners.pools.code.zero_values import emptied
from scanners.pools.edits.initial_values import InitialValues
from scanners.pools.inventory.statements import stands_alone
from scanners.pools.resets.leftovers import Gap, Leftover, PartialReset

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.field_uses import FieldUses


def completed(resolver: Resolver, uses: FieldUses, pool: PoolDeclaration, partial: PartialReset) -> Edit | None:
    """The edit behind the last statement of a reset that sets what is missing to zero; None where it is not certain."""
    initial = InitialValues(resolver, uses, pool)
    fields = [each.field for each in partial.missed]
    if any(initial.is_set(each) and not isinstance(resolver.underlying(each.type), Map) for each in fields):
        return None
    file, statement = partial.reset.file, partial.reset.node
    owner = _owner(resolver, partial)
    block = resolver.parent(file, statement)
    while block is not None and block.type in {"statement_list", "block"}:
        block = resolver.parent(file, block)
    function = resolver.enclosing_function(file, statement)
    is_last = block is not None and function is not None and block.id == function.id
    if owner is None or not is_last or partial.gap not in {Gap.MISSED, Gap.HANDED_BACK}:
        return None
    here = [put for put in pool.puts if put.file is file and put.function is not None]
    puts = [put.call.start_byte for put in here if function is not None and is_same(put.function, function)]
    lines = [_emptied(resolver, partial, owner, each) or "" for each in partial.missed]
    if not all(lines) or any(put < statement.start_byte for put in puts) or not stands_alone(file, statement):
        return None
    return insert_after(file, statement, "\n".join(lines))


def _emptied(resolver: Resolver, partial: PartialReset, owner: str, missed: Leftover) -> str | None:
    """The statement that resets a field; a map that is filled where it is nil is set to that."""
    name = ".".join((owner, *missed.path[partial.depth :]))
    asked = missed.read.node if missed.read is not None else None
    right = child(asked, "right") if asked is not None else None
    if right is not None and right.type == "nil":
        return f"{name} = nil"
    return emptied(resolver, partial.reset.file, name, missed.field.type)


def _owner(resolver: Resolver, partial: PartialReset) -> str | None:
    """The variable through which the last statement of a reset names the struct."""
    for node in walk(partial.reset.node):
        if node.type != "identifier":
            continue
        type_ = resolver.type_of(partial.reset.file, node)
        if partial.type in {type_, type_.element if isinstance(type_, Pointer) else None}:
            return text(node)
    return None
