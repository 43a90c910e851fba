"""Follows pooled objects along every path of one function: taken, shared, put back, and what happens afterwards.

One walk through all kinds of statements and calls, each of which may lead into a function literal and so back to the
walk: to part them would be to hand the walk around. What each does to the state is in files of its own.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Final

from scanners.golang import flow, flow_builder
from scanners.golang.paths import Exit, Moment, explore
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, find, only, operator
from scanners.pools.code.operands import addressed
from scanners.pools.code.parameters import parameters
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.asked_errors import asks_which_error
from scanners.pools.tracking.assignments import Assignments
from scanners.pools.tracking.conditions import Conditions
from scanners.pools.tracking.dangling_fields import DanglingFields
from scanners.pools.tracking.deferred_calls import DeferredCalls
from scanners.pools.tracking.departures import Departures
from scanners.pools.tracking.element_puts import ElementPuts
from scanners.pools.tracking.emptiness import Emptiness
from scanners.pools.tracking.field_puts import FieldPut, field_puts, list_puts
from scanners.pools.tracking.forces import Force
from scanners.pools.tracking.goroutines import Goroutines
from scanners.pools.tracking.holdings import (
    ELEMENTS,
    FOREIGN,
    NOTHING,
    Bond,
    Hold,
    Holds,
    Name,
    State,
    Token,
    memory_itself,
    node_text,
)
from scanners.pools.tracking.incidents import Fault, Incident, Incidents
from scanners.pools.tracking.keepers import Keepers
from scanners.pools.tracking.late_puts import LatePuts
from scanners.pools.tracking.liveness import Liveness
from scanners.pools.tracking.loans import Loans
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.reads_after_put import ReadsAfterPut
from scanners.pools.tracking.second_close import SecondClose
from scanners.pools.tracking.signals import Signals
from scanners.pools.tracking.summaries import Outcome
from scanners.pools.tracking.tracked_function import TrackedFunction

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.tracking.call_results import Take
    from scanners.pools.tracking.lenders import Loan
    from scanners.pools.tracking.made_structs import Filled
    from scanners.pools.tracking.releases import Release, Releases
    from scanners.pools.tracking.shared_memory import SharedMemory
    from scanners.pools.tracking.summaries import Summaries

# Statements, each with one state. Functions of Go's own source need some hundreds, a second is some ten thousand.
MAXIMUM_STEPS: Final = 15_000
# From here on facts are kept only while they tell states of objects apart, as property simulation (ESP) does it: every
# function needs fewer than 15,000 steps then, but for a few whose objects alone have that many states.
_MANY_STEPS: Final = 300
# Until here the fields of structs are followed into what these are stored in, and stay known when a call leaves them
# alone. Each may hold an object or not: some functions that fill lists of structs have too many states for that.
_FEW_STEPS: Final = 300
_CLEARING: Final = frozenset({"clear", "delete"})
_DEEPEST: Final = 4  # function literals that are called in each other


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
        self._function: Final = TrackedFunction(resolver, file, function, releases, takes, summaries)
        self._conditions: Final = Conditions(resolver, file, function, self._function.memory)
        self._emptiness: Final = Emptiness(resolver, file, self._function.memory)
        self._reads: Final = ReadsAfterPut(self._function)
        self._putting_back: Final = PuttingBack(self._function)
        self._second_close: Final = SecondClose(self._function, self._putting_back)
        self._dangling_fields: Final = DanglingFields(self._function, self._putting_back)
        self._deferred_calls: Final = DeferredCalls(self._function, self._reads, self._putting_back)
        self._goroutines: Final = Goroutines(self._function)
        self._late_puts: Final = LatePuts(self._function, self._putting_back)
        self._departures: Final = Departures(self._function)
        self._signals: Final = Signals(self._function, self._departures)
        self._keepers: Final = Keepers(self._function, self._departures, self._goroutines)
        self._element_puts: Final = ElementPuts(self._function, self._putting_back)
        self._assignments: Final = Assignments(
            self._function, self._conditions, self._departures, self._second_close, self._element_puts
        )
        self._flows: Final[dict[int, flow.Flow]] = {}
        self._calls: Final[dict[int, tuple[Node, ...]]] = {}
        self._literals: Final[list[int]] = []  # those that the walk is in
        self._once = 0  # how many of them are run by a sync.Once
        self._steps = 0
        self._common: Final[dict[Hashable, frozenset[tuple[Name, bool]]]] = {}

    @property
    def memory(self) -> SharedMemory:
        """What the expressions of the function hold."""
        return self._function.memory

    @property
    def incidents(self) -> Incidents:
        """What is wrong."""
        return self._function.incidents

    def release(self, call: int, token: Token) -> Release:
        """The release of an object that was met at the call with this id."""
        return self._putting_back.release(call, token)

    def field_puts(self, exits: list[Exit[State]]) -> frozenset[FieldPut]:
        """What the function puts back of the fields of its receiver and parameters whenever it returns."""
        of_fields = field_puts(self._function, exits, self._putting_back.release)
        return of_fields | list_puts(self._function, exits, list(self._element_puts.of_parameters()))

    def started(self, node: int) -> tuple[str, bool]:
        """How the node with this id starts a goroutine, and whether it does so for certain."""
        return self._function.handovers.way(node), self._function.handovers.is_certain(node)

    @property
    def returned(self) -> list[tuple[Holds, ...]]:
        """What the results hold, for each return that was met."""
        return self._departures.returned

    @property
    def left(self) -> Mapping[tuple[str, ...], Release]:
        """The fields of the receiver that still name what a method which comes before Close has put back."""
        return self._second_close.left

    @property
    def made(self) -> list[tuple[Filled | None, ...]]:
        """What the fields of the results hold, for each return that was met; None where nobody looks at one."""
        return self._departures.made

    def run(self, start: State = State(), lent: Sequence[Loan] = ()) -> list[Exit[State]]:  # noqa: B008 - a frozen value
        """Follow every path; incidents and returned values are in the attributes. Raises TooManySteps, TooDeep."""
        body = child(self._function.node, "body")
        if body is None:
            return []
        graph = self._flow(body)
        alive = Liveness(self._function, self._conditions, graph)
        loans = Loans(self._function, self._putting_back, self._departures, lent)
        begun = self._function.seeded(loans.begun(start if start.held else self._function.handed(start)))
        paths = explore(graph, [begun], self.step, partial(self.follow, alive), partial(self._entered, body.id))
        exits = [loans.ended(each) for each in paths]
        for each in exits:
            self._second_close.check(each.state)
            self._dangling_fields.check(each.state)
            self._departures.check(each.state, self._putting_back.release)
        return [
            replace(each, state=each.state._replace(outcome=self._departures.outcome(each.state))) for each in exits
        ]

    def follow(self, alive: Liveness | None, state: State, edge: flow.Edge) -> State | None:
        """The state past an edge; None where its condition is known to be otherwise."""
        fact = self._conditions.fact(edge.condition, outcome=edge.outcome) if edge.condition is not None else None
        if fact is not None:
            if (fact[0], not fact[1]) in state.facts:
                return None
            told = self._conditions.excluded(edge.condition, outcome=edge.outcome) if edge.condition else []
            if self._conditions.is_repeated(fact[0]) or fact[0] in self._function.put_paths:
                told = [fact, *told]
            state = state._replace(facts=state.facts.union(told))
        if edge.condition is not None and state.held and self._steps <= _FEW_STEPS:
            state = self._emptiness.after(state, edge.condition, outcome=edge.outcome)
        if edge.condition is not None and self._is_against(state, edge.condition, outcome=edge.outcome):
            return None
        if edge.condition is not None and state.running and self._asks_which_error(edge.condition):
            state = self._goroutines.asked(state)
        if edge.ended is not None:
            state = self._function.joins.after_loop(state, edge.ended)
            state = self._element_puts.after_loop(state, edge.ended)
        return alive.pruned(state, edge.target) if alive is not None else state

    def _asks_which_error(self, condition: Node) -> bool:
        return asks_which_error(self._function.resolver, self._function.file, condition)

    def _is_against(self, state: State, condition: Node, *, outcome: bool) -> bool:
        """Whether an outcome says that two names of one object are not equal."""
        left, right = child(condition, "left"), child(condition, "right")
        sign = operator(condition) if condition.type == "binary_expression" else ""
        if left is None or right is None or sign not in {"==", "!="} or outcome == (sign == "=="):
            return False
        paths = [self._function.memory.path(each) for each in (left, right)]
        held = [state.holds(path) if path is not None else NOTHING for path in paths]
        return held[0] == held[1] and [hold.bond for hold in held[0]] == [Bond.OBJECT]

    def _entered(self, body: int, state: State, place: Hashable) -> State:
        """A state that comes to a place; after many steps with only those facts that all with its objects have."""
        if self._steps <= _MANY_STEPS:
            return state
        objects = (body, place, state._replace(facts=frozenset()))
        self._common[objects] = self._common.get(objects, state.facts) & state.facts
        return state._replace(facts=self._common[objects])

    def step(self, state: State, node: Node, moment: Moment) -> Iterable[State]:
        """What a statement or condition leads to."""
        self._steps += 1
        self._function.summaries.reserve.count(self._steps, MAXIMUM_STEPS)
        self._function.memory.follows_stored = self._steps <= _FEW_STEPS
        if node.type == "defer_statement":
            is_now = moment is Moment.NOW
            return [self._deferred_calls.evaluated(state, node)] if is_now else self._deferred(state, node)
        read = self._reads.check(state, node)
        if node.type == "go_statement":
            return [self._started(state, node)]
        state = self._signals.received(self._function.joins.after(state, node), node)
        state = self._late_puts.heard(state, node)
        states = [state]
        for call in self._calls_in(node):
            states = [following for each in states for following in self._called(each, call)]
        return [self._finished(each, node, read) for each in states]

    def _finished(self, state: State, node: Node, read: set[Token]) -> State:
        """What a statement does with the values it has."""
        match node.type:
            case "assignment_statement" | "short_var_declaration" | "receive_statement":
                return self._assignments.assigned(state, node)
            case "var_declaration":
                return self._assignments.declared(state, node)
            case "range_clause":
                return self._assignments.ranged(state, node)
            case "inc_statement" | "dec_statement":
                return self._assignments.counted(state, node)
            case "return_statement" if not self._literals:
                return self._departures.returns(state, node, read)
            case "send_statement":
                return self._sent(state, node, read)
            case _:
                return self._assignments.switched(state, node)

    def _sent(self, state: State, node: Node, read: set[Token]) -> State:
        """The state after a send: whoever receives the value may put it back."""
        releases = self._function.releases.of_call(node)
        for release in releases:
            state = self._putting_back.put(state, release, in_once=False)
        return state if releases else self._departures.sent(state, node, read)

    def _deferred(self, state: State, node: Node) -> list[State]:
        """The states after a deferred call has run."""
        call = only(node)
        if call is None or call.type not in CALLS:
            return [state]
        self._deferred_calls.check(state, call)
        state = self._function.joins.after(state, node)
        return self._called(state, call)

    def _started(self, state: State, node: Node) -> State:
        """The state after a `go` statement: its goroutine may hold objects, or put them back."""
        state = self._goroutines.started(state, node)
        releases = list(self._function.releases.by_goroutine(self._function.file, node))
        call = only(node)
        literal = child(call, "function") if call is not None else None
        if releases and call is not None and literal is not None and literal.type == "func_literal":
            state = self._bound(state, literal, arguments(call))
        for release in releases:
            state = self._putting_back.put(state, release, in_once=False)
        return state if releases else self._late_puts.started(state, node)

    # Calls.

    def _calls_in(self, node: Node) -> tuple[Node, ...]:
        """The calls of a node, inner ones first; those in function literals and behind `go` left out."""
        if node.id not in self._calls:
            found, inside = [], node.start_byte
            for each in find(node, *CALLS, "func_literal"):
                if each.start_byte < inside:
                    continue
                if each.type in CALLS:
                    found.append(each)
                else:
                    inside = each.end_byte
            found.sort(key=lambda call: (call.end_byte, -call.start_byte))
            self._calls[node.id] = tuple(found)
        return self._calls[node.id]

    def _called(self, state: State, call: Node) -> list[State]:
        """The states after a call."""
        function = self._function
        releases = function.releases.of_call(call)
        states = [state]
        for release in releases:
            states = [after for each in states for after in self._released(each, release)]
        if releases:  # a list goes back, and what it refers to
            states = self._lists_put(states, call)
        if call.id in function.takes:  # `b = grow(b)` puts one back and takes another
            return [each.made_anew(Token(call.id, "")) for each in states]
        if releases:
            return states
        callee = function.resolver.callee(function.file, call)
        if callee.kind == "conversion" or (callee.kind == "builtin" and callee.qualified not in _CLEARING):
            return [state]
        literal = function.literal_of(callee)
        if literal is not None:
            return self._inside(self._bound(state, literal, arguments(call)), literal)
        if callee.qualified == "(*sync.Once).Do" and callee.receiver is not None:
            return self._done_once(state, call, callee.receiver)
        state = self._goroutines.handed_over(state, call, callee)
        is_early = self._steps <= _FEW_STEPS
        paths = [path for each in arguments(call) if (path := function.memory.path(addressed(each))) is not None]
        own = function.memory.path(addressed(callee.receiver)) if callee.receiver is not None else None
        if own is not None:
            paths.insert(0, Path(own.root, (*own.fields, *(callee.path if is_early else ()))))
        put = list(function.fields_put(call))
        keeps = not put and is_early
        forgotten = self._forgotten(state, callee, call, paths, keeps=keeps)
        put = [] if put and self._tells(state, callee, call) else put
        forgotten = self._element_puts.handed_on(forgotten, paths)
        if callee.receiver is not None and (callee.qualified or "").endswith(").Reset"):
            forgotten = self._wraps_anew(forgotten, callee.receiver)
        after = self._signals.called(self._keepers.called(state, forgotten, call, callee), call, callee)
        for release, path, when in put:
            after = [each for before in after for each in self._field_put(state, before, release, path, when)]
        return after if put else [self._lease_ended(state, each, call, callee) for each in after]

    def _forgotten(self, state: State, callee: Callee, call: Node, given: list[Path], *, keeps: bool) -> State:
        """The state after a call that may have assigned to the fields of what it was given; FOREIGN stays known.

        One that puts back some of them may say so in the others: with `keeps` it does not.
        """
        after = state.forget_fields(given)
        if after is state:
            return state
        lost = state.held - after.held
        names = {name for name, _ in lost if isinstance(name, Path)} if keeps else set()
        kept = set(self._function.summaries.set_fields.kept(self._function.file, callee, call, names))
        known = (pair for pair in lost if pair[0] in kept or pair[1] == FOREIGN or _is_leased(*pair))
        return after._replace(held=after.held.union(known))

    def _tells(self, state: State, callee: Callee, call: Node) -> bool:
        """Whether a call sets a field that has been asked for on the way: it may say what it has put back."""
        asked = [name for name, _ in state.facts if isinstance(name, Path) and name.fields]
        return bool(asked) and self._function.summaries.set_fields.sets(self._function.file, callee, call, asked)

    def _field_put(self, before: State, state: State, release: Release, path: Path, when: Outcome) -> list[State]:
        """The states after a call that puts back a field of what it is given: two where its result tells of that."""
        if path.fields[-1:] == (ELEMENTS,):
            return [self._element_puts.put(state, release, Path(path.root, path.fields[:-1]))]
        put = self._putting_back.put_field(before, state, release, path, in_once=when is not Outcome.EVERY)
        call, is_nil = release.site.call.id, when is Outcome.NIL
        if when is Outcome.EVERY or put.put == state.put or (call, is_nil) in state.facts:
            return [put]
        out = state._replace(facts=state.facts | {(call, not is_nil)})
        return [out] if out == state else [put._replace(facts=put.facts | {(call, is_nil)}), out]

    def _lists_put(self, states: list[State], call: Node) -> list[State]:
        """The states after a call that puts back what lists refer to, which it is given."""
        for release, path, _ in self._function.fields_put(call):
            if path.fields[-1:] == (ELEMENTS,):
                listed = Path(path.root, path.fields[:-1])
                states = [self._element_puts.put(each, release, listed) for each in states]
        return states

    def _lease_ended(self, before: State, state: State, call: Node, callee: Callee) -> State:
        """The state after a method that gives back what its receiver holds for its user, or parts with it."""
        function = self._function
        ended, taken_out = function.leases.given_back(callee), function.leases.taken_out(callee)
        path = function.memory.path(callee.receiver) if callee.receiver is not None else None
        filled = function.leases.filled(callee)
        if path is not None and filled is not None:
            field, site = filled
            token = Token(call.id, field, site)
            return state.made_anew(token).bind(Path(path.root, (*path.fields, field)), [Hold(token, Bond.OBJECT)])
        if path is None or callee.receiver is None or not (ended or taken_out):
            return state
        if not ended:
            fields = {Path(path.root, (*path.fields, name)) for name in taken_out}
            gone = {pair for pair in before.held if pair[0] in fields and _is_leased(*pair)}
            return state._replace(held=state.held - gone) if gone else state
        for field, release in ended.items():
            held = Path(path.root, (*path.fields, field))
            if any(_is_leased(name, hold) for name, hold in before.held if name == held):
                shown = function.release_at(call, callee.receiver, replace(release, force=Force.ONCE), (field,))
                state = self._putting_back.put_field(before, state, shown, held).bind(held, NOTHING)
        return state

    def _wraps_anew(self, state: State, receiver: Node) -> State:
        """The state after `z.Reset(w)`: what z wrapped before it does not wrap any more."""
        path = self._function.memory.path(receiver)
        return state.bind(path, memory_itself(state.holds(path))) if path is not None else state

    def _released(self, state: State, release: Release) -> list[State]:
        """The states after a release: two where its last result tells whether anything went back."""
        parameter, wrapper = self._function.releases.parameter(release.site), release.site.wrapper
        outcome: Outcome | None = None
        if release.force < Force.ALWAYS and parameter is not None and wrapper is not None:
            outcome = self._function.summaries.outcome(wrapper, parameter)
            is_certain = outcome is not None and outcome.is_certain
            release = replace(release, force=Force.ALWAYS) if is_certain else release
        if release.force is Force.SOMETIMES:
            return [state]
        after = self._putting_back.put(state, release, in_once=self._once > 0)
        if outcome is None or outcome is Outcome.EVERY:
            return [after]
        call, is_nil = release.site.call.id, outcome.is_nil
        return [
            after._replace(facts=after.facts | {(call, is_nil)}),
            state._replace(facts=state.facts | {(call, not is_nil)}),
        ]

    def _bound(self, state: State, literal: Node, handed: list[Node]) -> State:
        """The state in which the parameters of a literal hold what they are given."""
        function = self._function
        for parameter, given in zip(parameters(function.resolver, function.file, literal), handed, strict=False):
            if parameter is not None:
                held = state.holds(given.id) or function.memory.value(state, given)
                state = state.bind(Path(parameter), held)
        return state

    def _inside(self, state: State, literal: Node) -> list[State]:
        """The states after the body of a literal."""
        body = child(literal, "body")
        if body is None or literal.id in self._literals or len(self._literals) >= _DEEPEST:
            return [state]
        self._literals.append(literal.id)
        entered = partial(self._entered, body.id)
        exits = explore(self._flow(body), [state], self.step, partial(self.follow, None), entered)
        self._literals.pop()
        left = (each.state.without(literal) for each in exits if each.ending is flow.Ending.RETURN)
        return list(dict.fromkeys(left))

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
            for hold in self._function.memory.storage(after, once):
                put = after.put_of(hold.token)
                if put is not None and state.put_of(hold.token) is None:
                    self.incidents.report(Incident(Fault.READ, hold.token, put, once, node_text(once), way="once"))
        return list(dict.fromkeys([state, *states]))

    def _flow(self, body: Node) -> flow.Flow:
        if body.id not in self._flows:
            self._flows[body.id] = flow_builder.build(body)
        return self._flows[body.id]


def _is_leased(name: Name, hold: Hold) -> bool:
    """Whether a field holds an object for the user of its struct, which goes on until it is given back."""
    return isinstance(name, Path) and bool(name.fields) and hold.token.taken is not None and hold.token.name != ""
