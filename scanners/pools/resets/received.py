"""Objects that one goroutine takes and writes, another receives and puts back, and nobody resets.

`b := pool.Get().(*bytes.Buffer); b.WriteString(line); c <- b` here, `for b := range c { write(b); pool.Put(b) }` there.
Nothing is said where anything of that type is reset in the package: it may be this object.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, arguments, child, find, only, operator, text
from scanners.golang.types import Chan, Pointer
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.values import Cut, cut_of
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import Contents, Kind, contents, reset_names
from scanners.pools.objects.deeds import Deed
from scanners.pools.resets.kept_in_fields import PARTS, Kept, is_reset_around

if TYPE_CHECKING:
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
    from scanners.pools.objects.field_uses import FieldUses
    from scanners.pools.objects.holders import Holders
    from scanners.pools.resets.typestate import Life

_CHANGES: Final = frozenset({Deed.CLEAR, Deed.CUT, Deed.SET, Deed.EXTEND})
_RESETS: Final = (b"[:0]", b"{}", b"eset", b"Truncate", b"clear(", b"delete(", b"lear(")


def received(
    resolver: Resolver, holders: Holders, uses: FieldUses, pool: PoolDeclaration, life: Life
) -> Iterator[Kept]:
    """The Puts of what came out of a channel: buffers, slices and maps, or fields, that are written and never reset."""
    held = contents(resolver, pool.element_type)
    parts = list(_parts(resolver, uses, held, life)) if held is not None else []
    if held is None or not parts:
        return
    puts = [put for put in pool.puts if put.counted and _is_received(resolver, put)]
    if puts and not is_reset_around(holders, pool) and not _is_reset_in(resolver, pool.package, held):
        for part in parts[:1]:
            written = next(iter(life.written[part].values()))
            yield from (Kept(put, life.victims(part)[0][0], written, part) for put in puts)


def _parts(resolver: Resolver, uses: FieldUses, held: Contents, life: Life) -> Iterator[str]:
    """What is written and depended on: the whole, or fields that the package adds to and does nothing else to."""
    if held.kind is not Kind.STRUCT:
        yield from (part for part in (PARTS[held.kind],) if part in life.written and life.victims(part))
        return
    for part in (each for each in sorted(life.written) if life.victims(each)):
        found = resolver.field(held.element, part)
        if found is not None and not is_exported(part):
            own = [use.touch for use in uses.of(found.field) if not use.touch.path]
            if not any(touch.deed in _CHANGES for touch in own) and any(touch.deed is Deed.GROW for touch in own):
                yield part


def _is_received(resolver: Resolver, put: PoolSite) -> bool:
    """Whether a variable that goes back is what a channel gave: `for x := range c`, `x := <-c`, `case x := <-c`."""
    variable = resolver.object_of(put.file, put.value) if put.value is not None else None
    if variable is None or not variable.is_local or variable.kind != "var" or variable.declaration is None:
        return False
    if variable.declaration.type == "receive_statement":
        return True
    if variable.declaration.type == "range_clause":
        ranged = child(variable.declaration, "right")
        return ranged is not None and isinstance(resolver.underlying(resolver.type_of(put.file, ranged)), Chan)
    values = list(assigned_values(resolver, put.file, variable))
    return bool(values) and all(operator(value) == "<-" for value in values)


def _is_reset_in(resolver: Resolver, package: Package, held: Contents) -> bool:
    """Whether anything of the element type, or of what it points to, is reset in a package."""
    types = {held.element, held.element.element} if isinstance(held.element, Pointer) else {held.element}
    for path in package.paths:
        if not any(word in resolver.program.source.read(path) for word in _RESETS):
            continue
        file = package.file(path)
        for root in file.roots:
            for node in find(root, "slice_expression", "assignment_statement", *CALLS):
                operand = _reset(node)
                if operand is not None and resolver.type_of(file, operand) in types:
                    return True
    return False


def _reset(node: Node) -> Node | None:
    """What is cut to nothing, or given to or called on as a reset."""
    if node.type == "slice_expression":
        return child(node, "operand") if cut_of(node) is Cut.EMPTY else None
    if node.type == "assignment_statement":  # *x = T{}
        left, right = child(node, "left"), child(node, "right")
        target, value = (only(each) if each is not None else None for each in (left, right))
        is_new = value is not None and value.type == "composite_literal"
        return child(target, "operand") if target is not None and operator(target) == "*" and is_new else None
    function, given = child(node, "function"), arguments(node)
    if function is None:
        return None
    name = text(child(function, "field") or function)
    if name in {"clear", "delete"} and given:
        return given[0]
    if name != "Truncate" and not reset_names().is_reset(name):
        return None
    return child(function, "operand") if function.type == "selector_expression" else next(iter(given), None)
