"""Generic pools taken apart: each variable that holds one, with one type of objects, is a pool like any other.

    type Pool[T any] struct{ inner sync.Pool }

    func (p *Pool[T]) Get() T  { return p.inner.Get().(T) }
    func (p *Pool[T]) Put(x T) { p.inner.Put(x) }

    var jobs = New(func() *job { return new(job) })

Of `jobs`, calls of Get and Put are the sites. Only wrappers that do nothing else are looked through in this way: what
others do to an object, such as a reset that they were given, depends on which pool it is.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, only
from scanners.golang.types import UNKNOWN, Pointer, Type, TypeParameter
from scanners.pools.code.objects_in_functions import names_of
from scanners.pools.code.targets import is_same
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.elements import site_types

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_LASTING: Final = frozenset({"var", "field"})


def instances(resolver: Resolver, pool: PoolDeclaration) -> tuple[PoolDeclaration, ...]:
    """The pools that a generic one is taken apart into; a pool that is not generic, or not understood, as it is."""
    inner = [site for site in pool.sites if site.direct]
    if not inner or not all(_is_generic(resolver, site) and _hands_on(resolver, site) for site in inner):
        return (pool,)
    outer = [site for site in pool.sites if any(site.leads_to(each) for each in inner)]
    found: dict[tuple[Object, Type], list[PoolSite]] = {}
    handed: set[Type] = set()  # kept in a pool that has another name where it is used
    for site in outer:
        held = _held(resolver, site)
        variable = _variable(resolver, site)
        if held is None:
            return (pool,)
        if variable is None:
            handed.add(held)
        else:
            found.setdefault((variable, held), []).append(site)
    return tuple(
        _instance(resolver, pool, variable, held, sites)
        for (variable, held), sites in found.items()
        if held not in handed and {site.kind for site in sites} == {"get", "put"}
    ) or (pool,)


def _is_generic(resolver: Resolver, site: PoolSite) -> bool:
    if site.value is None:
        return False
    types = [resolver.type_of(site.file, site.value), *(site_types(resolver, site) if site.kind == "get" else ())]
    return any(isinstance(_pointed_to(each), TypeParameter) for each in types)


def _pointed_to(type_: Type) -> Type:
    return type_.element if isinstance(type_, Pointer) else type_


def _hands_on(resolver: Resolver, site: PoolSite) -> bool:
    """Whether the function around a site does nothing to the object: a Put is all, what a Get takes is returned."""
    if site.kind == "get":
        return site.value is not None and _is_only_returned(resolver, site.file, site.value)
    body = child(site.function, "body") if site.function is not None else None
    statements = only(body) if body is not None else None
    statement = only(statements) if statements is not None else None
    return statement is not None and statement.type == "expression_statement"


def _is_only_returned(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value is returned, under whatever names, and only asked whether it is there."""
    waiting, seen = [value], set[int]()
    while waiting:
        node = waiting.pop()
        listed = resolver.parent(file, node)
        around = resolver.parent(file, listed) if listed is not None else None
        if listed is None or around is None or node.id in seen:
            continue
        seen.add(node.id)
        names = list(names_of(resolver, file, node))
        if listed.type == "type_assertion_expression":
            waiting.append(listed)
        elif names:
            waiting += [use for name in names for use in resolver.uses(file, name)]
        elif not (listed.type == "binary_expression" or around.type == "return_statement" or _names(listed, around)):
            return False
    return True


def _names(listed: Node, around: Node) -> bool:
    """Whether a name only says what is called so from there on."""
    return "var_spec" in {listed.type, around.type} or is_same(child(around, "left"), listed)


def _held(resolver: Resolver, site: PoolSite) -> Type | None:
    """The type of what a caller takes or puts back, where it is known."""
    type_ = next(iter(site_types(resolver, site)), UNKNOWN)
    held = _pointed_to(type_)
    return None if held is UNKNOWN or isinstance(held, TypeParameter) else type_


def _variable(resolver: Resolver, site: PoolSite) -> Object | None:
    """The variable of a package, or the field, that a wrapper is called on: no other name of a pool."""
    receiver = resolver.callee(site.file, site.call).receiver
    object_ = resolver.object_of_expression(site.file, receiver) if receiver is not None else None
    return object_ if object_ is not None and object_.kind in _LASTING and not object_.is_local else None


def _instance(
    resolver: Resolver, pool: PoolDeclaration, variable: Object, held: Type, calls: list[PoolSite]
) -> PoolDeclaration:
    """The pool as those have it who call its wrappers on one variable, and wrappers around that."""
    known, waiting = set(calls), list(calls)
    while waiting:
        inner = waiting.pop()
        further = [
            each for each in pool.sites if each not in known and each.kind == inner.kind and each.leads_to(inner)
        ]
        known.update(further)
        waiting += further
    own = {site: replace(site, direct=True, via=None, wrapper=None) for site in calls}
    return replace(
        pool,
        name=variable.name,
        file=variable.file or pool.file,
        node=variable.identifier or pool.node,
        object=variable,
        package=resolver.program.package_of(calls[0].file.path) or pool.package,
        owner=None,
        element_type=held,
        elements=(held,),
        new=(),
        sites=tuple(own.get(site, site) for site in pool.sites if site in known),
    )
