"""What an object in the pool still refers to: what a user gave it and nobody let go of on the way to the Put."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, arguments, child, text
from scanners.golang.types import UNKNOWN, Slice
from scanners.pools.code.objects_in_functions import root_of
from scanners.pools.objects.arrivals import Arrivals
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.empty_fields import EmptyFields
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.givers import Origins, Owner
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.returned_fields import is_cut_by_name
from scanners.pools.objects.touches import Step
from scanners.pools.retention.branches import Branches
from scanners.pools.retention.cut_elements import CutElements, cut_at_put
from scanners.pools.retention.gifts import Gifts
from scanners.pools.retention.hooks import Hooks
from scanners.pools.retention.late_cuts import may_clear_elements
from scanners.pools.retention.other_objects import OtherObjects
from scanners.pools.retention.own_memory import OwnMemory
from scanners.pools.retention.retained import Retained, Way, is_generic
from scanners.pools.retention.swapped import is_swapped

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_NOT_OURS: Final = frozenset({Owner.USER, Owner.LOCAL, Owner.RECEIVER, Owner.FRESH})
_FILLING: Final = frozenset({Deed.GROW, Deed.SET, Deed.CHANGE, Deed.EXTEND})
_ENDINGS: Final = frozenset({"close", "finish", "done"})  # of a codec: it keeps what it wraps


class Retentions:
    """Answers for one program."""

    def __init__(
        self, resolver: Resolver, holders: Holders, uses: FieldUses, own: OwnMemory, others: OtherObjects
    ) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)
        self._gifts: Final = Gifts(resolver, holders, uses, own, others)
        self._hooks: Final = Hooks(resolver, holders)
        self._empty: Final = EmptyFields(resolver)
        self._arrivals: Final = Arrivals(resolver, holders, uses)
        self._cuts: Final = CutElements(resolver, holders, uses)
        self._branches: Final = Branches(resolver, holders)

    def given(self, pool: PoolDeclaration) -> list[Retained]:
        """What users give to the objects of a pool, the first place for each part."""
        return [each for each in self._gifts.of(pool) if not self._is_taken_out(pool, each.path)]

    def _is_taken_out(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether a field is what the object is pooled for: whoever takes one takes it out, `b := x.b; x.b = nil`."""
        gets = [site for site in pool.gets if site.counted]
        taking = ([step.touch.deed for step in self._holders.steps(site) if step.path == path] for site in gets)
        return bool(gets and path) and all(
            deeds[:1] in ([Deed.READ], [Deed.EXTEND]) and Deed.CLEAR in deeds for deeds in taking
        )

    def left(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], given: list[Retained]) -> list[Retained]:
        """What is still referred to at a Put, on one way to it; nothing where it is put back as another type."""
        if chain[0].value is not None and chain[0].value.type in CALLS:
            return []
        steps = self._hooks.steps(chain)
        origins = self._taken_in(pool, chain)
        outer = chain[-1]
        type_ = self._resolver.type_of(outer.file, outer.value) if outer.value is not None else UNKNOWN
        given = [each for each in given if each.may_be_in(origins) and each.may_be_of(type_)]
        given = [each for each in given if not self._is_given_later(outer, each)]
        given = [each for each in given if not any(self._empty.at(site, each.path) for site in chain)]
        kept = [each for each in given if self._is_kept_at(pool, chain, steps, each)]
        if self._arrivals.is_unseen(pool, outer):
            kept = [each for each in kept if not self._arrivals.is_let_go(pool, each.path)]
        found = self._told_once([_as_cut(each, chain) for each in kept])
        paths = {each.path for each in found} | {each.path for each in given if each.way is not Way.FILLED}
        held = type_ if is_generic(pool.element_type) else pool.element_type
        cut = (each for each in self._cuts.on_the_way(pool, held, steps, chain) if each.path not in paths)
        found += [each for each in cut if not origins or _may_be_filled(steps, each.path)]
        if found or _is_emptied(steps) or any(may_clear_elements(self._resolver, site) for site in chain):
            return found
        return self._cuts.when_taken(pool, held, outer)

    def _taken_in(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...]) -> frozenset[int]:
        """The functions in which an object is taken and put back, where one function does both; else ()."""
        outer = chain[-1].function
        waiting = [outer.id] if outer is not None else []
        found: set[int] = set()
        while waiting:
            function = waiting.pop()
            gets = [get for get in pool.gets if get.function is not None and get.function.id == function]
            gets = [get for get in gets if not is_swapped(self._resolver, get, chain[-1])]
            if function not in found and gets:
                found.add(function)
                waiting += [get.wrapper.node.id for get in gets if get.wrapper is not None]
        puts = {site.function.id for site in chain if site.function is not None}
        return frozenset(found | puts) if found else frozenset()

    def _is_given_later(self, put: PoolSite, retained: Retained) -> bool:
        """Whether the function that takes an object gives it something only after a Put."""
        function = put.function
        if function is None or retained.given_in != {function.id} or put.call.end_byte > retained.node.start_byte:
            return False
        around = self._resolver.parent(put.file, put.call)
        while around is not None and around.id != function.id:
            is_round = around.type == "for_statement" and retained.node.end_byte <= around.end_byte
            if is_round or around.type in {"defer_statement", "go_statement", "func_literal"}:
                return False
            around = self._resolver.parent(put.file, around)
        return retained.file is put.file and retained.node.end_byte <= function.end_byte

    def _told_once(self, found: list[Retained]) -> list[Retained]:
        """What `x.Reset(w)` does, told as a whole where it is seen as a whole."""
        whole = [each for each in found if not each.path]
        fields = [each for each in found if each.path]
        return whole or fields

    def _is_kept_at(
        self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], steps: list[Step], retained: Retained
    ) -> bool:
        """Whether a part may still hold what it was given, on some path to the Put."""
        letting_go = self._letting_go(steps, retained)
        return not letting_go or self._branches.are_open(pool, chain, retained, letting_go)

    def _letting_go(self, steps: list[Step], retained: Retained) -> list[Step]:
        """The steps that leave the part without a reference, or in doubt; none where the last leaves it with one."""
        found: list[Step] = []
        is_free = was_free = False
        told: Step | None = None  # `x.Reset(nil)`, which says more than the branches of its body
        for step in steps:
            touch = step.touch
            if told is not None and step.at.id == told.at.id and step.depth > told.depth:
                continue
            told = step if step.is_by_name and touch.deed is Deed.CLEAR else None
            above = retained.path[: len(step.path)] == step.path
            if above and touch.deed is Deed.CLEAR:
                is_free, was_free = True, is_free
            elif above and (touch.deed is Deed.CUT or is_cut_by_name(self._resolver, touch)):
                is_free = is_free or retained.way is Way.FILLED
            elif step.path == retained.path and self._is_taken_back(touch):
                is_free = True
            elif step.path == retained.path and self._is_kept(touch):
                is_free = was_free
            elif step.path == retained.path and touch.deed is Deed.SET:
                is_same = touch.node.id == retained.node.id
                is_free = self._is_nobodys(touch) if is_same else not self._is_same_kind(touch)
            elif above and touch.deed is Deed.CALL and self._may_let_go(step):
                is_free = True
            elif step.path == retained.path and touch.deed is Deed.GROW:
                is_free = is_free and retained.way not in {Way.FILLED, Way.KEYED}
            elif step.path == retained.path and touch.deed is Deed.CHANGE:
                is_free = is_free or retained.way is Way.KEYED  # a key is deleted
            elif retained.way is Way.FILLED and step.path == (*retained.path, ELEMENT):
                is_free = is_free or touch.deed in {Deed.CLEAR, Deed.SET} or _is_reset(step)
            else:
                continue
            if is_free:
                found.append(step)
        return found if is_free else []

    def _is_taken_back(self, touch: Touch) -> bool:
        """Whether a field is set to what it was before: `saved := x.list; x.list = given; …; x.list = saved`."""
        left = child(touch.node, "left") if touch.node.type == "assignment_statement" else None
        name = text(left).rpartition(".")[2] if left is not None else ""
        return touch.deed is Deed.SET and self._gifts.comes_from_field(touch, name)

    def _is_kept(self, touch: Touch) -> bool:
        """Whether a field is set to what it was before the whole was cleared: `x.all = all{out: x.out}`."""
        if touch.deed is not Deed.SET or touch.value is None or touch.node.type != "keyed_element":
            return False
        statement: Node | None = touch.node
        while statement is not None and statement.type != "assignment_statement":
            statement = self._resolver.parent(touch.file, statement)
        left = child(statement, "left") if statement is not None else None
        return left is not None and text(root_of(left.named_children[0])) == text(root_of(touch.value))

    def _is_nobodys(self, touch: Touch) -> bool:
        value = touch.value
        return value is not None and self._origins.of(touch.value_file, value, None) is Owner.NOBODY

    def _is_same_kind(self, touch: Touch) -> bool:
        """Whether a field is set to something of a user again, or to what is made of that."""
        if touch.value is None:
            return False
        given = arguments(touch.value) if touch.value.type in CALLS else []
        return any(self._origins.of(touch.value_file, each, None) in _NOT_OURS for each in (touch.value, *given))

    def _may_let_go(self, step: Step) -> bool:
        """Whether a call whose body is not at hand may clear the part that it is handed."""
        callee = step.touch.callee
        function = child(step.touch.node, "function")
        qualified = (callee.qualified or "") if callee is not None else ""
        name = qualified.rpartition(".")[2]
        if not name and function is not None:
            name = text(function).rpartition(".")[2]
        if qualified == "(*sync.Pool).Put":
            return False
        if step.touch.argument is None:
            return reset_names().may_reset(name) and name.lower() not in _ENDINGS
        given = arguments(step.touch.node)
        handed = given[step.touch.argument] if step.touch.argument < len(given) else None
        if handed is not None and isinstance(
            self._resolver.underlying(self._resolver.type_of(step.touch.file, handed)), Slice
        ):
            return False  # a slice is handed over by value: the field keeps it
        # `y.Reset(x)` makes y read from x.
        return reset_names().may_reset(name) and not (qualified.startswith("(") and name == "Reset")


