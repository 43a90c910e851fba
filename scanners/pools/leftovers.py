"""Fields that the reset of a pooled object misses: set while it is used, and read by the next user as they come.

A field counts only where somebody reads it before anything sets it, and where one of these says that the order of calls
is up to the user of the object:

- a cache that is filled on demand: `if x.query == nil { x.query = parse(x.url) }`;
- a number that is added to and never set;
- a flag that is set to true and never to false, an error that is kept and never taken back;
- a field that an exported method sets to what its caller gives;
- a map that entries are added to and that nobody empties;
- the one field among many that the reset forgets;
- an exported field beside others that the reset gives back to the next user.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, text, walk
from scanners.golang.types import Basic, Chan, Field, Map, Named, Pointer, Struct, Type
from scanners.pools.contents import reset_names
from scanners.pools.declarations import is_exported
from scanners.pools.deeds import Deed, Path, is_fresh
from scanners.pools.field_uses import FieldUse, FieldUses
from scanners.pools.first_reads import FirstReads
from scanners.pools.givers import Origins, Owner
from scanners.pools.holders import Holders
from scanners.pools.objects_in_functions import assigned_values, base
from scanners.pools.refills import Refills
from scanners.pools.resets import Place, Reset, Resets
from scanners.pools.values import is_blank, operator_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration

_WRITES: Final = frozenset({Deed.SET, Deed.CHANGE, Deed.GROW})
_FEWEST: Final = 2  # fields that are reset; where it is only one, that may not be meant as a reset
_MANY: Final = 5  # fields that are reset where one that is left out has been forgotten
_RARE: Final = 4  # so many are reset for each that is left out
_SYNCHRONISED: Final = frozenset({"sync", "sync/atomic"})
_SETTER: Final = 4  # lines


class Gap(Enum):
    """How a reset leaves something of the last user."""

    MISSED = "missed"  # it does not touch the field
    HANDED_BACK = "handed-back"  # it does not touch an exported field, which users of the package set
    REFILLED = "refilled"  # it cuts a slice whose elements are taken back and filled in part
    ONE_ELEMENT = "one-element"  # its loop sets one element again and again


@dataclass(frozen=True, slots=True)
class Leftover:
    """A field, by its path, with where it is set and where the next user reads it, as far as that is at hand."""

    path: Path
    field: Field
    set: Place | None = None
    read: Place | None = None


@dataclass(frozen=True, slots=True)
class PartialReset:
    """The fields of a struct `type` that a reset leaves; `reset` is its last statement, or what does too little."""

    gap: Gap
    type: Type
    reset: Place
    missed: tuple[Leftover, ...]


class Leftovers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)
        self._resets: Final = Resets(resolver, holders, uses)
        self._first_reads: Final = FirstReads(resolver)
        self._refills: Final = Refills(resolver, holders.touches, uses)

    def of(self, pool: PoolDeclaration) -> Iterator[PartialReset]:
        """The partial resets of a pool: of its objects, and of structs inside them that have a reset of their own."""
        for reset in self._resets.of(pool):
            if self._is_meant(reset):
                for gap, find in ((Gap.MISSED, self._missed), (Gap.HANDED_BACK, self._handed_back)):
                    if missed := tuple(find(pool, reset)):
                        yield PartialReset(gap, reset.type, reset.last, missed)
            for field, cut, taken, filled in self._refills.of(pool, reset):
                left = Leftover((*reset.prefix, field.name), field, taken, filled)
                yield PartialReset(Gap.REFILLED, reset.type, cut, (left,))
            for step in reset.stuck:
                named = next((field for field in reset.fields if field.name == step.path[len(reset.prefix)]), None)
                here = Place(step.touch.file, step.touch.node)
                if named is not None:
                    left = Leftover(step.path[: len(reset.prefix) + 1], named)
                    yield PartialReset(Gap.ONE_ELEMENT, reset.type, here, (left,))

    def _is_meant(self, reset: Reset) -> bool:
        """Whether what is done to the fields is meant as a reset of them all."""
        return reset.is_seen and (reset.is_named or (len(reset.renewed) >= _FEWEST and not reset.prefix))

    def _missed(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        dirty = [(field, uses) for field, uses in self._left_out(pool, reset) if any(_writes(use) for use in uses)]
        is_rare = len(reset.renewed) >= _MANY and len(dirty) * _RARE <= len(reset.renewed)
        for field, uses in dirty:
            found = None if self._is_seen_to(uses) else self._leftover(reset, field, uses, is_rare=is_rare)
            if found is not None:
                yield Leftover((*reset.prefix, field.name), field, *found)

    def _left_out(self, pool: PoolDeclaration, reset: Reset) -> Iterator[tuple[Field, list[FieldUse]]]:
        """The fields that a reset does not touch, with what is done to them once the object is made."""
        for field in reset.fields:
            if field.name not in reset.renewed and self._can_be_dirty(reset, field):
                yield field, [use for use in self._uses.of(field, pool.package) if not self._is_making(pool, use)]

    def _can_be_dirty(self, reset: Reset, field: Field) -> bool:
        held = field.type.element if isinstance(field.type, Pointer) else field.type
        if isinstance(held, Named) and held.path in _SYNCHRONISED:
            return False
        return reset.type not in {field.type, held} and not isinstance(
            self._resolver.underlying(field.type), Chan | Struct
        )

    def _is_seen_to(self, uses: list[FieldUse]) -> bool:
        """Whether some function that ends the use of an object clears the field, seen to be called or not."""
        return any(
            use.touch.deed in {Deed.CLEAR, Deed.CUT}
            and not use.touch.path
            and self._nil_check(use, uses) is None
            and self._may_end_use(use)
            for use in uses
        )

    def _may_end_use(self, use: FieldUse) -> bool:
        name = child(use.function, "name") if use.function is not None else None
        return name is None or reset_names().may_reset(text(name))

    def _leftover(
        self, reset: Reset, field: Field, uses: list[FieldUse], *, is_rare: bool
    ) -> tuple[Place, Place] | None:
        """Where a field is set, and read by whoever comes next; None where it cannot be dirty, or that is in doubt."""
        first = list(self._first_reads.among(uses))
        found = self._filled_on_demand(field, uses) if first else None
        if found is not None or not first or len(reset.renewed) < _FEWEST:
            return found
        writes = [use for use in uses if _writes(use)]
        return (
            self._added_up(field, writes, first)
            or self._sticky(field, uses, writes, first)
            or self._set_by_user(uses, writes, first)
            or self._collected(reset, field, uses, first)
            or (self._forgotten(reset, uses, first) if is_rare else None)
        )

    def _filled_on_demand(self, field: Field, uses: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set where it is found to be nil, to something that depends on the user."""
        if isinstance(self._resolver.underlying(field.type), Basic):
            return None
        filling = [use for use in uses if use.touch.deed in {Deed.SET, Deed.GROW} and not use.touch.path]
        for use in filling:
            asked = self._nil_check(use, uses)
            if asked is None:
                continue
            for other in filling:
                if _is_near(other, use) and self._depends_on_object(other):
                    return _place(other), _place(asked)
            if any(_is_emptied(each) for each in uses):
                return _place(use), _place(asked)  # it is made anew when the object changes
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

    def _added_up(self, field: Field, writes: list[FieldUse], first: list[FieldUse]) -> tuple[Place, Place] | None:
        """`x.n += …` and nothing else."""
        meant = self._resolver.underlying(field.type)
        if not isinstance(meant, Basic) or meant.name in {"bool", "string"}:
            return None
        if any(use.touch.deed is not Deed.CHANGE or _goes_down(use.touch.node) for use in writes):
            return None
        read = next((use for use in first if use.touch.deed in {Deed.READ, Deed.CHECK, Deed.BOUND}), None)
        return (_place(writes[0]), _place(read)) if read is not None else None

    def _sticky(
        self, field: Field, uses: list[FieldUse], writes: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """A flag that is only ever set to true; an error that is asked for, kept, and never set to nil."""
        if any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses):
            return None
        if self._resolver.underlying(field.type) == Basic("bool"):
            is_kept = all(use.touch.value is not None and text(use.touch.value) == "true" for use in writes)
            read = first[0]
        elif str(field.type) == "error":
            checks = [use for use in first if use.touch.deed is Deed.CHECK]
            is_kept = bool(checks)
            read = checks[0] if checks else first[0]
        else:
            return None
        return (_place(writes[0]), _place(read)) if is_kept else None

    def _set_by_user(
        self, uses: list[FieldUse], writes: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """Set by exported methods to what they are given, and read by another without being set there."""
        taken_back = any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses)
        if taken_back or any(not self._is_setter(use) for use in writes):
            return None
        return _place(writes[0]), _place(first[0])

    def _is_setter(self, use: FieldUse) -> bool:
        """Whether a method does nothing but set the field: `func (c *T) SetF(f F) { c.f = f }`."""
        function, value = use.function, use.touch.value
        if function is None or function.type != "method_declaration" or value is None or use.touch.deed is not Deed.SET:
            return False
        name, body = child(function, "name"), child(function, "body")
        if name is None or not is_exported(text(name)) or reset_names().is_reset(text(name)) or body is None:
            return False
        return (
            self._origins.of(use.touch.value_file, value, None) is Owner.USER
            and body.end_point[0] - body.start_point[0] <= _SETTER
        )

    def _collected(
        self, reset: Reset, field: Field, uses: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """A map that keys are added to, made on demand at most."""
        if not isinstance(self._resolver.underlying(field.type), Map):
            return None
        grown = [use for use in uses if use.touch.deed is Deed.GROW and not use.touch.path]
        made = [use for use in uses if use.touch.deed is Deed.SET and use.touch.node.id in reset.set_in_use]
        if not grown or any(self._nil_check(use, uses) is None for use in made):
            return None
        if any(use.touch.deed is Deed.CHANGE for use in uses):
            return None  # keys are deleted
        adding = {each.function.id for each in grown if each.function is not None}
        for use in first:
            if use.function is not None and use.function.id not in adding:
                return _place(grown[0]), _place(use)
        return None

    def _forgotten(self, reset: Reset, uses: list[FieldUse], first: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set by one of those who take an object and taken back by nobody, where the reset knows all other fields."""
        if any(use.touch.deed in {Deed.CLEAR, Deed.CUT} for use in uses):
            return None
        for use in uses:
            value = use.touch.value
            is_set = use.touch.deed is Deed.SET and not use.touch.path and use.touch.node.id in reset.set_by_taker
            if is_set and value is not None and not is_blank(self._resolver, use.touch.value_file, value):
                return _place(use), _place(first[0])
        return None

    def _handed_back(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        """Exported fields that only users of the package set, where the reset clears another one of that kind."""
        is_handed_out = any(is_exported(each.name) for each in pool.wrappers)
        if not is_handed_out or not any(self._is_setting(pool, reset, field) for field in reset.fields):
            return
        for field, uses in self._left_out(pool, reset):
            read = next((use for use in uses if use.touch.deed in {Deed.READ, Deed.CHECK, Deed.CALL}), None)
            is_seen_to = any(_writes(use) for use in uses) or self._is_seen_to(uses)
            if is_exported(field.name) and read is not None and not is_seen_to:
                yield Leftover((*reset.prefix, field.name), field, read=_place(read))

    def _is_setting(self, pool: PoolDeclaration, reset: Reset, field: Field) -> bool:
        """Whether the reset clears an exported field that nothing in the package sets."""
        steps = reset.renewed.get(field.name, ())
        if not is_exported(field.name) or not any(step.touch.deed is Deed.CLEAR for step in steps):
            return False
        uses = (use for use in self._uses.of(field, pool.package) if not self._is_making(pool, use))
        return not any(_writes(use) for use in uses)

    def _is_making(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the object is only being made there."""
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


def _writes(use: FieldUse) -> bool:
    return use.touch.deed in _WRITES and not use.touch.path


def _is_emptied(use: FieldUse) -> bool:
    """Whether the field is set to its zero value."""
    return use.touch.deed is Deed.CLEAR and not use.touch.path and use.touch.node.type not in CALLS


def _is_near(one: FieldUse, other: FieldUse) -> bool:
    """Whether two uses stand in one function."""
    return one.function is not None and other.function is not None and one.function.id == other.function.id


def _goes_down(statement: Node) -> bool:
    operator = child(statement, "operator")
    return statement.type == "dec_statement" or (operator is not None and operator.type != "+=")
