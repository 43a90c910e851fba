"""The typestate of an object between Get and Put: does every use start from a clean object, does every Put leave one?

An object is followed along every path of the functions that hold it, into functions of the program that it is handed
to, and through wrappers. What remains of an earlier user shows in *parts*: fields of a struct, the length of a slice,
the keys of a map, or the whole of a buffer. A Get is *trusting* when the first thing that happens to a part depends on
what is there; a Put is *dirty* when a part was written and nothing was reset since. Where anything could have reset
the object unseen, neither is said.

The walk is in one file, long as that is: steps, wrappers and calls lead to one another.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.flow import Edge, Ending, Flow
from scanners.golang.flow_builder import build
from scanners.golang.paths import Moment, explore
from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.reserve import Reserve
from scanners.pools.code.values import fails, returns_error
from scanners.pools.inventory.hosts import Hosts
from scanners.pools.objects.carriers import Carrier, Carriers
from scanners.pools.objects.contents import Contents
from scanners.pools.objects.events import Action, Event
from scanners.pools.resets.occurrences import Occurrences
from scanners.pools.resets.outside_users import OutsideUsers
from scanners.pools.resets.shortened import leaving_short
from scanners.pools.resets.typestate import ABSENT, GIVEN, Joined, Life, Spot, State, Typestate

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.declarations import Declaration
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import Function, PoolDeclaration, PoolSite

# Statements, each with one state, of a function and of those that it calls: twice as many as a walk for misuses may
# take, where each costs four times as much. A decoder with a case for each type needs 16,000.
MAXIMUM_STEPS: Final = 30_000
_RESERVE: Final = 60_000  # beyond the ordinary, of all functions of one pool; of ten large programs the most are 21,000
_AROUND_A_GET: Final = frozenset({"parenthesized_expression", "type_assertion_expression", "unary_expression"})
_DEEPEST: Final = 6  # calls into one another that an object is followed through


@dataclass(slots=True, eq=False)
class _Visit:
    """One function, the carrier that is followed in it, and what came out."""

    file: SourceFile
    body: Node
    occurrences: Occurrences
    carrier: Carrier
    depth: int
    via: PoolSite | None = None  # the call of a wrapper that Puts inside it count for
    returned: dict[State, None] = field(default_factory=dict)


class Follower:
    """Follows the objects of one pool."""

    def __init__(self, resolver: Resolver, pool: PoolDeclaration, held: Contents) -> None:
        self._resolver: Final = resolver
        self.hosts: Final = Hosts(resolver, pool)
        self._held: Final = held
        self._flows: Final[dict[int, Flow]] = {}
        self._carriers: Final[dict[int, Carriers]] = {}
        self._occurrences: Final[dict[tuple[int, object], tuple[Carrier, Occurrences]]] = {}
        self._called: Final[dict[tuple[int, Object, State, PoolSite | None], tuple[State, ...]]] = {}
        self._returned: Final[dict[int, tuple[State, ...] | None]] = {}
        self.life: Final = Life()
        self._typestate: Final = Typestate(held.kind, self.life)
        self._steps = 0
        self._reserve: Final = Reserve(_RESERVE)

    def follow_sites(self, function: Node, sites: list[PoolSite]) -> None:
        """Follow each object that a function takes or puts back. Raises TooManySteps, TooDeep."""
        self._steps = 0
        file, body = sites[0].file, child(function, "body")
        if body is None:
            return
        for carrier in self._carriers_of(file, body).of_sites(sites):
            occurrences = Occurrences(self._resolver, file, carrier, self._held)
            start = GIVEN if self._is_given(carrier, function, self._carriers_of(file, body).made) else ABSENT
            self._explore(_Visit(file, body, occurrences, carrier, depth=0), start)

    def follow_outside(self, users: OutsideUsers) -> Life:
        """Follow what is lent through each method and back; only what a reset would clear counts as left behind.

        Raises TooManySteps, TooDeep.
        """
        for lending in users.lending:
            lent = self._from_wrapper(lending, 0)
            if any(state.touched for state in lent):
                continue
            used = dict.fromkeys(
                each for state in lent for method in users.methods for each in self._through(method, state)
            )
            for state in used:
                for function, parameter in users.taking_back if not state.cleared else ():
                    self._enter(0, state, function.file, function.node, parameter, via=None)
        for put, dirty in self.life.dirty.items():
            whole = State(present=True, dirty=frozenset(dirty))
            left = [each.dirty for reset in users.resets for each in self._through(reset, whole) if not each.cleared]
            self.life.dirty[put] = dirty.difference(*left)
        return self.life

    def _through(self, method: Declaration, state: State) -> tuple[State, ...]:
        """The states in which a method leaves its receiver."""
        object_ = receiver(self._resolver, method.file, method.node)
        return (state,) if object_ is None else self._enter(0, state, method.file, method.node, object_, via=None)

    def leaving_short(self) -> Spot | None:
        """Where an object leaves the function that took it as a part of itself."""
        for function, sites in self.hosts.functions():
            file, body = sites[0].file, child(function, "body")
            for carrier in self._carriers_of(file, body).of_sites(sites) if body is not None else ():
                spot = leaving_short(self._resolver, file, body, carrier) if body is not None and carrier.gets else None
                if spot is not None:
                    return spot
        return None

    def _is_given(self, carrier: Carrier, function: Node, made: set[Object]) -> bool:
        """Whether the object can be there before the function runs: a parameter, a field, a captured variable."""
        return any(
            (path.fields and path.root not in made)
            or path.root.kind in {"param", "receiver"}
            or path.root.function is None
            or not function.start_byte <= path.root.function.start_byte < function.end_byte
            for path in carrier.paths
        )

    def _carriers_of(self, file: SourceFile, body: Node) -> Carriers:
        if body.id not in self._carriers:
            self._carriers[body.id] = Carriers(self._resolver, file, body)
        return self._carriers[body.id]

    def _explore(self, visit: _Visit, start: State) -> list[State]:
        """The states in which the body is left by returning."""
        if visit.body.id not in self._flows:
            self._flows[visit.body.id] = build(visit.body)

        def step(state: State, node: Node, moment: Moment) -> list[State]:
            return self._step(visit, state, node, moment)

        def follow(state: State, edge: Edge) -> State:
            if edge.condition is None:
                return state
            if visit.occurrences.says_absent(edge.condition, outcome=edge.outcome):
                return ABSENT
            if visit.occurrences.says_empty(edge.condition, outcome=edge.outcome):
                return replace(state, touched=True, cleared=True, dirty=frozenset())
            # Whoever makes a pool without the callback that resets its objects is to reset them.
            is_lost = visit.occurrences.lacks_callback(edge.condition, outcome=edge.outcome)
            return replace(state, touched=True, cleared=True) if is_lost else state

        exits = explore(self._flows[visit.body.id], [start], step, follow, Joined().of)
        left = Joined()
        for each in exits:
            if each.ending is Ending.RETURN:
                left.of(each.state)
        return left.all()

    def _step(self, visit: _Visit, state: State, node: Node, moment: Moment) -> list[State]:
        self._steps += 1
        self._reserve.count(self._steps, MAXIMUM_STEPS)
        if moment is Moment.PANICKING or (node.type == "defer_statement" and moment is Moment.NOW):
            return [state]
        if visit.depth and self._ends_in_error(visit.file, node):
            return []  # callers stop at an error, and what a failed call has left undone is not used
        literal = _called_on_the_spot(node)
        if literal is not None:
            return self._explore(replace(visit, body=literal), state)
        states = [state]
        for event in visit.occurrences.events(node):
            states = list(dict.fromkeys(after for before in states for after in self._after(visit, before, event)))
        return states

    def _ends_in_error(self, file: SourceFile, node: Node) -> bool:
        if node.type == "return_statement":
            return returns_error(self._resolver, file, node)
        return fails(self._resolver, file, node)

    def _after(self, visit: _Visit, state: State, event: Event) -> list[State]:
        """The states that an event leads to."""
        if event.action is Action.TAKE and event.site is not None:
            return self._taken(event.site, visit.depth)
        if event.action is Action.RENEW:
            return [State(present=True, touched=True, cleared=True)]
        if not state.present:
            if event.action is Action.CHECK:
                self.life.checked.add(event.part)
            return [state]
        match event.action:
            case Action.PUT if event.site is not None:
                return self._put(visit, state, event, event.site)
            case Action.CALL if event.callee is not None:
                return self._call(visit, state, event, event.callee)
            case Action.RETURN:
                visit.returned[state] = None
                return [state]
            case _:
                return [self._typestate.after(state, event, visit.file)]

    def _taken(self, site: PoolSite, depth: int) -> list[State]:
        around = self._resolver.parent(site.file, site.value) if site.value is not None else None
        while around is not None and around.type in _AROUND_A_GET:
            around = self._resolver.parent(site.file, around)
        cut = around is not None and around.type == "slice_expression"  # p.Get().([]byte)[:0]
        if site.wrapper is None or cut:
            return [State(present=True, taken=site, touched=cut)]
        inside = self._from_wrapper(site.wrapper, depth + 1)
        if not inside:
            return [State(present=True, taken=site, touched=True, cleared=True)]
        return list(dict.fromkeys(replace(state, taken=site) for state in inside))

    def _from_wrapper(self, wrapper: Function, depth: int) -> tuple[State, ...]:
        """The states in which a wrapper hands out what it takes; () where that is not known."""
        key = wrapper.node.id
        if key in self._returned:
            return self._returned[key] or ()
        self._returned[key] = None
        found: dict[State, None] = {}
        body = wrapper.body
        sites = self.hosts.sites_in(wrapper.node)
        if body is not None and depth <= _DEEPEST:
            carriers = self._carriers_of(wrapper.file, body)
            for site in sites:
                if site.kind == "get" and carriers.path_of_site(site) is None and self._is_returned_at_once(site):
                    found.update(dict.fromkeys(self._taken(site, depth)))
            for carrier in carriers.of_sites(sites):
                if carrier.gets:
                    occurrences = Occurrences(self._resolver, wrapper.file, carrier, self._held)
                    visit = _Visit(wrapper.file, body, occurrences, carrier, depth)
                    ends = self._explore(visit, ABSENT)
                    named = any(path.root.kind == "result" for path in carrier.paths)
                    found.update(visit.returned)
                    found.update(dict.fromkeys(state for state in ends if named and state.present))
        self._returned[key] = tuple(state for state in found if state.taken is not None)
        return self._returned[key] or ()

    def _is_returned_at_once(self, site: PoolSite) -> bool:
        node = site.value
        listed = self._resolver.parent(site.file, node) if node is not None else None
        while listed is not None and listed.type in {"unary_expression", "parenthesized_expression"}:
            listed = self._resolver.parent(site.file, listed)
        statement = self._resolver.parent(site.file, listed) if listed is not None else None
        return statement is not None and statement.type == "return_statement"

    def _put(self, visit: _Visit, state: State, event: Event, site: PoolSite) -> list[State]:
        if site.wrapper is not None:
            parameter = self._parameter_that_takes(site)
            if parameter is not None:
                self._enter(visit.depth, state, site.wrapper.file, site.wrapper.node, parameter, via=visit.via or site)
        elif state.dirty and not state.cleared and not event.clean:
            for each in (site, visit.via):
                if each is not None:
                    self.life.dirty.setdefault(each, set()).update(state.dirty)
        return [ABSENT]

    def _parameter_that_takes(self, site: PoolSite) -> Object | None:
        """The parameter or receiver of a wrapper that a call of it puts back."""
        if site.wrapper is None or site.value is None:
            return None
        declared = parameters(self._resolver, site.wrapper.file, site.wrapper.node)
        for index, given in enumerate(arguments(site.call)):
            if given.start_byte <= site.value.start_byte < given.end_byte:
                return declared[index] if index < len(declared) else None
        return receiver(self._resolver, site.wrapper.file, site.wrapper.node)

    def _call(self, visit: _Visit, state: State, event: Event, callee: Callee) -> list[State]:
        declaration = callee.declaration
        if declaration is None:
            return [replace(state, touched=True, cleared=True)]
        if event.parameter is None:
            parameter = receiver(self._resolver, declaration.file, declaration.node)
            known = True
        else:
            declared = parameters(self._resolver, declaration.file, declaration.node)
            variadic = callee.signature is not None and callee.signature.variadic
            known = event.parameter < len(declared) - bool(variadic)
            parameter = declared[event.parameter] if known else None
        if not known or visit.depth >= _DEEPEST:
            return [replace(state, touched=True, cleared=True)]
        if parameter is None:  # it has no name, so nothing happens to it
            return [state]
        return list(self._enter(visit.depth, state, declaration.file, declaration.node, parameter, via=visit.via))

    def _enter(
        self, depth: int, state: State, file: SourceFile, function: Node, parameter: Object, *, via: PoolSite | None
    ) -> tuple[State, ...]:
        """The states in which a function leaves the object that it is given as a parameter or receiver."""
        lost = (replace(state, touched=True, cleared=True),)
        body = child(function, "body")
        key = (function.id, parameter, state, via)
        if key not in self._called:
            self._called[key] = lost  # what a recursive call leaves is not known
            if body is not None and depth < _DEEPEST:
                carrier, occurrences = self._of_parameter(file, function, body, parameter)
                inner = _Visit(file, body, occurrences, carrier, depth + 1, via)
                self._called[key] = tuple(dict.fromkeys(self._explore(inner, state))) or ()
        return self._called[key]

    def _of_parameter(
        self, file: SourceFile, function: Node, body: Node, parameter: Object
    ) -> tuple[Carrier, Occurrences]:
        key = (function.id, parameter)
        if key not in self._occurrences:
            carrier = self._carriers_of(file, body).of_object(parameter, self.hosts.sites_in(function))
            self._occurrences[key] = (carrier, Occurrences(self._resolver, file, carrier, self._held))
        return self._occurrences[key]


def _called_on_the_spot(node: Node) -> Node | None:
    """The body of `func() { … }()`, as a statement of its own or deferred."""
    if node.type not in {"expression_statement", "defer_statement"} or not parts(node):
        return None
    call = parts(node)[0]
    function = child(call, "function") if call.type in CALLS else None
    return child(function, "body") if function is not None and function.type == "func_literal" else None
