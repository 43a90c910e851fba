"""A Close that puts back its receiver, or what a field holds and keeps: called again, it puts it back again."""

from __future__ import annotations

from typing import Final

from scanners.golang.syntax import arguments
from scanners.golang.types import Struct
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.closers import comes_before_close, fails_when_closed, is_closer, is_guarded
from scanners.pools.tracking.forces import Force
from scanners.pools.tracking.holdings import Bond, Hold, State, Token
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.own_close import OwnClose
from scanners.pools.tracking.putting_back import PuttingBack
from scanners.pools.tracking.releases import Release
from scanners.pools.tracking.tracked_function import TrackedFunction


class SecondClose:
    """Asks of one function what a second call would put back."""

    def __init__(self, function: TrackedFunction, putting_back: PuttingBack) -> None:
        self._function: Final = function
        self._putting_back: Final = putting_back
        self._closes: Final = is_closer(function.resolver, function.file, function.node)
        self._elements: Final[dict[Token, Path]] = {}
        self._reads: Final = comes_before_close(function.node)
        self.left: Final[dict[tuple[str, ...], Release]] = {}  # fields that still name what the method has put back

    def next_element(self, state: State, token: Token, around: Path | None) -> State:
        """The state that remembers, in a Close, that an element of the last round went back and is still there."""
        put = state.put_of(token)
        if put is None or around is None or not self._closes:
            return state
        last = Token(token.origin, "elements")
        self._elements[last] = around
        return state.add(around, [Hold(last, Bond.WRAPPED)])._replace(put=state.put | {(last, put)})

    def check(self, state: State) -> None:
        """Report, at the end of a path, what is back in the pool and still there for the next call."""
        self._keep_left(state)
        for name, hold in state.held if self._closes else ():
            put = state.put_of(hold.token)
            if put is None or not isinstance(name, Path) or name.root.kind != "receiver":
                continue
            release = self._putting_back.release(put, hold.token)
            is_certain = hold.token.taken is None and release.force is Force.ALWAYS
            if is_certain and self._is_still(name, hold.token, release) and not self._is_guarded(name, release):
                shown = ".".join((name.root.name, *name.fields))
                is_copy = isinstance(self._function.resolver.underlying(name.root.type), Struct)
                way = "reclosed" if not name.fields else "recalled-copy" if is_copy else "recalled"
                incident = Incident(Fault.TWICE, hold.token, put, release.site.call, shown, way=way)
                self._function.incidents.report(incident)

    def _keep_left(self, state: State) -> None:
        """Remember what a method that comes before Close puts back, and leaves in its fields."""
        for name, hold in state.held if self._reads else ():
            put = state.put_of(hold.token)
            if put is None or hold.bond is not Bond.OBJECT or not isinstance(name, Path):
                continue
            release = self._putting_back.release(put, hold.token)
            given = self._function.memory.path(addressed(release.value))
            is_it = given is not None and Path(given.root, (*given.fields, *release.fields)) == name
            if is_it and name.fields and name.root.kind == "receiver" and release.force is Force.ALWAYS:
                self.left[name.fields] = release

    def _is_still(self, name: Path, token: Token, release: Release) -> bool:
        """Whether a further call puts back what a name of the receiver holds."""
        given = self._function.memory.path(addressed(release.value))
        is_it = given is not None and Path(given.root, (*given.fields, *release.fields)) == name
        is_given = bool(release.fields) or any(each.id == release.value.id for each in arguments(release.site.call))
        return (is_it and (is_given or not name.fields)) or self._elements.get(token) == name

    def _is_guarded(self, name: Path, release: Release) -> bool:
        function, call = self._function, release.site.call
        if fails_when_closed(function.resolver, function.file, function.node, call):
            return True
        if name.fields:
            return is_guarded(function, call, name)
        close = OwnClose(function.resolver, function.file, function.node, function.memory, name.root, call)
        return not close.runs_again()
