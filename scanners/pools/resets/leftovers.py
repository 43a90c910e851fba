"""What the reset of a pooled object leaves of the last user.

Fields that are dirty and that it does not touch; exported fields that only users of the package set, beside others that
it clears; slices whose old elements come back; and loops that set one element again and again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, find, text
from scanners.golang.types import Array, Chan, Field, Map, Named, Pointer, Slice, Struct, Type
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import Deed, Path
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.fresh_values import is_newly_made
from scanners.pools.objects.holders import Holders
from scanners.pools.resets.decoded_fields import DecodedFields
from scanners.pools.resets.dirty_fields import DirtyFields, is_flag, writes
from scanners.pools.resets.handlers import Handlers
from scanners.pools.resets.inner_parts import inner_parts
from scanners.pools.resets.kept_back import keeps_back
from scanners.pools.resets.made_ready import made_ready
from scanners.pools.resets.never_emptied import is_buffer
from scanners.pools.resets.new_puts import gets_new_objects_only
from scanners.pools.resets.nil_checks import nil_check
from scanners.pools.resets.only_embedded import only_embedded
from scanners.pools.resets.refills import Refills
from scanners.pools.resets.resets import Place, Reset, Resets, place
from scanners.pools.resets.staying import Staying
from scanners.pools.resets.swapped_flags import swapped

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration

_FEWEST: Final = 2  # fields that are reset; where it is only one, that may not be meant as a reset
_MANY: Final = 5  # fields that are reset where one that is left out has been forgotten
_RARE: Final = 4  # so many are reset for each that is left out
_SYNCHRONISED: Final = frozenset({"sync", "sync/atomic"})


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
    """The fields of a struct `type` that a reset leaves; `reset` is its last statement, or what does too little.

    The struct lies behind `depth` fields of the object.
    """

    gap: Gap
    type: Type
    reset: Place
    missed: tuple[Leftover, ...]
    depth: int = 0


class Leftovers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._resets: Final = Resets(resolver, holders, uses)
        self._dirty: Final = DirtyFields(resolver)
        self._refills: Final = Refills(resolver, holders.touches, uses)
        self._decoded: Final = DecodedFields(resolver, holders)
        self._handlers: Final = Handlers(resolver, holders)
        self._staying: Final = Staying(resolver, holders)
        self._ready: Final[dict[PoolDeclaration, frozenset[int]]] = {}

    def of(self, pool: PoolDeclaration) -> Iterator[PartialReset]:
        """The partial resets of a pool: of its objects, and of structs inside them that have a reset of their own."""
        for reset in self._resets.of(pool) if not gets_new_objects_only(self._resolver, pool) else ():
            if self._is_meant(reset):
                for gap, find in ((Gap.MISSED, self._missed), (Gap.HANDED_BACK, self._handed_back)):
                    if missed := tuple(find(pool, reset)):
                        yield PartialReset(gap, reset.type, reset.last, missed, len(reset.prefix))
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
        return reset.is_seen and (reset.is_named or (reset.may_be_whole and not reset.prefix))

    def _missed(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        dirty = [(field, uses) for field, uses in self._left_out(pool, reset) if any(writes(use) for use in uses)]
        is_rare = len(reset.renewed) >= _MANY and len(dirty) * _RARE <= len(reset.renewed)
        for field, uses in dirty:
            is_clean = (
                self._is_seen_to(uses) or self._changes(reset, uses) or keeps_back(self._resolver, pool, field, uses)
            )
            found = None if is_clean else self._dirty.left_by(reset, field, uses, is_rare=is_rare)
            if found is not None and self._may_come_back(pool, path := (*reset.prefix, field.name), field, uses):
                yield Leftover(path, field, *found)
        yield from self._missed_inside(pool, reset)
        yield from self._decoded_into(pool, reset)
        for field in reset.fields if reset.may_be_whole else ():
            if field.name not in reset.renewed and (spot := swapped(self._in_use(pool, field))) is not None:
                yield Leftover((*reset.prefix, field.name), field, spot, spot)

    def _decoded_into(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        """The fields that only a decoder sets, where its input has them."""
        decoders = self._decoded.decoders(pool) if not reset.prefix else frozenset[int]()
        if not decoders:
            return
        renewed = {
            name for name, steps in reset.renewed.items() if not all(map(self._decoded.stands_in_decoder, steps))
        }
        for field in reset.fields if len(renewed) >= _FEWEST else ():
            uses = self._in_use(pool, field) if field.name not in renewed else []
            if (found := self._decoded.left_by(decoders, uses)) is not None:
                yield Leftover((*reset.prefix, field.name), field, place(found[0]), place(found[1]))

    def _changes(self, reset: Reset, uses: list[FieldUse]) -> bool:
        """Whether the function that ends in the reset, or what it calls, counts a field up or down: a generation."""
        function = self._resolver.enclosing_function(reset.last.file, reset.last.node) if reset.is_named else None
        if function is None:
            return False
        called = (self._resolver.callee(reset.last.file, call).declaration for call in find(function, *CALLS))
        functions = {function.id, *(each.node.id for each in called if each is not None)}
        changing = (use.function for use in uses if use.touch.deed is Deed.CHANGE)
        return any(each is not None and each.id in functions for each in changing)

    def _missed_inside(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        """The parts of structs and arrays inside the object, none of which the reset touches."""
        for field in reset.fields:
            uses = self._in_use(pool, field) if field.name not in reset.renewed and self._is_plain(field) else []
            for part in inner_parts(self._resolver, self._uses, field, uses):
                if not any(writes(use) for use in part.uses) or self._is_seen_to(part.uses):
                    continue
                found = self._dirty.left_by(reset, part.standing_for, part.uses, is_rare=False)
                path = (*reset.prefix, *part.path)
                if found is not None and self._may_come_back(pool, path, part.field, part.uses):
                    yield Leftover(path, part.field, *found)

    def _may_come_back(self, pool: PoolDeclaration, path: Path, field: Field, uses: list[FieldUse]) -> bool:
        """Whether somebody may write the field of an object of this pool, not just of others of the type."""
        deeds = self._staying.of(pool)
        is_shared = isinstance(self._resolver.underlying(field.type), Map | Slice)
        return deeds is None or deeds.know(path, uses, is_shared=is_shared)

    def _is_plain(self, field: Field) -> bool:
        """Whether a field is a struct or an array of the program's own."""
        is_foreign = isinstance(field.type, Named) and field.type.path in _SYNCHRONISED
        return not is_foreign and isinstance(self._resolver.underlying(field.type), Struct | Array)

    def _left_out(self, pool: PoolDeclaration, reset: Reset) -> Iterator[tuple[Field, list[FieldUse]]]:
        """The fields that a reset does not touch, with what is done to them once the object is made."""
        for field in self._fields(reset):
            if field.name not in reset.renewed and self._can_be_dirty(reset, field):
                yield field, self._in_use(pool, field)

    def _fields(self, reset: Reset) -> Iterator[Field]:
        """The fields of a struct, with those of a struct that it embeds, which nothing renews and no other type has."""
        for field in reset.fields:
            yield field
            if field.embedded and field.name not in reset.renewed and only_embedded(self._resolver, field.type):
                yield from self._uses.fields(field.type)

    def _in_use(self, pool: PoolDeclaration, field: Field) -> list[FieldUse]:
        """What is done to a field, but for where the object is only being made."""
        return [use for use in self._uses.of(field, pool.package) if not self._is_making(pool, use)]

    def _can_be_dirty(self, reset: Reset, field: Field) -> bool:
        held = field.type.element if isinstance(field.type, Pointer) else field.type
        if isinstance(held, Named) and held.path in _SYNCHRONISED:
            return is_flag(field.type)
        is_memory = is_buffer(held) or not isinstance(self._resolver.underlying(field.type), Chan | Struct)
        return is_memory and reset.type not in {field.type, held}

    def _is_seen_to(self, uses: list[FieldUse]) -> bool:
        """Whether some function that ends the use of an object clears the field, seen to be called or not."""
        return any(
            use.touch.deed in {Deed.CLEAR, Deed.CUT}
            and not use.touch.path
            and nil_check(self._resolver, use, uses) is None
            and self._may_end_use(use)
            for use in uses
        )

    def _may_end_use(self, use: FieldUse) -> bool:
        name = child(use.function, "name") if use.function is not None else None
        return name is None or reset_names().may_reset(text(name))

    def _handed_back(self, pool: PoolDeclaration, reset: Reset) -> Iterator[Leftover]:
        """Exported fields that only users of the package set, where the reset clears another one of that kind."""
        is_handed_out = any(is_exported(each.name) for each in pool.wrappers)
        is_served = not is_handed_out and self._handlers.are_given_objects(pool)
        if not (is_handed_out or is_served) or not any(self._is_setting(pool, reset, field) for field in reset.fields):
            return
        for field, uses in self._left_out(pool, reset):
            read = next((use for use in uses if use.touch.deed in {Deed.READ, Deed.CHECK, Deed.CALL}), None)
            is_seen_to = self._is_set_by_package(pool, reset, field) or self._is_seen_to(uses)
            is_made_with = is_served and any(self._uses.given(field))
            is_known = is_seen_to or is_made_with or self._is_configuration(field)
            if is_exported(field.name) and read is not None and not is_known:
                yield Leftover((*reset.prefix, field.name), field, read=place(read))

    def _is_configuration(self, field: Field) -> bool:
        """Whether a field is what the object is made for: `return &Batch{Schema: schema}`."""
        named = ((file, base(value)) for file, value in self._uses.given(field))
        objects = (self._resolver.object_of(file, node) for file, node in named if node.type == "identifier")
        return any(object_ is not None and object_.kind == "param" for object_ in objects)

    def _is_setting(self, pool: PoolDeclaration, reset: Reset, field: Field) -> bool:
        """Whether the reset clears an exported field that nothing in the package sets."""
        steps = reset.renewed.get(field.name, ())
        if not is_exported(field.name) or not any(step.touch.deed is Deed.CLEAR for step in steps):
            return False
        return not self._is_set_by_package(pool, reset, field)

    def _is_set_by_package(self, pool: PoolDeclaration, reset: Reset, field: Field) -> bool:
        """Whether the package sets a field itself, if only of copies; what a constructor sets is a default."""
        for use in self._uses.of(field, pool.package):
            if writes(use) and not (self._is_making(pool, use) and self._is_constructor(pool, use, reset.type)):
                return True
        return False

    def _is_constructor(self, pool: PoolDeclaration, use: FieldUse, type_: Type) -> bool:
        """Whether a function gives back an object of a type, or makes it ready for a pool."""
        if use.function is None or use.function.type == "func_literal" or use.function.id in self._made_ready(pool):
            return True
        results = self._resolver.signature(use.touch.file, use.function).results
        return any((each.element if isinstance(each, Pointer) else each) == type_ for each in results)

    def _made_ready(self, pool: PoolDeclaration) -> frozenset[int]:
        if pool not in self._ready:
            self._ready[pool] = made_ready(self._resolver, pool)
        return self._ready[pool]

    def _is_making(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the object is only being made there."""
        function = use.function
        if function is None:
            return True
        if any(new.node.id == function.id for new in pool.new):
            return True
        if use.touch.deed is Deed.SET and function.id in self._made_ready(pool):
            return True
        left = child(use.touch.node, "left")
        node = left.named_children[0] if left is not None and left.named_children else use.touch.node
        while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
            node = base(operand)
        root = self._resolver.object_of(use.touch.file, node) if node.type == "identifier" else None
        if root is None or not root.is_local or root.kind != "var":
            return False
        values = assigned_values(self._resolver, use.touch.file, root)
        if any(is_newly_made(self._resolver, use.touch.file, each) for each in values):
            return True
        gets = {site.call.id for site in pool.gets}
        taken = [call for call in map(base, values) if self._is_get(use.touch.file, call)]
        return bool(taken) and not any(call.id in gets for call in taken)  # it is another pool's

    def _is_get(self, file: SourceFile, value: Node) -> bool:
        return value.type in CALLS and self._resolver.callee(file, value).qualified == "(*sync.Pool).Get"
