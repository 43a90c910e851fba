"""What runs inside the objects of a pool: goroutines, timers, contexts that somebody has to cancel, channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Chan, Field, Type
from scanners.knowledge.activity import Active
from scanners.pools.code.active_types import row_of
from scanners.pools.code.targets import is_same
from scanners.pools.objects.arrivals import Arrivals
from scanners.pools.objects.deeds import Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.own_parts import own_parts
from scanners.pools.ownership.armed_flags import ArmedFlags
from scanners.pools.ownership.codecs import Codecs, called_as
from scanners.pools.ownership.own_timers import OwnTimers
from scanners.pools.ownership.ownership import Ownership
from scanners.pools.ownership.starts import starts

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.objects.touches import Step
    from scanners.pools.ownership.origins import Call


class Kind(Enum):
    """What it is that runs."""

    GOROUTINE = "goroutine"
    CODEC = "codec"  # made by a package that starts goroutines for it
    TIMER = "timer"
    CANCEL = "cancel"
    MAILBOX = "mailbox"  # a channel that the object keeps


@dataclass(frozen=True, slots=True)
class Activity:
    """The part at `path` that runs, () for the object itself or what was made with it.

    `file` and `node` say where it starts or is declared, `function` who starts it, `way` which calls lead there.
    `idle`: every Put stops it first.
    """

    kind: Kind
    file: SourceFile
    node: Node
    path: Path = ()
    type: Type | None = None
    function: str = ""
    way: tuple[Call, ...] = ()
    idle: bool = False


class Activities:
    """Answers for one program."""

    def __init__(
        self, resolver: Resolver, ownership: Ownership, holders: Holders, field_uses: FieldUses, uses: Uses
    ) -> None:
        self._resolver: Final = resolver
        self._ownership: Final = ownership
        self._holders: Final = holders
        self._field_uses: Final = field_uses
        self._uses: Final = uses
        self._arrivals: Final = Arrivals(resolver, holders, field_uses)
        self._own_timers: Final = OwnTimers(resolver, field_uses)
        self._armed_flags: Final = ArmedFlags(resolver, field_uses)
        self._codecs: Final = Codecs(resolver, ownership, holders, uses)

    def of(self, pool: PoolDeclaration) -> Activity | None:
        """What runs in a pool's objects; the one that is hardest to stop."""
        if (made := self._codecs.of(pool)) is not None:
            return Activity(Kind.CODEC, made.file, made.call, function=called_as(made.call), way=made.way)
        if any(row.makers for row in map(row_of, pool.elements) if row is not None):
            return None  # how it is made says it all
        for start in starts(self._resolver, self._uses, pool):
            return Activity(Kind.GOROUTINE, start.file, start.node, function=start.function, way=start.way)
        found = list(self._parts(pool))
        return next((each for each in found if not each.idle), found[0] if found else None)

    # Timers, cancel functions and channels.

    def _parts(self, pool: PoolDeclaration) -> Iterator[Activity]:
        for element in pool.elements[:1]:
            if (kind := self._kind(element)) is not None:
                yield Activity(kind, pool.file, pool.node, (), element, idle=self._is_idle(pool, (), element))
            for path, field in own_parts(self._resolver, element):
                kind = self._kind(field.type)
                if kind is None or field.file is None or field.node is None:
                    continue
                if kind is Kind.MAILBOX and (not self._is_made_for_it(field) or self._is_made_by_takers(pool, path)):
                    continue
                if kind is Kind.TIMER and self._own_timers.put_all(pool, field):
                    continue
                if self._ownership.is_kept(pool, element, path):
                    idle = self._is_idle(pool, path, field.type, field)
                    yield Activity(kind, field.file, field.node, path, field.type, idle=idle)

    def _kind(self, type_: Type) -> Kind | None:
        if isinstance(type_, Chan):
            return Kind.MAILBOX
        row = row_of(type_)
        if row is None or row.makers:
            return None
        return Kind.CANCEL if row.called else Kind.TIMER

    def _is_made_for_it(self, field: Field) -> bool:
        """Whether the object's own package makes the channel, rather than getting it from a user."""
        return any(text(value).startswith("make(") for _, value in self._field_uses.given(field))

    def _is_made_by_takers(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether whoever takes an object gives it a channel of its own at once: nobody knows the one before."""
        gets = [site for site in pool.gets if site.counted]
        taking = ([step.touch for step in self._holders.steps(site) if step.path == path] for site in gets)
        return bool(gets) and all(touches and _makes(touches[0]) for touches in taking)

    def _is_idle(self, pool: PoolDeclaration, path: Path, type_: Type, field: Field | None = None) -> bool:
        """Whether every Put comes after a call that stops it, or is out of reach; a channel runs nothing by itself."""
        row = row_of(type_)
        if row is None:
            return True
        puts = [put for put in pool.puts if put.direct]
        return bool(puts) and all(
            any(_stops(step, path, row) for site in chain for step in self._holders.steps_before(site))
            or (self._arrivals.is_unseen(pool, chain[-1]) and self._is_stopped_somewhere(field, row))
            or (field is not None and self._armed_flags.keep_out(pool.elements[0], field, chain))
            for put in puts
            for chain in self._holders.chains(pool, put)
        )

    def _is_stopped_somewhere(self, field: Field | None, row: Active) -> bool:
        """Whether the package stops what is in the field anywhere."""
        uses = self._field_uses.of(field) if field is not None else ()
        return any(self._is_stop(use.touch, row) for use in uses)

    def _is_stop(self, touch: Touch, row: Active) -> bool:
        if not row.called:
            return touch.node.type in CALLS and called_as(touch.node).rpartition(".")[2] in row.stop
        call = self._resolver.parent(touch.file, touch.node)
        return call is not None and call.type in CALLS and is_same(child(call, "function"), touch.node)


def _makes(touch: Touch) -> bool:
    """`x.done = make(chan struct{})`."""
    return touch.deed is Deed.SET and touch.value is not None and text(touch.value).startswith("make(")


def _stops(step: Step, path: Path, row: Active) -> bool:
    """`x.timer.Stop()`, `x.cancel()`."""
    name = called_as(step.touch.node)
    if row.called:
        return step.touch.node.type in CALLS and bool(path) and name.endswith(f".{path[-1]}")
    return step.path == path and name.rpartition(".")[2] in row.stop
