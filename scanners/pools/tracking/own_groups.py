"""WaitGroups in fields of pooled objects, and Puts that come before the wait for the goroutines that these count.

    func (t *task) start() { t.group.Go(func() { t.results.add(work(t.input)) }) }
    func (t *task) finish() { defer t.group.Wait(); …; tasks.Put(t) }

Goroutines that nobody else waits for may run until then, so that this is said where every wait follows the Put.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, find, text
from scanners.golang.types import Field, Named, Pointer, Struct
from scanners.pools.code.operands import addressed
from scanners.pools.objects.holders import moment

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses
    from scanners.pools.tracking.releases import Release

_GROUPS: Final = frozenset({"sync.WaitGroup", "golang.org/x/sync/errgroup.Group"})


class OwnGroups:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def unfinished(self, release: Release) -> tuple[str, SourceFile, Node] | None:
        """The group of an object that is waited for too late, and where a goroutine that it counts uses the object."""
        file, value = release.site.file, addressed(release.value)
        object_ = self._resolver.object_of(file, value) if value.type == "identifier" else None
        if object_ is None or not release.site.direct:
            return None
        for field in self._groups(object_):
            calls = list(self._calls(field))
            waits = [(waited_in, call) for waited_in, call, name in calls if name == "Wait"]
            started = next((found for found in calls if found[2] in {"Go", "Done"} and self._works(*found)), None)
            if started is not None and waits and all(self._is_after(release, *wait) for wait in waits):
                return f"{object_.name}.{field.name}", started[0], started[1]
        return None

    def _groups(self, object_: Object) -> Iterator[Field]:
        held = object_.type.element if isinstance(object_.type, Pointer) else object_.type
        if isinstance(held, Named) and isinstance(self._resolver.underlying(held), Struct):
            for field in self._resolver.fields(held):
                if isinstance(field.type, Named) and field.type.qualified in _GROUPS:
                    yield field

    def _calls(self, field: Field) -> Iterator[tuple[SourceFile, Node, str]]:
        """The calls of methods of a field, each with the name of the method."""
        object_ = self._resolver.object_of_field(field)
        for file, use in self._uses.expressions(object_) if object_ is not None else ():
            selector = self._resolver.parent(file, use)
            call = self._resolver.parent(file, selector) if selector is not None else None
            name = child(selector, "field") if selector is not None else None
            if call is not None and call.type in CALLS and name is not None:
                yield file, call, text(name)

    def _works(self, file: SourceFile, call: Node, name: str) -> bool:
        """Whether the function that `x.group.Go(f)` starts, or that tells `x.group.Done()`, looks at more of x."""
        owner = self._owner(file, call)
        given = arguments(call)
        function = given[0] if name == "Go" and given else self._resolver.enclosing_function(file, call)
        if owner is None or function is None or function.type not in FUNCTIONS:
            return False
        group = child(call, "function")
        for each in find(function, "selector_expression"):
            operand = child(each, "operand")
            is_of_owner = operand is not None and operand.type == "identifier"
            if operand is not None and is_of_owner and self._resolver.object_of(file, operand) is owner:
                is_group = group is not None and text(group).startswith(f"{text(each)}.")
                if not is_group:
                    return True
        return False

    def _owner(self, file: SourceFile, call: Node) -> Object | None:
        """The variable whose group a call is of: `x` of `x.group.Wait()`."""
        function = child(call, "function")
        group = child(function, "operand") if function is not None else None
        operand = child(group, "operand") if group is not None else None
        is_name = operand is not None and operand.type == "identifier"
        return self._resolver.object_of(file, operand) if operand is not None and is_name else None

    def _is_after(self, release: Release, file: SourceFile, wait: Node) -> bool:
        """Whether the function that puts an object back waits for it only then."""
        site = release.site
        is_here = file is site.file and self._outermost(file, wait) == self._outermost(file, site.call)
        return is_here and moment(self._resolver, file, wait) > moment(self._resolver, file, site.call)

    def _outermost(self, file: SourceFile, node: Node) -> int | None:
        function = self._resolver.enclosing_function(file, node)
        while function is not None and function.type == "func_literal":
            node, function = function, self._resolver.enclosing_function(file, function)
        return function.id if function is not None else None
