"""Close methods that put back what a field holds: Close may be called twice, and then the field has to say so."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, find, parts, text, walk
from scanners.golang.types import ERROR, UNKNOWN
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.carriers import Path

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.tracked_function import TrackedFunction

STREAM: Final = frozenset({"Read", "Write"})
_BEFORE: Final = frozenset({"Read", "Next", "Scan"})
_COMMENTS: Final = re.compile(rb"//[^\n]*|/\*.*?\*/", re.DOTALL)
_FAILS_AGAIN: Final = frozenset({"(*os.File).Close"})
# What only sets a flag asks for nothing: `c.closed = true`, `c.closed.Store(true)`.
_SETS: Final = re.compile(rb"[\w.]+ = true\b|[\w.]+\.Store\((?:true|1)\)|atomic\.Store\w+\(&[\w.]+, 1\)")
_AGREES: Final = re.compile(rb"(?i)once|CompareAndSwap|Swap\(|closed|done\b|released")


def is_closer(resolver: Resolver, file: SourceFile, function: Node) -> bool:
    """Whether a function is the Close of a stream, which readers, servers and `defer` call more than once.

    An iterator's Close belongs to the one loop that made it: that is not asked.
    """
    name = child(function, "name")
    if function.type != "method_declaration" or name is None or name.text != b"Close":
        return False
    own = receiver(resolver, file, function)
    returns_error = resolver.signature(file, function).results == (ERROR,)
    return own is not None and returns_error and not STREAM.isdisjoint(resolver.method_names(own.type))


def comes_before_close(function: Node) -> bool:
    """Whether a function is a method that users call until it says that it is through, and then Close."""
    name = child(function, "name")
    return function.type == "method_declaration" and name is not None and text(name) in _BEFORE


def agrees(before: bytes) -> bool:
    """Whether the code before a Put, by its words, sees to it that this runs once."""
    return _AGREES.search(_SETS.sub(b"", _COMMENTS.sub(b"", before))) is not None


def is_guarded(function: TrackedFunction, put: Node, path: Path) -> bool:
    """Whether a field that the method sets, or something that is named so, is asked for before the Put of a field."""
    whole, memory = function.node, function.memory
    if agrees((whole.text or b"")[: put.start_byte - whole.start_byte]):
        return True
    written = {found for node in walk(whole) for each in _targets(node) if (found := memory.path(each)) is not None}
    written |= set(_changed(function))
    written = {each for each in written if each.root is path.root and each.fields and each != path}
    conditions = (child(node, "condition") for node in walk(whole) if node.type == "if_statement")
    return any(
        memory.path(each) in written
        for condition in conditions
        if condition is not None and condition.start_byte < put.start_byte
        for each in walk(condition)
    )


def _changed(function: TrackedFunction) -> Iterator[Path]:
    """What methods that are not at hand may set by their receiver, if that is no pointer: `s.mapped.Unmap()`."""
    for call in find(function.node, "call_expression"):
        selector = child(call, "function")
        operand = child(selector, "operand") if selector is not None else None
        path = function.memory.path(operand) if operand is not None else None
        if path is not None and operand is not None and function.underlying(operand) is UNKNOWN:
            yield path


def fails_when_closed(resolver: Resolver, file: SourceFile, function: Node, put: Node) -> bool:
    """Whether a second call ends before a Put: closing a file again is an error, `if err := f.Close(); err != nil`."""
    for node in find(function, "if_statement"):
        asked, then = child(node, "initializer"), child(node, "consequence")
        if asked is None or then is None or node.end_byte > put.start_byte or not find(then, "return_statement"):
            continue
        if any(resolver.callee(file, call).qualified in _FAILS_AGAIN for call in find(asked, "call_expression")):
            return True
    return False


def _targets(node: Node) -> list[Node]:
    left = child(node, "left") if node.type in {"assignment_statement", "inc_statement"} else None
    return parts(left) if left is not None else []
