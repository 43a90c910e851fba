"""A function whose paths are followed: what is known of it before, and what is found on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, parts
from scanners.golang.types import ERROR, Array, Basic, Struct, Type
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import results
from scanners.pools.code.targets import is_target
from scanners.pools.inventory.declarations import PoolSite
from scanners.pools.inventory.naming import function_name
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.copied_parameters import is_in_copy
from scanners.pools.tracking.handovers import Handovers
from scanners.pools.tracking.holdings import ELEMENTS, Bond, Hold, State, Token, elements_of, node_text
from scanners.pools.tracking.incidents import Incidents
from scanners.pools.tracking.joins import Joins
from scanners.pools.tracking.releases import Release, Releases
from scanners.pools.tracking.shared_memory import SharedMemory, is_outside

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.tracking.call_results import Take
    from scanners.pools.tracking.summaries import Outcome, Summaries

# The kinds of variables whose memory belongs to the caller.
FROM_OUTSIDE: Final = frozenset({"param", "receiver"})


class TrackedFunction:
    """A declaration, or a literal that is called from elsewhere. `takes` are the Get sites by the id of their call."""

    def __init__(  # noqa: PLR0917 - what is known of the program, and where to look
        self,
        resolver: Resolver,
        file: SourceFile,
        node: Node,
        releases: Releases,
        takes: Mapping[int, Take],
        summaries: Summaries,
    ) -> None:
        self.resolver: Final = resolver
        self.file: Final = file
        self.node: Final = node
        self.releases: Final = releases
        self.takes: Final = takes
        self.summaries: Final = summaries
        self.leases: Final = summaries.leases
        self.memory: Final = SharedMemory(resolver, file, takes, summaries)
        self.handovers: Final = Handovers(resolver, file)
        self.joins: Final = Joins(resolver, file, node, self.handovers)
        self.results: Final = [each for each in results(resolver, file, node) if each is not None]
        self.put_paths: Final = frozenset(self._paths_put())
        self.incidents: Final = Incidents()
        self.emptied: Final[set[Token]] = set()  # what stands for all that a list refers to, and goes back as that
        self.refilled: Final[set[Path]] = set()  # lists that get other elements, one by one, after these went back
        self.rounds: Final[dict[int, tuple[Path, Hold]]] = {}  # what variables of loops are lent, by the range clause
        self.lists: Final[dict[Token, frozenset[Token]]] = {}  # of an element what stands for any of its list
        self._asked_later: Final[dict[Object, bool]] = {}

    @cached_property
    def puts_back(self) -> bool:
        """Whether some call in the function puts something back."""
        return any(self.releases.of_call(node) for node in find(self.node, *CALLS))

    def _paths_put(self) -> Iterator[Path]:
        """The variables and fields that some call in the function puts back."""
        for node in find(self.node, *CALLS, "send_statement"):
            for release in self.releases.of_call(node):
                value = addressed(release.value)
                path = self.memory.path(value)
                if path is not None and not self._is_copied(value):
                    yield Path(path.root, (*path.fields, *release.fields))
            for _, path, _ in self.fields_put(node) if node.type == "call_expression" else ():
                yield path

    def fields_put(self, call: Node) -> Iterator[tuple[Release, Path, Outcome]]:
        """The fields of what a call is given that it puts back, with the results with which it does."""
        callee = self.resolver.callee(self.file, call)
        declaration = self.memory.calls.callees.declaration(callee, call)
        for put, given in self.releases.fields.of_call(callee, declaration, call):
            path = self.memory.path(given)
            if path is not None:
                promoted = callee.path if callee.receiver is not None and given.id == callee.receiver.id else ()
                release = replace(put.release, is_cleared=put.is_cleared)
                shown = put.fields[:-1] if put.fields[-1:] == (ELEMENTS,) else put.fields
                yield (
                    self.release_at(call, given, release, shown),
                    Path(path.root, (*path.fields, *promoted, *put.fields)),
                    put.when,
                )

    def release_at(self, call: Node, given: Node, release: Release, fields: tuple[str, ...]) -> Release:
        """A release inside a callee as its caller sees it: of the fields of what the call is given."""
        function = self.resolver.enclosing_function(self.file, call)
        name = function_name(self.resolver, self.file, call)
        site = PoolSite("put", self.file, call, given, function, name, direct=False)
        return replace(release, site=site, fields=fields)

    def seeds(self) -> Iterator[tuple[Path, Token]]:
        """What is put back of parameters and receivers, with the objects that they hold at the start."""
        for path in sorted(self.put_paths, key=lambda each: (each.root.name, each.fields)):
            around = path.root.function if path.root.kind in FROM_OUTSIDE else None
            if around is not None and around.id == self.node.id and path.fields[-1:] != (ELEMENTS,):
                yield path, Token(self.node.id, ".".join((path.root.name, *path.fields)))

    def seeded(self, state: State) -> State:
        """The state at the start: what is put back of parameters and receivers is theirs."""
        for path, token in self.seeds():
            if not state.holds(path):
                state = state.bind(path, [Hold(token, Bond.OBJECT)])
        state = self._captured(state)
        for path in self._lists_put():
            is_own = path.root.kind in FROM_OUTSIDE and path.root.function is not None
            if is_own and all(hold.bond is not Bond.WRAPPED for hold in state.holds(path)):
                token = Token(self.node.id, elements_of(path))
                state = state.add(path, [Hold(token, Bond.WRAPPED)])
        return state

    def handed(self, state: State) -> State:
        """The state at the start of a method that is given what its receiver has lent."""
        found = self.leases.handed.get(self.node.id)
        if found is None:
            return state
        token = Token(self.node.id, found.field, found.site)
        state = state.bind(Path(found.receiver, (found.field,)), [Hold(token, Bond.OBJECT)])
        return state.bind(Path(found.parameter), [Hold(token, Bond.PART)])

    def _captured(self, state: State) -> State:
        """The state in which the variables that a literal has from outside hold what it puts back, and slices of it."""
        names = self.memory.captured(self.node) if self.node.type == "func_literal" else ()
        for path in names:
            if path in self.put_paths and not state.holds(path) and self._is_one(path):
                state = state.bind(path, [Hold(Token(self.node.id, path.root.name), Bond.OBJECT)])
        for path in names if state.held else ():
            values = list(assigned_values(self.resolver, self.file, path.root)) if not state.holds(path) else []
            is_last = len(values) == 1 and all(self._is_before(each, values[0]) for each in names)
            if is_last and (held := self.memory.value(state, values[0])):
                state = state.bind(path, held)
        return state

    def _is_before(self, path: Path, value: Node) -> bool:
        """Whether a variable is not set any more after a value that names it."""
        named = any(self.resolver.object_of(self.file, each) is path.root for each in find(value, "identifier"))
        return not named or all(each.end_byte <= value.end_byte for each in self._others(path))

    def _others(self, path: Path) -> list[Node]:
        """The values of a variable that are not made of it, as `b = b[:n]` is."""
        values = assigned_values(self.resolver, self.file, path.root)
        name = path.root.name.encode()
        return [each for each in values if all(node.text != name for node in find(each, "identifier"))]

    def _is_one(self, path: Path) -> bool:
        """Whether a variable holds one object where a literal runs: it is set once, or before the literal only."""
        others = self._others(path)
        is_settled = all(each.end_byte < self.node.start_byte for each in others) and not self._is_repeated(path.root)
        return path.root.kind == "var" and (len(others) == 1 or (bool(others) and is_settled))

    def _is_repeated(self, variable: Object) -> bool:
        """Whether the function stands in a loop that sets a variable from outside anew in each round."""
        node = self.resolver.parent(self.file, self.node)
        declared = variable.identifier.start_byte if variable.identifier is not None else 0
        while node is not None and node.start_byte > declared:
            if node.type == "for_statement":
                return True
            node = self.resolver.parent(self.file, node)
        return False

    @cached_property
    def put_lists(self) -> frozenset[str]:
        """The names of what stands for the elements of lists that go back one by one."""
        return frozenset(elements_of(path) for path in self._lists_put())

    def _lists_put(self) -> Iterator[Path]:
        """The variables and fields of which a loop puts back the elements."""
        for clause in find(self.node, "range_clause"):
            left, right = child(clause, "left"), child(clause, "right")
            targets = [self.memory.path(each) for each in parts(left)] if left is not None else []
            path = self.memory.path(right) if right is not None else None
            if path is not None and any(each in self.put_paths for each in targets):
                yield path
        for path in self.put_paths:
            if path.fields[-1:] == (ELEMENTS,):
                yield Path(path.root, path.fields[:-1])

    def met_at(self, state: State, call: Node, value: Node) -> tuple[State, Token] | None:
        """The state with an object that first shows where a call puts it back; None where no name can hold it."""
        path = self.memory.path(value)
        if path is None or self._is_copied(value):
            return None
        token = Token(call.id, node_text(value))
        return state.made_anew(token).add(path, [Hold(token, Bond.OBJECT)]), token

    def underlying(self, node: Node) -> Type:
        """The underlying type of an expression."""
        return self.resolver.underlying(self.resolver.type_of(self.file, node))

    def is_known_error(self, value: Node) -> bool:
        """Whether a value is an error of a package: `io.ErrShortWrite`."""
        if value.type not in {"identifier", "selector_expression"}:
            return False
        named = self.resolver.object_of_expression(self.file, value)
        return named is not None and named.kind == "var" and not named.is_local and named.type == ERROR

    def literal_of(self, callee: Callee) -> Node | None:
        """The function literal that a call runs: called where it stands, or the only value of a local variable."""
        if callee.kind == "literal":
            return callee.node
        object_ = callee.object
        if callee.kind != "value" or object_ is None or not object_.is_local or object_.kind != "var":
            return None
        values = list(assigned_values(self.resolver, self.file, object_))
        return values[0] if len(values) == 1 and values[0].type == "func_literal" else None

    @cached_property
    def swapped(self) -> frozenset[Path]:
        """The variables that a loop gives each other's values: `a, b = b, a`. Which is which is not followed."""
        found: set[Path] = set()
        for loop in find(self.node, "for_statement"):
            for statement in find(loop, "assignment_statement"):
                left, right = child(statement, "left"), child(statement, "right")
                targets = [self.memory.path(each) for each in parts(left)] if left is not None else []
                values = [self.memory.path(each) for each in parts(right)] if right is not None else []
                if len(targets) > 1 and targets != values and set(targets) == set(values):
                    found.update(path for path in targets if path is not None)
        return frozenset(found)

    def outlives(self, path: Path) -> bool:
        """Whether a variable or field is there after the function: also one that a literal has from outside."""
        is_left = outlives(path) and not is_in_copy(self.resolver, path)
        return is_left or self.is_captured(path.root)

    def is_captured(self, variable: Object) -> bool:
        """Whether a literal has a variable from outside that is asked for after it, and does not put it back itself."""
        is_literal = self.node.type == "func_literal" and Path(variable) not in self.put_paths
        if not is_literal or not is_outside(variable, self.node):
            return False
        if variable not in self._asked_later:
            uses = self.resolver.scopes.uses(self.file, variable)
            later = (use for use in uses if use.start_byte >= self.node.end_byte)
            is_read = any(not is_target(self.resolver, self.file, use) for use in later)
            self._asked_later[variable] = variable.kind == "result" or is_read
        return self._asked_later[variable]

    def _is_copied(self, value: Node) -> bool:
        """Whether a variable of this type is no reference: what is put in is a copy."""
        return isinstance(self.underlying(value), Basic | Array | Struct) and child(value, "operand") is None


def outlives(path: Path) -> bool:
    """Whether a variable or field is there after the function: of the package, or behind a parameter or receiver."""
    return not path.root.is_local or (path.root.kind in FROM_OUTSIDE and bool(path.fields))
