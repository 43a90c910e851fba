"""A pool that keeps something which somebody has to close loses it when the garbage collector empties the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, location
from scanners.golang.types import UNSAFE_POINTER, Pointer, Struct, Type
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.ownership.finalisers import Finaliser, finaliser_of, frees, is_taken_off
from scanners.pools.ownership.ownership import Owned
from scanners.rule import Context, Draft, Rule

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_NAMED_IN_TRACE: Final = 5


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool: the first resource that it owns is named, the others stand in the trace."""
    for pool in context.instances:
        found = context.ownership.owned(pool)
        if found is not None:
            yield _draft(context, pool, *found)
        elif (freed := _freed(context, pool)) is not None:
            yield _draft_of_freed(pool, *freed)


def _draft(context: Context, pool: PoolDeclaration, element: Type, owned: list[Owned]) -> Draft:
    package = pool.package.import_path
    finaliser = finaliser_of(context.resolver, pool.package, element)
    path, type_ = owned[0]
    spelled = [(_spelled(element, each, package), held.relative_to(package)) for each, held in owned]
    named: dict[str, object] = {"pool": pool.name, "element": element.relative_to(package)}
    key = "IR101.element"
    if any(step != "[]" for step in path):
        key = "IR101.field"
        named |= {"path": spelled[0][0], "type": spelled[0][1]}
    if finaliser is not None and finaliser.idle:
        finaliser = None
    if finaliser is not None:
        key += "-finaliser"
        named["finaliser"] = finaliser.name
    elif type_ == UNSAFE_POINTER:
        key += "-raw"
    trace = [Step(pool.location, Text.of("IR101.declared", pool=pool.name))]
    trace += [Step(location(new.file, new.node), Text.of("IR101.made")) for new in pool.new[:1]]
    for (each, _), (name, held_type) in list(zip(owned, spelled, strict=True))[:_NAMED_IN_TRACE]:
        place = _field_place(context.resolver, element, each)
        if place is not None:
            trace.append(Step(location(*place), Text.of("IR101.holds", path=name, type=held_type)))
    trace += [Step(site.location, Text.of("IR101.put")) for site in [*pool.puts][:1]]
    if finaliser is not None:
        trace.append(Step(location(finaliser.file, finaliser.call), Text.of("IR101.finaliser")))
    return Draft(
        pool.file,
        pool.node,
        Text.of(key, **named),
        pool=pool,
        trace=tuple(trace),
        severity=Severity.HIGH if finaliser is not None else None,
        subject=".".join(path) or str(type_),
    )


def _freed(context: Context, pool: PoolDeclaration) -> tuple[Type, Finaliser] | None:
    """A finaliser of what the pool keeps that frees something: then the object owns that, whatever its type says."""
    puts = [site for site in pool.puts if site.direct]
    if puts and all(is_taken_off(context.resolver, site) for site in puts):
        return None
    for element in pool.elements:
        finaliser = finaliser_of(context.resolver, pool.package, element)
        if finaliser is not None and frees(context.resolver, finaliser):
            return element, finaliser
    return None


def _draft_of_freed(pool: PoolDeclaration, element: Type, finaliser: Finaliser) -> Draft:
    key = "IR101.freed-never" if finaliser.idle else "IR101.freed-late"
    element_name = element.relative_to(pool.package.import_path)
    place = location(finaliser.file, finaliser.call)
    return Draft(
        pool.file,
        pool.node,
        Text.of(key, pool=pool.name, element=element_name, finaliser=finaliser.name.rpartition("/")[2]),
        pool=pool,
        trace=(
            Step(pool.location, Text.of("IR101.declared", pool=pool.name)),
            Step(place, Text.of("IR101.finaliser")),
            *(Step(site.location, Text.of("IR101.put")) for site in [*pool.puts][:1]),
        ),
        severity=None if finaliser.idle else Severity.HIGH,
        subject=key,
    )


def _spelled(element: Type, path: tuple[str, ...], package: str) -> str:
    """`Session.conn.Conn`, `viaSlice.all[]`; the fields alone for a struct type without a name."""
    target = element.element if isinstance(element, Pointer) else element
    start = "" if isinstance(target, Struct) else target.relative_to(package)
    return (start + "".join(step if step == "[]" else f".{step}" for step in path)).lstrip(".")


def _field_place(resolver: Resolver, element: Type, path: tuple[str, ...]) -> tuple[SourceFile, Node] | None:
    """Where the last field of a path is declared."""
    found: tuple[SourceFile, Node] | None = None
    type_ = element
    for step in path:
        if step == "[]":
            type_ = _element_of(resolver, type_)
            continue
        while isinstance(type_, Pointer):
            type_ = type_.element
        field = next((each for each in resolver.fields(type_) if each.name == step), None)
        if field is None or field.file is None or field.node is None:
            return found
        found, type_ = (field.file, field.node), field.type
    return found


def _element_of(resolver: Resolver, type_: Type) -> Type:
    while isinstance(type_, Pointer):
        type_ = type_.element
    inner = resolver.underlying(type_)
    element = getattr(inner, "element", type_)
    return element if isinstance(element, Type) else type_


RULE = Rule(
    code="IR101",
    name="resource-in-pool",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
