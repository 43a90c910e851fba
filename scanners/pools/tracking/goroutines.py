"""Goroutines that get hold of pooled objects: started by `go`, or by a call that is handed a function literal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, arguments, child, find, only
from scanners.golang.types import Struct
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.objects.carriers import Path, path_of
from scanners.pools.tracking.handovers import Handovers
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, pooled
from scanners.pools.tracking.plain_fields import touches_plain_fields_only
from scanners.pools.tracking.summaries import Running
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee


class Goroutines:
    """Those that one function starts."""

    def __init__(self, function: TrackedFunction) -> None:
        self._function: Final = function
        self._told_by_error: Final[set[int]] = set()

    def asked(self, state: State) -> State:
        """The state past a question which error it is, which may be about what is left running.

        What a deferred call has been given already, it gets whatever the answer is.
        """
        deferred = {hold.token for name, hold in state.held if isinstance(name, int)}
        kept = (each for each in state.running if each[1] not in self._told_by_error or each[0] in deferred)
        return state._replace(running=frozenset(kept))

    def started(self, state: State, node: Node) -> State:
        """The state after a `go` statement."""
        call = only(node)
        if call is None or call.type not in CALLS:
            return state
        memory = self._function.memory
        callee = self._function.resolver.callee(self._function.file, call)
        held: set[Hold] = set()
        literal = self._function.literal_of(callee)
        declared = parameters(self._function.resolver, self._function.file, literal) if literal is not None else []
        for place, each in enumerate([*arguments(call), *([callee.receiver] if callee.receiver is not None else [])]):
            is_copied = isinstance(self._function.underlying(each), Struct)
            given = (memory.leaving if is_copied else memory.value)(state, each)
            held |= self._used(given, literal, declared[place] if place < len(declared) else None)
        if literal is not None:
            held |= self._of_literal(state, literal)
        elif callee.declaration is not None:
            held |= self._of_function(state, call, callee, callee.declaration)
        elif callee.kind == "value" and (function := child(call, "function")) is not None:
            held |= memory.value(state, function)
        return self._run_by(state, node, frozenset(held), literal, "goroutine")

    def handed_over(self, state: State, call: Node, callee: Callee) -> State:
        """The state after a call that runs a function in a goroutine: `group.Go(func() {…})`, `group.Go(x.run)`."""
        run = self._function.handovers.started_by(call, callee)
        if run is None:
            return state
        literal = run if run.type == "func_literal" else None
        held = self._of_literal(state, run) if literal is not None else self._function.memory.value(state, run)
        return self._run_by(state, call, held, literal, "callback")

    def left_running(self, state: State, call: Node, held: Holds, running: Running) -> State:
        """The state after a call that has started a goroutine with what it was given."""
        tokens = {hold.token for hold in held}
        self._function.handovers.remember(call, ", ".join(sorted(_names_of(state, tokens))), running.way)
        if running.when is not None:
            self._told_by_error.add(call.id)
        if not running.is_certain:
            self._function.handovers.doubt(call)
        return state._replace(running=state.running | {(token, call.id) for token in tokens})

    def _of_literal(self, state: State, literal: Node) -> Holds:
        """What a function literal works with of what the variables from outside hold that it names."""
        captured = (
            Hold(hold.token, Bond.WRAPPED)
            for path in self._function.memory.captured(literal)
            for hold in self._used(pooled(state.holds(path)), literal, path.root)
        )
        return frozenset(captured) | self._of_fields(state, literal)

    def _used(self, held: Holds, literal: Node | None, variable: Object | None) -> Holds:
        """What a function literal comes near to of that which one of its variables holds."""
        resolver, file = self._function.resolver, self._function.file
        wrapped = {hold for hold in held if hold.bond is Bond.WRAPPED}
        if not wrapped or literal is None or variable is None:
            return held
        return held - wrapped if touches_plain_fields_only(resolver, file, literal, variable) else held

    def _of_fields(self, state: State, literal: Node) -> Holds:
        """What the fields hold that a literal names of variables from outside: `go func() { w.buf.Reset() }()`."""
        memory = self._function.memory
        roots = {path.root for path in memory.captured(literal)}
        paths = {memory.path(each) for each in find(literal, "selector_expression")}
        return pooled(frozenset(hold for path in paths if path and path.root in roots for hold in state.holds(path)))

    def _of_function(self, state: State, call: Node, callee: Callee, declaration: Declaration) -> Holds:
        """What the fields hold that a function names of what it is given, and does not put back: `go w.flush()`."""
        function, file, node = self._function, declaration.file, declaration.node
        if declaration.package.is_knowledge or not state.held:
            return NOTHING
        taken = [receiver(function.resolver, file, node), *parameters(function.resolver, file, node)]
        given = dict(zip(taken, [callee.receiver, *arguments(call)], strict=False))
        own = Handovers(function.resolver, file).puts_back(node, function.releases)
        own |= {path for _, path, _ in function.fields_put(call)}
        found: set[Hold] = set()
        for each in find(node, "selector_expression"):
            named = path_of(function.resolver, file, each)
            operand = given.get(named.root) if named is not None else None
            path = function.memory.path(operand) if operand is not None else None
            if named is None or path is None or not named.fields or named in own:
                continue
            promoted = callee.path if operand is callee.receiver else ()
            whole = Path(path.root, (*path.fields, *promoted, *named.fields))
            found |= state.holds(whole) if whole not in own else NOTHING
        return pooled(frozenset(found))

    def _run_by(self, state: State, node: Node, held: Holds, literal: Node | None, way: str) -> State:
        """The state where a goroutine uses what is held, unless it puts it back itself."""
        handovers, releases = self._function.handovers, self._function.releases
        own = handovers.puts_back(literal, releases) if literal is not None else frozenset()
        given_up = {hold.token for path in own for hold in state.holds(path)}
        tokens = {hold.token for hold in held} - given_up
        call = only(node) if node.type == "go_statement" else node
        if call is not None and releases.of_call(call):
            return state
        handovers.remember(node, ", ".join(sorted(_names_of(state, tokens))), way)
        return state._replace(running=state.running | {(token, node.id) for token in tokens})


def _names_of(state: State, tokens: set[Token]) -> set[str]:
    """The variables that hold one of the objects, without their parts; where none does, those that refer to one."""
    named = [(name, hold.bond) for name, hold in state.held if isinstance(name, Path) and hold.token in tokens]
    direct = [name for name, bond in named if bond is not Bond.WRAPPED] or [name for name, _ in named]
    roots = {name.root for name in direct if not name.fields}
    return {".".join((name.root.name, *name.fields)) for name in direct if not name.fields or name.root not in roots}
