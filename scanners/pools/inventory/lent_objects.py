"""Objects that a framework lends to the handlers which it calls, out of a pool of its own: `func(c *gin.Context)`.

The next request gets the object when the handler has returned. It may hand it on to other functions. Those that start
no goroutine and store nothing of the object's memory are left out: what one does before it returns it may do.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from scanners.golang.qualified_names import qualified_name
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments
from scanners.golang.types import ERROR, Chan, Type
from scanners.knowledge import tables
from scanners.knowledge.tables import remembered
from scanners.pools.code.parameters import parameters
from scanners.pools.inventory.declarations import PoolSite
from scanners.pools.inventory.naming import function_name
from scanners.pools.inventory.pairs import MAJOR, Pair, is_seen

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.program import Program
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.reading import Reading

_STARTED: Final = re.compile(rb"\bgo[ \t]+[\w(]|\.(?:Go|TryGo|AfterFunc)\(")
_CALLING: Final = CALLS | {"go_statement"}
_STORED: Final = re.compile(rb"[^:=!<>]=[^=]|\+\+|<-")  # an assignment, a count, a send
_NOTHING_ELSE: Final = ((), (ERROR,))
_GROUP: Final = "*sync.WaitGroup"
_BESIDE: Final = "context.Context"  # some hand that over too


@dataclass(frozen=True, slots=True, eq=False)
class LentObject:
    """The parameter of a function; `site` stands for the framework's Put when the handler has returned."""

    pair: Pair
    parameter: Object
    site: PoolSite
    function: Node


@dataclass(frozen=True, slots=True)
class _Framework:
    """A row of `lent` in pool_pairs.toml; `copying` is the option that makes methods copy, where it is set.

    `memory` is a call of what gives the object's memory.
    """

    pair: Pair
    types: frozenset[str]
    copying: re.Pattern[bytes] | None
    memory: re.Pattern[bytes] | None


