"""Look-ups whose miss leads to a slow load and to a write, and nothing keeps a second goroutine from the same.

Only the plainest shape counts: one look-up, a branch on its outcome, one load, one write of what it gave, in one
function. A second look-up is a second check, a lock that is held over the load is the guard, and so is singleflight.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.concurrency.lazily_made import is_lazily_made
from scanners.concurrency.locks import Locks
from scanners.concurrency.slow_calls import SlowCalls
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text, walk
from scanners.golang.types import Map, Named, Pointer, Type
from scanners.knowledge.caches import Cache, cache_types
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.operands import operator
from scanners.pools.code.targets import is_same
from scanners.pools.inventory.naming import function_name

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

_LOOKUP: Final = re.compile(rb",[ \t]*(\w+)[ \t]*:?=[ \t]*([\w.]+)(?:\[|\.(Load|Get\w*|Peek)\()")
_GUARDS: Final = re.compile(rb"singleflight|\.Do\(|\.DoChan\(|LoadOrStore|ComputeIfAbsent|GetOrLoad|GetOrSet")
_FARTHEST: Final = 4000  # bytes from look-up to write; functions that fit on a screen have 2,000
_LEAVES: Final = frozenset({"return_statement", "continue_statement", "break_statement", "goto_statement"})


@dataclass(frozen=True, slots=True, eq=False)
class CheckThenLoad:
    """The three places, in one function."""

    file: SourceFile
    container: str
    function: str
    lookup: Node
    load: Node
    write: Node


class CheckThenLoads:
    """Finds them in one program."""

    def __init__(self, program: Program, resolver: Resolver, reading: Reading, uses: Uses) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._uses: Final = uses
        self._slow: Final = SlowCalls(resolver)

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
                if self._program.package_of(path) is not None and any(True for _ in _candidates(content)):
                    paths.add(path)
        return paths

    def _in(self, file: SourceFile) -> Iterator[CheckThenLoad]:
        for match in _candidates(file.source):
            name = file.node_at(match.start(2), match.end(2))
            while name is not None and name.end_byte < match.end(2):
                name = self._resolver.parent(file, name)
            statement = self._statement(file, name) if name is not None else None
            if name is None or statement is None:
                continue
            container = self._resolver.object_of_expression(file, name)
            function = self._resolver.enclosing_function(file, statement)
            if container is None or container.is_local or function is None or container.kind not in {"field", "var"}:
                continue
            yield from self._examine(file, function, container, (statement, name, match[1]), match[3])

    def _examine(
        self,
        file: SourceFile,
        function: Node,
        container: Object,
        lookup: tuple[Node, Node, bytes],
        method: bytes | None,
    ) -> Iterator[CheckThenLoad]:
        statement, name, outcome = lookup
        body = (function.text or b"").replace(b"\n", b" ")
        if _GUARDS.search(body) or not _is_shared(function, container):
            return
        cache = _cache_of(container.type)
        locks = Locks(self._resolver, file, function)
        if method is None:
            if not isinstance(self._resolver.underlying(container.type), Map) or not locks.is_held(statement):
                return
        elif cache is None or method.decode() not in cache.look:
            return
        touched = [each for each in self._resolver.uses(file, container) if _is_within(each, function)]
        writes = [write for each in touched if (write := self._write(file, each, cache)) is not None]
        others = [each for each in touched if not _is_within(each, statement) and not self._is_measured(file, each)]
        if len(writes) != 1 or len(others) != 1 or not _is_within(others[0], writes[0]):
            return
        loads = [each for each in self._loads(file, writes[0]) if each.start_byte >= statement.end_byte]
        load = next((each for each in loads if self._slow.is_slow(file, each)), None)
        if load is None or locks.is_held(load) or not self._is_miss(file, outcome, statement, load):
            return
        if is_lazily_made(self._resolver, self._uses, container):
            return
        if not self._is_called_locked(file, function):
            shown = text(name)
            yield CheckThenLoad(file, shown, function_name(self._resolver, file, statement), statement, load, writes[0])

    def _statement(self, file: SourceFile, node: Node) -> Node | None:
        """The assignment that a look-up is the right side of."""
        current: Node | None = node
        while current is not None and current.type not in {"short_var_declaration", "assignment_statement", "block"}:
            current = self._resolver.parent(file, current)
        return current if current is not None and current.type != "block" else None

    def _write(self, file: SourceFile, use: Node, cache: Cache | None) -> Node | None:
        """The statement or call that writes a key: `c.m[k] = v`, `c.cache.Set(k, v)`."""
        whole = self._resolver.parent(file, use)
        if whole is not None and whole.type == "selector_expression" and is_same(child(whole, "operand"), use):
            whole = use  # a variable of the package
        node = whole if whole is not None and whole.type == "selector_expression" else use
        parent = self._resolver.parent(file, node)
        if parent is None:
            return None
        if parent.type == "index_expression":
            listed = self._resolver.parent(file, parent)
            statement = self._resolver.parent(file, listed) if listed is not None else None
            is_left = statement is not None and listed is not None and is_same(child(statement, "left"), listed)
            return statement if is_left else None
        name = child(parent, "field") if parent.type == "selector_expression" else None
        call = self._resolver.parent(file, parent) if name is not None else None
        is_kept = cache is not None and name is not None and text(name) in cache.keep
        return call if is_kept and call is not None and call.type in CALLS else None

    def _is_measured(self, file: SourceFile, use: Node) -> bool:
        """`len(c.m)`, which checks no key."""
        whole = self._resolver.parent(file, use)
        node = whole if whole is not None and is_same(child(whole, "field"), use) else use
        given = self._resolver.parent(file, node)
        call = self._resolver.parent(file, given) if given is not None and given.type == "argument_list" else None
        return call is not None and text(child(call, "function") or call) == "len"

    def _loads(self, file: SourceFile, write: Node) -> Iterator[Node]:
        """The calls that give what is written: in the write itself, or assigned to a variable in it."""
        right = child(write, "right") if write.type not in CALLS else None
        values = parts(right) if right is not None else arguments(write)[1:]
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

    def _is_miss(self, file: SourceFile, outcome: bytes, lookup: Node, load: Node) -> bool:
        """Whether the load runs only where the look-up found nothing."""
        current: Node | None = load
        while current is not None and current.start_byte >= lookup.start_byte:
            parent = self._resolver.parent(file, current)
            if parent is not None and parent.type == "if_statement":
                condition = (child(parent, "condition") or parent).text or b""
                if is_same(child(parent, "consequence"), current) and condition == b"!" + outcome:
                    return True
                if is_same(child(parent, "alternative"), current) and condition == outcome:
                    return True
            current = parent
        return any(self._leaves(each, outcome, lookup, load) for each in self._ifs_after(file, lookup))

    def _ifs_after(self, file: SourceFile, lookup: Node) -> Iterator[Node]:
        """The if statement that the look-up initialises, or those that follow it in its block."""
        parent = self._resolver.parent(file, lookup)
        if parent is None:
            return
        if parent.type == "if_statement":
            yield parent
        for each in parent.named_children:
            if each.type == "if_statement" and each.start_byte > lookup.end_byte:
                yield each

    def _leaves(self, statement: Node, outcome: bytes, lookup: Node, load: Node) -> bool:
        """`if ok { return v }` between look-up and load; `if ok { return errExists }` is no cache."""
        condition, body = child(statement, "condition"), child(statement, "consequence")
        if condition is None or body is None or condition.text != outcome or statement.end_byte > load.start_byte:
            return False
        listed = parts(body)
        statements = parts(listed[0]) if listed and listed[0].type == "statement_list" else listed
        last = statements[-1] if statements else None
        if last is None or last.type not in _LEAVES or statement.end_byte <= lookup.end_byte:
            return False
        return not (_drops_value(lookup) and _fails(last))

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


def _candidates(content: bytes) -> Iterator[re.Match[bytes]]:
    """The look-ups after which the same name is written, told from the text: few files have to be parsed for them."""
    for match in _LOOKUP.finditer(content):
        branch = re.compile(rb"[ \t;]!?" + re.escape(match[1]) + rb"[ \t]*\{")
        if branch.search(content, match.end(), match.end() + _FARTHEST // 4) is None:
            continue
        name = re.escape(match[2])
        written = rb"\.(?:Store|Set|Add|Replace)\w*\(" if match[3] else rb"\[[^\]\n]*\]+[ \t]*=[^=]"
        if re.compile(rb"(?<![\w.])" + name + written).search(content, match.end(), match.end() + _FARTHEST):
            yield match


def _is_shared(function: Node, container: Object) -> bool:
    """Whether several goroutines may reach it: a variable of the package, or a field in a method."""
    return container.kind == "var" or function.type == "method_declaration"


def _cache_of(type_: Type) -> Cache | None:
    if isinstance(type_, Pointer):
        type_ = type_.element
    found = cache_types(type_.path) if isinstance(type_, Named) else None
    return found if found is not None and isinstance(type_, Named) and type_.name in found.types else None


def _drops_value(lookup: Node) -> bool:
    """`_, ok := c.m[k]`."""
    left = child(lookup, "left")
    names = parts(left) if left is not None else []
    return bool(names) and text(names[0]) == "_"


def _fails(leaving: Node) -> bool:
    """Whether a function leaves with an error, as far as can be told: the last result is not nil."""
    listed = parts(leaving)
    results = parts(listed[0]) if leaving.type == "return_statement" and listed else []
    return bool(results) and text(results[-1]) != "nil"


def _is_within(node: Node, outer: Node) -> bool:
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
