"""Which types are a `sync.Pool`, and which hold one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.types import Array, Chan, Interface, Map, Named, Pointer, Slice, Type, TypeParameter

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

Shape = Literal["value", "reference"]

_CONTAINERS: Final = frozenset(
    {"sync.Map", "sync/atomic.Pointer", "sync/atomic.Value", "container/list.List", "golang.org/x/sync/syncmap.Map"}
)
_DEEPEST: Final = 8  # pools of pools: map[string][][4]*sync.Pool is four


def is_pool(type_: Type) -> bool:
    """Whether it is sync.Pool itself."""
    return isinstance(type_, Named) and type_.path == "sync" and type_.name == "Pool"


def is_container(type_: Type) -> bool:
    """Whether it is a type of the standard library that keeps values under keys without saying their type."""
    while isinstance(type_, Pointer):
        type_ = type_.element
    return isinstance(type_, Named) and type_.qualified in _CONTAINERS


def shape(resolver: Resolver, type_: Type) -> Shape | None:
    """How a value of the type holds a pool: by value (arrays included), by reference, or not at all.

    Fields of structs are not looked at: each of them is a place of its own.
    """
    held: Shape = "value"
    for _ in range(_DEEPEST):
        if is_pool(type_):
            return held
        match type_:
            case Array(element=element):
                type_ = element
            case Pointer(element=element) | Slice(element=element) | Map(element=element) | Chan(element=element):
                type_, held = element, "reference"
            case Named(arguments=(inner,)) if is_container(type_):
                type_, held = inner, "reference"
            case Named():
                if is_defined_as_pool(resolver, type_):
                    return held
                inner = resolver.underlying(type_)
                if isinstance(inner, Named | Pointer) or not isinstance(inner, Array | Slice | Map | Chan):
                    return None
                type_ = inner
            case _:
                return None
    return None


def is_defined_as_pool(resolver: Resolver, type_: Named) -> bool:
    """Whether a type is declared as `type T sync.Pool`: the same memory under another name, without the methods."""
    declaration = type_.declaration
    if declaration is None or declaration.package.is_knowledge:
        return False
    written = declaration.node.child_by_field_name("type")
    if written is None or written.type not in {"qualified_type", "type_identifier"}:
        return False
    return is_pool(resolver.type_from(declaration.file, written))


def has_pool_method(resolver: Resolver, type_: Type, name: str) -> bool:
    """Whether Get or Put of a value of this type may be that of a pool: its own, a promoted one, an interface's."""
    target = type_.element if isinstance(type_, Pointer) else type_
    if is_pool(target) or isinstance(target, TypeParameter) or isinstance(resolver.underlying(target), Interface):
        return True
    method = resolver.method(type_, name)
    return method is not None and is_pool(method.receiver)
