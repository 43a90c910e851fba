"""A pool whose objects are dialled, opened or logged in stands in for a connection pool."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import child, location, text
from scanners.knowledge.resources import dialer_kind
from scanners.model import Severity, Step, Text, Verdict
from scanners.pools.inventory.declarations import PoolDeclaration
from scanners.pools.ownership.origins import Origin, Origins
from scanners.pools.ownership.resource_types import is_resource, kind_of
from scanners.rule import Context, Draft, Rule

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_MAJOR: Final = re.compile(r"/v\d+(?=\.)")
_DIALS: Final = re.compile(r"(?i)(?:.*\.)?_?(?:dial|connect(?!ion))")


def check(context: Context) -> Iterator[Draft]:
    """One finding a pool: New is looked at first, then what is put in, then what stands in for an empty pool."""
    resolver, ownership = context.resolver, context.ownership
    for pool in context.pools:
        draft = next(_from_new(context, pool), None)
        if draft is None and ownership.owned(pool) is not None:
            # A field that every Put clears was only borrowed: what is put in counts where the resource stays in it.
            draft = next(_from_puts(resolver, pool), None) or next(_from_takers(resolver, pool), None)
        if draft is not None:
            yield draft


def _from_new(context: Context, pool: PoolDeclaration) -> Iterator[Draft]:
    for new in pool.new:
        start = Step(location(new.file, new.node), Text.of("IR105.new"))
        for origin in Origins(context.resolver, uses=context.uses).of_function(new):
            if (kind := _kind(context.resolver, origin)) is not None:
                yield _draft(pool, "New", origin, kind, [start, *_way(origin)])


def _from_puts(resolver: Resolver, pool: PoolDeclaration) -> Iterator[Draft]:
    for site in pool.puts:
        if site.value is None:
            continue
        end = Step(site.location, Text.of("IR105.put"))
        for origin in Origins(resolver).of_value(site.file, site.value):
            if (kind := _kind(resolver, origin)) is not None:
                yield _draft(pool, "Put", origin, kind, [*_way(origin), end])


def _from_takers(resolver: Resolver, pool: PoolDeclaration) -> Iterator[Draft]:
    """A function that gives what it takes from the pool, or else what it opens: that is put in later."""
    takers = {site.function.id for site in pool.gets if site.direct and site.function is not None}
    for wrapper in pool.wrappers:
        if wrapper.node.id not in takers:
            continue
        start = Step(location(wrapper.file, wrapper.node), Text.of("IR105.taker", function=wrapper.name))
        for origin in Origins(resolver).of_function(wrapper):
            if (kind := _kind(resolver, origin)) is not None:
                yield _draft(pool, "Put", origin, kind, [start, *_way(origin)])


def _kind(resolver: Resolver, origin: Origin) -> str | None:
    """The kind of resource that a call opens: known by name, or a call by a name like dial that gives a resource."""
    callee = origin.callee
    if callee.qualified is not None and (kind := dialer_kind(callee.qualified)) is not None:
        return kind
    if callee.declaration is not None:
        return None  # its body says, and is followed
    function = child(origin.call, "function")
    if function is None or callee.signature is None or not callee.signature.results:
        return None
    result = callee.signature.results[0]
    if _DIALS.match(text(function)) and is_resource(resolver, result):
        return kind_of(result)
    return None


def _way(origin: Origin) -> Iterator[Step]:
    for file, call, function in origin.way:
        yield Step(location(file, call), Text.of("IR105.calls", function=function))
    yield Step(location(origin.file, origin.call), Text.of("IR105.opens", call=_call_name(origin)))


def _call_name(origin: Origin) -> str:
    """`net.Dial`, `net.Dialer.Dial`, or what the source says where it is a variable that is called."""
    if origin.callee.qualified is not None:
        plain = _MAJOR.sub("", origin.callee.qualified.replace("(*", "").replace("(", "").replace(")", ""))
        return plain.rpartition("/")[2]
    function = child(origin.call, "function")
    return text(function) if function is not None else text(origin.call)


def _draft(pool: PoolDeclaration, method: str, origin: Origin, kind: str, steps: list[Step]) -> Draft:
    declared = Step(pool.location, Text.of("IR105.declared", pool=pool.name))
    message = Text.of(f"IR105.{kind}", pool=pool.name, method=method, call=_call_name(origin))
    return Draft(pool.file, pool.node, message, pool=pool, trace=(declared, *steps), subject=_call_name(origin))


RULE = Rule(
    code="IR105",
    name="connection-factory",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
