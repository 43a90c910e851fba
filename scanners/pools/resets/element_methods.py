"""What a generic wrapper calls on its objects, as the one type that its pool holds has it: `x.Reset()` of a `P`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, child, text
from scanners.golang.types import Pointer, Type, TypeParameter
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step

if TYPE_CHECKING:
    from scanners.golang.declarations import Declaration
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration


def seen_through(resolver: Resolver, holders: Holders, pool: PoolDeclaration, step: Step) -> Iterator[Step]:
    """The steps of the method of the element, where a step is a call of it by way of a constraint; else the step."""
    method = _method(resolver, pool, step)
    own = receiver(resolver, method.file, method.node) if method is not None else None
    if method is None or own is None:
        yield step
        return
    for inner in holders.touches.of(method.file, own, step.depth + 1):
        yield Step(inner.touch, step.at, inner.depth + 1, inner.is_by_name)


def _method(resolver: Resolver, pool: PoolDeclaration, step: Step) -> Declaration | None:
    function = child(step.touch.node, "function") if step.touch.node.type in CALLS and not step.path else None
    operand, name = (child(function, each) if function is not None else None for each in ("operand", "field"))
    if operand is None or name is None or pool.element_type is None or _is_open(pool.element_type):
        return None
    if not _is_open(resolver.type_of(step.touch.file, operand)):
        return None
    found = resolver.method(pool.element_type, text(name))
    declared = found.declaration if found is not None and not found.path else None
    return declared if declared is not None and not declared.package.is_knowledge else None


def _is_open(type_: Type) -> bool:
    """Whether this is a type parameter, or a pointer to one."""
    return isinstance(type_.element if isinstance(type_, Pointer) else type_, TypeParameter)
