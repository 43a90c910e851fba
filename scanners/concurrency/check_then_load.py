"""Look-ups whose miss leads to a slow load and to a write, and nothing keeps a second goroutine from the same.

Only the plainest shape counts: one look-up, a branch on its outcome, one load, one write of what it gave, in one
function or in short ones that it calls. A second look-up is a second check, a lock that is held over the load is the
guard, and so is singleflight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.concurrency.alone import runs_alone
from scanners.concurrency.candidates import Candidate, calls, lookups
from scanners.concurrency.lazily_made import is_lazily_made
from scanners.concurrency.locks import Locks
from scanners.concurrency.misses import Outcome, is_on_miss
from scanners.concurrency.slow_calls import SlowCalls
from scanners.concurrency.touches import Touch, Touches, cache_of, is_within
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, parts, text, walk
from scanners.golang.types import Map
from scanners.knowledge.caches import cache_types
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.inventory.naming import function_name, name_of

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

# Not the Do of a client, which is given one request.
_GUARDS: Final = re.compile(
    rb"singleflight|[Oo]nce\.Do\(|\.Do\((?:[^()\n]*,|[^\n]*\bfunc\b)|\.DoChan\(|LoadOrStore|ComputeIfAbsent|GetOrLoad|GetOrSet"
)


@dataclass(frozen=True, slots=True, eq=False)
class CheckThenLoad:
    """The three places, in one function."""

    file: SourceFile
    container: str
    function: str
    lookup: Node
    load: Node
    write: Node


@dataclass(frozen=True, slots=True)
class Lookup:
    """The statement that looks a container up, the container as it is called there, and what tells the outcome."""

    statement: Node
    shown: str
    outcome: Outcome


class CheckThenLoads:
    """Finds them in one program."""

    def __init__(self, program: Program, resolver: Resolver, reading: Reading, uses: Uses) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._uses: Final = uses
        self._slow: Final = SlowCalls(resolver)
        self._touches: Final = Touches(resolver)

    def all(self) -> Iterator[CheckThenLoad]:
        """In the selected files, in order."""
        found = [each for path in sorted(self._paths()) for each in self._in(self._program.file(path))]
        yield from found

    def _paths(self) -> set[str]:
        """Files that have a mutex or a known cache, and a look-up that says whether there was something."""
        paths: set[str] = set()
        for import_path in self._reading.importers:
            cache = cache_types(import_path)
            if cache is None:
                continue
            words = cache.types | ({"Lock", "RLock"} if import_path == "sync" else set())
            for path, content in self._reading.mentioning(import_path, words):
                if self._program.package_of(path) is not None and _may_load(content):
                    paths.add(path)
        return paths

    def _in(self, file: SourceFile) -> Iterator[CheckThenLoad]:
        for candidate in lookups(file.source):
            name, statement, function = self._at(file, candidate)
            container = self._resolver.object_of_expression(file, name) if name is not None else None
            if statement is None or function is None or name is None or container is None:
                continue
            if container.is_local or container.kind not in {"field", "var"}:
                continue
            if self._is_guarded_look(file, function, container, statement, candidate.method):
                yield from self._examine(file, function, container, Lookup(statement, text(name), candidate.outcome))
        for candidate in calls(file.source):
            name, statement, function = self._at(file, candidate)
            call = self._resolver.parent(file, name) if name is not None else None
            if call is None or call.type not in CALLS or statement is None or function is None:
                continue
            container = self._touches.looked_up_by(file, call)
            if container is not None:
                shown = name_of(self._resolver, container).name
                yield from self._examine(file, function, container, Lookup(statement, shown, candidate.outcome))

    def _at(self, file: SourceFile, candidate: Candidate) -> tuple[Node | None, Node | None, Node | None]:
        """The expression of a candidate, the statement around it, and the function."""
        name = self._reaching(file, candidate.start, candidate.end)
        statement = self._statement(file, name) if name is not None else None
        function = self._resolver.enclosing_function(file, statement) if statement is not None else None
        return name, statement, function

    def _reaching(self, file: SourceFile, start: int, end: int) -> Node | None:
        """The expression that begins at one place and goes on to another."""
        node = file.node_at(start, end)
        while node is not None and node.end_byte < end:
            node = self._resolver.parent(file, node)
        return node

    def _is_guarded_look(
        self, file: SourceFile, function: Node, container: Object, statement: Node, method: str | None
    ) -> bool:
        """Whether a map is looked up under a lock, or a cache by a method that does so."""
        if method is not None:
            cache = cache_of(container.type)
            return cache is not None and method in cache.look
        is_map = isinstance(self._resolver.underlying(container.type), Map)
        return is_map and Locks(self._resolver, file, function).is_held(statement)

    def _examine(self, file: SourceFile, function: Node, container: Object, lookup: Lookup) -> Iterator[CheckThenLoad]:
        if _is_guarded(function) or not _is_shared(function, container):
            return
        write = self._only_write(file, function, container, lookup.statement)
        if write is None or write.write is None:
            return
        load = self._load(file, write, lookup.statement)
        locks = Locks(self._resolver, file, function)
        if load is None or locks.is_held(load):
            return
        if not is_on_miss(self._resolver, file, lookup.outcome, lookup.statement, load):
            return
        if is_lazily_made(self._resolver, self._uses, container) or self._is_called_locked(file, function):
            return
        if container.kind == "field" and runs_alone(self._resolver, self._uses, file, function):
            return
        name = function_name(self._resolver, file, lookup.statement)
        yield CheckThenLoad(file, lookup.shown, name, lookup.statement, load, write.write)

    def _only_write(self, file: SourceFile, function: Node, container: Object, lookup: Node) -> Touch | None:
        """The write, where a function does nothing to a container but to look it up once and to write it once.

        Beside a write of its own, what it calls may do other things to the container, but not look it up again.
        """
        touched = [each for each in self._touches.within(file, function, container) if not is_within(each.node, lookup)]
        own = [each for each in touched if each.node.type not in CALLS]
        if any(each.write is not None for each in own):
            called = (each.node for each in touched if each.node.type in CALLS)
            touched = own
            if any(self._touches.looked_up_by(file, each) is container for each in called):
                return None
        write = touched[0] if len(touched) == 1 else None
        return write if write is not None and write.write is not None else None

    def _load(self, file: SourceFile, write: Touch, lookup: Node) -> Node | None:
        """The slow call that gives what is written; it may be that which writes as well: `return c.fill(ctx, k)`."""
        if write.write is None:
            return None
        loads = [each for each in self._loads(file, write.write) if each.start_byte >= lookup.end_byte]
        load = next((each for each in loads if self._slow.is_slow(file, each)), None)
        if load is None and write.inner is not None:
            inner, statement = write.inner
            function = self._resolver.enclosing_function(inner, statement)
            locks = Locks(self._resolver, inner, function) if function is not None else None
            is_loaded = any(
                self._slow.is_slow(inner, each) and locks is not None and not locks.is_held(each)
                for each in self._loads(inner, statement)
            )
            load = write.node if is_loaded else None
        declared = self._resolver.callee(file, load).declaration if load is not None else None
        return None if declared is not None and _is_guarded(declared.node) else load

    def _statement(self, file: SourceFile, node: Node) -> Node | None:
        """The assignment that a look-up is the right side of."""
        current: Node | None = node
        while current is not None and current.type not in {"short_var_declaration", "assignment_statement", "block"}:
            current = self._resolver.parent(file, current)
        return current if current is not None and current.type != "block" else None

    def _loads(self, file: SourceFile, write: Node) -> Iterator[Node]:
        """The calls that give what is written: in the write itself, or assigned to a variable in it."""
        right = child(write, "right") if write.type not in CALLS else None
        values = parts(right) if right is not None else arguments(write)
        for value in values:
            for node in walk(value):
                if node.type in CALLS:
                    yield node
                object_ = self._resolver.object_of(file, node) if node.type == "identifier" else None
                if object_ is not None and object_.is_local and object_.kind in {"var", "result"}:
                    for given in assigned_values(self._resolver, file, object_):
                        if given.type in CALLS and given.end_byte < write.start_byte:
                            yield given
                    yield from self._filling(file, object_, write)

    def _filling(self, file: SourceFile, variable: Object, write: Node) -> Iterator[Node]:
        """The calls that a variable is handed to by its address before it is written: `row.Scan(&v)`."""
        for use in self._resolver.scopes.uses(file, variable):
            address = self._resolver.parent(file, use)
            listed = self._resolver.parent(file, address) if address is not None else None
            call = self._resolver.parent(file, listed) if listed is not None else None
            if address is None or call is None or call.type not in CALLS or operator(address) != "&":
                continue
            if call.end_byte < write.start_byte:
                yield from (each for each in walk(call) if each.type in CALLS)

    def _is_called_locked(self, file: SourceFile, function: Node) -> bool:
        """Whether a caller holds a lock, or the name says so."""
        if function.type == "func_literal":
            return True
        if text(child(function, "name") or function).endswith("Locked"):
            return True
        for used_in, call in self._uses.calls(file, function):
            around = self._resolver.enclosing_function(used_in, call)
            if around is not None and Locks(self._resolver, used_in, around).is_held(call):
                return True
        return False


def _may_load(content: bytes) -> bool:
    return any(True for found in (lookups(content), calls(content)) for _ in found)


def _is_guarded(function: Node) -> bool:
    """Whether one goroutine loads for the others."""
    return _GUARDS.search((function.text or b"").replace(b"\n", b" ")) is not None


def _is_shared(function: Node, container: Object) -> bool:
    """Whether several goroutines may reach it: a variable of the package, or a field in a method."""
    return container.kind == "var" or function.type == "method_declaration"
