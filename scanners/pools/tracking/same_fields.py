"""Two fields that name one object, both of which a function puts back.

    r.body = r.raw                      // where nothing had to be decoded
    …
    pool.Put(r.raw); pool.Put(r.body)

Where the function compares the fields, where a condition decides on one of the Puts, and where one field always gets
another object after it was set to the other, nothing is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.spelling import SET
from scanners.golang.syntax import Node, SourceFile, child, find, operator
from scanners.pools.code.operands import addressed
from scanners.pools.code.unconditional import always_runs
from scanners.pools.objects.carriers import Path, assignments, path_of
from scanners.pools.tracking.releases import Release, Where

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.uses import Uses

_COMPARED: Final = frozenset({"==", "!="})


class SameFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def second_puts(self, releases: Iterable[Release]) -> Iterator[tuple[Release, SourceFile, Node]]:
        """Each release of what another one before it may have put back, and where one field is set to the other."""
        by_owner: dict[tuple[int, Object, tuple[str, ...]], list[tuple[Path, Release]]] = {}
        for release in releases:
            path, function = self._path(release), release.site.function
            if path is not None and function is not None and release.is_certain and release.where is Where.HERE:
                by_owner.setdefault((function.id, path.root, path.fields[:-1]), []).append((path, release))
        for found in by_owner.values():
            found.sort(key=lambda each: each[1].site.call.start_byte)
            for place, (path, release) in enumerate(found):
                for other, before in found[:place]:
                    set_at = self._set_to_other(release, path, before, other) if other != path else None
                    if set_at is not None:
                        yield release, *set_at

    def _path(self, release: Release) -> Path | None:
        path = path_of(self._resolver, release.site.file, addressed(release.value))
        return path if path is not None and path.fields and not release.fields else None

    def _set_to_other(
        self, release: Release, path: Path, before: Release, other: Path
    ) -> tuple[SourceFile, Node] | None:
        """Where the fields of two releases are made one, if both of these run and nothing between them changes that."""
        file, function = release.site.file, release.site.function
        fields = [self._field(each) for each in (before, release)]
        if function is None or fields[0] is None or fields[1] is None or fields[0] is fields[1]:
            return None
        calls = [each.site.call for each in (before, release)]
        if not all(always_runs(self._resolver, file, call) for call in calls):
            return None
        if self._are_compared(file, function, {path, other}) or self._is_set_before(file, function, calls[1], path):
            return None
        return next(self._made_one(fields[0], fields[1]), None)

    def _field(self, release: Release) -> Object | None:
        found = self._resolver.object_of_expression(release.site.file, addressed(release.value))
        return found if found is not None and found.kind == "field" else None

    def _are_compared(self, file: SourceFile, function: Node, paths: set[Path]) -> bool:
        for each in find(function, "binary_expression"):
            if operator(each) in _COMPARED:
                sides = (child(each, "left"), child(each, "right"))
                if {path_of(self._resolver, file, side) for side in sides if side is not None} == paths:
                    return True
        return False

    def _is_set_before(self, file: SourceFile, function: Node, put: Node, path: Path) -> bool:
        """Whether the function that puts a field back sets it before, to another object or to nil."""
        targets = (target for target, _ in assignments(function) if target.start_byte < put.start_byte)
        return any(path_of(self._resolver, file, each) == path for each in targets)

    def _made_one(self, one: Object, other: Object) -> Iterator[tuple[SourceFile, Node]]:
        """The assignments of one field to the other after which neither always gets something else."""
        for field, source in ((one, other), (other, one)):
            for file, use in self._uses.expressions(field, SET):
                function = self._resolver.enclosing_function(file, use)
                for target, value in assignments(function) if function is not None else ():
                    is_it = target.id == use.id and self._resolver.object_of_expression(file, value) is source
                    paths = [path_of(self._resolver, file, each) for each in (target, value)] if is_it else []
                    owners = {Path(each.root, each.fields[:-1]) for each in paths if each is not None}
                    if function is not None and len(owners) == 1 and not self._is_parted(file, function, target, paths):
                        yield file, target

    def _is_parted(self, file: SourceFile, function: Node, at: Node, paths: list[Path | None]) -> bool:
        """Whether one of the fields is set again on every way on from an assignment, or by the same one."""
        around, listed = self._blocks_around(file, at), self._resolver.parent(file, at)
        return any(
            target.id != at.id
            and listed is not None
            and target.start_byte >= listed.start_byte
            and path_of(self._resolver, file, target) in paths
            and self._blocks_around(file, target)[0] in around
            for target, _ in assignments(function)
        )

    def _blocks_around(self, file: SourceFile, node: Node) -> list[int]:
        """The blocks around a node by id, inner ones first."""
        found, around = [], self._resolver.parent(file, node)
        while around is not None:
            if around.type == "statement_list":
                found.append(around.id)
            around = self._resolver.parent(file, around)
        return found
