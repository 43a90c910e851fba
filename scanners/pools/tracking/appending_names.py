"""Functions that are called like append and whose types are not at hand: some give a slice, others an error.

dst = enc.AppendInt(dst, n)            // the memory of dst, or more
err := batch.Append(row.keys)          // whether that could be sent
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, parts
from scanners.golang.types import UNKNOWN, Slice, Type
from scanners.pools.code.targets import assigned
from scanners.pools.inventory.assertions import is_compared_with_nil

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


def is_taken_for_slice(resolver: Resolver, file: SourceFile, call: Node) -> bool:
    """Whether whoever calls takes the first result for a slice, as far as that can be told."""
    listed = resolver.parent(file, call)
    statement = resolver.parent(file, listed) if listed is not None and listed.type == "expression_list" else None
    if listed is None or statement is None:
        return True
    if statement.type == "return_statement":
        return _may_be_slice(resolver, _returned(resolver, file, statement, call, listed))
    target = assigned(resolver, file, listed, call, 0)
    if target is None:
        return True
    type_ = resolver.type_of(file, target)
    variable = resolver.object_of(file, target) if target.type == "identifier" else None
    is_asked = type_ is UNKNOWN and variable is not None and is_compared_with_nil(resolver, file, variable)
    return _may_be_slice(resolver, type_) and not is_asked


def _returned(resolver: Resolver, file: SourceFile, statement: Node, call: Node, listed: Node) -> Type:
    """The type that a value is returned as."""
    function = statement
    while function.type not in FUNCTIONS and (around := resolver.parent(file, function)) is not None:
        function = around
    results = resolver.signature(file, function).results if function.type in FUNCTIONS else ()
    place = next((place for place, each in enumerate(parts(listed)) if each.id == call.id), 0)
    return results[place] if place < len(results) else UNKNOWN


def _may_be_slice(resolver: Resolver, type_: Type) -> bool:
    meant = resolver.underlying(type_)
    return meant is UNKNOWN or isinstance(meant, Slice)
