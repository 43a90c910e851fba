"""Edits that make an object where a Get gives none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.edits import indentation_of, insert_after, replace
from scanners.golang.syntax import Node, SourceFile, child, only, parts, text
from scanners.golang.types import Named, Pointer, Type
from scanners.pools.inventory.statements import assignment, free_name, stands_alone

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.model import Edit

_ASSIGNING: Final = frozenset({"assignment_statement", "short_var_declaration"})
_CHECKS: Final = ("ok", "found")
_HELD: Final = ("held", "taken")
_READY: Final = frozenset({"bytes.Buffer", "bytes.Reader", "strings.Builder", "strings.Reader"})  # when they are zero


def made_if_missing(resolver: Resolver, file: SourceFile, asserted: Node) -> Edit | None:
    """The edit that lets `x := p.Get().(*T)` go on with a `new(T)`; None where a zero T may not do, or no edit fits."""
    written = child(asserted, "type")
    pointed = only(written) if written is not None and written.type == "pointer_type" else None
    if pointed is None or written is None or not _is_ready(resolver, file, resolver.type_from(file, written)):
        return None
    fresh = f"new({text(pointed)})"
    return (
        _checked_assignment(resolver, file, asserted, fresh)
        or _checked_return(resolver, file, asserted, fresh)
        or _checked_blank(resolver, file, asserted, fresh)
    )


def _checked_assignment(resolver: Resolver, file: SourceFile, asserted: Node, fresh: str) -> Edit | None:
    """`x := p.Get().(*T)` and `x = p.Get().(*T)`."""
    found = assignment(resolver, file, asserted)
    function = resolver.enclosing_function(file, asserted)
    ok = free_name(function, _CHECKS) if function is not None else None
    held = free_name(function, _HELD) if function is not None else None
    if found is None or ok is None or held is None:
        return None
    statement, variable = found
    name, value = text(variable), text(asserted)
    if statement.type == "short_var_declaration":
        lines = [f"{name}, {ok} := {value}", f"if !{ok} {{", f"\t{name} = {fresh}", "}"]
    else:
        lines = [f"if {held}, {ok} := {value}; {ok} {{", f"\t{name} = {held}", "} else {", f"\t{name} = {fresh}", "}"]
    return replace(file, statement, f"\n{indentation_of(file, statement)}".join(lines))


def _checked_return(resolver: Resolver, file: SourceFile, asserted: Node, fresh: str) -> Edit | None:
    """`return p.Get().(*T)`."""
    listed = resolver.parent(file, asserted)
    statement = resolver.parent(file, listed) if listed is not None and only(listed) is not None else None
    if statement is None or statement.type != "return_statement" or not stands_alone(file, statement):
        return None
    lines = [f"if held, ok := {text(asserted)}; ok {{", "\treturn held", "}", f"return {fresh}"]
    return replace(file, statement, f"\n{indentation_of(file, statement)}".join(lines))


def _checked_blank(resolver: Resolver, file: SourceFile, asserted: Node, fresh: str) -> Edit | None:
    """`x, _ := p.Get().(*T)`."""
    listed = resolver.parent(file, asserted)
    statement = resolver.parent(file, listed) if listed is not None and only(listed) is not None else None
    if statement is None or statement.type not in _ASSIGNING or not stands_alone(file, statement):
        return None
    left = child(statement, "left")
    targets = parts(left) if left is not None else []
    if len(targets) != 2 or targets[0].type != "identifier" or text(targets[1]) != "_":
        return None
    name = text(targets[0])
    return insert_after(file, statement, f"if {name} == nil {{\n\t{name} = {fresh}\n}}")


def _is_ready(resolver: Resolver, file: SourceFile, type_: Type) -> bool:
    """Whether a zero value may be used: by its kind, or because the package makes such values elsewhere."""
    held = type_.element if isinstance(type_, Pointer) else None
    if not isinstance(held, Named):
        return False
    if held.qualified in _READY:
        return True
    if held.declaration is None or held.declaration.package.is_knowledge:
        return False
    package = resolver.program.package_of(file.path)
    made = re.compile(rb"\bnew\(%b\)|&%b\{\}" % ((held.name.encode(),) * 2))
    return package is not None and any(made.search(resolver.program.source.read(path)) for path in package.paths)
