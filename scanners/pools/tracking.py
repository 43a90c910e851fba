"""Follows pooled objects along every path of one function: taken, shared, put back, and what happens afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang import flow
from scanners.golang.paths import Exit, Moment, TooManySteps, explore
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, only, parts, walk
from scanners.golang.types import BOOL, Array, Basic, Slice, Struct
from scanners.pools.call_results import Summaries, Take
from scanners.pools.carriers import Path
from scanners.pools.closers import is_closer, is_guarded
from scanners.pools.conditions import Conditions, constant
from scanners.pools.handovers import Handovers
from scanners.pools.holdings import FOREIGN, NOTHING, Bond, Hold, Holds, State, Token, node_text
from scanners.pools.objects_in_functions import assigned_values
from scanners.pools.parameters import parameters, results
from scanners.pools.reads import Reads, Role
from scanners.pools.releases import Force, Release, Releases
from scanners.pools.shared_memory import SharedMemory

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver

# Statements, each with one state. Functions of Go's own source need some hundreds, a second is some ten thousand.
MAXIMUM_STEPS: Final = 15_000
_DEEPEST: Final = 4  # function literals that are called in each other
_OUTSIDE: Final = frozenset({"param", "receiver"})


class Fault(Enum):
    """What is wrong."""

    READ = "read"  # after the Put
    LEFT = "left"  # memory is returned, stored or sent, and the object is put back
    TWICE = "twice"
    RUNNING = "running"  # a goroutine may still use it


@dataclass(frozen=True, slots=True)
class Incident:
    """A fault: `node` is where it shows, `put` the id of the call that puts back, `way` how the memory leaves."""

    fault: Fault
    token: Token
    put: int
    node: Node
    shown: str
    way: str = ""
    deferred: bool = False
    other: Node | None = None


class Tracking:
    """The walk through one function (a declaration, or a literal that is called from elsewhere)."""

    def __init__(  # noqa: PLR0917 - what is known of the program, and where to look
        self,
        resolver: Resolver,
        file: SourceFile,
        function: Node,
        releases: Releases,
        takes: Mapping[int, Take],
        summaries: Summaries,
    ) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._function: Final = function
        self._releases: Final = releases
        self.memory: Final = SharedMemory(resolver, file, takes, summaries)
        self._takes: Final = takes
        self._reads: Final = Reads(resolver, file, releases)
        self._conditions: Final = Conditions(resolver, file, function, self.memory)
        self._handovers: Final = Handovers(resolver, file, function)
        self._results: Final = [each for each in results(resolver, file, function) if each is not None]
        self._flows: Final[dict[int, flow.Flow]] = {}
        self._calls: Final[dict[int, tuple[Node, ...]]] = {}
        self._literals: Final[list[int]] = []  # those that the walk is in
        self._once = 0
        self._closes: Final = is_closer(resolver, file, function)
        self._elements: Final[dict[Token, Path]] = {}
        self._steps = 0
        self._put_paths: Final = frozenset(self._paths_put())
        self._left: Final[dict[int, tuple[Path | None, str, str, Node]]] = {}
        self._releases_met: Final[dict[int, Release]] = {}
        self.incidents: Final[dict[tuple[Fault, Token, int, int], Incident]] = {}
        self.returned: Final[list[tuple[Holds, ...]]] = []

    def _seeded(self, state: State) -> State:
        """What is put back of parameters and receivers is theirs from the start."""
        for path in sorted(self._put_paths, key=lambda each: (each.root.name, each.fields)):
            around = path.root.function if path.root.kind in _OUTSIDE else None
            if around is not None and around.id == self._function.id and not state.holds(path):
                token = Token(self._function.id, ".".join((path.root.name, *path.fields)))
                state = state.bind(path, [Hold(token, Bond.OBJECT)])
        return state

    def _paths_put(self) -> Iterator[Path]:
        """The variables and fields that some call in the function puts back."""
        for node in walk(self._function):
            for release in self._releases.of_call(node) if node.type in CALLS else ():
                value = _addressed(release.value)
                path = self.memory.path(value)
                if path is not None and not self._is_copied(value):
                    yield path

    def run(self, start: State = State()) -> list[Exit[State]]:  # noqa: B008 - a frozen value
        """Follow every path; incidents and returned values are in the attributes. Raises TooManySteps, TooDeep."""
        body = child(self._function, "body")
        if body is None:
            return []
        exits = explore(self._flow(body), [self._seeded(start)], self.step, self.follow)
        for each in exits:
            self._at_exit(each.state)
        return exits

    def follow(self, state: State, edge: flow.Edge) -> State | None:
        """The state past an edge; None where its condition is known to be otherwise."""
        if edge.condition is None:
            return state
        fact = self._conditions.fact(edge.condition, outcome=edge.outcome)
        if fact is None:
            return state
        if (fact[0], not fact[1]) in state.facts:
            return None
        return replace(state, facts=state.facts | {fact}) if self._conditions.is_repeated(fact[0]) else state

    def step(self, state: State, node: Node, moment: Moment) -> Iterable[State]:
        """What a statement or condition leads to."""
        self._steps += 1
        if self._steps > MAXIMUM_STEPS:
            raise TooManySteps
        if node.type == "defer_statement":
            return [self._evaluated(state, node)] if moment is Moment.NOW else self._deferred(state, node)
        read = self._read(state, node)
        if node.type == "go_statement":
            return [self._started(state, node)]
        if self._handovers.waits(node):
            state = replace(state, running=frozenset())
        states = [state]
        for call in self._calls_in(node):
            states = [following for each in states for following in self._called(each, call)]
        return [self._finished(each, node, read) for each in states]

    # Reads.

    def _read(self, state: State, node: Node) -> set[Token]:
        """Report what the node reads of objects that are back in the pool; gives their tokens."""
        found: set[Token] = set()
        if not state.put:
            return found
        for mention in self._reads.mentions(node):
            for place, (path, named) in enumerate(mention.chain):
                is_last = place == len(mention.chain) - 1
                if is_last and mention.role is not Role.READ:
                    continue
                for hold in state.holds(path):
                    put = state.put_of(hold.token)
                    if put is None or hold.bond is Bond.WRAPPED or hold.token in found:
                        continue
                    if not (is_last and hold.bond is Bond.OBJECT and self._is_header(mention.chain[-1][1])):
                        found.add(hold.token)
                        shown = mention.chain[place if is_last else place + 1][1]
                        self._report(Incident(Fault.READ, hold.token, put, shown, node_text(named)))
        return found

    def _is_header(self, node: Node) -> bool:
        """Whether only the header of a slice is looked at, which the variable has of its own: `len(b)`, `b == nil`."""
        if not isinstance(self._resolver.underlying(self._resolver.type_of(self._file, node)), Slice):
            return False
        parent = self._resolver.parent(self._file, node)
        if parent is not None and parent.type == "binary_expression":
            return True
        call = self._resolver.parent(self._file, parent) if parent is not None else None
        is_call = call is not None and call.type in CALLS
        return call is not None and is_call and self._resolver.callee(self._file, call).qualified in {"len", "cap"}

    def _report(self, incident: Incident) -> None:
        self.incidents.setdefault((incident.fault, incident.token, incident.put, incident.node.id), incident)

    # Calls.

    def _calls_in(self, node: Node) -> tuple[Node, ...]:
        """The calls of a node, inner ones first; those in function literals and behind `go` left out."""
        if node.id not in self._calls:
            found, waiting = [], [node]
            while waiting:
                each = waiting.pop()
                if each.type in CALLS:
                    found.append(each)
                if each.type != "func_literal":
                    waiting.extend(each.children)
            found.sort(key=lambda call: (call.end_byte, -call.start_byte))
            self._calls[node.id] = tuple(found)
        return self._calls[node.id]

    def _called(self, state: State, call: Node) -> list[State]:
        """The states after a call."""
        if call.id in self._takes:
            return [state.made_anew(Token(call.id, ""))]
        releases = self._releases.of_call(call)
        if releases:
            for release in releases:
                state = self._put(state, release, self._given_back(state, release))
            return [state]
        callee = self._resolver.callee(self._file, call)
        if callee.kind in {"builtin", "conversion"}:
            return [state]
        literal = self._literal_of(callee)
        if literal is not None:
            return self._inside(self._bound(state, literal, arguments(call)), literal)
        if callee.qualified == "(*sync.Once).Do" and callee.receiver is not None:
            return self._done_once(state, call, callee.receiver)
        state = self._handed_over(state, call, callee)
        given = [callee.receiver, *arguments(call)] if callee.receiver is not None else arguments(call)
        paths = (self.memory.path(_addressed(each)) for each in given)
        return [self._forget(state, [path for path in paths if path is not None])]

    def _forget(self, state: State, roots: list[Path]) -> State:
        kept = [pair for pair in state.held if pair[1] == FOREIGN]
        forgotten = state.forget_fields(roots)
        return forgotten if forgotten is state else replace(forgotten, held=forgotten.held | frozenset(kept))

    def _literal_of(self, callee: Callee) -> Node | None:
        """The function literal that a call runs: called where it stands, or the only value of a local variable."""
        if callee.kind == "literal":
            return callee.node
        object_ = callee.object
        if callee.kind != "value" or object_ is None or not object_.is_local or object_.kind != "var":
            return None
        values = list(assigned_values(self._resolver, self._file, object_))
        return values[0] if len(values) == 1 and values[0].type == "func_literal" else None

    def _bound(self, state: State, literal: Node, handed: list[Node]) -> State:
        """The state in which the parameters of a literal hold what they are given."""
        for parameter, given in zip(parameters(self._resolver, self._file, literal), handed, strict=False):
            if parameter is not None:
                state = state.bind(Path(parameter), state.holds(given.id) or self.memory.value(state, given))
        return state

    def _inside(self, state: State, literal: Node) -> list[State]:
        """The states after the body of a literal."""
        body = child(literal, "body")
        if body is None or literal.id in self._literals or len(self._literals) >= _DEEPEST:
            return [state]
        self._literals.append(literal.id)
        exits = explore(self._flow(body), [state], self.step, self.follow)
        self._literals.pop()
        return list(dict.fromkeys(each.state for each in exits if each.ending is flow.Ending.RETURN))

    def _done_once(self, state: State, call: Node, once: Node) -> list[State]:
        """`x.once.Do(f)`: what f puts back may hold the Once itself, which Do still has to mark."""
        handed = arguments(call)
        literal = handed[0] if handed and handed[0].type == "func_literal" else None
        if literal is None:
            return [state]
        self._once += 1
        states = self._inside(state, literal)
        self._once -= 1
        for after in states:
            for hold in self.memory.storage(after, once):
                put = after.put_of(hold.token)
                if put is not None and state.put_of(hold.token) is None:
                    self._report(Incident(Fault.READ, hold.token, put, once, node_text(once), way="once"))
        return list(dict.fromkeys([state, *states]))

    def _flow(self, body: Node) -> flow.Flow:
        if body.id not in self._flows:
            self._flows[body.id] = flow.build(body)
        return self._flows[body.id]

    # Putting back.

    def _given_back(self, state: State, release: Release) -> Holds:
        """What the value of a release is: of a deferred one what it was when it was deferred."""
        evaluated = state.holds(release.value.id)
        return evaluated or self.memory.value(state, release.value)

    def _put(self, state: State, release: Release, holds: Holds) -> State:
        call = release.site.call
        self._releases_met[call.id] = release
        value = _addressed(release.value)
        path = self.memory.path(value)
        if path is not None and (path, True) in state.facts:
            return state  # it is nil here
        tokens = [hold.token for hold in holds if hold.bond is Bond.OBJECT]
        if not tokens:
            if path is None or self._is_copied(value):
                return state
            token = Token(call.id, node_text(value))
            state = state.made_anew(token).add(path, [Hold(token, Bond.OBJECT)])
            tokens = [token]
        for token in sorted(tokens, key=lambda each: each.origin):
            before = state.put_of(token)
            if before is None:
                self._check_running(state, token, call)
                state = replace(state, put=state.put | {(token, call.id)})
            elif not self._once and release.force is Force.ALWAYS and self._is_always(before):
                self._report(Incident(Fault.TWICE, token, before, call, node_text(release.value)))
        return state

    def _is_always(self, call: int) -> bool:
        return self._releases_met[call].force is Force.ALWAYS

    def _is_copied(self, value: Node) -> bool:
        """Whether a variable of this type is no reference: what is put in is a copy."""
        meant = self._resolver.underlying(self._resolver.type_of(self._file, value))
        return isinstance(meant, Basic | Array | Struct) and child(value, "operand") is None

    def _check_running(self, state: State, token: Token, call: Node) -> None:
        for each, node in state.running:
            if each == token:
                started = self._handovers.node(node)
                fault = Fault.LEFT if started.type == "send_statement" else Fault.RUNNING
                at, other = (started, None) if fault is Fault.LEFT else (call, started)
                way = "sent" if fault is Fault.LEFT else self._handovers.way(started)
                shown = self._handovers.shown(node)
                self._report(Incident(fault, token, call.id, at, shown, way=way, other=other))

    # Defers.

    def _evaluated(self, state: State, node: Node) -> State:
        """A deferred call has its receiver and arguments evaluated at once."""
        call = only(node)
        if call is None or call.type not in CALLS:
            return state
        self._read(state, node) if child(call, "function") is None or not _is_literal(call) else None
        callee = self._resolver.callee(self._file, call)
        for each in [*arguments(call), *([callee.receiver] if callee.receiver is not None else [])]:
            held = self.memory.value(state, each)
            if callee.receiver is not None and each.id == callee.receiver.id and not held:
                held = self.memory.storage(state, each)
            for release in self._releases.of_call(call):
                if release.value.id == each.id and not any(hold.bond is Bond.OBJECT for hold in held):
                    value = _addressed(each)
                    path = self.memory.path(value)
                    if path is not None and not self._is_copied(value):
                        token = Token(call.id, node_text(value))
                        held = frozenset({Hold(token, Bond.OBJECT)})
                        state = state.made_anew(token).add(path, held)
            state = state.bind(each.id, held)
        return state

    def _deferred(self, state: State, node: Node) -> list[State]:
        """The states after a deferred call has run."""
        call = only(node)
        if call is None or call.type not in CALLS:
            return [state]
        releases = self._releases.of_call(call)
        callee = self._resolver.callee(self._file, call)
        values = {release.value.id for release in releases}
        is_inert = callee.kind in {"literal", "value"}
        for each in [] if is_inert else [*arguments(call), *([callee.receiver] if callee.receiver else [])]:
            for hold in state.holds(each.id):
                put = state.put_of(hold.token)
                if each.id not in values and put is not None and hold.bond is not Bond.WRAPPED:
                    self._report(Incident(Fault.READ, hold.token, put, call, node_text(each), way="deferred"))
        if self._handovers.waits(node):
            state = replace(state, running=frozenset())
        return self._called(state, call)

    # Goroutines and callees that keep.

    def _started(self, state: State, node: Node) -> State:
        call = only(node)
        if call is None or call.type not in CALLS:
            return state
        callee = self._resolver.callee(self._file, call)
        held: set[Hold] = set()
        for each in [*arguments(call), *([callee.receiver] if callee.receiver is not None else [])]:
            held |= self.memory.value(state, each)
        literal = self._literal_of(callee)
        if literal is not None:
            held |= self.memory.value(state, literal)
        return self._run_by(state, node, frozenset(held), literal)

    def _run_by(self, state: State, node: Node, held: Holds, literal: Node | None) -> State:
        """The state where a goroutine uses what is held, unless it puts it back itself."""
        own = self._handovers.puts_back(literal, self._releases) if literal is not None else frozenset()
        given_up = {hold.token for path in own for hold in state.holds(path)}
        tokens = {hold.token for hold in held} - given_up
        call = only(node) if node.type == "go_statement" else node
        if call is not None and self._releases.of_call(call):
            return state
        self._handovers.remember(node, ", ".join(sorted(self._names_of(state, tokens))))
        return replace(state, running=state.running | {(token, node.id) for token in tokens})

    def _names_of(self, state: State, tokens: set[Token]) -> set[str]:
        """The variables that hold one of the objects."""
        return {
            ".".join((name.root.name, *name.fields))
            for name, hold in state.held
            if isinstance(name, Path) and hold.token in tokens and hold.bond is not Bond.WRAPPED
        }

    def _handed_over(self, state: State, call: Node, callee: Callee) -> State:
        """The state after a call that runs a function literal in a goroutine: `group.Go(func() {…})`."""
        literal = self._handovers.started_by(call, callee)
        if literal is None:
            return state
        return self._run_by(state, call, self.memory.value(state, literal), literal)

    # What a statement does with the values it has.

    def _finished(self, state: State, node: Node, read: set[Token]) -> State:
        match node.type:
            case "assignment_statement" | "short_var_declaration" | "receive_statement":
                return self._assigned(state, node)
            case "var_declaration":
                return self._declared(state, node)
            case "range_clause":
                return self._ranged(state, node)
            case "inc_statement" | "dec_statement":
                operand = only(node)
                path = self.memory.path(operand) if operand is not None else None
                return state.bind(path, state.holds(path)) if path is not None else state
            case "return_statement":
                return self._returned(state, node, read) if not self._literals else state
            case "send_statement":
                value = child(node, "value")
                held = self.memory.value(state, value) if value is not None else NOTHING
                self._handovers.remember(node, node_text(value) if value is not None else "")
                gone = {(hold.token, node.id) for hold in held}
                for hold in held:
                    put = state.put_of(hold.token)
                    if put is not None and hold.token not in read and value is not None:
                        self._report(Incident(Fault.LEFT, hold.token, put, node, node_text(value), way="sent"))
                return replace(state, running=state.running | gone)
            case _:
                return state

    def _assigned(self, state: State, node: Node) -> State:
        left, right = child(node, "left"), child(node, "right")
        if left is None or right is None:
            return state
        targets = parts(left)
        values = parts(right) if right.type == "expression_list" else [right]
        operator = child(node, "operator")
        if operator is not None and operator.type not in {"=", ":="}:
            targets = []
        before = state
        for place, target in enumerate(targets):
            value = values[place] if len(values) == len(targets) else values[0]
            held = self.memory.value(before, value, 0 if len(values) == len(targets) else place)
            if len(values) != len(targets) and place and value.type not in CALLS:
                held = NOTHING
            single = value if len(values) == len(targets) else None
            state = self._set(state, target, held, single, node)
        return state

    def _declared(self, state: State, node: Node) -> State:
        waiting = [node]
        while waiting:
            each = waiting.pop()
            if each.type != "var_spec":
                waiting.extend(reversed(each.named_children))
                continue
            right = child(each, "value")
            values = parts(right) if right is not None else []
            names = [name for name in each.children_by_field_name("name") if name.is_named]
            for place, name in enumerate(names):
                value = values[place] if len(values) == len(names) else values[0] if values else None
                held = self.memory.value(state, value, 0 if len(values) == len(names) else place) if value else NOTHING
                state = self._set(state, name, held, value if len(values) == len(names) else None, node)
                path = self.memory.path(name)
                if not values and path is not None:
                    is_truth = self._resolver.underlying(self._resolver.type_of(self._file, name)) == BOOL
                    state = state.bind(path, NOTHING, [(path, not is_truth)])  # the zero value: false or nil
        return state

    def _set(self, state: State, target: Node, held: Holds, value: Node | None, statement: Node) -> State:
        """The state after one assignment."""
        path = self.memory.path(target)
        if path is None:
            return self._stored(state, target, held, statement)
        known = constant(value) if value is not None else None
        if value is not None and value.type in CALLS:
            # A path that returns has not panicked.
            known = True if self._resolver.callee(self._file, value).qualified == "recover" else known
        source = self.memory.path(value) if value is not None else None
        if known is None and source is not None and held:
            known = next((outcome for each, outcome in state.facts if each == source), None)
        facts = [(path, known)] if known is not None else []
        if not held and known is not True and path in self._put_paths:
            token = Token(statement.id, ".".join((path.root.name, *path.fields)))
            state = state.made_anew(token)
            held = frozenset({Hold(token, Bond.OBJECT)})
            return state.bind(path, held, facts)
        self._leave(path, held, statement, target)
        if path.fields and not held:
            held = frozenset({FOREIGN})
        moved = self._fields_of(state, value)
        state = state.bind(path, held, facts)
        for fields, inner in moved:
            state = state.add(Path(path.root, (*path.fields, *fields)), inner)
        return self._left_at(state, path, held, statement)

    def _fields_of(self, state: State, value: Node | None) -> list[tuple[tuple[str, ...], Holds]]:
        """What the fields of a composite literal hold."""
        literal = _addressed(value) if value is not None else None
        body = child(literal, "body") if literal is not None and literal.type == "composite_literal" else None
        found: list[tuple[tuple[str, ...], Holds]] = []
        for element in parts(body) if body is not None else ():
            key, given = child(element, "key"), child(element, "value")
            if element.type == "keyed_element" and key is not None and given is not None:
                held = self.memory.value(state, given)
                name = only(key) if key.type == "literal_element" else key
                if held and name is not None and name.type == "identifier":
                    found.append((((name.text or b"").decode("utf-8", "replace"),), held))
        return found

    def _leave(self, path: Path, held: Holds, statement: Node, target: Node) -> None:
        """Remember a field, or variable of the package, that may outlive the function."""
        if held and _outlives(path):
            self._left[statement.id] = (path, "stored", node_text(target), statement)

    def _left_at(self, state: State, path: Path, held: Holds, statement: Node) -> State:
        root = {hold.token for hold in state.holds(Path(path.root))}
        gone = {(hold.token, statement.id) for hold in held if hold != FOREIGN and hold.token not in root}
        return replace(state, escaped=state.escaped | gone) if gone and _outlives(path) else state

    def _stored(self, state: State, target: Node, held: Holds, statement: Node) -> State:
        """The state after an assignment to an element, or through a pointer."""
        operand = child(target, "operand")
        path = self.memory.path(operand) if operand is not None else None
        if path is None:
            return state
        if any(hold.token in {each.token for each in held} for hold in state.holds(path)):
            return state
        if target.type == "unary_expression" and not path.fields:
            for token in {each.token for each in state.holds(path) if each.bond is Bond.OBJECT}:
                state = self._exchanged(state, path, token)
        if not held:
            return state
        if target.type == "index_expression" and not _outlives(path) and path.root.kind not in _OUTSIDE:
            return state.add(path, [Hold(hold.token, Bond.WRAPPED) for hold in held])
        if path.root.kind in _OUTSIDE or not path.root.is_local:
            self._left[statement.id] = (None, "stored", node_text(target), statement)
            return replace(state, escaped=state.escaped | {(hold.token, statement.id) for hold in held})
        return state

    def _elements_put(self, state: State, token: Token, around: Path | None) -> State:
        """The state that remembers, in a Close, that an element of the last round went back and is still there."""
        put = state.put_of(token)
        if put is None or around is None or not self._closes:
            return state
        last = Token(token.origin, "elements")
        self._elements[last] = around
        return replace(state.add(around, [Hold(last, Bond.WRAPPED)]), put=state.put | {(last, put)})

    def _exchanged(self, state: State, path: Path, token: Token) -> State:
        """The state after `*p = other`: what shared the memory before does not share that of the object."""
        held = frozenset(pair for pair in state.held if pair[1].token != token or pair[0] == path)
        return replace(state, held=held, escaped=frozenset(pair for pair in state.escaped if pair[0] != token))

    def _ranged(self, state: State, node: Node) -> State:
        left, right = child(node, "left"), child(node, "right")
        for target in parts(left) if left is not None else ():
            path = self.memory.path(target)
            if path is not None:
                state = state.bind(path, NOTHING)
                if path in self._put_paths:
                    token = Token(node.id, path.root.name)
                    around = self.memory.path(right) if right is not None else None
                    state = self._elements_put(state, token, around).made_anew(token)
                    state = state.bind(path, [Hold(token, Bond.OBJECT)])
        return state

    def _returned(self, state: State, node: Node, read: set[Token]) -> State:
        listed = only(node)
        values = parts(listed) if listed is not None and listed.type == "expression_list" else []
        count = len(values)
        if count == 1 and values[0].type in CALLS:
            count = max(1, len(self._results) or self._result_count())
        held = [self.memory.value(state, values[0 if len(values) == 1 else place], place if len(values) == 1 else 0)
                for place in range(count)] if values else []  # fmt: skip
        if not values:
            held = [state.holds(Path(each)) for each in self._results]
        self.returned.append(tuple(held))
        shown = node_text(values[0]) if len(values) == 1 else ""
        before = state
        if self._results:
            facts = []
            for place, result in enumerate(self._results):
                value = values[place] if place < len(values) and len(values) == len(self._results) else None
                known = constant(value) if value is not None else None
                facts = [(Path(result), known)] if known is not None else []
                if values:
                    state = state.bind(Path(result), held[place] if place < len(held) else NOTHING, facts)
        gone = set()
        for place, holds in enumerate(held):
            shown = node_text(values[place]) if len(values) == len(held) else shown
            for hold in holds:
                if hold == FOREIGN:
                    continue
                gone.add((hold.token, node.id))
                put = before.put_of(hold.token)
                if put is not None and hold.token not in read and (values or hold.bond is not Bond.OBJECT):
                    self._report(Incident(Fault.LEFT, hold.token, put, node, shown, way="returned"))
                elif put is None:
                    self._left[node.id] = (None, "returned", shown or "the result", node)
        return replace(state, escaped=state.escaped | gone)

    def _result_count(self) -> int:
        declared = child(self._function, "result")
        return len(parts(declared)) if declared is not None and declared.type == "parameter_list" else 1

    def _at_exit(self, state: State) -> None:
        """Report what left the function and is back in the pool, and what a second call would put back again."""
        self._check_recall(state)
        for token, number in state.escaped:
            put = state.put_of(token)
            if put is None or number not in self._left:
                continue
            path, way, shown, node = self._left[number]
            if way == "returned" and self._results and not self._is_still_returned(state, token):
                continue
            is_there = path is None or any(hold.token == token for hold in state.holds(path))
            if is_there and (Fault.READ, token, put, node.id) not in self.incidents:
                self._report(Incident(Fault.LEFT, token, put, node, shown, way=way))

    def _check_recall(self, state: State) -> None:
        """A Close that puts back what a field holds, and leaves it there: Close may be called twice."""
        if not self._closes:
            return
        for name, hold in state.held:
            put = state.put_of(hold.token)
            if put is None or not isinstance(name, Path) or name.root.kind != "receiver" or not name.fields:
                continue
            release = self._releases_met[put]
            call = release.site.call
            is_given = any(each.id == release.value.id for each in arguments(call))
            is_field = is_given and self.memory.path(_addressed(release.value)) == name
            if not is_field and self._elements.get(hold.token) != name:
                continue
            is_certain = hold.token.taken is None and release.force is Force.ALWAYS
            if is_certain and not is_guarded(self._function, self.memory, call, name):
                shown = ".".join((name.root.name, *name.fields))
                self._report(Incident(Fault.TWICE, hold.token, put, call, shown, way="recalled"))

    def _is_still_returned(self, state: State, token: Token) -> bool:
        return any(hold.token == token for each in self._results for hold in state.holds(Path(each)))


def _addressed(node: Node) -> Node:
    """An expression without `&`, `*`, parentheses, slicing and type assertions around it."""
    while True:
        if node.type in {"slice_expression", "type_assertion_expression"}:
            inner = child(node, "operand")
        elif node.type == "parenthesized_expression":
            inner = only(node)
        elif node.type == "unary_expression":
            operator = child(node, "operator")
            inner = child(node, "operand") if operator is not None and operator.type in {"&", "*"} else None
        else:
            return node
        if inner is None:
            return node
        node = inner


def _is_literal(call: Node) -> bool:
    function = child(call, "function")
    return function is not None and function.type == "func_literal"


def _outlives(path: Path) -> bool:
    """Whether a variable or field is there after the function: of the package, or behind a parameter or receiver."""
    return not path.root.is_local or (path.root.kind in _OUTSIDE and bool(path.fields))
