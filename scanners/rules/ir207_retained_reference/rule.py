"""An object in the pool still refers to what its last user gave it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from scanners.golang.syntax import CALLS, arguments, child, location, text
from scanners.golang.types import Named, Pointer, Type
from scanners.model import Fix, Severity, Step, Text, Verdict
from scanners.pools.edits.release_edits import ReleaseEdits
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.elements import site_types
from scanners.pools.objects.contents import reset_names, reset_to_nothing
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.field_uses import type_at
from scanners.pools.objects.holders import reported
from scanners.pools.retention.other_objects import OtherObjects
from scanners.pools.retention.own_memory import OwnMemory
from scanners.pools.retention.retained import Retained, Way, is_generic
from scanners.pools.retention.retention import Retentions
from scanners.rule import Context, Draft, Rule

_READERS: Final = ("Reader", "Decoder", "Resetter")  # by name, where the package is not at hand
_SHOWN: Final = 4  # references in a trace
_GIVING: Final = frozenset({Deed.SET, Deed.GROW})
_RESETTING: Final = frozenset({Deed.CLEAR, Deed.CUT, Deed.SET})
_ORDER: Final = (Way.WRAPPED, Way.FIELD, Way.FILLED, Way.KEYED, Way.ELEMENTS, Way.LATE, Way.STALE)


def check(context: Context) -> Iterator[Draft]:
    """One finding for each Put; everything that stays behind is named."""
    own = OwnMemory(context.resolver, context.uses)
    others = OtherObjects(context.resolver, context.holders, context.uses)
    retentions = Retentions(context.resolver, context.holders, context.field_uses, own, others)
    edits = ReleaseEdits(context.resolver, context.field_uses)
    for pool in context.instances:
        given = retentions.given(pool)
        for put in pool.puts:
            if put.direct:
                chains = context.holders.chains(pool, put)
                ways = [(chain, retentions.left(pool, chain, given)) for chain in chains]
                for site, left, through in reported(context.resolver, put, ways):
                    edit = edits.before(pool, site, left)
                    fix = None
                    if edit is not None and not context.is_misused(pool):
                        fix = Fix(Text.of("IR207.let-go", pool=pool.name), (edit,))
                    draft = _draft(context, pool, site, left, through, put=put)
                    *steps, last = draft.trace
                    steps += _reset(context, chains[0], left)
                    yield replace(draft, trace=(*steps, last), fix=fix)


def _reset(context: Context, chain: tuple[PoolSite, ...], left: list[Retained]) -> Iterator[Step]:
    """Where a function that is called a reset ends, on the way to a Put: what it leaves is best cleared there."""
    paths = {each.path for each in left}
    steps = [step for site in reversed(chain) for step in context.holders.steps_before(site)]
    given = (place for place, step in enumerate(steps) if step.path in paths and step.touch.deed in _GIVING)
    since = max(given, default=-1)
    last = None
    for touch in (step.touch for step in steps[since + 1 :] if step.depth and step.touch.deed in _RESETTING):
        function = context.resolver.enclosing_function(touch.file, touch.node)
        name = child(function, "name") if function is not None else None
        if name is not None and reset_names().is_reset(text(name)):
            last = touch
    if last is not None and all(each.way is not Way.WRAPPED for each in left):
        yield Step(location(last.file, last.node), Text.of("IR207.reset-here"))


def _held(context: Context, pool: PoolDeclaration, site: PoolSite) -> Type | None:
    """The type of what goes back: of a generic pool what its caller gives."""
    held = pool.element_type
    return next(iter(site_types(context.resolver, site)), held) if is_generic(held) else held


def _draft(
    context: Context,
    pool: PoolDeclaration,
    site: PoolSite,
    left: list[Retained],
    through: list[PoolSite],
    *,
    put: PoolSite,
) -> Draft:
    """The finding at a Put, or at a caller on the way to it."""
    way = min((each.way for each in left), key=_ORDER.index)
    named = [".".join(each.path) for each in left if each.way is way and each.path]
    held = _held(context, pool, site)
    element = held.relative_to(pool.package.import_path) if held is not None else ""
    arguments: dict[str, object] = {"pool": pool.name, "element": element}
    if named:
        arguments["fields"] = [f"`{each}`" for each in named]
    key = f"{way.value}-field" if named and way in {Way.WRAPPED, Way.FILLED, Way.ELEMENTS} else way.value
    wrapped = [each for each in left if each.way is way is Way.WRAPPED]
    if any(_reads_at_once(context, held, each) for each in wrapped):
        key += "-reader"
    elif any(map(_takes_several, wrapped)):
        key = "several"
    elif key == "wrapped" and (nothing := _reads_from_nothing(context, held)) is not None:
        key, arguments["nothing"] = "wrapped-nothing", nothing
    steps = [Step(location(each.file, each.node), Text.of(f"IR207.{each.way.value}-here")) for each in left[:_SHOWN]]
    steps += [Step(each.location, Text.of("IR207.on-the-way")) for each in through if each is not put][:_SHOWN]
    steps.append(Step(put.location, Text.of("IR207.put-back", pool=pool.name)))
    counted = next((each for each in through if each.counted), site)
    return Draft(
        site.file,
        site.call,
        Text.of(f"IR207.{key}", **arguments),
        pool=pool,
        trace=tuple(steps),
        site=counted.location,
        subject=", ".join(named),
    )


def _reads_from_nothing(context: Context, type_: Type | None) -> str | None:
    """What a reader of the standard library is reset to, where it takes nil or an empty string."""
    is_reader = type_ is not None and "Write" not in context.resolver.method_names(type_)
    return reset_to_nothing(type_) if type_ is not None and is_reader else None


def _takes_several(retained: Retained) -> bool:
    """Whether it was reset to more than a stream: `c.Reset(w, r)` of a request's context."""
    return retained.node.type in CALLS and len(arguments(retained.node)) > 1


def _reads_at_once(context: Context, pooled: Type | None, retained: Retained) -> bool:
    """Whether what wraps something is a reader that nil is no source for: it may read a header at once."""
    type_ = type_at(context.field_uses, pooled, retained.path) if retained.path else pooled
    held = type_.element if isinstance(type_, Pointer) else type_
    if type_ is None or held is None or reset_to_nothing(type_) is not None:
        return False
    methods = context.resolver.method_names(type_)
    is_named = isinstance(held, Named) and held.name.endswith(_READERS)
    return "Write" not in methods and ("Read" in methods or is_named)


RULE = Rule(
    code="IR207",
    name="retained-reference",
    severity=Severity.MEDIUM,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.ADVISORY,
    check=check,
    by_pool=True,
)
