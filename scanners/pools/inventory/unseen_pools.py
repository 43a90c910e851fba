"""Pools by another name: those of which only the calls are seen, as of an interface, or of a package not at hand.

b := buffers.pool.Get()
defer buffers.pool.Put(b)

Three signs together tell them from stores, which have such methods too: the name says pool, Get is asked for nothing in
particular, and what it gives goes back, in one function or by two that do nothing else. All that comes of it is where
objects are taken and given back: of what they are, and how they are reset, nothing is known.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, text
from scanners.pools.code.objects_in_functions import is_returned, names_of, parameter_of, whole
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import parameters
from scanners.pools.inventory.pairs import Pair, PairSite, pair_site

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

_NAMED: Final = re.compile(r"pool", re.IGNORECASE)
_LONGEST: Final = 600  # bytes of a function that only takes or gives back
_LENT: Final = frozenset({"Bytes"})  # what a buffer of any package gives of its own memory


@dataclass(slots=True)
class _Calls:
    """The calls on one pool in one file, each with the operand that names it."""

    gets: list[Node] = field(default_factory=list)
    puts: list[Node] = field(default_factory=list)


class UnseenPools:
    """Finds them in one program; `known` are the ids of the calls that take from other pools or give back."""

    def __init__(
        self, program: Program, resolver: Resolver, reading: Reading, uses: Uses, known: Container[int]
    ) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._uses: Final = uses
        self._known: Final = known

    def sites(self) -> tuple[PairSite, ...]:
        """The calls that take and give back, in order, each once: one pool may lie in another."""
        found: dict[int, PairSite] = {}
        for path in self._reading.unseen_pools:
            if self._program.package_of(path) is not None:
                for each in self._in(self._program.file(path)):
                    if each.site.call.id not in self._known:
                        found.setdefault(each.site.call.id, each)
        return tuple(sorted(found.values(), key=lambda each: (each.site.file.path, each.site.call.start_byte)))

    def _in(self, file: SourceFile) -> Iterator[PairSite]:
        pools: dict[Object | str, _Calls] = {}
        for root in file.roots:
            for call in find(root, *CALLS):
                pool = self._pool(file, call)
                if pool is None:
                    continue
                calls = pools.setdefault(self._resolver.object_of_expression(file, pool) or text(pool), _Calls())
                (calls.puts if arguments(call) else calls.gets).append(call)
        for calls in pools.values():
            takes, gives = self._takes(file, calls), self._gives(file, calls)
            if (takes and gives) or self._is_exchange(file, calls):
                pool = self._pool(file, calls.gets[0])
                pair = Pair(text(pool or calls.gets[0]), frozenset({"Get"}), methods=_LENT)
                yield from self._sites(file, pair, calls)
                yield from self._around(file, pair, takes, gives)

    def _pool(self, file: SourceFile, call: Node) -> Node | None:
        """What `Get()` or `Put(x)` is called on, where it may be a pool whose methods nobody has read."""
        function = child(call, "function")
        operand = child(function, "operand") if function is not None else None
        name = child(function, "field") if function is not None and function.type == "selector_expression" else None
        if operand is None or name is None or (text(name), len(arguments(call))) not in {("Get", 0), ("Put", 1)}:
            return None
        if _NAMED.search(text(operand)) is None or call.id in self._known:
            return None
        return operand if self._is_unseen(self._resolver.callee(file, call)) else None

    def _is_unseen(self, callee: Callee) -> bool:
        """Whether a method is that of an interface, or lies in code that is not looked at."""
        if callee.kind not in {"method", "unknown"} or "sync.Pool" in (callee.qualified or ""):
            return False
        return callee.declaration is None or callee.declaration.file.path not in self._reading.selected

    def _is_exchange(self, file: SourceFile, calls: _Calls) -> bool:
        """Whether a function gives back what it has taken."""
        given = {self._resolver.object_of(file, addressed(arguments(put)[0])) for put in calls.puts}
        values = (whole(self._resolver, file, get) for get in calls.gets)
        return any(name in given for value in values for name in names_of(self._resolver, file, value))

    def _takes(self, file: SourceFile, calls: _Calls) -> list[Node]:
        """The short functions that return what they take."""
        found = [(get, self._resolver.enclosing_function(file, get)) for get in calls.gets]
        return [
            function
            for get, function in found
            if function is not None and self._is_short(function)
            if is_returned(self._resolver, file, function, whole(self._resolver, file, get))
        ]

    def _gives(self, file: SourceFile, calls: _Calls) -> list[tuple[Node, int]]:
        """The short functions that give back a parameter, with its index."""
        found = []
        for put in calls.puts:
            function = self._resolver.enclosing_function(file, put)
            parameter = parameter_of(self._resolver, file, arguments(put)[0])
            declared = parameters(self._resolver, file, function) if function is not None else []
            if function is not None and self._is_short(function) and parameter is not None and parameter in declared:
                found.append((function, declared.index(parameter)))
        return found

    @staticmethod
    def _is_short(function: Node) -> bool:
        is_declared = function.type in {"function_declaration", "method_declaration"}
        return is_declared and function.end_byte - function.start_byte <= _LONGEST

    def _sites(self, file: SourceFile, pair: Pair, calls: _Calls) -> Iterator[PairSite]:
        for get in calls.gets:
            yield pair_site(self._resolver, pair, "get", file, get, whole(self._resolver, file, get))
        for put in calls.puts:
            yield pair_site(self._resolver, pair, "put", file, put, arguments(put)[0])

    def _around(
        self, file: SourceFile, pair: Pair, takes: list[Node], gives: list[tuple[Node, int]]
    ) -> Iterator[PairSite]:
        """The calls of the functions around a pool."""
        for taking in takes:
            for used_in, call in self._uses.calls(file, taking):
                yield pair_site(self._resolver, pair, "get", used_in, call, whole(self._resolver, used_in, call))
        for giving, place in gives:
            for used_in, call in self._uses.calls(file, giving):
                handed = arguments(call)
                if place < len(handed):
                    yield pair_site(self._resolver, pair, "put", used_in, call, handed[place])
