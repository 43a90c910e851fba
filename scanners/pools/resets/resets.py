"""Which fields of a pooled object are renewed between two users, and where the reset of them stands.

A reset is what the functions with the Get and Put sites do to the fields, themselves and in what they call. That a user
sets a field on some path while it works with the object is no reset.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, parts, text
from scanners.golang.types import Field, Type
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import ELEMENT, Deed, Path
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.returned_fields import is_returned_to
from scanners.pools.objects.touches import Step
from scanners.pools.resets.element_methods import seen_through
from scanners.pools.resets.one_element import is_stuck
from scanners.pools.resets.optional_settings import is_optional

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_SETS: Final = frozenset({Deed.SET, Deed.CLEAR, Deed.CUT})
_CHOICES: Final = frozenset(
    {"if_statement", "for_statement", "expression_case", "default_case", "type_case", "communication_case"}
)
_FUNCTIONS: Final = frozenset({"function_declaration", "method_declaration", "func_literal"})
_NESTED: Final = 1
_FEWEST: Final = 2  # fields that are reset; where it is only one, that may not be meant as a reset
_CLEARED: Final = 2  # what clears a field is more of a reset than what sets it


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the code."""

    file: SourceFile
    node: Node


def place(use: FieldUse) -> Place:
    """Where a use stands."""
    return Place(use.touch.file, use.touch.node)


@dataclass(frozen=True, slots=True)
class Reset:
    """The reset of a struct, field by field; of the object itself, or of the part of it at `prefix`.

    `renewed` are the statements by the name of the field, `last` is where the reset ends, and `is_named` says whether
    it stands in a function that is called a reset. `stuck` are statements in a loop that set one element of a field
    again and again. `set_by_taker` are the statements that set fields right where the object is taken, while somebody
    else who takes one does not; `set_in_use` are all that set one wherever it is handed from there, `optional` those
    that do so for optional arguments alone. `is_seen` is False where the object is handed to a reset besides whose body
    is not at hand.
    """

    type: Type
    prefix: Path
    fields: tuple[Field, ...]
    renewed: dict[str, list[Step]]
    last: Place
    is_named: bool
    stuck: tuple[Step, ...]
    set_by_taker: frozenset[int]
    set_in_use: frozenset[int]
    optional: frozenset[int]
    is_seen: bool

    @property
    def may_be_whole(self) -> bool:
        """Whether it may be meant for all fields: it does something to several, or empties a struct inside."""
        return len(self.renewed) >= _FEWEST or any(_empties_part(each) for each in self.renewed.values())

    def asks(self, use: FieldUse) -> bool:
        """Whether a use stands in the function that the reset ends in, where that is one for resets alone."""
        function, node = use.function, self.last.node
        if not self.is_named or function is None or use.touch.file is not self.last.file:
            return False
        return function.start_byte <= node.start_byte < function.end_byte


def _empties_part(steps: list[Step]) -> bool:
    """Whether a struct inside the object is set to nothing as a whole: `t.header = header{}`."""
    for step in steps:
        right = child(step.touch.node, "right") if step.touch.deed is Deed.CLEAR else None
        literal = next(iter(parts(right)), None) if right is not None else None
        body = child(literal, "body") if literal is not None and literal.type == "composite_literal" else None
        if body is not None and not parts(body):
            return True
    return False


class Resets:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses

    def of(self, pool: PoolDeclaration) -> Iterator[Reset]:
        """The resets of a pool's objects, and of structs inside them; none for what is reset as a whole."""
        if pool.element_type is None or not self._uses.fields(pool.element_type):
            return
        yield from _Walk(self._resolver, self._holders, self._uses, pool).within(pool.element_type, ())


