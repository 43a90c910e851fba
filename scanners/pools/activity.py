"""What runs inside the objects of a pool: goroutines, timers, contexts that somebody has to cancel, channels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text, walk
from scanners.golang.types import Chan, Field, Named, Pointer, Type
from scanners.knowledge.activity import Active, active_maker, active_type
from scanners.pools.deeds import Deed, Path
from scanners.pools.field_uses import FieldUses
from scanners.pools.holders import Holders
from scanners.pools.origins import Origins
from scanners.pools.own_parts import own_parts
from scanners.pools.ownership import Ownership
from scanners.pools.starts import starts

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration
    from scanners.pools.origins import Call
    from scanners.pools.touches import Step
    from scanners.pools.uses import Uses


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

    def of(self, pool: PoolDeclaration) -> Activity | None:
        """What runs in a pool's objects; the one that is hardest to stop."""
        if (codec := self._codec(pool)) is not None:
            return codec
        if any(row.makers for row in map(_row, pool.elements) if row is not None):
            return None  # how it is made says it all
        for start in starts(self._resolver, self._uses, pool):
            return Activity(Kind.GOROUTINE, start.file, start.node, function=start.function, way=start.way)
        found = list(self._parts(pool))
        return next((each for each in found if not each.idle), found[0] if found else None)

    # Codecs with goroutines.

    def _codec(self, pool: PoolDeclaration) -> Activity | None:
        """One that is seen to be made for the pool, or that all calls of the package make that make such."""
        made = list(self._made(pool))
        found = made or list(self._made_in_package(pool))
        active = [
            each for each in found if self._starts_goroutines(*each[:3]) and not self._is_in_place(pool, *each[1:3])
        ]
        if not active or (not made and len(active) < len(found)):
            return None
        file, call, _, way = active[0]
        return Activity(Kind.CODEC, file, call, function=_name(call), way=way)

    def _made(self, pool: PoolDeclaration) -> Iterator[tuple[SourceFile, Node, Active, tuple[Call, ...]]]:
        for new in pool.new:
            for origin in Origins(self._resolver, _is_anything, self._uses).of_function(new):
                if (row := active_maker(origin.callee.qualified or "")) is not None:
                    yield origin.file, origin.call, row, origin.way
        for site in pool.puts if not pool.new else ():
            if site.value is None:
                continue
            for origin in Origins(self._resolver, _is_anything).of_value(site.file, site.value):
                if (row := active_maker(origin.callee.qualified or "")) is not None:
                    yield origin.file, origin.call, row, origin.way

    def _made_in_package(self, pool: PoolDeclaration) -> Iterator[tuple[SourceFile, Node, Active, tuple[Call, ...]]]:
        """The calls in the pool's package that make what it holds, where nothing else tells how that is made."""
        row = next((each for each in self._active_codecs(pool) if each.makers), None)
        if row is None:
            return
        for path in pool.package.paths:
            source = self._resolver.program.source.read(path)
            if not any(maker.encode() in source for maker in row.makers):
                continue
            file = pool.package.file(path)
            for node in walk(file.root):
                if node.type in CALLS and _name(node).rpartition(".")[2] in row.makers:
                    callee = self._resolver.callee(file, node)
                    if callee.qualified is not None and active_maker(callee.qualified) is row:
                        yield file, node, row, ()

    def _active_codecs(self, pool: PoolDeclaration) -> Iterator[Active]:
        for element in pool.elements:
            if (row := _row(element)) is not None:
                yield row
            for path, field in own_parts(self._resolver, element):
                if (row := _row(field.type)) is not None and not self._ownership.is_borrowed(pool, path):
                    yield row

    def _starts_goroutines(self, file: SourceFile, call: Node, row: Active) -> bool:
        """Whether a call gives no option that keeps it from that; options that are not spelled out are in doubt."""
        for option in arguments(call)[1:]:
            if option.type not in CALLS or self._resolver.callee(file, option).qualified is None:
                return False
            name = text(option).rpartition(".")[2]
            quiet = {each for each in row.quiet if each.partition("(")[0] == name.partition("(")[0]}
            if quiet and not arguments(option)[0].type.endswith("literal"):
                return False
            if name in quiet:
                return False
        return True

    def _is_in_place(self, pool: PoolDeclaration, call: Node, row: Active) -> bool:
        """Whether the object is made without a stream, and only used for whole blocks."""
        given = arguments(call)
        if not given or given[0].type != "nil":
            return False
        called = {
            _name(step.touch.node).rpartition(".")[2]
            for site in pool.sites
            for step in self._holders.steps(site)
            if step.touch.deed is not Deed.SET and step.touch.node.type in CALLS
        }
        return bool(called & row.in_place) and "Reset" not in called

    # Timers, cancel functions and channels.

    def _parts(self, pool: PoolDeclaration) -> Iterator[Activity]:
        for element in pool.elements[:1]:
            if (kind := self._kind(element)) is not None:
                yield Activity(kind, pool.file, pool.node, (), element, idle=self._is_idle(pool, (), element))
            for path, field in own_parts(self._resolver, element):
                kind = self._kind(field.type)
                if kind is None or field.file is None or field.node is None:
                    continue
                if kind is Kind.MAILBOX and not self._is_made_for_it(field):
                    continue
                if self._ownership.is_kept(pool, element, path):
                    idle = self._is_idle(pool, path, field.type)
                    yield Activity(kind, field.file, field.node, path, field.type, idle=idle)

    def _kind(self, type_: Type) -> Kind | None:
        if isinstance(type_, Chan):
            return Kind.MAILBOX
        row = _row(type_)
        if row is None or row.makers:
            return None
        return Kind.CANCEL if row.called else Kind.TIMER

    def _is_made_for_it(self, field: Field) -> bool:
        """Whether the object's own package makes the channel, rather than getting it from a user."""
        return any(text(value).startswith("make(") for _, value in self._field_uses.given(field))

    def _is_idle(self, pool: PoolDeclaration, path: Path, type_: Type) -> bool:
        """Whether every Put comes after a call that stops it; a channel runs nothing by itself."""
        row = _row(type_)
        if row is None:
            return True
        puts = [put for put in pool.puts if put.direct]
        return bool(puts) and all(
            any(_stops(step, path, row) for site in chain for step in self._holders.steps_before(site))
            for put in puts
            for chain in self._holders.chains(pool, put)
        )


def _is_anything(type_: Type) -> bool:  # noqa: ARG001 - whatever it is
    return True


def _row(type_: Type) -> Active | None:
    held = type_.element if isinstance(type_, Pointer) else type_
    return active_type(held.path, held.name) if isinstance(held, Named) else None


def _name(call: Node) -> str:
    function = child(call, "function")
    return text(function) if function is not None else ""


def _stops(step: Step, path: Path, row: Active) -> bool:
    """`x.timer.Stop()`, `x.cancel()`."""
    name = _name(step.touch.node)
    if row.called:
        return step.touch.node.type in CALLS and bool(path) and name.endswith(f".{path[-1]}")
    return step.path == path and name.rpartition(".")[2] in row.stop
