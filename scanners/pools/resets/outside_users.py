"""Users of a pool in other programs: whoever imports the functions that lend its objects and take them back.

They call what methods the objects export. Where there is a reset that neither the functions that lend nor those that
take back call, and no user in the program either, what one user of a library leaves is there for the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanners.golang.syntax import child, parts, text
from scanners.golang.types import Named, Pointer, Type
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.inventory.declarations import Function, PoolDeclaration, is_exported
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.declarations import Declaration
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.holders import Holders
    from scanners.pools.objects.touches import Step


@dataclass(frozen=True, slots=True)
class OutsideUsers:
    """What other programs can call.

    `lending` and `taking_back` are functions, the latter with the parameter or receiver that they put into the pool;
    `methods` are those of the objects that anybody may call, `resets` those that reset one and take nothing.
    """

    lending: tuple[Function, ...]
    taking_back: tuple[tuple[Function, Object], ...]
    methods: tuple[Declaration, ...]
    resets: tuple[Declaration, ...]


def outside_users(resolver: Resolver, holders: Holders, pool: PoolDeclaration) -> OutsideUsers | None:
    """Who may use the objects of a pool outside of the program; None where nobody can, or where users inside reset."""
    open_ = [each for each in pool.wrappers if _is_open(each)] if _is_importable(pool.package) else []
    if not open_ or any(_is_reset(step) for site in pool.sites for step in holders.steps(site)):
        return None
    lending = tuple(each for each in open_ if _holds(each, pool, "get"))
    taking_back = tuple(pair for each in open_ for pair in _taken_back(resolver, each, pool))
    own = {each.node.id for each in pool.wrappers}
    declared = [each for each in _methods(pool.element_type) if each.node.id not in own]
    resets = tuple(each for each in declared if reset_names().is_reset(each.name) and not _parameters(each))
    methods = tuple(each for each in declared if is_exported(each.name) and not reset_names().is_reset(each.name))
    if not lending or not taking_back or not methods or not resets:
        return None
    return OutsideUsers(lending, taking_back, methods, resets)


def _is_reset(step: Step) -> bool:
    """Whether the object is emptied as a whole, or a method of it is called that is named a reset."""
    callee = step.touch.callee
    name = (callee.qualified or "").rpartition(".")[2] if callee is not None and step.touch.argument is None else ""
    return not step.path and (step.touch.deed in {Deed.CLEAR, Deed.CUT} or reset_names().is_reset(name))


def _is_importable(package: Package) -> bool:
    return package.name != "main" and "internal" not in package.import_path.split("/")


def _is_open(function: Function) -> bool:
    name = child(function.node, "name")
    return name is not None and is_exported(text(name))


def _holds(function: Function, pool: PoolDeclaration, kind: str) -> bool:
    """Whether a function has a site of a kind."""
    return any(
        site.kind == kind and site.function is not None and site.function.id == function.node.id for site in pool.sites
    )


def _taken_back(resolver: Resolver, function: Function, pool: PoolDeclaration) -> Iterator[tuple[Function, Object]]:
    own = [*parameters(resolver, function.file, function.node), receiver(resolver, function.file, function.node)]
    for put in pool.puts:
        if put.function is not None and put.function.id == function.node.id and put.value is not None:
            given = resolver.object_of(put.file, put.value) if put.value.type == "identifier" else None
            if given is not None and given in own:
                yield function, given


def _methods(element: Type | None) -> Iterator[Declaration]:
    held = element.element if isinstance(element, Pointer) else element
    if isinstance(held, Named) and held.declaration is not None and not held.declaration.is_local:
        yield from held.declaration.package.methods(held.declaration.name, held.declaration.file)


def _parameters(method: Declaration) -> bool:
    """Whether a method has parameters."""
    listed = child(method.node, "parameters")
    return listed is None or bool(parts(listed))
