"""What a call that puts an object back leads to, and what is wrong with it: a second Put, a goroutine that runs."""

from __future__ import annotations

from typing import Final

from scanners.golang.syntax import FUNCTIONS, Node, child, operator, parts
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.forces import Force
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, elements_of
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.releases import Release
from scanners.pools.tracking.tracked_function import TrackedFunction

# Statements that decide nothing.
_PLAIN: Final = frozenset({"expression_statement", "assignment_statement", "short_var_declaration"})


class PuttingBack:
    """The releases of one function."""

    def __init__(self, function: TrackedFunction) -> None:
        self._function: Final = function
        self._met: Final[dict[int, Release]] = {}
        self._met_for: Final[dict[tuple[int, Token], Release]] = {}  # a call may put back several objects

    def release(self, call: int, token: Token) -> Release:
        """The release of an object that was met last at the call with this id."""
        return self._met_for.get((call, token), self._met[call])

    def put(self, state: State, release: Release, *, in_once: bool) -> State:
        """The state after a release; `in_once` says that a sync.Once lets it run a single time."""
        call = release.site.call
        value = addressed(release.value)
        path = self._function.memory.path(value)
        if path is not None and release.fields:
            return self.put_field(state, state, release, Path(path.root, (*path.fields, *release.fields)))
        holds = self._given_back(state, release)
        self._met[call.id] = release
        if path is not None and (path, True) in state.facts and not state.holds(release.value.id):
            return state  # it is nil here, and no deferred call was given what it was before
        tokens = {hold.token for hold in holds if hold.bond is Bond.OBJECT}
        if not tokens:
            met = self._function.met_at(state, call, value)
            if met is None:
                return state
            state, token = met
            tokens = {token}
        return self._put(state, release, tokens, in_once=in_once)

    def put_field(self, before: State, state: State, release: Release, path: Path, *, in_once: bool = False) -> State:
        """The state after a call that puts back what a field of its receiver or of an argument held `before`.

        `in_once` says that a further call may do nothing.
        """
        self._met[release.site.call.id] = release
        if (path, True) in before.facts:
            return state
        tokens = {hold.token for hold in before.holds(path) if hold.bond is Bond.OBJECT}
        if not tokens:
            token = Token(release.site.call.id, ".".join((path.root.name, *path.fields)))
            state, tokens = state.made_anew(token), {token}
        if release.is_cleared:
            state = state.bind(path, NOTHING)
        else:
            state = state.add(path, [Hold(token, Bond.OBJECT) for token in tokens])
        return self._put(state, release, tokens, in_once=in_once)

    def put_elements(self, state: State, release: Release, path: Path) -> State:
        """The state after a loop that puts back all that a list refers to."""
        call = release.site.call
        self._met[call.id] = release
        tokens = {hold.token for hold in state.holds(path) if hold.bond is Bond.WRAPPED}
        others = self._function.put_lists - {elements_of(path)}  # its elements may refer to theirs
        tokens = {token for token in tokens if token.name not in others}
        left = {token for token in tokens if state.put_of(token) is None and self._may_be_of(token, release)}
        self._function.emptied.update(left)
        self._met_for.update({(call.id, token): release for token in left})
        return state._replace(put=state.put.union((token, call.id) for token in left))

    def _may_be_of(self, token: Token, release: Release) -> bool:
        """Whether an object comes from the pool of a release: what that refers to may come from another one."""
        origins = self._function.lists.get(token) or {token}
        return any(_is_from(each, release) for each in origins)

    def put_by_lender(self, state: State, release: Release, token: Token) -> State:
        """The state after whoever called the function has put back what it lent it."""
        call, handovers = release.site.call, self._function.handovers
        before = state.put_of(token)
        if before is not None:
            own = self.release(before, token)
            if own.force is Force.ALWAYS:
                incident = Incident(Fault.TWICE, token, before, own.site.call, own.shown, way="borrowed")
                self._function.incidents.report(incident)
            return state
        self._met[call.id] = self._met_for[call.id, token] = release
        for each, node in state.running:
            if each == token and handovers.is_certain(node):
                started = handovers.node(node)
                is_sent = started.type == "send_statement"
                fault, way = (Fault.LEFT, "sent") if is_sent else (Fault.RUNNING, handovers.way(node))
                incident = Incident(fault, token, call.id, started, handovers.shown(node), way=way)
                self._function.incidents.report(incident)
        return state._replace(put=state.put | {(token, call.id)})

    def _put(self, state: State, release: Release, tokens: set[Token], *, in_once: bool) -> State:
        call = release.site.call
        for token in sorted(tokens, key=_order):
            self._met_for[call.id, token] = release
            before = state.put_of(token)
            if before is None:
                for each in (token, *sorted(self._function.lists.get(token, ()), key=_order)):
                    self._check_running(state, each, token, call)
                state = state._replace(put=state.put | {(token, call.id)})
            elif before == call.id and self._is_picked(call):
                continue
            elif not in_once and release.force is Force.ALWAYS and self._met[before].force is Force.ALWAYS:
                self._function.incidents.report(
                    Incident(Fault.TWICE, token, before, call, release.shown),
                )
        return state

    def _is_picked(self, call: Node) -> bool:
        """Whether a loop puts back where something equals what differs from round to round: `if size == cap(b)`."""
        node: Node | None = self._function.resolver.parent(self._function.file, call)
        while node is not None and node.type not in {"for_statement", "func_literal"}:
            condition = child(node, "condition") if node.type == "if_statement" else None
            right = child(condition, "right") if condition is not None else None
            if condition is not None and right is not None and operator(condition) == "==" and right.type != "nil":
                return True
            node = self._function.resolver.parent(self._function.file, node)
        return False

    def _given_back(self, state: State, release: Release) -> Holds:
        """What the value of a release is: of a deferred one what it was when it was deferred."""
        evaluated = state.holds(release.value.id)
        return evaluated or self._function.memory.value(state, release.value)

    def _check_running(self, state: State, used: Token, token: Token, call: Node) -> None:
        """Report a goroutine or channel that has the object, or the list that it lies in, while it goes back."""
        handovers = self._function.handovers
        for each, node in state.running:
            if used != token and self._is_of_round(handovers.node(node), token):
                continue  # what another round has handed over is another element
            if each == used and (handovers.is_certain(node) or self._is_regardless(handovers.node(node), call)):
                started = handovers.node(node)
                fault = Fault.LEFT if started.type == "send_statement" else Fault.RUNNING
                at, other = (started, None) if fault is Fault.LEFT else (call, started)
                way = "sent" if fault is Fault.LEFT else handovers.way(node)
                shown = handovers.shown(node)
                self._function.incidents.report(Incident(fault, token, call.id, at, shown, way=way, other=other))

    def _is_of_round(self, started: Node, element: Token) -> bool:
        """Whether a statement stands in the loop whose rounds each have an element."""
        node: Node | None = started
        while node is not None and node.type not in FUNCTIONS:
            if node.type == "for_statement" and any(each.id == element.origin for each in parts(node)):
                return True
            node = self._function.resolver.parent(self._function.file, node)
        return False

    def _is_regardless(self, started: Node, put: Node) -> bool:
        """Whether a Put follows a call whatever it does: at once, or by a `defer` that every path has met before it."""
        first, second = self._statement(started), self._statement(put)
        around = self._function.resolver.parent(self._function.file, second)
        block = self._function.resolver.parent(self._function.file, around) if around is not None else None
        if second.type == "defer_statement":
            body = child(self._function.node, "body")
            return (
                block is not None and body is not None and block.id == body.id and second.start_byte < first.start_byte
            )
        if around is None or first not in parts(around):
            return False
        between = [each for each in parts(around) if first.start_byte <= each.start_byte < second.start_byte]
        return bool(between) and all(each.type in _PLAIN for each in between)

    def _statement(self, node: Node) -> Node:
        """The statement that a node is a part of."""
        at: Node | None = node
        while at is not None:
            node, at = at, self._function.resolver.parent(self._function.file, at)
            if node.type == "defer_statement" or (at is not None and at.type == "statement_list"):
                break
        return node


def _order(token: Token) -> tuple[int, str]:
    return token.origin, token.name


def _is_from(token: Token, release: Release) -> bool:
    if token.pair is not None:
        return token.pair.name == release.name
    taken = token.taken.call.id if token.taken is not None else None
    return taken is None or release.pool is None or any(site.call.id == taken for site in release.pool.gets)
