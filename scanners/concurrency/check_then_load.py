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
from scanners.concurrency.loads import Loads
from scanners.concurrency.locks import Locks
from scanners.concurrency.misses import Outcome, is_on_miss
from scanners.concurrency.touches import Touch, Touches, cache_of, is_within
from scanners.concurrency.waiting import waits_for_another
from scanners.golang.qualified_names import qualified_name
from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Map
from scanners.knowledge.caches import cache_types
from scanners.knowledge.connection_pools import is_request_handler
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
        self._loads: Final = Loads(resolver)
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
            if not self._outlives(file, function, container):
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
        cache = cache_of(container.type) if method is not None else None
        if method is not None and (cache is None or method not in cache.look):
            return False
        if cache is not None and not cache.locked:
            return True
        is_map = isinstance(self._resolver.underlying(container.type), Map)
        return (is_map or cache is not None) and Locks(self._resolver, file, function).is_held(statement)

    def _examine(self, file: SourceFile, function: Node, container: Object, lookup: Lookup) -> Iterator[CheckThenLoad]:
        if _is_guarded(function) or not self._is_shared(file, function, container):
            return
        write = self._only_write(file, function, container, lookup.statement)
        if write is None or write.write is None:
            return
        load = self._load(file, write, lookup.statement)
        locks = Locks(self._resolver, file, function)
        if load is None or locks.is_guarding(lookup.statement, load):
            return
        if waits_for_another(function, lookup.statement, load):
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
        """The slow call that gives what is written, but for one that lets others wait."""
        load = self._loads.of(file, write, lookup)
        declared = self._resolver.callee(file, load).declaration if load is not None else None
        return None if declared is not None and _is_guarded(declared.node) else load

    def _statement(self, file: SourceFile, node: Node) -> Node | None:
        """The assignment that a look-up is the right side of."""
        current: Node | None = node
        while current is not None and current.type not in {"short_var_declaration", "assignment_statement", "block"}:
            current = self._resolver.parent(file, current)
        return current if current is not None and current.type != "block" else None

    def _outlives(self, file: SourceFile, function: Node, container: Object) -> bool:
        """Whether a container is there before and after a call; a handler finds it in the function around it."""
        if container.is_local:
            is_around = container.function is not None and container.function.id != function.id
            return is_around and container.kind in {"param", "var"} and self._serves_requests(file, function)
        return container.kind in {"field", "var"}

    def _is_shared(self, file: SourceFile, function: Node, container: Object) -> bool:
        """Whether several goroutines may reach it: a variable outside, or a field in a method or a handler."""
        if container.kind == "field":
            return function.type == "method_declaration" or self._serves_requests(file, function)
        return True

    def _serves_requests(self, file: SourceFile, function: Node) -> bool:
        """Whether a function literal has the signature of a handler: `func(c *gin.Context)`."""
        if function.type != "func_literal":
            return False
        return is_request_handler(tuple(map(qualified_name, self._resolver.signature(file, function).params)))

    def _is_called_locked(self, file: SourceFile, function: Node) -> bool:
        """Whether a caller holds a lock, or the name says so."""
        if function.type == "func_literal":
            return not self._serves_requests(file, function)
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