class LentObjects:
    """Those of one program; packages whose own pools are read are left to what is seen there."""

    def __init__(self, program: Program, resolver: Resolver, reading: Reading, uses: Uses) -> None:
        self._program: Final = program
        self._resolver: Final = resolver
        self._reading: Final = reading
        self._uses: Final = uses

    def find(self) -> tuple[LentObject, ...]:
        """All of them, in order."""
        found = [
            lent
            for import_path, paths in self._reading.importers.items()
            if (framework := _frameworks().get(MAJOR.sub("", import_path))) is not None
            for path in paths
            if not is_seen(self._program, self._reading, import_path, path)
            for lent in self._in_file(path, self._pair(framework, paths), framework)
        ]
        return tuple(sorted(found, key=lambda each: (each.site.file.path, each.site.call.start_byte)))

    def _pair(self, framework: _Framework, paths: Iterable[str]) -> Pair:
        """What is known of the objects: where an option says that their methods copy, nothing lies in their memory."""
        option = framework.copying
        copies = option is not None and any(option.search(self._program.source.read(path)) for path in paths)
        return replace(framework.pair, fields=frozenset(), methods=frozenset()) if copies else framework.pair

    def _in_file(self, path: str, pair: Pair, framework: _Framework) -> Iterator[LentObject]:
        source = self._program.source.read(path)
        memory = framework.memory if pair.methods and _STORED.search(source) is not None else None
        if _STARTED.search(source) is None and (memory is None or memory.search(source) is None):
            return
        file = self._program.file(path)
        giving = self._around(file, memory) if memory is not None else ()
        storing = [each for each in giving if _STORED.search(each.text or b"")]
        # What is called by others may belong to an object that is made for the request as well.
        handlers = [each for each in storing if next(iter(self._uses.calls(file, each)), None) is None]
        following = [*self._around(file, _STARTED), *handlers]
        for function in {each.id: each for each in following}.values():
            parameter = self._lent(file, function, framework.types)
            if parameter is not None and parameter.identifier is not None:
                name = function_name(self._resolver, file, parameter.identifier)
                site = PoolSite("put", file, parameter.identifier, parameter.identifier, function, name, direct=False)
                yield LentObject(pair, parameter, site, function)

    def _around(self, file: SourceFile, calls: re.Pattern[bytes]) -> Iterator[Node]:
        """The functions around calls of some kind or a go statement, literals and what they stand in, each once."""
        found: set[int] = set()
        for match in calls.finditer(file.source):
            node = file.node_at(match.start(), match.end())
            is_one = node is not None and node.type in _CALLING
            around = self._resolver.enclosing_function(file, node) if node is not None and is_one else None
            while around is not None and around.id not in found:
                found.add(around.id)
                yield around
                around = self._resolver.enclosing_function(file, around)

    def _lent(self, file: SourceFile, function: Node, types: frozenset[str]) -> Object | None:
        """The parameter that is lent, of a function that gives its caller nothing to wait by."""
        declared = parameters(self._resolver, file, function)
        places = [place for place, each in enumerate(declared) if each is not None and _spelled(each.type) in types]
        if len(places) != 1 or self._resolver.signature(file, function).results not in _NOTHING_ELSE:
            return None
        others = [each for place, each in enumerate(declared) if place != places[0]]
        is_handler = all(each is not None and _spelled(each.type) == _BESIDE for each in others)
        if any(each is not None and self._may_wait_by(each.type) for each in others):
            return None
        return declared[places[0]] if self._is_lent_by_all(file, function, places[0], is_handler=is_handler) else None

    def _may_wait_by(self, type_: Type) -> bool:
        """Whether a caller may wait by what it gives: a channel, a WaitGroup."""
        return isinstance(self._resolver.underlying(type_), Chan) or _spelled(type_) == _GROUP

    def _is_lent_by_all(self, file: SourceFile, function: Node, place: int, *, is_handler: bool) -> bool:
        """Whether the framework calls a function, or whoever does hands on what was lent to it.

        Who starts a goroutine with the function gives it a copy, or is reported for that.
        """
        calls = list(self._uses.calls(file, function))
        if any(self._is_started(used_in, call) for used_in, call in calls):
            return False
        return is_handler or (bool(calls) and all(self._hands_on(used_in, call, place) for used_in, call in calls))

    def _is_started(self, file: SourceFile, call: Node) -> bool:
        around = self._resolver.parent(file, call)
        return around is not None and around.type == "go_statement"

    def _hands_on(self, file: SourceFile, call: Node, place: int) -> bool:
        given = arguments(call)
        named = given[place] if place < len(given) else None
        object_ = self._resolver.object_of(file, named) if named is not None and named.type == "identifier" else None
        return object_ is not None and object_.kind == "param"


def _spelled(type_: Type) -> str:
    """A type as the table has it: `*github.com/gin-gonic/gin.Context`, whatever the major version."""
    package, _, name = qualified_name(type_).rpartition(".")
    return f"{MAJOR.sub('', package)}.{name}" if package else ""


@remembered
def _frameworks() -> dict[str, _Framework]:
    return {row["package"]: _framework(row) for row in tables.read("pool_pairs.toml")["lent"]}


def _framework(row: dict[str, Any]) -> _Framework:
    lists = {key: frozenset(row.get(key, ())) for key in ("fields", "methods")}
    types = frozenset(_qualified(row["package"], row["types"]))
    option = row.get("copying")
    copying = re.compile(rb"\b%s: +true\b" % re.escape(option.encode())) if option is not None else None
    methods = "|".join(sorted(lists["methods"]))
    memory = re.compile(rf"\.(?:{methods})\(".encode()) if methods else None
    pair = Pair(row["package"], frozenset(), known_as=row.get("known_as", ""), **lists)
    return _Framework(pair, types, copying, memory)


def _qualified(package: str, types: list[str]) -> Iterator[str]:
    for type_ in types:
        name = type_.removeprefix("*")
        yield f"{type_[: len(type_) - len(name)]}{package}.{name}"
