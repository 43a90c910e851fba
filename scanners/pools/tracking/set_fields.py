"""Which fields of what it is given a function may set: `c.buf` for `func (c *conn) renew() { c.buf = fresh() }`.

Whatever its caller knows of the others stays known. What a function may do behind another name, through a callback or
in a function that is not at hand, it may do to every field.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, operator, text
from scanners.golang.types import UNKNOWN, Basic, Map, Slice
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.targets import is_target
from scanners.pools.objects.carriers import Path, path_of
from scanners.pools.tracking.holdings import is_below
from scanners.pools.tracking.summaries import RECEIVER

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee, Resolver

_DEEPEST: Final = 3  # functions that call each other
_EMPTYING: Final = frozenset({"clear", "delete"})
_SILENT: Final = frozenset({"return_statement"})  # whoever called it has what it gets already
# Where a name stands without becoming another one; calls are asked for what they do with it.
_NAMED: Final = frozenset({"argument_list", "binary_expression", "parameter_declaration"})
_ALIASES: Final = frozenset(
    {"assignment_statement", "short_var_declaration", "var_spec", "range_clause", "literal_element", "send_statement"}
)


class Change(NamedTuple):
    """A path that is set; where `is_below`, only what it leads on to is."""

    path: Path
    is_below: bool

    def reaches(self, path: Path) -> bool:
        """Whether what a path holds may be another thing afterwards."""
        return is_below(path, self.path) or (path == self.path and not self.is_below)


# A parameter, by index or RECEIVER, with its fields that are set, or below which something is.
_Set = tuple[int, tuple[str, ...], bool]


class SetFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[tuple[int, int], frozenset[_Set]]] = {}
        self._own: Final[dict[int, tuple[list[Change], list[tuple[Callee, Node]]]]] = {}  # without calls, and these

    def kept(self, file: SourceFile, callee: Callee, call: Node, names: Iterable[Path]) -> list[Path]:
        """Those of some names that a call does not set, though it is given what they lead from."""
        if _body(callee) is None:
            return []
        set_ = [each._replace(path=self._spelled_out(each.path)) for each in self._by_function(file, callee, call, 0)]
        return [name for name in names if not any(each.reaches(self._spelled_out(name)) for each in set_)]

    def sets(self, file: SourceFile, callee: Callee, call: Node, names: Iterable[Path]) -> bool:
        """Whether the function of a call sets one of some fields by its name."""
        if _body(callee) is None:
            return False
        set_ = {path for path, is_below in self._by_function(file, callee, call, 0) if not is_below}
        return any(name in set_ for name in names)

    def _spelled_out(self, path: Path) -> Path:
        """A path with the embedded fields that it leads through."""
        type_, fields = path.root.type, list[str]()
        for name in path.fields:
            selection = self._resolver.field(type_, name)
            fields.extend(selection.path if selection is not None else (name,))
            type_ = selection.type if selection is not None else UNKNOWN
        return Path(path.root, tuple(fields))

    def may_set(self, file: SourceFile, function: Node, place: int, fields: tuple[str, ...]) -> bool:
        """Whether a function may set a field of what it is given at some place."""
        return any(
            place == each and fields[: len(names)] == names and (not is_below or len(fields) > len(names))
            for each, names, is_below in self.of(file, function)
        )

    def of(self, file: SourceFile, function: Node, depth: int = 0) -> frozenset[_Set]:
        """What a function sets; `depth` is how many have called it to be asked for that."""
        key = function.id, depth
        if key not in self._known:
            taken = self._taken(file, function)
            self._known[key] = frozenset(
                (taken[path.root], path.fields, is_below)
                for path, is_below in self._changes(file, function, taken, depth)
                if path.root in taken
            )
        return self._known[key]

    def _taken(self, file: SourceFile, function: Node) -> dict[Object, int]:
        """The parameters and the receiver of a function."""
        own = receiver(self._resolver, file, function)
        listed = enumerate(parameters(self._resolver, file, function))
        return {each: place for place, each in ((RECEIVER, own), *listed) if each is not None}

    def _changes(self, file: SourceFile, function: Node, taken: dict[Object, int], depth: int) -> Iterator[Change]:
        if function.id not in self._own:
            calls = [(self._resolver.callee(file, call), call) for call in find(function, *CALLS)]
            self._own[function.id] = list(self._by_names(file, function, taken)), calls
        own, calls = self._own[function.id]
        yield from own
        for callee, call in calls:
            if callee.kind == "value":
                yield from (Change(Path(each), is_below=True) for each in taken)
            elif _body(callee) is None or depth >= _DEEPEST:
                yield from self._by_unknown(file, callee, call)
            else:
                yield from self._by_function(file, callee, call, depth + 1)

    def _by_names(self, file: SourceFile, function: Node, taken: dict[Object, int]) -> Iterator[Change]:
        """What a function sets itself."""
        for node in find(function, "selector_expression", "identifier", "unary_expression"):
            path = path_of(self._resolver, file, node)
            if path is not None and path.root in taken:
                yield from self._by_name(file, node, path)
        for node in find(function, "index_expression"):
            path = path_of(self._resolver, file, operand) if (operand := child(node, "operand")) is not None else None
            if path is not None and self._is_element_set(file, node):
                yield Change(path, is_below=False)

    def _by_name(self, file: SourceFile, node: Node, path: Path) -> Iterator[Change]:
        """What is set where a name stands: on the left, behind `&`, or where it gets another name."""
        if is_target(self._resolver, file, node):
            yield Change(path, is_below=False)
            return
        parent = self._resolver.parent(file, node)
        if parent is None or node.type == "unary_expression" or parent.type == "selector_expression":
            return
        if path.fields and parent.type not in CALLS and self._is_method(file, node):  # it may be called by anybody
            yield Change(Path(path.root, path.fields[:-1]), is_below=True)
        if parent.type in _NAMED:
            return
        listed = self._resolver.parent(file, parent) if parent.type == "expression_list" else parent
        if parent.type == "unary_expression":
            if operator(parent) == "&":
                yield Change(path, is_below=False)
        elif listed is None or listed.type in _SILENT:
            return
        elif not path.fields or listed.type in _ALIASES:
            yield self._reached(file, node, path)

    def _is_method(self, file: SourceFile, selector: Node) -> bool:
        operand, name = child(selector, "operand"), child(selector, "field")
        type_ = self._resolver.type_of(file, operand) if operand is not None else None
        return type_ is not None and name is not None and self._resolver.method(type_, text(name)) is not None

    def _by_unknown(self, file: SourceFile, callee: Callee, call: Node) -> Iterator[Change]:
        """What a function may set that is not at hand: whatever it can reach."""
        is_asking = callee.kind == "builtin" and callee.qualified not in _EMPTYING
        for each in (*arguments(call), callee.receiver) if not is_asking else ():
            path = path_of(self._resolver, file, each) if each is not None else None
            if path is not None and each is not None:
                yield self._reached(file, each, path)

    def _reached(self, file: SourceFile, node: Node, path: Path) -> Change:
        """What may be set by whoever has the value of a path: behind a pointer, or in a map or list of references."""
        type_ = self._resolver.underlying(self._resolver.type_of(file, node))
        is_list = isinstance(type_, Slice) and not isinstance(self._resolver.underlying(type_.element), Basic)
        return Change(path, is_below=not is_list and not isinstance(type_, Map))

    def _is_element_set(self, file: SourceFile, element: Node) -> bool:
        """Whether an element of a list or map is set, or something in it, or its address is taken."""
        at, parent = element, self._resolver.parent(file, element)
        while parent is not None and parent.type in {"selector_expression", "index_expression"}:
            at, parent = parent, self._resolver.parent(file, parent)
        is_addressed = parent is not None and parent.type == "unary_expression" and operator(parent) == "&"
        return is_addressed or is_target(self._resolver, file, at)

    def _by_function(self, file: SourceFile, callee: Callee, call: Node, depth: int) -> Iterator[Change]:
        """What a function of the source sets of what a call gives it."""
        declaration = callee.declaration
        for place, fields, below in self.of(declaration.file, declaration.node, depth) if declaration else ():
            promoted = callee.path if place == RECEIVER else ()
            for node in _given(callee, call, place):
                path = path_of(self._resolver, file, node)
                if path is not None:
                    yield Change(Path(path.root, (*path.fields, *promoted, *fields)), below)


def _given(callee: Callee, call: Node, place: int) -> list[Node]:
    """What a call hands to a parameter, by index or RECEIVER; to that of a variadic tail all that is left."""
    if place == RECEIVER:
        return [callee.receiver] if callee.receiver is not None else []
    signature, handed = callee.signature, arguments(call)
    is_rest = signature is not None and signature.variadic and place == len(signature.params) - 1
    return handed[place:] if is_rest else handed[place : place + 1]


def _body(callee: Callee) -> Node | None:
    """The body of the function that a call runs, where the source has it."""
    declaration: Declaration | None = callee.declaration
    is_own = declaration is not None and not declaration.package.is_knowledge
    return child(declaration.node, "body") if declaration is not None and is_own else None
