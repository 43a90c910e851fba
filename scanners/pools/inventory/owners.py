"""Package-level variables whose type wraps a pool: `var buffers = newBufferPool()`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, child, parts, text
from scanners.golang.types import UNKNOWN, Array, Basic, Map, Named, Pointer, Signature, Slice, Type
from scanners.pools.inventory.declarations import Variable, is_exported
from scanners.pools.inventory.pool_types import shape

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration, Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions

_DEEPEST: Final = 6


def wrapping_variables(resolver: Resolver, mentions: Mentions, package: Package, type_name: str) -> Iterator[Variable]:
    """The variables of a type of the package, where that type is a wrapper of pools and nothing more."""
    declaration = package.declaration(type_name)
    type_ = resolver.type_of_declaration(declaration) if declaration is not None else UNKNOWN
    if not _is_wrapper(resolver, type_):
        return
    for variable in _package_variables(mentions, package, type_name):
        object_ = resolver.object_of_declaration(variable)
        held = _unwrapped(object_.type)
        if not isinstance(held, Named) or held.path != package.import_path or held.name != type_name or held.scope:
            continue
        if not _has_no_pool(resolver, type_, variable):
            yield Variable(
                object_,
                variable.file,
                variable.identifier,
                held.relative_to(variable.package.import_path),
                variable.package.shown,
            )


def _is_wrapper(resolver: Resolver, type_: Type) -> bool:
    """Whether a struct has a pool and beside it only settings: numbers, strings, functions, locks and counters."""
    fields = resolver.fields(type_)
    pools = [each for each in fields if shape(resolver, each.type) is not None or _is_sync(each.type, "Map")]
    return bool(pools) and all(each in pools or _is_setting(resolver, each.type) for each in fields)


def _has_no_pool(resolver: Resolver, type_: Type, variable: Declaration) -> bool:
    """Whether a variable is declared with a literal that sets every pool to nil: `none = encoder{"", nil}`."""
    declared = child(variable.node, "value")
    values = parts(declared) if declared is not None else []
    body = child(values[0], "body") if len(values) == 1 and values[0].type == "composite_literal" else None
    if body is None or type_ != resolver.type_of(variable.file, values[0]):
        return False
    fields = resolver.fields(type_)
    given: dict[str, Node | None] = {}
    for field, element in zip(fields, parts(body), strict=False):
        key = child(element, "key")
        given[text(key) if key is not None else field.name] = child(element, "value") if key is not None else element
    pools = [each for each in fields if shape(resolver, each.type) is not None]
    return all(isinstance(each.type, Pointer) and _is_nil(given.get(each.name)) for each in pools)


def _is_nil(element: Node | None) -> bool:
    return element is not None and text(element) == "nil"


def _is_setting(resolver: Resolver, type_: Type) -> bool:
    if isinstance(type_, Named) and type_.path in {"sync", "sync/atomic"}:
        return True
    inner = resolver.underlying(type_)
    if isinstance(inner, Slice | Array):
        inner = resolver.underlying(inner.element)
    return isinstance(inner, Basic | Signature)


def _is_sync(type_: Type, name: str) -> bool:
    return isinstance(type_, Named) and type_.path == "sync" and type_.name == name


def _unwrapped(type_: Type) -> Type:
    """The type behind pointers and containers."""
    for _ in range(_DEEPEST):
        if not isinstance(type_, Pointer | Slice | Array | Map):
            break
        type_ = type_.element
    return type_


def _package_variables(mentions: Mentions, package: Package, type_name: str) -> Iterator[Declaration]:
    """Variables of the package itself, and of packages that import it where the type is exported."""
    packages = [package]
    if is_exported(type_name):
        importers = sorted(set(mentions.reading.importers.get(package.import_path, ())))
        found = [mentions.program.package_of(path) for path in importers if path in mentions.reading.selected]
        packages += dict.fromkeys(each for each in found if each is not None and each is not package)
    for each in packages:
        yield from (variable for variable in each.variables() if variable.file.path in mentions.reading.selected)
