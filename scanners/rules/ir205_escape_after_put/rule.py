"""Memory of a pooled object that outlives its Put is written by whoever takes the object next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.edits import wrap
from scanners.golang.syntax import location
from scanners.golang.types import Basic, Slice
from scanners.model import Edit, Fix, Severity, Step, Text, Verdict
from scanners.pools.objects.arenas import Arenas
from scanners.pools.tracking.holdings import node_text
from scanners.pools.tracking.incidents import Fault
from scanners.pools.tracking.leaving_fields import leaving_field
from scanners.pools.tracking.misused import Misuse
from scanners.pools.tracking.releases import Where
from scanners.rule import Context, Draft, Rule

_ITSELF: Final = frozenset({"returned", "sent"})  # ways on which the object may leave, and not only memory of it


def check(context: Context) -> Iterator[Draft]:
    """One finding a Put: the first place where memory of what it puts back is returned, stored or sent."""
    arenas = Arenas(context.resolver, context.field_uses)
    for misuse in context.misuses(Fault.LEFT):
        if misuse.where is Where.FRAMEWORK and _dies_with_request(misuse):
            continue
        field = leaving_field(context.resolver, misuse)
        if misuse.pool is not None and (
            context.replacements.is_set_anew(misuse.pool, field) or arenas.is_whole(misuse.pool)
        ):
            continue  # nobody writes there again
        arguments = {"object": misuse.object, "shown": misuse.shown, "pool": misuse.pool_name}
        is_itself = misuse.way in _ITSELF and misuse.shown == misuse.object
        key = f"{misuse.way}-itself" if is_itself else misuse.way
        if misuse.where is Where.LENDER:
            key, arguments["lender"] = f"{misuse.way}-lent", misuse.put.function_name
        elif misuse.where is Where.FRAMEWORK:
            key = f"{misuse.way}-handler"
        message = Text.of(f"IR205.{key}", **arguments)
        left = Step(location(misuse.file, misuse.node), Text.of(f"IR205.{misuse.way}-here", shown=misuse.shown))
        steps = list(misuse.steps("IR205"))
        is_before = misuse.deferred or misuse.where is Where.LENDER
        steps.insert(len(steps) - 1 if is_before else len(steps), left)
        yield Draft(
            misuse.file,
            misuse.node,
            message,
            pool=misuse.pool,
            trace=tuple(steps),
            site=misuse.put.location,
            fix=_copied(context, misuse),
            subject=misuse.shown,
        )


def _dies_with_request(misuse: Misuse) -> bool:
    """Whether what leaves is an error, which the framework is done with first, or the context in one built on it."""
    is_context = misuse.leaving is not None and node_text(misuse.leaving) == misuse.object
    return misuse.way == "returned" or (misuse.way == "stored" and is_context)


def _copied(context: Context, misuse: Misuse) -> Fix | None:
    """The edits that let copies leave, wherever this Put's object does; None where one of them is not certain."""
    edits = [_copy(context, each) for each in (misuse, *misuse.further)]
    certain = tuple(dict.fromkeys(each for each in edits if each is not None))
    return Fix(Text.of("IR205.copy", shown=misuse.shown), certain) if all(edits) else None


def _copy(context: Context, misuse: Misuse) -> Edit | None:
    """The edit at one place, where a slice of plain values leaves: the copy has nothing in common with it."""
    is_here = not misuse.deferred and misuse.where is not Where.LENDER
    if is_here and misuse.put.call.start_byte < misuse.node.start_byte:
        return None  # copied there, it is read after the Put
    value = misuse.leaving
    type_ = context.resolver.type_of(misuse.file, value) if value is not None else None
    if value is None or not isinstance(type_, Slice) or not isinstance(type_.element, Basic):
        return None
    return wrap(misuse.file, value, f"append({type_}(nil), ", "...)")


RULE = Rule(
    code="IR205",
    name="escape-after-put",
    severity=Severity.CRITICAL,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
    by_pool=True,
)
