"""What a pool holds: the type that New returns, else what is put in, else what is asserted of what comes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find, parts
from scanners.golang.types import UNKNOWN, Basic, Interface, Named, Pointer, Tuple, Type, TypeParameter
from scanners.pools.code.objects_in_functions import assigned_values, base, names_of
from scanners.pools.inventory.declarations import Function, PoolSite

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 4  # New calls a constructor that calls a constructor …
_DEFAULTS: Final = {
    "untyped bool": "bool",
    "untyped float": "float64",
    "untyped int": "int",
    "untyped rune": "rune",
    "untyped string": "string",
}


def element_types(resolver: Resolver, new: Iterable[Function], sites: Iterable[PoolSite]) -> tuple[Type, ...]:
    """The types that are seen to come or go, best evidence first; the first is what the pool holds."""
    made = [type_ for function in new for type_ in returned_types(resolver, function)]
    direct: list[Type] = []
    through: list[Type] = []
    for site in sites:
        (direct if site.direct else through).extend(
            type_ for type_ in site_types(resolver, site) if not _says_nothing(resolver, type_)
        )
    found = list(dict.fromkeys([*made, *direct]))
    concrete = [each for each in found if not _is_open(resolver, each)]
    if not concrete and len(set(through)) == 1:
        concrete = [each for each in through[:1] if not _is_open(resolver, each)]
    open_ = [each for each in found if _is_open(resolver, each) and not _says_nothing(resolver, each)]
    if concrete:
        open_ = [each for each in open_ if not isinstance(each, Pointer)]  # `*T` is what the users say it is
    return tuple(dict.fromkeys([*concrete, *open_]))


def site_types(resolver: Resolver, site: PoolSite) -> Iterator[Type]:
    """The types of what a site puts, or of what a Get is asserted to be, also by way of a local variable."""
    if site.value is None:
        return
    if site.value.type == "type_assertion_expression":
        asserted = child(site.value, "type")
        if asserted is not None:
            yield resolver.type_from(site.file, asserted)
        return
    type_ = settled(resolver.type_of(site.file, site.value))
    if not _says_nothing(resolver, type_):
        yield type_
    elif site.kind == "put":
        yield from _variable_types(resolver, site.file, site.value)
    else:
        for name in names_of(resolver, site.file, site.value):
            yield from _asserted(resolver, site.file, name)


def _variable_types(resolver: Resolver, file: SourceFile, value: Node) -> Iterator[Type]:
    """Of a local variable of type `any`: the types that are assigned to it, and those that are asserted of it."""
    name = base(value)
    object_ = resolver.object_of(file, name) if name.type == "identifier" else None
    if object_ is not None and object_.is_local and object_.kind == "var":
        for given in assigned_values(resolver, file, object_):
            yield settled(resolver.type_of(file, given))
        yield from _asserted(resolver, file, object_)


def _asserted(resolver: Resolver, file: SourceFile, object_: Object) -> Iterator[Type]:
    for use in resolver.scopes.uses(file, object_):
        parent = resolver.parent(file, use)
        if parent is not None and parent.type == "type_assertion_expression":
            asserted = child(parent, "type")
            if asserted is not None:
                yield resolver.type_from(file, asserted)


def returned_types(resolver: Resolver, function: Function) -> Iterator[Type]:
    """The types of what a New function returns, nil left out."""
    for file, value in returned_values(resolver, function):
        type_ = settled(resolver.type_of(file, value))
        if type_ is not UNKNOWN:
            yield type_


def returned_values(
    resolver: Resolver, function: Function, depth: int = 0, seen: set[int] | None = None
) -> Iterator[tuple[SourceFile, Node]]:
    """The expressions that a function returns first, followed once into each function whose result says nothing."""
    seen = set() if seen is None else seen
    if function.body is None or depth > _DEEPEST or function.node.id in seen:
        return
    seen.add(function.node.id)
    for value, *_ in returned(resolver, function):
        if value.type == "nil":
            continue
        type_ = resolver.type_of(function.file, value)
        callee = resolver.callee(function.file, value) if value.type == "call_expression" else None
        if callee is not None and callee.declaration is not None and _says_nothing(resolver, type_):
            inner = Function(callee.declaration.file, callee.declaration.node, callee.declaration.name)
            yield from returned_values(resolver, inner, depth + 1, seen)
        else:
            yield function.file, value


def returned(resolver: Resolver, function: Function) -> Iterator[list[Node]]:
    """What each return statement of a function gives, not those of literals inside it; none that give nothing."""
    for node in find(function.body, "return_statement") if function.body is not None else ():
        around = resolver.enclosing_function(function.file, node)
        values = [value for listed in parts(node) for value in parts(listed)]
        if values and around is not None and around.id == function.node.id:
            yield values


def settled(type_: Type) -> Type:
    """The type that a value has once it is an `any`: untyped constants take their default, nil has none."""
    if isinstance(type_, Tuple):
        return type_.types[0] if type_.types else UNKNOWN
    if isinstance(type_, Basic) and type_.name.startswith("untyped "):
        default = _DEFAULTS.get(type_.name)
        return Basic(default) if default is not None else UNKNOWN
    return type_


def _is_open(resolver: Resolver, type_: Type) -> bool:
    """Whether values of the type may be of several types."""
    held = type_.element if isinstance(type_, Pointer) else type_
    return isinstance(held, TypeParameter) or isinstance(resolver.underlying(type_), Interface)


def _says_nothing(resolver: Resolver, type_: Type) -> bool:
    """Whether the type is `any`, a type parameter or not known."""
    if type_ is UNKNOWN or isinstance(type_, TypeParameter):
        return True
    if isinstance(type_, Tuple):
        return not type_.types or _says_nothing(resolver, type_.types[0])
    inner = resolver.underlying(type_)
    return isinstance(inner, Interface) and not inner.methods and not inner.embedded and not isinstance(type_, Named)
