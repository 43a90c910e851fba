"""Whether a field is dirty when an object comes back: set while it was used, and read before anything sets it again.

A field counts only where somebody reads it before anything sets it, and where one of these says that the order of calls
is up to the user of the object:

- a cache that is filled on demand: `if x.query == nil { x.query = parse(x.url) }`;
- a number that is added to and never set;
- a flag that is set to true and never to false, an error that is kept and never taken back: what sets it under a
  condition leaves it as it was otherwise;
- a buffer that is written to, or a map whose entries are counted up, that nobody empties;
- a field that an exported method sets to what its caller gives;
- a field that is set only for arguments that may be left out;
- a field that keeps the first thing it is given, `if x.cause == nil { x.cause = cause }`, and is asked for elsewhere;
- a map that entries are added to and that nobody empties;
- a slice that is appended to and that nobody cuts, where the reset cuts another;
- the one field among many that the reset forgets, set by whoever takes an object or counted down from use to use, or
  a pointer to something of others that is set where there is one and asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, child, find, text, walk
from scanners.golang.types import Basic, Field, Map, Named, Pointer, Slice, Type
from scanners.pools.code.active_types import row_of
from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.code.operands import addressed
from scanners.pools.code.values import Cut, cut_of, is_blank
from scanners.pools.objects.contents import stateful_types
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.field_uses import FieldUse
from scanners.pools.objects.first_reads import FirstReads
from scanners.pools.objects.fresh_values import is_fresh
from scanners.pools.resets.copied_fields import is_copied
from scanners.pools.resets.never_emptied import never_emptied
from scanners.pools.resets.nil_checks import nil_check
from scanners.pools.resets.piling import only_adds
from scanners.pools.resets.resets import Place, Reset, place
from scanners.pools.resets.user_settings import UserSettings

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_WRITES: Final = frozenset({Deed.SET, Deed.CHANGE, Deed.GROW})
_PILING: Final = frozenset({Deed.GROW, Deed.SET, Deed.READ, Deed.CALL})
_NAMES: Final = frozenset({"identifier", "selector_expression", "index_expression"})


class DirtyFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._first_reads: Final = FirstReads(resolver)
        self._settings: Final = UserSettings(resolver, self._first_reads)

    def left_by(self, reset: Reset, field: Field, uses: list[FieldUse], *, is_rare: bool) -> tuple[Place, Place] | None:
        """Where a field is set, and read by whoever comes next; None where it cannot be dirty, or that is in doubt."""
        first = list(self._first_reads.among(uses))
        found = self._filled_on_demand(field, uses) if first else None
        writing = [use for use in uses if writes(use)]
        if found is not None or not reset.may_be_whole:
            return found or self._plainly_kept(reset, field, uses, writing, first)
        found = never_emptied(self._resolver, field, uses) or self._sticky(reset, field, uses, writing)
        found = found or self._settings.first_kept(uses, writing) or self._settings.optional(reset, uses, writing)
        found = found or (self._picked(field, uses, writing) if is_rare else None)
        if found is not None or not first:
            return found
        return (
            self._added_up(field, uses, writing, first)
            or self._settings.by_setters(uses, writing, first)
            or self._collected(reset, field, uses, first)
            or self._piled_up(reset, field, uses)
            or (self._forgotten(reset, uses, first) if is_rare else None)
            or (self._counted_on(field, uses, writing, first) if is_rare else None)
        )

    def _plainly_kept(
        self, reset: Reset, field: Field, uses: list[FieldUse], writing: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """What the only statement of a function that is called a reset leaves: a flag, an error, a sum."""
        if not reset.is_named or reset.prefix or not writing:
            return None
        return self._sticky(reset, field, uses, writing) or (
            self._added_up(field, uses, writing, first) if first else None
        )

    def _filled_on_demand(self, field: Field, uses: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set where it is found to be nil, to something that depends on the user."""
        if isinstance(self._resolver.underlying(field.type), Basic) or _is_codec(field.type):
            return None
        filling = [use for use in uses if use.touch.deed in {Deed.SET, Deed.GROW} and not use.touch.path]
        for use in filling:
            asked = nil_check(self._resolver, use, uses)
            if asked is None:
                continue
            for other in filling:
                if _is_near(other, use) and self._depends_on_object(other):
                    return place(other), place(asked)
            if any(_is_emptied(each) for each in uses):
                return place(use), place(asked)  # it is made anew when the object changes
        return None

    def _depends_on_object(self, use: FieldUse) -> bool:
        """Whether what is set is made from the rest of the object."""
        value = use.touch.value or child(use.touch.node, "right")  # `x.query, err = parse(x.url)`
        left = child(use.touch.node, "left")
        owner = text(left).partition(".")[0] if left is not None else ""
        if value is not None and addressed(value).type == "composite_literal":
            return any(text(child(each, "operand") or each) == owner for each in find(value, "selector_expression"))
        if value is None or is_fresh(self._resolver, use.touch.file, value):
            return False
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

    def _added_up(
        self, field: Field, uses: list[FieldUse], writing: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """`x.n += …` and nothing else."""
        meant = self._resolver.underlying(field.type)
        if not isinstance(meant, Basic) or meant.name in {"bool", "string"}:
            return None
        if any(use.touch.deed is not Deed.CHANGE or _goes_down(use.touch.node) for use in writing):
            return None
        if any(_is_emptied(use) for use in uses):
            return None  # somebody starts from zero, who may be whoever takes an object
        read = next((use for use in first if use.touch.deed in {Deed.READ, Deed.CHECK, Deed.BOUND}), None)
        return (place(writing[0]), place(read)) if read is not None else None

    def _sticky(
        self, reset: Reset, field: Field, uses: list[FieldUse], writing: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """A flag that is only ever set to true; an error that is asked for, kept, and never set to nil.

        What only the reset asks for tells it how to reset, and nothing to whoever takes the object.
        """
        if any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses):
            return None
        reads = self._first_reads.among(uses, unless_chosen=True)
        first = [use for use in reads if not reset.asks(use)]
        if not first:
            return None
        if is_flag(field.type) and any(use.touch.deed is Deed.CALL for use in uses):
            return None  # it may be swapped back
        if self._resolver.underlying(field.type) == Basic("bool") or is_flag(field.type):
            setting = [use for use in writing if not is_copied(self._resolver, use)]
            is_kept = bool(setting) and all(
                use.touch.value is not None and text(use.touch.value) == "true" for use in setting
            )
            read = first[0]
        elif str(field.type) == "error":
            checks = [use for use in first if use.touch.deed is Deed.CHECK]
            is_kept = bool(checks)
            read = checks[0] if checks else first[0]
        else:
            return None
        return (place(writing[0]), place(read)) if is_kept else None

    def _collected(
        self, reset: Reset, field: Field, uses: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """A map that keys are added to, made on demand at most."""
        if not isinstance(self._resolver.underlying(field.type), Map):
            return None
        grown = [use for use in uses if use.touch.deed is Deed.GROW and not use.touch.path]
        made = [use for use in uses if use.touch.deed is Deed.SET and use.touch.node.id in reset.set_in_use]
        if not grown or any(nil_check(self._resolver, use, uses) is None for use in made):
            return None
        if any(use.touch.deed is Deed.CHANGE for use in uses):
            return None  # keys are deleted
        adding = {each.function.id for each in grown if each.function is not None}
        for use in first:
            if use.function is not None and use.function.id not in adding:
                return place(grown[0]), place(use)
        return None

    def _piled_up(self, reset: Reset, field: Field, uses: list[FieldUse]) -> tuple[Place, Place] | None:
        """A slice that is appended to, itself or under another name, and handed on as a whole.

        Whoever asks for its length or for single elements may keep it on purpose, such as a list of free blocks.
        """
        if not isinstance(self._resolver.underlying(field.type), Slice) or not self._cuts_another(reset):
            return None
        if any(use.touch.path or use.touch.deed not in _PILING for use in uses):
            return None
        adding = [use for use in uses if use.touch.deed in {Deed.GROW, Deed.SET}]
        is_own = all(only_adds(self._resolver, use.touch, field.name) for use in adding)
        read = next((use for use in uses if use.touch.deed in {Deed.READ, Deed.CALL}), None)
        return (place(adding[0]), place(read)) if adding and is_own and read is not None else None

    def _cuts_another(self, reset: Reset) -> bool:
        slices = {each.name for each in reset.fields if isinstance(self._resolver.underlying(each.type), Slice)}
        steps = (step for name, found in reset.renewed.items() if name in slices for step in found)
        return any(_cuts(step.touch) for step in steps if len(step.path) == len(reset.prefix) + 1)

    def _forgotten(self, reset: Reset, uses: list[FieldUse], first: list[FieldUse]) -> tuple[Place, Place] | None:
        """Set by one of those who take an object and taken back by nobody, where the reset knows all other fields."""
        if any(use.touch.deed in {Deed.CLEAR, Deed.CUT} for use in uses):
            return None
        for use in uses:
            value = use.touch.value
            is_set = use.touch.deed is Deed.SET and not use.touch.path and use.touch.node.id in reset.set_by_taker
            if is_set and value is not None and not is_blank(self._resolver, use.touch.value_file, value):
                return place(use), place(first[0])
        return None

    def _picked(self, field: Field, uses: list[FieldUse], writing: list[FieldUse]) -> tuple[Place, Place] | None:
        """A pointer to something of others that is set where there is one, asked for, and never set to nil."""
        if not isinstance(self._resolver.underlying(field.type), Pointer) or not writing:
            return None
        if any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses):
            return None
        if not all(use.touch.deed is Deed.SET and self._is_found(use, uses) for use in writing):
            return None
        first = self._first_reads.among(uses, unless_chosen=True)
        asked = next((use for use in first if use.touch.deed is Deed.CHECK), None)
        return (place(writing[0]), place(asked)) if asked is not None else None

    def _is_found(self, use: FieldUse, uses: list[FieldUse]) -> bool:
        """Whether a field is set to what is there already, not for want of one: `if c, ok := m[k]; ok { x.c = c }`."""
        value, left = use.touch.value, child(use.touch.node, "left")
        if value is None or left is None or nil_check(self._resolver, use, uses) is not None:
            return False
        own = text(left).partition(".")[0]
        waiting, seen = [value], set[int]()
        while waiting:
            node = waiting.pop()
            if node.type not in _NAMES or text(node).partition(".")[0] in {own, "nil"}:
                return False
            object_ = self._resolver.object_of(use.touch.value_file, node) if node.type == "identifier" else None
            if object_ is not None and object_.is_local and object_.kind == "var" and node.id not in seen:
                seen.add(node.id)
                waiting += assigned_values(self._resolver, use.touch.value_file, object_)
        return True

    def _counted_on(
        self, field: Field, uses: list[FieldUse], writing: list[FieldUse], first: list[FieldUse]
    ) -> tuple[Place, Place] | None:
        """A number that is asked for, set and counted down: the next user goes on from where the last one stopped."""
        meant = self._resolver.underlying(field.type)
        if not isinstance(meant, Basic) or meant.name in {"bool", "string", "unsafe.Pointer"}:
            return None
        if any(use.touch.deed is Deed.CLEAR and not use.touch.path for use in uses):
            return None
        counting = next((use for use in writing if use.touch.deed is Deed.CHANGE), None)
        asked = next((use for use in first if use.touch.deed in {Deed.CHECK, Deed.BOUND}), None)
        is_set = any(use.touch.deed is Deed.SET for use in writing)
        return (place(counting), place(asked)) if counting is not None and asked is not None and is_set else None


def writes(use: FieldUse) -> bool:
    """Whether a use sets a field or adds to it."""
    return use.touch.deed in _WRITES and not use.touch.path


def is_flag(type_: Type) -> bool:
    """Whether a type is the flag of package sync/atomic."""
    return isinstance(type_, Named) and type_.qualified == "sync/atomic.Bool"


def _cuts(touch: Touch) -> bool:
    """Whether a slice is cut to nothing, itself or under another name: `list := x.list; x.list = list[:0]`."""
    value = touch.value
    is_cut = value is not None and value.type == "slice_expression" and cut_of(value) is Cut.EMPTY
    return touch.deed in {Deed.CUT, Deed.CLEAR} or (touch.deed is Deed.SET and is_cut)


def _is_emptied(use: FieldUse) -> bool:
    """Whether the field is set to its zero value."""
    return use.touch.deed is Deed.CLEAR and not use.touch.path and use.touch.node.type not in CALLS


def _is_codec(type_: Type) -> bool:
    """Whether a type is known to be reset to what it works on next: made on demand, it is no cache of that."""
    held = type_.element if isinstance(type_, Pointer) else type_
    known = stateful_types().get(held.qualified) if isinstance(held, Named) else None
    return (known is not None and bool(known.resets)) or row_of(type_) is not None


def _is_near(one: FieldUse, other: FieldUse) -> bool:
    """Whether two uses stand in one function."""
    return one.function is not None and other.function is not None and one.function.id == other.function.id


def _goes_down(statement: Node) -> bool:
    operator = child(statement, "operator")
    return statement.type == "dec_statement" or (operator is not None and operator.type != "+=")
