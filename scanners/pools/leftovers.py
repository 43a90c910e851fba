"""Fields that the reset of a pooled object misses: set while it is used, and read by the next user as they come.

A reset is whatever the functions with the Get and Put sites do to the fields, themselves and in what they call. A field
counts only where the order of calls is up to the user of the object, so that nothing sets it before it is read:

- a cache that is filled on demand: `if x.query == nil { x.query = parse(x.url) }`;
- a number that is added to and never set;
- a flag that is set to true and never to false;
- a field that an exported method sets to what its caller gives;
- a map or slice that entries are added to and that nobody empties.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text, walk
from scanners.golang.types import Basic, Chan, Field, Map, Named, Pointer, Struct, Type
from scanners.pools.contents import reset_names
from scanners.pools.deeds import Deed, Path, is_fresh
from scanners.pools.field_uses import FieldUse, FieldUses
from scanners.pools.givers import Origins, Owner
from scanners.pools.holders import Holders
from scanners.pools.objects_in_functions import assigned_values, base
from scanners.pools.touches import Step
from scanners.pools.values import operator_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration

_SETS: Final = frozenset({Deed.SET, Deed.CLEAR, Deed.CUT})
_DEPENDS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.CALL, Deed.EXTEND})
_FEWEST: Final = 2  # fields that are reset; where it is only one, that may not be meant as a reset
_NESTED: Final = 1
_SYNCHRONISED: Final = frozenset({"sync", "sync/atomic"})


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the code."""

    file: SourceFile
    node: Node


@dataclass(frozen=True, slots=True)
class Leftover:
    """A field, by its path, with where it is set and where the next user reads it."""

    path: Path
    set: Place
    read: Place


@dataclass(frozen=True, slots=True)
class PartialReset:
    """The fields that a reset misses; `reset` is its last statement."""

    reset: Place
    missed: tuple[Leftover, ...]


