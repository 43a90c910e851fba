"""Receives that wait for the first of several goroutines, while the others go on.

go func() { errs <- pipe(a, b, up) }()
go func() { errs <- pipe(b, a, down) }()
return <-errs
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile, child, find, operator, parts, text
from scanners.pools.code.targets import is_same

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def few_receives(resolver: Resolver, file: SourceFile, function: Node) -> Iterator[Node]:
    """The receives from each local channel that takes fewer answers than goroutines in one block send to it."""
    sent: Counter[tuple[Object, int]] = Counter()
    for started in find(function, "go_statement"):
        block = resolver.parent(file, started)
        for channel in _sent_to(resolver, file, started) if block is not None else ():
            sent[channel, block.id if block is not None else 0] += 1
    for (channel, _), senders in sent.items():
        received = _received(resolver, file, channel) if senders > 1 else None
        if received is not None and 0 < len(received) < senders:
            yield from received


def _sent_to(resolver: Resolver, file: SourceFile, started: Node) -> set[Object]:
    """The local channels that a goroutine sends to, which is a function literal."""
    call = next(iter(parts(started)), None)
    literal = child(call, "function") if call is not None else None
    if literal is None or literal.type != "func_literal":
        return set()
    channels = (child(each, "channel") for each in find(literal, "send_statement"))
    named = (resolver.object_of(file, each) for each in channels if each is not None and each.type == "identifier")
    return {each for each in named if each is not None and each.is_local and each.kind == "var"}


def _received(resolver: Resolver, file: SourceFile, channel: Object) -> list[Node] | None:
    """The receives from a channel; None where a loop or a select receives, or somebody else may."""
    found = []
    for use in resolver.scopes.uses(file, channel):
        parent = resolver.parent(file, use)
        if parent is None or is_same(channel.identifier, use) or is_same(child(parent, "channel"), use):
            continue
        if parent.type == "unary_expression" and operator(parent) == "<-" and not _is_repeated(resolver, file, parent):
            found.append(parent)
        elif not (
            parent.type == "argument_list" and text(resolver.parent(file, parent) or parent).startswith("close(")
        ):
            return None
    return found


def _is_repeated(resolver: Resolver, file: SourceFile, receive: Node) -> bool:
    node: Node | None = receive
    while node is not None and node.type not in {"func_literal", "function_declaration", "method_declaration"}:
        if node.type in {"for_statement", "select_statement"}:
            return True
        node = resolver.parent(file, node)
    return node is not None and node.type == "func_literal"
