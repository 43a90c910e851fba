"""Functions that stand for a Get or a Put: those that return what they take, or put back their parameter or receiver.

Each call of such a wrapper is a site of the pool in its own right, and may make a wrapper of the function around it;
this goes on until nothing new is found.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.objects import Object
from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, arguments, child
from scanners.pools.code.fluent import beginning, end
from scanners.pools.code.objects_in_functions import is_returned, parameter_of, whole
from scanners.pools.code.parameters import parameters
from scanners.pools.inventory.declarations import Function, PoolSite, SiteKind
from scanners.pools.inventory.homes import Row
from scanners.pools.inventory.naming import function_name, function_of
from scanners.pools.inventory.pool_graph import Place, PoolGraph, Source, Touch

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses


@dataclass(slots=True, eq=False)
class Entry:
    """A site with the rows that it belongs to; `handed` are the parameters that hand the pool in, if any."""

    site: PoolSite
    rows: dict[int, Row] = field(default_factory=dict)
    handed: dict[Object, None] = field(default_factory=dict)
    makes_wrapper: Function | None = None


@dataclass(slots=True, eq=False)
class Wrapper:
    """A function that gets, or that puts its `parameter`; `calls` are the entries of its callers."""

    kind: SiteKind
    function: Function
    parameter: Object | None
    calls: list[Entry] = field(default_factory=list)


class Wrappers:
    """Finds all sites of all rows, direct and through wrappers."""

    def __init__(self, resolver: Resolver, uses: Uses, graph: PoolGraph, rows: list[Row]) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._graph: Final = graph
        self._rows: Final = rows
        self._entries: Final[dict[tuple[int, str, str], Entry]] = {}
        self._wrappers: Final[dict[tuple[int, str, Object | None], Wrapper]] = {}
        self._waiting: Final[deque[Entry]] = deque()
        self._rows_of: Final[dict[Source, list[Row]]] = {}

    def find(self) -> None:
        """Run to the fixed point."""
        for row in self._rows:
            for source in self._graph.reach(*row.starts):
                self._rows_of.setdefault(source, []).append(row)
        for source, touches in self._graph.touches.items():
            for touch in touches:
                if source in self._rows_of:
                    self._direct(source, touch)
        while self._waiting:
            self._examine(self._waiting.popleft())

    def sites(self, row: Row) -> list[PoolSite]:
        """The sites of a row in order; those inside wrappers with known callers are not counted."""
        found = [entry for entry in self._entries.values() if id(row) in entry.rows]
        sites = [replace(entry.site, counted=not self._is_called(entry)) for entry in found]
        return sorted(sites, key=lambda site: (site.file.path, site.call.start_byte, site.call.end_byte, site.kind))

    def functions(self, row: Row) -> list[Function]:
        """The wrappers of a row, in order."""
        found = {
            wrapper.function.node.id: wrapper.function
            for entry in self._entries.values()
            if id(row) in entry.rows and entry.makes_wrapper is not None
            for wrapper in self._wrappers.values()
            if wrapper.function is entry.makes_wrapper
        }
        return sorted(found.values(), key=lambda each: (each.file.path, each.node.start_byte))

    def _is_called(self, entry: Entry) -> bool:
        """Whether the site makes the function around it a wrapper that somebody else calls."""
        wrapper = entry.makes_wrapper
        return wrapper is not None and any(
            call.site.function is None or call.site.function.id != wrapper.node.id
            for found in self._wrappers.values()
            if found.function is wrapper
            for call in found.calls
        )

    def _direct(self, source: Source, touch: Touch) -> None:
        value = touch.value if touch.kind == "put" else whole(self._resolver, touch.file, touch.call)
        handed = source.object if isinstance(source, Place) and source.object.kind == "param" else None
        self._enter(touch.kind, touch.file, touch.call, value, "", self._rows_of[source], handed)

    def _enter(  # noqa: PLR0917 - the parts of a site
        self,
        kind: SiteKind,
        file: SourceFile,
        call: Node,
        value: Node | None,
        part: str,
        rows: list[Row],
        handed: Object | None,
        wrapper: Wrapper | None = None,
    ) -> Entry:
        """Add a site, or rows to a known one; what is new is looked at again."""
        key = (call.id, kind, part)
        entry = self._entries.get(key)
        if entry is None:
            site = PoolSite(
                kind,
                file,
                call,
                value,
                self._resolver.enclosing_function(file, call),
                function_name(self._resolver, file, call),
                direct=wrapper is None,
                via=wrapper.function.name if wrapper is not None else None,
                wrapper=wrapper.function if wrapper is not None else None,
            )
            entry = self._entries[key] = Entry(site)
        before = (len(entry.rows), len(entry.handed))
        entry.rows.update({id(row): row for row in rows})
        if handed is not None:
            entry.handed[handed] = None
        if (len(entry.rows), len(entry.handed)) != before:
            self._waiting.append(entry)
        return entry

    def _examine(self, entry: Entry) -> None:
        """See whether the site makes the function around it a wrapper, and enter the calls of that."""
        site = entry.site
        if site.value is None or site.function is None:
            return
        if site.kind == "get":
            if not is_returned(self._resolver, site.file, site.function, end(self._resolver, site.file, site.value)):
                return
            function, parameter = site.function, None
        else:
            parameter = parameter_of(self._resolver, site.file, beginning(self._resolver, site.file, site.value))
            if parameter is None or parameter.function is None or parameter.file is None:
                return
            function = parameter.function
        if function.type not in FUNCTIONS:
            return
        key = (function.id, site.kind, parameter)
        if key not in self._wrappers:
            self._wrappers[key] = Wrapper(site.kind, function_of(self._resolver, site.file, function), parameter)
        wrapper = self._wrappers[key]
        entry.makes_wrapper = wrapper.function
        for file, call in self._uses.calls(site.file, function):
            self._enter_call(entry, wrapper, file, call, child(call, "function"))
        if parameter is not None and function.type != "func_literal":
            for file, call, called in self._uses.calls_by_value(site.file, function):
                self._enter_call(entry, wrapper, file, call, called)

    def _enter_call(self, entry: Entry, wrapper: Wrapper, file: SourceFile, call: Node, called: Node | None) -> None:
        value: Node | None
        if wrapper.parameter is None:
            value, part = whole(self._resolver, file, call), wrapper.function.name
        else:
            value, part = self._given(wrapper, call, called), f"{wrapper.function.name} {wrapper.parameter.name}"
            if value is None:
                return
        for rows, handed in self._pools(entry, wrapper, call):
            made = self._enter(wrapper.kind, file, call, value, part, rows, handed, wrapper)
            if made not in wrapper.calls:
                wrapper.calls.append(made)

    def _given(self, wrapper: Wrapper, call: Node, called: Node | None) -> Node | None:
        """The argument, or the receiver before the dot, that is the wrapper's parameter in this call."""
        if wrapper.parameter is not None and wrapper.parameter.kind == "receiver":
            return child(called, "operand") if called is not None and called.type == "selector_expression" else None
        declared = parameters(self._resolver, wrapper.function.file, wrapper.function.node)
        given = arguments(call)
        index = next((place for place, each in enumerate(declared) if each is wrapper.parameter), None)
        return given[index] if index is not None and index < len(given) else None

    def _pools(self, entry: Entry, wrapper: Wrapper, call: Node) -> Iterator[tuple[list[Row], Object | None]]:
        """The rows that a call of the wrapper concerns: those handed to it, where the pool is a parameter of it."""
        own = [
            each for each in entry.handed if each.function is not None and each.function.id == wrapper.function.node.id
        ]
        if not own:
            yield list(entry.rows.values()), None
            return
        for parameter in own:
            for source in self._graph.handed.get((call.id, parameter), ()):
                rows = [row for row in self._rows_of.get(source, ()) if id(row) in entry.rows]
                is_parameter = isinstance(source, Place) and source.object.kind == "param"
                yield rows, source.object if is_parameter and isinstance(source, Place) else None