def _is_reset(step: Step) -> bool:
    """Whether a part resets itself: `x.list[i].reset()`."""
    function = child(step.touch.node, "function") if step.is_by_name else None
    return function is not None and reset_names().is_reset(text(function).rpartition(".")[2])


def _is_emptied(steps: list[Step]) -> bool:
    """Whether elements of the object itself are cleared on the way to a Put."""
    return any(step.path == (ELEMENT,) and step.touch.deed is Deed.CLEAR for step in steps)


def _may_be_filled(steps: list[Step], path: Path) -> bool:
    """Whether anything may have come into a slice on the way to a Put: where not, it is as it was taken.

    Calls whose body is not at hand may fill what is exported.
    """
    may_be_called = not path or path[0][:1].isupper()
    return any(
        step.path[: len(path)] == path
        if step.touch.deed in _FILLING
        else may_be_called and step.touch.deed is Deed.CALL and path[: len(step.path)] == step.path
        for step in steps
    )


def _as_cut(retained: Retained, chain: tuple[PoolSite, ...]) -> Retained:
    """What a slice is full of is beyond its length where it is cut on the way: `p.Put(all[:0])`."""
    cuts = cut_at_put(chain)
    if retained.way is not Way.FILLED or retained.path or not cuts:
        return retained
    return replace(retained, way=Way.ELEMENTS, file=cuts[0][0], node=cuts[0][1])