class Leftovers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)

    def of(self, pool: PoolDeclaration) -> Iterator[PartialReset]:
        """The partial resets of a pool: of its objects, and of structs inside them that have a reset of their own."""
        if pool.element_type is None or not self._uses.fields(pool.element_type):
            return
        steps = [step for site in pool.sites for step in self._holders.steps(site)]
        yield from self._within(pool, pool.element_type, (), steps, 0)

    def _within(
        self, pool: PoolDeclaration, type_: Type, prefix: Path, steps: list[Step], depth: int
    ) -> Iterator[PartialReset]:
        sets = [step for step in steps if step.touch.deed in _SETS and step.path[: len(prefix)] == prefix]
        if any(len(step.path) <= len(prefix) for step in sets):
            return  # reset as a whole
        reset = {step.path[len(prefix)]: step for step in sets}
        fields = self._uses.fields(type_)
        meant = {step.path[len(prefix)] for step in sets if not step.depth or self._is_in_reset(step)}
        if len(meant) >= _FEWEST and (not prefix or any(self._is_in_reset(step) for step in sets)):
            missed = tuple(
                Leftover((*prefix, field.name), *found)
                for field in fields
                if field.name not in reset and (found := self._leftover(pool, type_, field)) is not None
            )
            if missed:
                last = _last(sets)
                yield PartialReset(Place(last.touch.file, last.touch.node), missed)
        for field in fields if depth < _NESTED else ():
            below = [step for step in sets if step.path[len(prefix)] == field.name]
            if below and all(len(step.path) > len(prefix) + 1 for step in below):
                yield from self._within(pool, field.type, (*prefix, field.name), steps, depth + 1)

    def _is_in_reset(self, step: Step) -> bool:
        """Whether a statement stands in a function that says by its name that it resets."""
        function = self._resolver.enclosing_function(step.touch.file, step.touch.node)
        name = child(function, "name") if function is not None else None
        return name is not None and reset_names().is_reset(text(name))

    def _leftover(self, pool: PoolDeclaration, type_: Type, field: Field) -> tuple[Place, Place] | None:
        """Where a field is set, and read by whoever comes next; None where it cannot be dirty, or that is in doubt."""
        held = field.type.element if isinstance(field.type, Pointer) else field.type
        meant = self._resolver.underlying(field.type)
        if isinstance(meant, Chan | Struct) or (isinstance(held, Named) and held.path in _SYNCHRONISED):
            return None
        if type_ in {field.type, held}:
            return None
        uses = [use for use in self._uses.of(field) if not self._is_making(pool, use)]
        clears = [use for use in uses if use.touch.deed in {Deed.CLEAR, Deed.CUT} and not use.touch.path]
        if any(self._nil_check(use, uses) is None for use in clears):
            return None  # somebody sees to it
        writes = [use for use in uses if use.touch.deed in {Deed.SET, Deed.CHANGE, Deed.GROW} and not use.touch.path]
        if not writes:
            return None
        return (
            self._filled_on_demand(field, uses, writes)
            or self._added_up(field, uses, writes)
            or self._sticky(field, uses, writes)
            or self._set_by_user(uses, writes)
            or self._collected(field, uses, writes)
        )

    def _filled_on_demand(
        self, field: Field, uses: list[FieldUse], writes: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """Set where it is found to be nil, to something that depends on the user."""
        if isinstance(self._resolver.underlying(field.type), Basic):
            return None
        sets = [use for use in writes if use.touch.deed is Deed.SET]
        for use in sets:
            asked = self._nil_check(use, uses)
            around = use.function
            for other in sets if asked is not None and around is not None else ():
                is_near = other.function is not None and around is not None and other.function.id == around.id
                if asked is not None and is_near and self._depends_on_object(other):
                    return _place(other), _place(asked)
        return None

    def _nil_check(self, write: FieldUse, uses: list[FieldUse]) -> FieldUse | None:
        """The condition `x.f == nil` under which a field is set."""
        for use in uses:
            condition = use.touch.node
            if use.touch.deed is not Deed.CHECK or use.touch.file is not write.touch.file:
                continue
            around = self._resolver.parent(use.touch.file, condition)
            if operator_of(condition) != "==" or around is None or around.type != "if_statement":
                continue
            then = child(around, "consequence")
            if then is not None and then.start_byte <= write.touch.node.start_byte < then.end_byte:
                return use
        return None

    def _depends_on_object(self, use: FieldUse) -> bool:
        """Whether what is set is made from the rest of the object."""
        value = use.touch.value
        if value is None or is_fresh(self._resolver, use.touch.file, value):
            return False
        left = child(use.touch.node, "left")
        owner = text(left).partition(".")[0] if left is not None else ""
        for node in walk(value):
            if node.type != "identifier":
                continue
            object_ = self._resolver.object_of(use.touch.file, node)
            if object_ is None:
                continue
            if object_.kind in {"receiver", "param"} and text(node) == owner:
                return True
            if object_.is_local and object_.kind == "var":
                values = assigned_values(self._resolver, use.touch.file, object_)
                if any(text(each).startswith(f"{owner}.") for each in values):
                    return True
        return False

    def _added_up(self, field: Field, uses: list[FieldUse], writes: list[FieldUse]) -> tuple[Place, Place] | None:
        """`x.n += …` and nothing else."""
        meant = self._resolver.underlying(field.type)
        if not isinstance(meant, Basic) or meant.name in {"bool", "string"}:
            return None
        if any(use.touch.deed is not Deed.CHANGE for use in writes):
            return None
        if any(_goes_down(use.touch.node) for use in writes):
            return None
        read = next((use for use in uses if use.touch.deed in {Deed.READ, Deed.CHECK}), None)
        return (_place(writes[0]), _place(read)) if read is not None else None

    def _sticky(self, field: Field, uses: list[FieldUse], writes: list[FieldUse]) -> tuple[Place, Place] | None:
        """A flag that is only ever set to true."""
        if self._resolver.underlying(field.type) != Basic("bool"):
            return None
        if not all(use.touch.value is not None and text(use.touch.value) == "true" for use in writes):
            return None
        read = next((use for use in uses if use.touch.deed in _DEPENDS), None)
        return (_place(writes[0]), _place(read)) if read is not None else None

    def _set_by_user(self, uses: list[FieldUse], writes: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set by exported methods to what they are given, and read by another without being set there."""
        if any(not self._is_setter(use) for use in writes):
            return None
        setters = {use.function.id for use in writes if use.function is not None}
        for use in uses:
            if use.touch.deed in _DEPENDS and use.function is not None and use.function.id not in setters:
                return _place(writes[0]), _place(use)
        return None

    def _is_setter(self, use: FieldUse) -> bool:
        """Whether a method does nothing but set the field: `func (c *T) SetF(f F) { c.f = f }`."""
        function, value = use.function, use.touch.value
        if function is None or function.type != "method_declaration" or value is None or use.touch.deed is not Deed.SET:
            return False
        name, body = child(function, "name"), child(function, "body")
        if name is None or not text(name)[:1].isupper() or reset_names().is_reset(text(name)) or body is None:
            return False
        return (
            self._origins.of(use.touch.value_file, value, None) is Owner.USER
            and body.end_point[0] - body.start_point[0] <= 4
        )

    def _collected(self, field: Field, uses: list[FieldUse], writes: list[FieldUse]) -> tuple[Place, Place] | None:
        """A map that keys are added to, made on demand at most."""
        if not isinstance(self._resolver.underlying(field.type), Map):
            return None
        grown = [use for use in writes if use.touch.deed is Deed.GROW]
        others = [use for use in writes if use.touch.deed is not Deed.GROW]
        if not grown or any(self._nil_check(use, uses) is None for use in others):
            return None
        if any(use.touch.deed is Deed.CHANGE for use in uses):
            return None  # keys are deleted
        for use in uses:
            if (
                use.touch.deed in _DEPENDS
                and use.function is not None
                and use.function.id not in {each.function.id for each in grown if each.function}
            ):
                return _place(grown[0]), _place(use)
        return None

    def _is_making(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the object is only being made there, or is reset."""
        function = use.function
        if function is None:
            return True
        if any(new.node.id == function.id for new in pool.new):
            return True
        left = child(use.touch.node, "left")
        node = left.named_children[0] if left is not None and left.named_children else use.touch.node
        while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
            node = base(operand)
        root = self._resolver.object_of(use.touch.file, node) if node.type == "identifier" else None
        if root is None or not root.is_local or root.kind != "var":
            return False
        values = assigned_values(self._resolver, use.touch.file, root)
        return any(is_fresh(self._resolver, use.touch.file, each) for each in values)


def _place(use: FieldUse) -> Place:
    return Place(use.touch.file, use.touch.node)


def _last(sets: list[Step]) -> Step:
    """The last statement of the function that resets most fields."""

    def key(step: Step) -> tuple[int, str, int]:
        near = sum(
            other.touch.file is step.touch.file
            and abs(other.touch.node.start_point[0] - step.touch.node.start_point[0]) < 40
            for other in sets
        )
        return near, step.touch.file.path, step.touch.node.start_byte

    return max(sets, key=key)


def _goes_down(statement: Node) -> bool:
    operator = child(statement, "operator")
    return statement.type == "dec_statement" or (operator is not None and operator.type != "+=")
