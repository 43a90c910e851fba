"""Codecs that start goroutines of their own unless they are told not to, and the calls that make them for a pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text, walk
from scanners.knowledge.activity import Active, active_maker
from scanners.knowledge.resources import without_major
from scanners.pools.code.active_types import row_of
from scanners.pools.code.objects_in_functions import names_of
from scanners.pools.code.targets import field_or_literal, is_same
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.own_parts import own_parts
from scanners.pools.ownership.origins import Origins
from scanners.pools.ownership.ownership import Ownership

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.ownership.origins import Call


@dataclass(frozen=True, slots=True)
class Making:
    """A call that makes a codec, the row of active.toml that knows it, and the calls that lead there."""

    file: SourceFile
    call: Node
    row: Active
    way: tuple[Call, ...] = ()


class Codecs:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, ownership: Ownership, holders: Holders, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._ownership: Final = ownership
        self._holders: Final = holders
        self._uses: Final = uses

    def of(self, pool: PoolDeclaration) -> Making | None:
        """A call that is seen to make one for the pool, or one of those of the package if all of them make such."""
        made = list(self._made(pool))
        found = made or list(self._made_in_package(pool))
        active = [each for each in found if self._starts_goroutines(each) and not self._is_in_place(pool, each)]
        return active[0] if active and (made or len(active) == len(found)) else None

    def _made(self, pool: PoolDeclaration) -> Iterator[Making]:
        """The calls that New makes its objects by; where there is no New, those that what is put in comes from."""
        found = [each for new in pool.new for each in self._origins().of_function(new)]
        for site in pool.puts if not pool.new else ():
            found += self._origins().of_value(site.file, site.value) if site.value is not None else ()
        for origin in found:
            if (row := active_maker(origin.callee.qualified or "")) is not None:
                yield Making(origin.file, origin.call, row, origin.way)

    def _origins(self) -> Origins:
        return Origins(self._resolver, lambda _: True, self._uses)

    def _made_in_package(self, pool: PoolDeclaration) -> Iterator[Making]:
        """The calls in the pool's package that make what it holds, where nothing else tells how that is made."""
        row = next((each for each in self._active_codecs(pool) if each.makers), None)
        if row is None:
            return
        for path in pool.package.paths:
            source = self._resolver.program.source.read(path)
            if not any(maker.encode() in source for maker in row.makers):
                continue
            file = pool.package.file(path)
            for node in chain.from_iterable(map(walk, file.roots)):
                if node.type in CALLS and called_as(node).rpartition(".")[2] in row.makers:
                    callee = self._resolver.callee(file, node)
                    if callee.qualified is not None and active_maker(callee.qualified) is row:
                        yield Making(file, node, row)

    def _active_codecs(self, pool: PoolDeclaration) -> Iterator[Active]:
        for element in pool.elements:
            if (row := row_of(element)) is not None:
                yield row
            for path, field in own_parts(self._resolver, element):
                if (row := row_of(field.type)) is not None and not self._ownership.is_borrowed(pool, path):
                    yield row

    def _starts_goroutines(self, making: Making) -> bool:
        """Whether a call gives no option that keeps it from that; options that are not spelled out are in doubt."""
        for option in arguments(making.call)[1:]:
            if option.type not in CALLS or self._resolver.callee(making.file, option).qualified is None:
                return False
            name = text(option).rpartition(".")[2]
            quiet = {each for each in making.row.quiet if each.partition("(")[0] == name.partition("(")[0]}
            is_spelled_out = all(each.type.endswith("literal") for each in arguments(option))
            if name in quiet or (quiet and not is_spelled_out):
                return False
        return True

    def _is_in_place(self, pool: PoolDeclaration, making: Making) -> bool:
        """Whether the object is made without a stream, and only used for whole blocks."""
        given = arguments(making.call)
        if not given or given[0].type != "nil":
            return False
        called = {
            called_as(step.touch.node).rpartition(".")[2]
            for site in pool.sites
            for step in self._holders.steps(site)
            if step.touch.node.type in CALLS and not self._is_of_codec(step.touch.file, making.row)
        }
        is_seen = bool(called & making.row.in_place) and "Reset" not in called
        return is_seen or any(self._is_used_in_place(field, making.row) for field in self._fields(making))

    def _fields(self, making: Making) -> Iterator[Object]:
        """The fields that a codec goes into where it is made: `z, err := zstd.NewReader(nil); return &T{z: z}, err`."""
        for variable in names_of(self._resolver, making.file, making.call):
            for use in self._resolver.scopes.uses(making.file, variable):
                element = self._resolver.parent(making.file, use)
                if element is not None and element.type == "literal_element":
                    target = field_or_literal(self._resolver, making.file, element)
                    if target is not None and not isinstance(target, Node):
                        yield target

    def _is_used_in_place(self, field: Object, row: Active) -> bool:
        """Whether nothing is done with a field but to call such methods on it, and to close it."""
        called = set()
        for file, use in self._uses.expressions(field):
            selector = self._resolver.parent(file, use)
            call = self._resolver.parent(file, selector) if selector is not None else None
            is_called = call is not None and call.type in CALLS and selector is not None
            if not is_called or selector is None or not is_same(child(selector, "operand"), use):
                return False
            name = child(selector, "field")
            called.add(text(name) if name is not None else "")
        return bool(called & row.in_place) and called <= {*row.in_place, "Close"}

    def _is_of_codec(self, file: SourceFile, row: Active) -> bool:
        """Whether a file is of the package that declares the codec: what that does inside is its own business."""
        package = self._resolver.program.package_of(file.path)
        return package is not None and without_major(package.import_path) == row.package


def called_as(call: Node) -> str:
    """What a call calls, as it is written: `zstd.NewWriter`, `x.timer.Stop`."""
    function = child(call, "function")
    return text(function) if function is not None else ""
