"""Fields that hold objects of pools, and what a function does with those of what it is given.

`func (d *decoder) name() []byte { return d.buf.Bytes()[:4] }`, `func (d *decoder) read() { d.line = d.buf.Bytes() }`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, arguments, find
from scanners.pools.code.operands import addressed
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.holdings import NOTHING, Bond, Hold, Holds, State, Token, is_below, pooled
from scanners.pools.tracking.summaries import RECEIVER, Kept

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.paths import Exit
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.tracking.releases import Releases
    from scanners.pools.tracking.shared_memory import SharedMemory

_FIRST: Final = -1_000  # of the numbers that stand for the objects in fields; parameters have greater ones

# A parameter, by index or RECEIVER, and its fields.
Source = tuple[int, tuple[str, ...]]
# The variable or field that an expression names.
PathOf = Callable[[Node], Path | None]


class PooledFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, releases: Releases) -> None:
        self._resolver: Final = resolver
        self._releases: Final = releases

    @cached_property
    def _put(self) -> frozenset[Object]:
        """The fields whose objects go back by the name of the field."""
        values = ((each.site.file, addressed(each.value)) for each in self._releases)
        named = (
            self._resolver.object_of_expression(file, value)
            for file, value in values
            if value.type == "selector_expression"
        )
        return frozenset(each for each in named if each is not None and each.kind == "field")

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of these fields."""
        return frozenset(each.name for each in self._put)

    def seeded(
        self, memory: SharedMemory, declaration: Declaration, state: State, owners: dict[Object, int]
    ) -> tuple[State, dict[Token, Source]]:
        """The state at the start of a function where such fields of what it is given hold an object each."""
        sources: dict[Token, Source] = {}
        start = state
        for node in find(declaration.node, "selector_expression") if self._put else ():
            path = memory.path(node)
            place = owners.get(path.root) if path is not None else None
            if path is None or place is None or (place, path.fields) in sources.values():
                continue
            if self._resolver.object_of_expression(declaration.file, node) in self._put:
                token = Token(_FIRST - len(sources), "")
                sources[token] = place, path.fields
                start = start.add(path, {Hold(token, Bond.OBJECT), *memory.value(state, node)})
        return start, sources


def in_field(  # noqa: PLR0917 - a call, and what of it
    path_of: PathOf, state: State, callee: Callee, call: Node, place: int, fields: tuple[str, ...]
) -> Holds:
    """What a field holds of what a call hands to a parameter, by index or RECEIVER."""
    node = callee.receiver if place == RECEIVER else dict(enumerate(arguments(call))).get(place)
    path = path_of(addressed(node)) if node is not None else None
    promoted = callee.path if place == RECEIVER else ()
    return pooled(state.holds(Path(path.root, (*path.fields, *promoted, *fields)))) if path is not None else NOTHING


def has_fields(path_of: PathOf, state: State, callee: Callee, call: Node, names: frozenset[str]) -> bool:
    """Whether anything is known of those fields of what a call is given that have some names."""
    known = [name for name, _ in state.held if isinstance(name, Path) and not names.isdisjoint(name.fields[-1:])]
    if not known:
        return False
    given = [*arguments(call), *([callee.receiver] if callee.receiver is not None else [])]
    paths = [path for each in given if (path := path_of(addressed(each))) is not None]
    return any(is_below(name, path) for name in known for path in paths)


def kept_of_fields(exit_: Exit[State], owners: dict[Object, int], sources: dict[Token, Source]) -> Iterator[Kept]:
    """What other fields and package variables hold of the objects in fields where a path returns."""
    for name, hold in exit_.state.held if sources else ():
        if not isinstance(name, Path) or hold.token not in sources or exit_.state.put_of(hold.token) is not None:
            continue
        place, source = sources[hold.token]
        owner = owners.get(name.root)
        if owner is None and not name.root.is_local:
            yield Kept(place, name.root, name.fields, source=source)
        elif owner is not None and name.fields and (owner, name.fields) != (place, source):
            yield Kept(place, owner, name.fields, source=source)