class _Walk:
    """The resets of one pool."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses, pool: PoolDeclaration) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._direct: Final = {site.function.id for site in pool.sites if site.direct and site.function is not None}
        setting = {site: [step for step in holders.steps(site) if _sets(step)] for site in pool.sites}
        steps = {
            site: [step for each in found for step in seen_through(resolver, holders, pool, each) if _sets(step)]
            for site, found in setting.items()
        }
        self._steps: Final = [step for site in pool.sites for step in steps[site]]
        self._wrapped: Final = {id(step) for site in pool.sites for step in steps[site] if not site.direct}
        self._chosen: Final = {
            id(step) for site in pool.sites for step in steps[site] if step.depth and self._is_chosen(site, step.at)
        }
        asked = {True: set[int](), False: set[int]()}
        for site in pool.sites:
            for step in steps[site]:
                asked[is_optional(resolver, site.file, step)].add(step.touch.node.id)
        self._optional: Final = frozenset(asked[True] - asked[False])
        gets = [site for site in pool.gets if site.counted]
        self._taken: Final = [
            [(each, step) for each in _inwards(pool, site) for step in steps[each] if _is_after(step, each, gets)]
            for site in gets
        ]

    def within(self, type_: Type, prefix: Path) -> Iterator[Reset]:
        """The reset of the part at a prefix, and of the structs inside it."""
        below = [step for step in self._steps if step.path[: len(prefix)] == prefix]
        whole = [step for step in below if len(step.path) == len(prefix)]
        if any(step.touch.node.type not in CALLS for step in whole):
            return
        fields = self._uses.fields(type_)
        renewed: dict[str, list[Step]] = {}
        stuck = {step.touch.node.id: step for step in below if is_stuck(self._resolver, step)}
        for step in below:
            if step not in whole and step.touch.node.id not in stuck and self._renews(step, len(prefix) + 1):
                renewed.setdefault(step.path[len(prefix)], []).append(step)
        if renewed:
            last, is_named = self._last(renewed, len(prefix) + 1)
            sets = [step for step in below if step.touch.deed is Deed.SET]
            yield Reset(
                type_,
                prefix,
                fields,
                renewed,
                last,
                is_named,
                stuck=tuple(stuck.values()),
                set_by_taker=frozenset(step.touch.node.id for step in sets if self._is_set_by_some(step)),
                set_in_use=frozenset(step.touch.node.id for step in sets),
                optional=self._optional,
                is_seen=not whole,
            )
        for field in fields if len(prefix) < _NESTED else ():
            inner = [step for step in below if step.path[: len(prefix) + 1] == (*prefix, field.name)]
            if inner and all(len(step.path) > len(prefix) + 1 for step in inner):
                yield from self.within(field.type, (*prefix, field.name))

    def _renews(self, step: Step, length: int) -> bool:
        """Whether a statement leaves nothing of the last user: in a reset, or in whatever takes an object."""
        function = self._resolver.enclosing_function(step.touch.file, step.touch.node)
        if step.touch.deed is Deed.SET and ELEMENT in step.path:
            return False
        if is_returned_to(self._resolver, step.touch, step.path[-1]):
            return False
        if function is None or function.id in self._direct or self._may_reset(function):
            return True
        if _clears_one(step):
            return False
        is_certain = self._always_runs(step) and id(step) not in self._chosen
        if id(step) not in self._wrapped and (step.touch.deed is not Deed.SET or is_certain):
            return True
        part = step.path[:length]
        return all(any(path[:length] == part for path in paths) for paths in self._set_by_takers)

    def _is_chosen(self, site: PoolSite, call: Node) -> bool:
        """Whether a call stands under a condition that neither takes nor puts back the object of a site."""
        node: Node | None = call
        while node is not None and node.type not in _FUNCTIONS:
            if node.start_byte <= site.call.start_byte < node.end_byte:
                return False
            if node.type in _CHOICES:
                return True
            node = self._resolver.parent(site.file, node)
        return False

    @cached_property
    def _set_by_takers(self) -> list[set[Path]]:
        """What each of those who take an object sets on all paths from there; the same question for every step."""
        return [
            {step.path for site, step in steps if self._always_runs(step, site.call) and id(step) not in self._chosen}
            for steps in self._taken
        ]

    @cached_property
    def _at_takers(self) -> frozenset[int]:
        """The statements of those who take an object, not of those who are given one and put it back."""
        return frozenset(step.touch.node.id for steps in self._taken for _, step in steps if not step.depth)

    def _may_reset(self, function: Node) -> bool:
        name = child(function, "name")
        return name is not None and reset_names().may_reset(text(name))

    def _is_set_by_some(self, step: Step) -> bool:
        """Whether a statement stands right where an object is taken, and another taker does nothing to the field."""
        others = ({each.path for _, each in steps} for steps in self._taken)
        return step.touch.node.id in self._at_takers and any(step.path not in paths for paths in others)

    def _always_runs(self, step: Step, get: Node | None = None) -> bool:
        """Whether a statement runs on all paths through its function, or from a Get on, as far as its blocks say."""
        node: Node | None = step.touch.node
        while node is not None and node.type not in _FUNCTIONS:
            if get is not None and not step.depth and node.start_byte <= get.start_byte < node.end_byte:
                return True
            if node.type in _CHOICES:
                return False
            node = self._resolver.parent(step.touch.file, node)
        return True

    def _is_reset(self, function: Node) -> bool:
        name = child(function, "name")
        return name is not None and reset_names().is_reset(text(name))

    def _last(self, renewed: dict[str, list[Step]], length: int) -> tuple[Place, bool]:
        """The last statement of the function that renews most fields; a reset or one that takes or puts back first.

        What the reset of a struct inside does counts only where nothing else is done, and as one field.
        """
        own = [step for found in renewed.values() for step in found if len(step.path) == length]
        steps = own or [step for found in renewed.values() for step in found]
        fields: Counter[tuple[bool, int]] = Counter()
        functions: dict[int, tuple[bool, int]] = {}
        for found in renewed.values():
            weights: dict[tuple[bool, int], int] = {}
            for step in (each for each in found if not own or len(each.path) == length):
                function = self._resolver.enclosing_function(step.touch.file, step.touch.node)
                if function is not None:
                    key = (self._is_reset(function) or function.id in self._direct, function.id)
                    functions[step.touch.node.id] = key
                    weights[key] = max(weights.get(key, 0), 1 if step.touch.deed is Deed.SET else _CLEARED)
            fields.update(weights)
        best = max(fields, key=lambda key: (key[0], fields[key]), default=None)
        chosen = [step for step in steps if functions.get(step.touch.node.id) == best]
        straight = [step for step in chosen if self._always_runs(step)]
        last = max(straight or chosen or steps, key=lambda step: (step.touch.file.path, step.touch.node.start_byte))
        function = self._resolver.enclosing_function(last.touch.file, last.touch.node)
        is_of_part = bool(own) or length == 1  # not of something further inside it
        return Place(last.touch.file, last.touch.node), function is not None and is_of_part and self._is_reset(function)


def _clears_one(step: Step) -> bool:
    """Whether a statement clears one element, at no counter of a loop: `values[len(names)-1] = ""`."""
    left = child(step.touch.node, "left") if step.touch.node.type == "assignment_statement" else None
    target = left.named_children[0] if left is not None and left.named_children else None
    index = child(target, "index") if target is not None and target.type == "index_expression" else None
    return index is not None and index.type != "identifier"


def _sets(step: Step) -> bool:
    return step.touch.deed in _SETS and not step.is_by_name


def _inwards(pool: PoolDeclaration, site: PoolSite) -> list[PoolSite]:
    """A Get, and those in the wrappers that it goes through."""
    found = [site]
    for each in found:
        found += [inner for inner in pool.gets if each.leads_to(inner) and inner not in found]
    return found


def _is_after(step: Step, site: PoolSite, gets: list[PoolSite]) -> bool:
    """Whether a statement follows a Get, with no other Get in between."""
    others = (each.call.start_byte for each in gets if each.file is site.file)
    start, at = site.call.start_byte, step.at.start_byte
    return start < at and not any(start < each < at for each in others)
