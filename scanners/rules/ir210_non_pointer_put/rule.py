"""A value that is not pointer-shaped is copied to the heap each time it is put back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.types import UNKNOWN, Array, Basic, Named, Slice, Struct, Type, TypeParameter
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.edits.pointer_edits import PointerEdits
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.elements import returned_values, site_types
from scanners.pools.objects.deeds import ELEMENT, Deed
from scanners.rule import Context, Draft, Rule

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_KINDS: Final[tuple[tuple[type[Type], str], ...]] = (
    (Slice, "slice"),
    (Struct, "struct"),
    (Array, "array"),
    (Basic, "value"),
)


def check(context: Context) -> Iterator[Draft]:
    """One finding for each Put of the pool itself; the first of a pool suggests the edits of the whole pool."""
    for pool in context.pools:
        suggested = False
        for put in pool.puts:
            if put.direct and put.value is not None and put.value.type != "nil":
                for type_ in list(site_types(context.resolver, put))[:1]:
                    kind = _kind(context.resolver, type_) or ("struct" if _is_struct(context, pool, type_) else None)
                    if kind is not None:
                        fix = _fix(context, pool, type_) if not suggested else None
                        suggested = True
                        yield replace(_draft(pool, put, type_, kind), fix=fix)


def _fix(context: Context, pool: PoolDeclaration, type_: Type) -> Fix | None:
    edits = PointerEdits(context.resolver, pool, type_).all()
    return Fix(Text.of("IR210.pointer", pool=pool.name), edits) if edits else None


def _kind(resolver: Resolver, type_: Type) -> str | None:
    """How a value of the type is stored; None for pointers, maps, channels, functions and what is not known."""
    if type_ is UNKNOWN or isinstance(type_, TypeParameter):
        return None
    meant = resolver.underlying(type_)
    if meant == Basic("unsafe.Pointer") or (isinstance(meant, Basic) and meant.is_untyped):
        return None
    if isinstance(meant, Struct) and not meant.fields:
        return None  # nothing to copy
    if isinstance(type_, Named) and type_.path == "reflect" and type_.name == "Value":
        return None
    return next((name for shape, name in _KINDS if isinstance(meant, shape)), None)


def _is_struct(context: Context, pool: PoolDeclaration, type_: Type) -> bool:
    """Whether a type that is not at hand must be a struct: New returns a literal of it, and a field of it is set."""
    if not isinstance(type_, Named) or type_.declaration is not None:
        return False
    values = (value for function in pool.new for _, value in returned_values(context.resolver, function))
    if not any(value.type == "composite_literal" for value in values):
        return False
    steps = (step for site in pool.gets for step in context.holders.steps(site))
    return any(step.touch.deed is Deed.SET and step.path and ELEMENT not in step.path for step in steps)


def _draft(pool: PoolDeclaration, put: PoolSite, type_: Type, kind: str) -> Draft:
    held = type_.relative_to(pool.package.import_path)
    trace = (
        Step(pool.location, Text.of("IR210.declared", pool=pool.name)),
        Step(put.location, Text.of("IR210.put-back", type=held)),
    )
    message = Text.of(f"IR210.{kind}", pool=pool.name, type=held)
    return Draft(put.file, put.call, message, pool=pool, trace=trace, site=put.location)


RULE = Rule(
    code="IR210",
    name="non-pointer-put",
    severity=Severity.LOW,
    iron=Verdict.ADVISORY,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
