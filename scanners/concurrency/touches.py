"""What is done to a container where its name stands, and what the functions do that are called there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.concurrency.locks import Locks
from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, text
from scanners.golang.types import Map, Named, Pointer, Type
from scanners.knowledge.caches import Cache, cache_types
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_LONGEST: Final = 1500  # bytes of a function that only looks up or writes


@dataclass(frozen=True, slots=True, eq=False)
class Touch:
    """A place in a function that reads or writes a container: `node` is a use of it, or a call of what touches it.

    `write` is the statement or call that writes, None where it is read; `inner` is the write in the called function.
    """

    node: Node
    write: Node | None
    inner: tuple[SourceFile, Node] | None = None


class Touches:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def within(self, file: SourceFile, function: Node, container: Object) -> list[Touch]:
        """All in one function, but for those that ask for its length."""
        cache = cache_of(container.type)
        uses = [each for each in self._resolver.uses(file, container) if is_within(each, function)]
        found = [
            Touch(use, self._write(file, use, cache)) for use in uses if not self._is_measured(file, use)
        ]  # fmt: skip
        name = container.name.encode()
        for call in find(function, *CALLS):
            declared = self._resolver.callee(file, call).declaration
            if declared is None or declared.node.id == function.id or name not in (declared.node.text or b""):
                continue
            inner = [
                (use, self._write(declared.file, use, cache))
                for use in self._resolver.uses(declared.file, container)
                if is_within(use, declared.node) and not self._is_measured(declared.file, use)
            ]
            if inner:
                writes = [write for _, write in inner if write is not None]
                only_writes = len(writes) == len(inner) == 1
                found.append(Touch(call, call if only_writes else None, (declared.file, writes[0]) if writes else None))
        return found

    def looked_up_by(self, file: SourceFile, call: Node) -> Object | None:
        """The container that a short function looks up, under a lock of its own where it is a map."""
        declared = self._resolver.callee(file, call).declaration
        body = child(declared.node, "body") if declared is not None else None
        if declared is None or body is None or len(body.text or b"") > _LONGEST:
            return None
        locks = Locks(self._resolver, declared.file, declared.node)
        found: dict[Object, None] = {}
        for node in find(body, "index_expression", *CALLS):
            operand = (
                child(node, "operand") if node.type == "index_expression" else self._looked_up(declared.file, node)
            )
            container = self._resolver.object_of_expression(declared.file, operand) if operand is not None else None
            if container is None or container.is_local or container.kind not in {"field", "var"}:
                continue
            is_map = isinstance(self._resolver.underlying(container.type), Map)
            if cache_of(container.type) is not None if node.type in CALLS else is_map and locks.is_held(node):
                found[container] = None
        if len(found) != 1:
            return None
        container = next(iter(found))
        touched = self.within(declared.file, declared.node, container)
        return container if len(touched) == 1 and touched[0].write is None else None

    def _looked_up(self, file: SourceFile, call: Node) -> Node | None:
        """`c.cache` of `c.cache.Get(k)`."""
        function = child(call, "function")
        if function is None or function.type != "selector_expression":
            return None
        operand, name = child(function, "operand"), child(function, "field")
        cache = cache_of(self._resolver.type_of(file, operand)) if operand is not None else None
        return operand if cache is not None and name is not None and text(name) in cache.look else None

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


def cache_of(type_: Type) -> Cache | None:
    """What the type of a container can do, where it is a known cache."""
    if isinstance(type_, Pointer):
        type_ = type_.element
    found = cache_types(type_.path) if isinstance(type_, Named) else None
    return found if found is not None and isinstance(type_, Named) and type_.name in found.types else None


def is_within(node: Node, outer: Node) -> bool:
    """Whether a node lies in another one."""
    return outer.start_byte <= node.start_byte and node.end_byte <= outer.end_byte
