"""Fields of pooled objects that are cleared only when an object is taken again, and who else clears fields.

What is cleared then is of no use to whoever takes the object: until then the pool has kept it for nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, arguments, child, find, only, operator, text
from scanners.golang.types import Field, Named, Pointer
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.givers import refers
from scanners.pools.objects.touches import Step

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration


def cleared_late(resolver: Resolver, field_uses: FieldUses, pool: PoolDeclaration, step: Step) -> Iterator[Field]:
    """The fields that users have filled with references, and that a step after a Get clears, whatever they were.

    `*x = T{}` clears all of them that it does not name.
    """
    fields = field_uses.fields(pool.element_type) if pool.element_type is not None and is_own_type(pool) else ()
    around = resolver.enclosing_function(step.touch.file, step.touch.node)
    is_whole = not step.path and _is_zeroed(step.touch.node)
    named = {text(key) for each in find(step.touch.node, "keyed_element") if (key := child(each, "key")) is not None}
    if around is None or not is_at_top(resolver, around, step.touch):
        return
    for field in fields:
        is_cleared = field.name not in named if is_whole else step.path == (field.name,)
        if not is_cleared or field.type == pool.element_type or not refers(resolver, field.type):
            continue
        uses = field_uses.of(field)
        if any(_fills(use.touch) for use in uses) and not is_let_go_elsewhere(pool, uses, around):
            yield field


def _is_zeroed(statement: Node) -> bool:
    """Whether this is `*x = T{…}`; `x = nil` leaves the object as it is."""
    left, right = child(statement, "left"), child(statement, "right")
    target, value = (only(each) if each is not None else None for each in (left, right))
    is_object = target is not None and target.type == "unary_expression" and operator(target) == "*"
    return is_object and value is not None and value.type == "composite_literal"


def _fills(touch: Touch) -> bool:
    """Whether something is put into a field: it is set, grows, or is handed over by its address."""
    if touch.deed is Deed.CALL and touch.argument is not None:
        given = arguments(touch.node)
        return touch.argument < len(given) and given[touch.argument].type == "unary_expression"
    return touch.deed in {Deed.SET, Deed.GROW}


def is_at_top(resolver: Resolver, function: Node, touch: Touch) -> bool:
    """Whether a statement stands on the top level of a function."""
    block = resolver.parent(touch.file, touch.node)
    while block is not None and block.type in {"statement_list", "block"}:
        block = resolver.parent(touch.file, block)
    return block is not None and block.id == function.id


def is_let_go_elsewhere(pool: PoolDeclaration, uses: tuple[FieldUse, ...], known: Node | None = None) -> bool:
    """Whether some function beside a `known` one clears a field, by whatever name: then somebody sees to it."""
    functions = {site.function.id for site in pool.sites if site.function is not None}
    functions |= {known.id} if known is not None else set()
    for use in uses:
        is_here = use.function is None or use.function.id in functions
        if use.touch.deed is not Deed.CLEAR or use.touch.path or use.function is None or is_here:
            continue
        name = child(use.function, "name")
        if name is None or not reset_names().is_reset(text(name)):
            return True
    return False


def is_own_type(pool: PoolDeclaration) -> bool:
    """Whether the package of the pool declares what it holds, and so is the one to set its fields."""
    element = pool.element_type.element if isinstance(pool.element_type, Pointer) else pool.element_type
    return isinstance(element, Named) and element.path == pool.package.import_path
