"""What a function looks at, whenever it runs, behind the fields of what it is given: `w.buf` for `func (w *w) flush()`.

Whoever calls it after the Put of such a field uses the object. Only what stands outside of branches counts, up to the
first that may leave; and nothing of a field that the function sets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, operator, parts, text
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.objects.carriers import Path, path_of
from scanners.pools.tracking.reads import Mention, Reads, Role
from scanners.pools.tracking.summaries import RECEIVER

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.releases import Releases
    from scanners.pools.tracking.set_fields import SetFields

_HEADS: Final = {
    "if_statement": ("initializer", "condition"),
    "expression_switch_statement": ("initializer", "value"),
    "for_statement": (),
    "select_statement": (),
    "type_switch_statement": (),
    "go_statement": (),
    "defer_statement": (),
    "labeled_statement": (),
    "block": (),
}
_LEAVES: Final = ("return_statement", "goto_statement", "break_statement", "continue_statement")
_MEASURES: Final = frozenset({"len", "cap", "panic"})
_DEEPEST: Final = 3  # functions that call each other

# A parameter, by index or RECEIVER, and fields of it.
Read = tuple[int, tuple[str, ...]]


class CertainReads:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, releases: Releases, set_fields: SetFields) -> None:
        self._resolver: Final = resolver
        self._releases: Final = releases
        self._set: Final = set_fields
        self._known: Final[dict[tuple[int, int], frozenset[Read]]] = {}

    def of(self, declaration: Declaration, depth: int = 0) -> frozenset[Read]:
        """What a function of the source reads; `depth` is how many have called it to be asked for that."""
        key = declaration.node.id, depth
        if key not in self._known:
            is_known = depth < _DEEPEST
            self._known[key] = frozenset(self._found(declaration.file, declaration.node, depth) if is_known else ())
        return self._known[key]

    def _found(self, file: SourceFile, function: Node, depth: int) -> Iterator[Read]:
        taken = self._taken(file, function)
        for path in self._read(file, function, depth) if taken else ():
            place = taken.get(path.root)
            if place is not None and path.fields and not self._set.may_set(file, function, place, path.fields):
                yield place, path.fields

    def _taken(self, file: SourceFile, function: Node) -> dict[Object, int]:
        """The parameters and the receiver of a function."""
        own = receiver(self._resolver, file, function)
        listed = enumerate(parameters(self._resolver, file, function))
        return {each: place for place, each in ((RECEIVER, own), *listed) if each is not None}

    def _read(self, file: SourceFile, function: Node, depth: int) -> Iterator[Path]:
        reads = Reads(self._resolver, file, self._releases)
        for node in _unconditional(function):
            for mention in reads.mentions(node):
                if not self._may_be_skipped(file, mention.chain[-1][1], node):
                    yield from self._looked_at(file, mention)
            for call in find(node, *CALLS):
                if not self._may_be_skipped(file, call, node):
                    yield from self._of_call(file, call, depth)

    def _looked_at(self, file: SourceFile, mention: Mention) -> Iterator[Path]:
        """The fields of a mention that something behind is asked of."""
        *others, (last, named) = mention.chain
        yield from (path for path, _ in others)
        parent = self._resolver.parent(file, named)
        call = self._resolver.parent(file, parent) if parent is not None and parent.type == "argument_list" else None
        is_measured = call is not None and text(child(call, "function") or call) in _MEASURES
        is_compared = parent is not None and parent.type == "binary_expression"
        if mention.role is Role.READ and not is_measured and not is_compared:
            yield last

    def _of_call(self, file: SourceFile, call: Node, depth: int) -> Iterator[Path]:
        """What a function reads by calling another."""
        callee = self._resolver.callee(file, call)
        if callee.declaration is None or callee.declaration.package.is_knowledge:
            return
        for place, fields in self.of(callee.declaration, depth + 1):
            given = callee.receiver if place == RECEIVER else dict(enumerate(arguments(call))).get(place)
            path = path_of(self._resolver, file, given) if given is not None else None
            if path is not None:
                promoted = callee.path if place == RECEIVER else ()
                yield Path(path.root, (*path.fields, *promoted, *fields))

    def _may_be_skipped(self, file: SourceFile, node: Node, around: Node) -> bool:
        """Whether a node stands in a function literal, or behind `&&` or `||`."""
        at = node
        while at.id != around.id:
            parent = self._resolver.parent(file, at)
            if parent is None or parent.type == "func_literal":
                return True
            right = child(parent, "right") if operator(parent) in {"&&", "||"} else None
            if right is not None and right.id == at.id:
                return True
            at = parent
        return False


def _unconditional(function: Node) -> Iterator[Node]:
    """The statements of a function that always run, and the heads of those that may not, up to one that may leave."""
    body = child(function, "body")
    for listed in parts(body) if body is not None else ():
        for statement in parts(listed) if listed.type == "statement_list" else (listed,):
            if statement.type not in _HEADS:
                yield statement
            heads = (child(statement, name) for name in _HEADS.get(statement.type, ()))
            yield from (each for each in heads if each is not None)
            if statement.type in _HEADS and _may_leave(statement):
                return


def _may_leave(statement: Node) -> bool:
    calls = (child(each, "function") for each in find(statement, "call_expression"))
    return bool(find(statement, *_LEAVES)) or any(each is not None and text(each) == "panic" for each in calls)
