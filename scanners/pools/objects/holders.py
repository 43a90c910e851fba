"""Which variables hold the objects of a pool where they are taken and put back, and who calls whom with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final, TypeVar

from scanners.golang.syntax import Node, SourceFile, arguments, child, location, operator, text
from scanners.golang.types import UNKNOWN, Pointer, TypeParameter
from scanners.model import Problem, Text
from scanners.pools.code.fluent import beginning, end
from scanners.pools.code.objects_in_functions import assigned_values, base, names_of
from scanners.pools.objects.carriers import path_of
from scanners.pools.objects.deeds import Deed, Path, Touch
from scanners.pools.objects.touches import Step, Touches

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_DECLARATIONS: Final = frozenset({"function_declaration", "method_declaration"})
_ALIASES: Final = 3
_FEW: Final = 3  # callers that are told one by one what is wrong, where others do better
_WAYS: Final = 500  # through wrappers that call wrappers
_STEPS: Final = 40_000  # on all ways to the Puts of one pool; of ten large programs the most are 4,000


class Holders:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, problems: list[Problem]) -> None:
        self._resolver: Final = resolver
        self._problems: Final = problems
        self.touches: Final = Touches(resolver)
        self._steps: Final[dict[PoolSite, list[Step]]] = {}
        self._before: Final[dict[PoolSite, list[Step]]] = {}
        self._callers: Final[dict[PoolSite, list[PoolSite]]] = {}
        self._chains: Final[dict[PoolDeclaration, dict[int, tuple[tuple[PoolSite, ...], ...]]]] = {}
        self._moments: Final[dict[int, tuple[int, int, int]]] = {}

    def steps(self, site: PoolSite) -> list[Step]:
        """What the function around a site does to the object, in the order of the source."""
        if site not in self._steps:
            self._steps[site] = self._find_steps(site)
        return self._steps[site]

    def _find_steps(self, site: PoolSite) -> list[Step]:
        found: list[Step] = []
        is_inside = site.value is not None and operator(site.value) == "&"  # a field that is the object
        for root, prefix in self.roots(site):
            steps = (step for step in self.touches.of(site.file, root) if step.path[: len(prefix)] == prefix)
            if prefix:
                steps = (step for step in steps if is_inside or not _repoints(step, prefix))
                steps = (replace(step, touch=_without(step, prefix)) for step in steps)
            found += steps
        if site.kind == "get" and site.value is not None:
            found += self.touches.in_chain(site.file, site.value)
        found.sort(key=lambda step: step.at.start_byte)
        return found

    def steps_before(self, site: PoolSite) -> list[Step]:
        """Those that have run when the object is put back, deferred ones in their order."""
        if site not in self._before:
            here = self.moment(site.file, site.call)
            moments = {step.at.id: self.moment(site.file, step.at) for step in self.steps(site)}
            given = arguments(site.call)
            steps = [
                step
                for step in self.steps(site)
                if moments[step.at.id] < here or any(_is_inside(step.at, each) for each in given)
            ]
            self._before[site] = sorted(steps, key=lambda step: moments[step.at.id])
        return self._before[site]

    def moment(self, file: SourceFile, node: Node) -> tuple[int, int, int]:
        """A place in the order in which a function runs: deferred calls come last, the last one first."""
        if node.id not in self._moments:
            self._moments[node.id] = moment(self._resolver, file, node)
        return self._moments[node.id]

    def roots(self, site: PoolSite) -> Iterator[tuple[Object, Path]]:
        """The variables under which a function holds the object of a site, with the fields that lead to it."""
        if site.value is None:
            return
        if site.kind == "get":
            for name in names_of(self._resolver, site.file, end(self._resolver, site.file, site.value)):
                yield name, ()
                yield from ((each, ()) for each in self._asserted(site.file, name))
                for use in self._resolver.uses(site.file, name):
                    yield from self._in_literal(site.file, use)
                return
            yield from self._assigned_field(site)
            yield from self._in_literal(site.file, site.value)
            return
        path = path_of(self._resolver, site.file, beginning(self._resolver, site.file, site.value))
        if path is None:
            return
        yield path.root, self.full(path.root, path.fields)
        yield from self._other_names(site.file, path.root, path.fields)

    def _asserted(self, file: SourceFile, name: Object) -> Iterator[Object]:
        """`w` for `v`, where `v := pool.Get(); v != nil` leads to `w := v.(*gzip.Writer)`."""
        for use in self._resolver.uses(file, name):
            around = self._resolver.parent(file, use)
            if around is not None and around.type == "type_assertion_expression":
                yield from names_of(self._resolver, file, around)

    def _other_names(self, file: SourceFile, root: Object, fields: Path) -> Iterator[tuple[Object, Path]]:
        """`x` for `v`, where `v := x`, `v := x.f` or `v := clean(x)`."""
        seen = {root}
        waiting = [root] if not fields and root.is_local and root.kind == "var" else []
        while waiting and len(seen) <= _ALIASES:
            for given in assigned_values(self._resolver, file, waiting.pop()):
                value = beginning(self._resolver, file, given)
                path = path_of(self._resolver, file, value)
                if path is not None and path.root not in seen and base(value).type != "call_expression":
                    seen.add(path.root)
                    yield path.root, self.full(path.root, path.fields)
                    if not path.fields and path.root.kind == "var" and path.root.is_local:
                        waiting.append(path.root)

    def _assigned_field(self, site: PoolSite) -> Iterator[tuple[Object, Path]]:
        """`w.gz = pool.Get().(*gzip.Writer)`."""
        listed = self._resolver.parent(site.file, site.value) if site.value is not None else None
        statement = self._resolver.parent(site.file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None and statement.type == "assignment_statement" else None
        if left is not None and left.named_child_count == 1:
            path = path_of(self._resolver, site.file, left.named_children[0])
            if path is not None:
                yield path.root, self.full(path.root, path.fields)

    def _in_literal(self, file: SourceFile, value: Node) -> Iterator[tuple[Object, Path]]:
        """`w` with `buf`, where `w := &writer{buf: x}`."""
        element = self._resolver.parent(file, value)
        keyed = self._resolver.parent(file, element) if element is not None else None
        body = self._resolver.parent(file, keyed) if keyed is not None else None
        literal = self._resolver.parent(file, body) if body is not None else None
        if keyed is None or keyed.type != "keyed_element" or literal is None or literal.type != "composite_literal":
            return
        around = self._resolver.parent(file, literal)
        whole = around if around is not None and operator(around) == "&" else literal
        if (key := child(keyed, "key")) is not None:
            yield from ((name, self.full(name, (text(key),))) for name in names_of(self._resolver, file, whole))

    def full(self, root: Object, fields: Path) -> Path:
        """A path with the names of embedded fields that Go lets one leave out."""
        found: Path = ()
        type_ = root.type
        for name in fields:
            selection = self._resolver.field(type_, name)
            if selection is None:
                return (*found, name)
            found, type_ = (*found, *selection.path), selection.type
        return found

    def field(self, put: PoolSite) -> Field | None:
        """The field that a Put puts back: `f` of `p.Put(x.f)`, and of `y := x.f; p.Put(y)`."""
        for root, path in self.roots(put):
            type_, found = root.type, None
            for name in path:
                selection = self._resolver.field(type_, name)
                type_, found = (selection.type, selection.field) if selection is not None else (type_, None)
            if found is not None:
                return found
        return None

    def callers(self, pool: PoolDeclaration, site: PoolSite) -> list[PoolSite]:
        """The calls of the wrapper that a Put stands in."""
        if site not in self._callers:
            self._callers[site] = self._find_callers(pool, site)
        return self._callers[site]

    def _find_callers(self, pool: PoolDeclaration, site: PoolSite) -> list[PoolSite]:
        return [
            each
            for each in pool.puts
            if each.wrapper is not None
            and each.call.id != site.call.id
            and (site.wrapper is None or site.wrapper.node.id != each.wrapper.node.id)
            and each.wrapper.node.start_byte <= site.call.start_byte < each.wrapper.node.end_byte
            and each.wrapper.file is site.file
        ]

    def chains(self, pool: PoolDeclaration, put: PoolSite) -> tuple[tuple[PoolSite, ...], ...]:
        """The ways to a Put of the pool itself: the Put, the call of the wrapper around it, the call around that.

        None for the Puts of a pool after those whose ways are too many to be followed.
        """
        if pool not in self._chains:
            self._chains[pool] = dict(self._followed(pool))
        return self._chains[pool].get(put.call.id, ())

    def _followed(self, pool: PoolDeclaration) -> Iterator[tuple[int, tuple[tuple[PoolSite, ...], ...]]]:
        steps = 0
        for put in (each for each in pool.puts if each.direct):
            found = []
            for chain in self._find_chains(pool, put) if steps <= _STEPS else ():
                found.append(chain)
                steps += sum(len(self.steps_before(site)) for site in chain)
                if steps > _STEPS:
                    break
            if steps <= _STEPS:
                yield put.call.id, tuple(found)
            elif put.function is not None:
                where = location(put.file, put.function)
                text = Text.of("analyser.too-many-steps", function=put.function_name, limit=_STEPS)
                self._problems.append(Problem(where.path, where.line, text, put.function_name))

    def _find_chains(self, pool: PoolDeclaration, put: PoolSite) -> Iterator[tuple[PoolSite, ...]]:
        waiting: list[tuple[PoolSite, ...]] = [(put,)]
        for _ in range(_WAYS):
            if not waiting:
                return
            chain = waiting.pop()
            further = (
                [each for each in self.callers(pool, chain[-1]) if each not in chain] if not chain[-1].counted else []
            )
            if not further or len(chain) > _ALIASES:
                yield chain
            waiting.extend((*chain, each) for each in further)


def moment(resolver: Resolver, file: SourceFile, node: Node) -> tuple[int, int, int]:
    """See Holders.moment."""
    at: Node | None = node
    while at is not None and (kind := at.type) not in _DECLARATIONS:
        if kind == "defer_statement":
            return 1, -at.start_byte, node.start_byte
        at = resolver.parent(file, at)
    return 0, 0, node.start_byte


def _without(step: Step, prefix: Path) -> Touch:
    return replace(step.touch, path=step.touch.path[len(prefix) :]) if prefix else step.touch


def _is_inside(node: Node, around: Node) -> bool:
    """Whether a call is made for an argument: `pool.Put(x.Reset())`."""
    return around.start_byte <= node.start_byte and node.end_byte <= around.end_byte


def _repoints(step: Step, prefix: Path) -> bool:
    """Whether a step only takes the object away from the field that leads to it: `w.gz = nil`, not `*w.gz = T{}`."""
    left = child(step.touch.node, "left") if step.touch.node.type == "assignment_statement" else None
    is_whole = step.path == prefix and step.touch.deed in {Deed.SET, Deed.CLEAR}
    return is_whole and left is not None and b"*" not in (left.text or b"")


Part = TypeVar("Part")


def reported(
    resolver: Resolver, put: PoolSite, ways: list[tuple[tuple[PoolSite, ...], list[Part]]]
) -> Iterator[tuple[PoolSite, list[Part], list[PoolSite]]]:
    """Where to report what is wrong on the ways to a Put: at the Put if it is wrong on all, else once at each caller.

    At the Put too if many callers leave the same undone and fewer see to it: one wrapper is mended more easily, unless
    it is one for objects of all types.
    Gives the site, what is wrong there, and the callers on the way.
    """
    failing = [(chain, parts) for chain, parts in ways if parts]
    if not failing:
        return
    if len(failing) == len(ways):
        yield put, failing[0][1], [chain[-1] for chain, _ in failing]
        return
    callers: dict[int, tuple[PoolSite, list[Part]]] = {}
    for chain, parts in failing:
        callers.setdefault(chain[-1].call.id, (chain[-1], parts))
    others = {chain[-1].call.id for chain, parts in ways if not parts} - callers.keys()
    is_one = all(parts == failing[0][1] for _, parts in failing) and not _is_of_any_type(resolver, put)
    if is_one and len(callers) > max(_FEW, len(others)):
        yield put, failing[0][1], [caller for caller, _ in callers.values()]
        return
    for caller, parts in callers.values():
        yield caller, parts, [caller]


def _is_of_any_type(resolver: Resolver, put: PoolSite) -> bool:
    type_ = resolver.type_of(put.file, put.value) if put.value is not None else UNKNOWN
    return isinstance(type_.element if isinstance(type_, Pointer) else type_, TypeParameter)
