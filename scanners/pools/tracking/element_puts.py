"""Loops that put back every element of a list: whoever has the list still has what is in the pool.

for _, row := range rows { rows.Put(row) }
return rows
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from scanners.golang.syntax import Node, child, find, only, operator, parts
from scanners.golang.types import Pointer, Slice
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import ELEMENTS, NOTHING, Bond, Hold, Holds, Name, State, Token, elements_of
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.releases import Release
from scanners.pools.tracking.tracked_function import FROM_OUTSIDE, TrackedFunction

_ELSEWHERE: Final = frozenset({"continue_statement", "goto_statement", "break_statement", "labeled_statement"})


class ElementPuts:
    """The loops of one function that do so, by the id of their range clause."""

    def __init__(self, function: TrackedFunction, putting_back: PuttingBack) -> None:
        self._function: Final = function
        self._putting_back: Final = putting_back
        self._loops: Final[dict[int, tuple[Path, Release]]] = {}
        self._lists: Final[set[Path]] = {
            Path(each.root, each.fields[:-1]) for each in function.put_paths if each.fields[-1:] == (ELEMENTS,)
        }
        self._set: Final = list(self._elements_set()) if self._lists or function.puts_back else []
        around: list[Node] = []
        for loop in find(function.node, "for_statement") if function.puts_back else ():
            around = [*(each for each in around if loop.start_byte < each.end_byte), loop]
            clause = next((each for each in parts(loop) if each.type == "range_clause"), None)
            found = self._found(loop, clause) if clause is not None else None
            if clause is not None and found is not None:
                self._loops[clause.id] = found
                self._function.refilled.update(
                    path for path, at in self._set if around[0].start_byte < at < around[0].end_byte
                )
        self._lists.update(path for path, _ in self._loops.values())

    def _elements_set(self) -> Iterator[tuple[Path, int]]:
        """The lists of which elements are set, with where."""
        for statement in find(self._function.node, "assignment_statement"):
            left = child(statement, "left")
            for target in parts(left) if left is not None else ():
                operand = child(target, "operand") if target.type == "index_expression" else None
                path = self._function.memory.path(operand) if operand is not None else None
                if path is not None:
                    yield path, statement.start_byte

    def of_parameters(self) -> Iterator[tuple[Path, Release]]:
        """The lists that the function is given, or that lie in what it is given."""
        return ((path, release) for path, release in self._loops.values() if path.root.kind in FROM_OUTSIDE)

    def after_loop(self, state: State, clause: Node) -> State:
        """The state after a loop is through: what its list refers to is back in the pool."""
        if clause.id not in self._loops:
            return state
        path, release = self._loops[clause.id]
        return self._put(state, release, path)

    def met(self, state: State, path: Path, statement: Node) -> tuple[State, Holds]:
        """What a list that is put back somewhere refers to where a statement sets it to what is not known."""
        if path not in self._lists:
            return state, NOTHING
        token = Token(statement.id, elements_of(path))
        return state.made_anew(token), frozenset({Hold(token, Bond.WRAPPED)})

    def put(self, state: State, release: Release, path: Path) -> State:
        """The state after a call that puts back all that a list refers to."""
        at = release.site.call.start_byte
        return state if self._is_set_after(path, at) else self._put(state, release, path)

    def _put(self, state: State, release: Release, path: Path) -> State:
        """The state after all that a list refers to has gone back; a loop over the list may be in its midst."""
        after = self._putting_back.put_elements(state, release, path)
        gone = {token for token, _ in after.put - state.put}
        picked = [(name, hold.token) for name, hold in state.held if hold.token in gone and self._is_round(name, path)]
        return after._replace(held=after.held.union((name, Hold(token, Bond.OBJECT)) for name, token in picked))

    def _is_round(self, name: Name, listed: Path) -> bool:
        """Whether a name is the variable of a loop that goes through a list which nobody changes, and a pointer."""
        if not isinstance(name, Path) or name.fields or listed.fields or any(each == listed for each, _ in self._set):
            return False
        clause, function = name.root.declaration, self._function
        right = child(clause, "right") if clause is not None and clause.type == "range_clause" else None
        if clause is None or right is None or function.memory.path(right) != listed:
            return False
        is_pointer = isinstance(function.resolver.underlying(name.root.type), Pointer)
        values = list(assigned_values(function.resolver, function.file, listed.root))
        return is_pointer and self._variable(clause, 1) == name and len(values) <= (listed.root.kind == "var")

    def handed_on(self, state: State, paths: list[Path]) -> State:
        """The state after a call that is given lists: what has gone back of their elements it may have cleared."""
        emptied = self._function.emptied
        gone = {(path, hold) for path in paths for hold in state.holds(path) if hold.token in emptied}
        return state._replace(held=state.held - {each for each in gone if state.put_of(each[1].token) is not None})

    def element(self, state: State, hold: Hold) -> Hold:
        """How the variable of a loop holds an element: after all of them have gone back it is one of these."""
        is_back = hold.token in self._function.emptied and state.put_of(hold.token) is not None
        return Hold(hold.token, Bond.OBJECT) if is_back else hold

    def _found(self, loop: Node, clause: Node) -> tuple[Path, Release] | None:
        """The list that a loop ranges over, with the release of each of its elements."""
        right, body = child(clause, "right"), child(loop, "body")
        path = self._function.memory.path(right) if right is not None else None
        if right is None or body is None or path is None or not isinstance(self._function.underlying(right), Slice):
            return None
        declared = path.root.declaration
        if not path.fields and declared is not None and declared.type == "range_clause":
            return None  # one list of several, which a loop around this one goes through
        if find(body, *_ELSEWHERE) or self._is_set_after(path, body.start_byte):
            return None
        for statement in self._certain(clause, body):
            call = only(statement) if statement.type == "expression_statement" else None
            for release in self._function.releases.of_call(call) if call is not None else ():
                if release.is_certain and not release.fields and self._is_element(clause, path, release.value):
                    return path, release
        return None

    def _certain(self, clause: Node, body: Node) -> list[Node]:
        """The statements that run in each round, those that ask whether the element is nil looked into."""
        found = []
        for listed in parts(body):
            for statement in parts(listed) if listed.type == "statement_list" else [listed]:
                condition, then = child(statement, "condition"), child(statement, "consequence")
                if condition is not None and then is not None and self._asks_for(clause, condition):
                    found += self._certain(clause, then)
                else:
                    found.append(statement)
        return found

    def _asks_for(self, clause: Node, condition: Node) -> bool:
        left, right = child(condition, "left"), child(condition, "right")
        is_nil_check = operator(condition) == "!=" and right is not None and right.type == "nil"
        return is_nil_check and left is not None and self._function.memory.path(left) == self._variable(clause, 1)

    def _variable(self, clause: Node, place: int) -> Path | None:
        left = child(clause, "left")
        names = parts(left) if left is not None else []
        return self._function.memory.path(names[place]) if place < len(names) else None

    def _is_element(self, clause: Node, listed: Path, value: Node) -> bool:
        """Whether a value is the element of the round: the variable of the loop, or `list[i]`."""
        path = self._function.memory.path(value)
        if path is not None:
            return path == self._variable(clause, 1)
        operand, index = child(value, "operand"), child(value, "index")
        if value.type != "index_expression" or operand is None or index is None:
            return False
        memory = self._function.memory
        return memory.path(operand) == listed and memory.path(index) == self._variable(clause, 0) is not None

    def _is_set_after(self, path: Path, start: int) -> bool:
        """Whether elements of a list are set in a loop or after it: `rows[i] = nil`."""
        return any(each == path and start < at for each, at in self._set)
