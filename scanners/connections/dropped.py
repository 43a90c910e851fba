"""Functions that make a client, use it and let go of it without closing it: each call leaves connections behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.connections.loops import loops_around, works_on
from scanners.connections.repetitions import Repetition, called_on_the_spot
from scanners.golang.qualified_names import qualified_name
from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Interface, Named, Pointer, Tuple
from scanners.knowledge.connection_pools import is_request_handler
from scanners.pools.code.targets import is_same
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.inventory.naming import function_name

if TYPE_CHECKING:
    from scanners.connections.inventory import ConnectionPool
    from scanners.connections.lifetimes import Life
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_DEEPEST: Final = 6  # functions between a sender and whoever may call it
_SENDING: Final = frozenset({"Do", "Get", "Head", "Post", "PostForm", "RoundTrip"})
_REQUEST: Final = "*net/http.Request"
_SENDERS: Final = frozenset({"net/http.Client", "net/http.Transport", "net/http.RoundTripper"})
# What starts a program, a command or an object runs once, and so does a test.
_ONCE: Final = re.compile(r"(?i)main|init|new|setup|start|run|exec|serve|must|test")
_STREAMING: Final = frozenset({"Recv", "CloseAndRecv", "CloseSend"})
_CLOSES: Final = re.compile(rb"\.Close\s*=\s*true|\"Connection\"")


class Drops:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses, ignored: frozenset[str]) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._ignored: Final = ignored  # folders

    def of(self, pool: ConnectionPool, file: SourceFile, node: Node, life: Life) -> Repetition | None:
        """The function that drops what it makes at a node; None where it may run once, or works on with it."""
        function = self._resolver.enclosing_function(file, node)
        if file.directory in self._ignored:
            return None
        if function is None or works_on(self._resolver, file, function, node):
            return None
        is_left_open = self._sends(file, function, life) if pool.kind == "http" else self._is_used(life)
        if not is_left_open or not self._is_repeated(file, function, 0):
            return None
        return Repetition("call", file, function, function_name(self._resolver, file, node))

    def _sends(self, file: SourceFile, function: Node, life: Life) -> bool:
        """Whether a function sends requests through a transport, keeps the connection, and uses it in no loop."""
        if _CLOSES.search(function.text or b""):
            return False
        sent = [each for name in sorted(_SENDING & set(life.selected)) for each in life.selected[name]]
        is_known = any(self._is_request(used_in, selector) for used_in, selector in sent)
        return is_known and all(self._is_sent_once(used_in, selector, file, function) for used_in, selector in sent)

    def _is_sent_once(self, used_in: SourceFile, selector: Node, file: SourceFile, function: Node) -> bool:
        """Whether a request is sent in no loop: by the function itself, or by one that it hands its client to."""
        if next(loops_around(self._resolver, used_in, selector), None) is not None:
            return False
        sender = self._resolver.enclosing_function(used_in, selector)
        if is_same(sender, function):
            return True
        if sender is None or sender.type == "func_literal" or _CLOSES.search(sender.text or b""):
            return False
        handed = [
            call
            for caller, call in self._uses.calls(used_in, sender)
            if caller is file and is_same(self._resolver.enclosing_function(caller, call), function)
        ]
        return len(handed) == 1 and next(loops_around(self._resolver, file, handed[0]), None) is None

    def _is_used(self, life: Life) -> bool:
        """Whether something is called on a client, nothing closes it, and no call gives a stream, which lives on."""
        calls = [
            (file, call)
            for selected in life.selected.values()
            for file, selector in selected
            if (call := self._resolver.parent(file, selector)) is not None and call.type in CALLS
        ]
        return "Close" not in life.selected and bool(calls) and not any(self._is_stream(*each) for each in calls)

    def _is_stream(self, file: SourceFile, call: Node) -> bool:
        type_ = self._resolver.type_of(file, call)
        first = type_.types[0] if isinstance(type_, Tuple) and type_.types else type_
        return bool(_STREAMING & self._resolver.method_names(first))

    def _is_request(self, file: SourceFile, selector: Node) -> bool:
        """`client.Do(r)`, also where the client stands behind an interface that is given requests."""
        operand, call = child(selector, "operand"), self._resolver.parent(file, selector)
        if operand is None or call is None or call.type not in CALLS:
            return False
        type_ = self._resolver.type_of(file, operand)
        target = type_.element if isinstance(type_, Pointer) else type_
        if isinstance(target, Named) and target.qualified in _SENDERS:
            return True
        name = child(selector, "field")
        is_open = isinstance(self._resolver.underlying(type_), Interface)
        method = self._resolver.method(type_, text(name)) if is_open and name is not None else None
        return method is not None and _REQUEST in map(qualified_name, method.signature.params)

    def _is_repeated(self, file: SourceFile, function: Node, depth: int) -> bool:
        """Whether a function may run again and again, as far as its callers can be seen."""
        if function.type == "func_literal":
            call = called_on_the_spot(self._resolver, file, function)
            around = self._resolver.enclosing_function(file, call) if call is not None else None
            return around is not None and self._is_repeated(file, around, depth)
        if is_request_handler(tuple(map(qualified_name, self._resolver.signature(file, function).params))):
            return True
        name = text(child(function, "name") or function)
        if _ONCE.match(name) or depth == _DEEPEST:
            return False
        callers = [
            (used_in, self._resolver.enclosing_function(used_in, call)) for used_in, call in self._calls(file, function)
        ]
        if callers:
            return any(each is not None and self._is_repeated(used_in, each, depth + 1) for used_in, each in callers)
        package = self._resolver.program.package_of(file.path)
        is_command = package is not None and package.name == "main"
        return is_exported(name) and (function.type == "method_declaration" or not is_command)

    def _calls(self, file: SourceFile, function: Node) -> list[tuple[SourceFile, Node]]:
        """The calls of a function, but for those that it makes itself."""
        return [
            (used_in, call)
            for used_in, call in self._uses.calls(file, function)
            if not is_same(self._resolver.enclosing_function(used_in, call), function)
        ]
