"""Objects that stay with the functions that take them: of those it is known what is ever done to their fields.

Many types are used in a pool and without one. What a method writes that nobody calls on an object of the pool does not
come back from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child
from scanners.golang.types import Basic
from scanners.pools.code.objects_in_functions import names_of
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite, is_exported
from scanners.pools.objects.deeds import Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUse
from scanners.pools.objects.holders import Holders
from scanners.pools.resets.dirty_fields import writes

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_MOST: Final = 150  # functions that one pool's objects are followed through


@dataclass(frozen=True, slots=True)
class Deeds:
    """The places that write to the objects of a pool, and the fields whose values go to where nobody follows them."""

    writing: frozenset[int]
    lent: frozenset[str]

    def know(self, path: Path, uses: Iterable[FieldUse], *, is_shared: bool) -> bool:
        """Whether one of the uses of a field at a path may be of an object of the pool, and write there.

        What has the value of the field may do so too, where that `is_shared`: a map, a slice.
        """
        return bool(self.lent.intersection(path if is_shared else path[:-1])) or any(
            use.touch.node.id in self.writing for use in uses if writes(use)
        )


class Staying:
    """Answers for one program, and remembers."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._known: Final[dict[PoolDeclaration, Deeds | None]] = {}

    def of(self, pool: PoolDeclaration) -> Deeds | None:
        """What is done to the objects of a pool; None where they may go elsewhere."""
        if pool not in self._known:
            is_open = bool(pool.handed_out) or (pool.object is not None and is_exported(pool.object.name))
            is_open = is_open or any(is_exported(each.name.rpartition(".")[2]) for each in pool.wrappers)
            self._known[pool] = None if is_open else _Walk(self._resolver, self._holders, pool).deeds()
        return self._known[pool]


class _Walk:
    """The objects of one pool, from where they are taken and put back."""

    def __init__(self, resolver: Resolver, holders: Holders, pool: PoolDeclaration) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._pool: Final = pool
        self._calls: Final = {site.call.id for site in pool.sites}
        self._wrappers: Final = {each.node.id for each in pool.wrappers}
        self._names: Final[dict[tuple[Object, str], None]] = {}  # with the field that they hold, "" for the object
        self._writing: Final[set[int]] = set()
        self._lent: Final[set[str]] = set()

    def deeds(self) -> Deeds | None:
        """What is done to the objects; None where one leaves, or where that takes too long."""
        if not all(map(self._is_held, self._pool.sites)):
            return None
        waiting = list(self._names)
        while waiting:
            name, part = waiting.pop()
            before = len(self._names)
            if len(self._names) > _MOST or not (self._stays(name, part) or self._lend(part)):
                return None
            waiting += list(self._names)[before:]
        return Deeds(frozenset(self._writing), frozenset(self._lent))

    def _lend(self, part: str) -> bool:
        """Whether what goes elsewhere is but a part."""
        self._lent.update([part] if part else [])
        return bool(part)

    def _is_held(self, site: PoolSite) -> bool:
        """Whether a site takes an object into variables, or puts one back from there."""
        found = list(self._holders.roots(site))
        if not found and site.value is not None:
            return site.kind == "get" and self._is_handed_to_caller(site.file, site.value)
        if any(prefix for _, prefix in found) or not all(map(self._is_local, (root for root, _ in found))):
            return False
        self._names.update(dict.fromkeys((root, "") for root, _ in found))
        return bool(found)

    def _is_local(self, root: Object) -> bool:
        """Whether a variable is the function's own, or a parameter whose callers are sites too."""
        if root.kind in {"param", "receiver"}:
            return root.function is not None and root.function.id in self._wrappers
        return root.is_local

    def _stays(self, name: Object, part: str) -> bool:
        """Whether whatever a variable holds, the object or a part of it, stays where it can be followed."""
        if name.file is None or isinstance(self._resolver.underlying(name.type), Basic):
            return name.file is not None
        file = name.file
        uses = [use for use in self._resolver.scopes.uses(file, name) if use != name.identifier]
        touches = (touch for use in uses for touch in self._holders.touches.deeds.at(file, use))
        return all(self._follow(name, part, touch) for touch in touches)

    def _follow(self, name: Object, part: str, touch: Touch) -> bool:
        below = part or next(iter(touch.path), "")
        if touch.deed is Deed.CALL:
            return touch.node.id in self._calls or self._is_followed_into(touch, below)
        if touch.deed is not Deed.READ:
            self._writing.add(touch.node.id)
            return True
        others = [each for each in names_of(self._resolver, touch.file, touch.node) if each.is_local]
        self._names.update(dict.fromkeys((each, below) for each in others))
        if touch.path:
            field = self._resolver.field(name.type, touch.path[0])
            is_value = field is not None and isinstance(self._resolver.underlying(field.type), Basic)
            return is_value or bool(others) or (field is not None and self._lend(below))
        return bool(others) or self._is_handed_to_caller(touch.file, touch.node)

    def _is_followed_into(self, touch: Touch, below: str) -> bool:
        """Whether the body of a callee is at hand."""
        declared = touch.callee.declaration if touch.callee is not None else None
        if declared is None or declared.package.is_knowledge or child(declared.node, "body") is None:
            return self._lend(below)
        if touch.argument is None:
            parameter = receiver(self._resolver, declared.file, declared.node)
        else:
            listed = parameters(self._resolver, declared.file, declared.node)
            if touch.argument >= len(listed):
                return False
            parameter = listed[touch.argument]
        if parameter is not None:
            self._names[parameter, below] = None
        return True

    def _is_handed_to_caller(self, file: SourceFile, node: Node) -> bool:
        """Whether a wrapper returns it: whoever calls that is a site too."""
        listed = self._resolver.parent(file, node)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        function = self._resolver.enclosing_function(file, node)
        is_returned = statement is not None and statement.type == "return_statement"
        return is_returned and function is not None and function.id in self._wrappers
