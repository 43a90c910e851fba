"""What an object in the pool still refers to: what a user gave it and nobody let go of on the way to the Put."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Array, Basic, Field, Interface, Map, Named, Pointer, Signature, Slice, Struct, Type
from scanners.pools.contents import reset_names
from scanners.pools.deeds import ELEMENT, Deed, Path, Touch, is_fresh
from scanners.pools.field_uses import FieldUse, FieldUses
from scanners.pools.givers import Origins, Owner, refers
from scanners.pools.holders import Holders
from scanners.pools.objects_in_functions import assigned_values, base
from scanners.pools.touches import Step

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.declarations import PoolDeclaration, PoolSite

_GLOBAL: Final = frozenset({"package", "exported"})


class Way(Enum):
    """How something stays behind."""

    WRAPPED = "wrapped"  # the object writes to it or reads from it: gzip.Writer
    FIELD = "field"
    STALE = "stale"  # a field that every user sets anew
    ELEMENTS = "elements"  # beyond the length of a truncated slice


@dataclass(frozen=True, slots=True)
class Retained:
    """The part at a path, and where it was given what it refers to."""

    way: Way
    path: Path
    file: SourceFile
    node: Node


class Retentions:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._origins: Final = Origins(resolver)

    def given(self, pool: PoolDeclaration) -> list[Retained]:
        """What users give to the objects of a pool, the first place for each part."""
        element = pool.element_type
        if element is None:
            return []
        found: dict[Path, Retained] = {}
        fields = {field.name: field for field in self._uses.fields(element)}
        for site in pool.sites:
            for step in self._holders.steps(site):
                if (retained := self._from_step(pool, site, step, fields)) is not None:
                    found.setdefault(retained.path, retained)
        for field in fields.values() if self._is_own_type(pool) else ():
            if (use := self._from_field(pool, element, field)) is not None:
                found.setdefault((field.name,), use)
        return list(found.values())

    # What is given.

    def _from_step(
        self, pool: PoolDeclaration, site: PoolSite, step: Step, fields: dict[str, Field]
    ) -> Retained | None:
        touch = step.touch
        if touch.deed is not Deed.SET or len(step.path) > 1 or touch.value is None:
            return None
        if touch.node.type in CALLS:  # x.Reset(w)
            kept = self._is_kept(pool, touch, site) and (bool(step.path) or not fields or not self._is_own_type(pool))
            return Retained(Way.WRAPPED, step.path, touch.file, touch.node) if kept else None
        field = fields.get(step.path[0]) if step.path else None
        if field is None:
            return None
        if self._is_users(pool, field, touch):
            return Retained(Way.FIELD, step.path, touch.file, touch.node)
        if site.kind == "get" and step.depth == 0 and self._is_stale(site, field, touch):
            return Retained(Way.STALE, step.path, touch.file, touch.node)
        return None

    def _from_field(self, pool: PoolDeclaration, element: Type, field: Field) -> Retained | None:
        uses = self._uses.of(field)
        if self._is_let_go_elsewhere(pool, uses) or self._is_own_buffer(field, uses):
            return None
        for use in uses:
            touch = use.touch
            if touch.deed is not Deed.SET or touch.path or touch.value is None or self._is_making(pool, use):
                continue
            if touch.node.type in CALLS:
                if self._is_kept(pool, touch, None):
                    return Retained(Way.WRAPPED, (field.name,), touch.file, touch.node)
            elif field.type != element and self._is_users(pool, field, touch):
                return Retained(Way.FIELD, (field.name,), touch.file, touch.node)
        return None

    def _is_own_buffer(self, field: Field, uses: tuple[FieldUse, ...]) -> bool:
        """Whether the object appends to a slice: it is its own, whoever made the array."""
        is_slice = isinstance(self._resolver.underlying(field.type), Slice)
        return is_slice and any(use.touch.deed is Deed.GROW for use in uses)

    def _is_kept(self, pool: PoolDeclaration, touch: Touch, site: PoolSite | None) -> bool:
        """Whether `Reset(x)` makes the object keep something that is not its own."""
        value = touch.value
        if value is None or isinstance(
            self._resolver.underlying(self._resolver.type_of(touch.value_file, value)), Basic
        ):
            return False
        owner = self._origins.of(touch.value_file, value, pool.element_type)
        if owner is Owner.RECEIVER:
            return not self._is_own(touch.value_file, value, site) and not self._is_element(
                pool, touch.value_file, value
            )
        return (
            owner in {Owner.USER, Owner.LOCAL}
            or (owner is Owner.FRESH and value.type != "composite_literal")
            or (
                owner is Owner.UNKNOWN
                and base(value).type == "identifier"
                and not self._is_own(touch.value_file, value, site)
            )
        )

    def _is_own(self, file: SourceFile, value: Node, site: PoolSite | None) -> bool:
        """Whether a value is a part of the object itself: `buf.gz.Reset(&buf.out)`."""
        node = base(value)
        while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
            node = base(operand)
        root = self._resolver.object_of(file, node) if node.type == "identifier" else None
        return site is not None and any(root is each and not prefix for each, prefix in self._holders.roots(site))

    def _is_element(self, pool: PoolDeclaration, file: SourceFile, value: Node) -> bool:
        """Whether the root of a value is an object of the pool."""
        node = base(value)
        while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
            node = base(operand)
        return self._resolver.type_of(file, node) == pool.element_type

    def _is_users(self, pool: PoolDeclaration, field: Field, touch: Touch) -> bool:
        """Whether a field is set to something that belongs to a user of the object."""
        value = touch.value
        if value is None or not self._may_refer(field.type) or field.type == pool.element_type:
            return False
        owner = self._origins.of(touch.value_file, value, pool.element_type)
        if owner is Owner.RECEIVER:
            is_itself = base(value).type == "identifier"
            return is_itself and pool.owner is None and not self._is_element(pool, touch.value_file, value)
        if owner is not Owner.USER or self._is_element(pool, touch.value_file, value):
            return False
        return not self._is_of_owner(pool, field.type)

    def _is_of_owner(self, pool: PoolDeclaration, type_: Type) -> bool:
        held = type_.element if isinstance(type_, Pointer) else type_
        return isinstance(held, Named) and pool.owner == held.name

    def _may_refer(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Slice):
            return True
        return isinstance(meant, Pointer | Interface | Signature | Map) and refers(self._resolver, type_)

    def _is_stale(self, site: PoolSite, field: Field, touch: Touch) -> bool:
        """Whether whoever takes an object gives the field new memory at once, whatever it was."""
        meant = self._resolver.underlying(field.type)
        if (
            not isinstance(meant, Slice | Map)
            or touch.value is None
            or not is_fresh(self._resolver, touch.value_file, touch.value)
        ):
            return False
        inner = self._resolver.underlying(meant.element)
        if isinstance(inner, Basic | Array) or site.function is None:
            return False
        block = self._resolver.parent(touch.file, touch.node)
        while block is not None and block.type in {"statement_list", "block"}:
            block = self._resolver.parent(touch.file, block)
        return block is not None and block.id == site.function.id

    def _is_making(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the object is only being made: in New, or in a function that starts from a literal."""
        node = use.touch.node
        if any(
            new.node.start_byte <= node.start_byte < new.node.end_byte and new.file is use.touch.file
            for new in pool.new
        ):
            return True
        while node.type not in {"selector_expression", "identifier"} and node.named_children:
            node = node.named_children[0]
        while node.type == "selector_expression" and (operand := child(node, "operand")) is not None:
            node = base(operand)
        root = self._resolver.object_of(use.touch.file, node) if node.type == "identifier" else None
        if root is None or not root.is_local or root.kind != "var":
            return False
        return any(
            is_fresh(self._resolver, use.touch.file, each)
            for each in assigned_values(self._resolver, use.touch.file, root)
        )

    def _is_let_go_elsewhere(self, pool: PoolDeclaration, uses: tuple[FieldUse, ...]) -> bool:
        """Whether some other function clears the field, by whatever name: then somebody sees to it."""
        functions = {site.function.id for site in pool.sites if site.function is not None}
        for use in uses:
            if (
                use.touch.deed is not Deed.CLEAR
                or use.touch.path
                or use.function is None
                or use.function.id in functions
            ):
                continue
            name = child(use.function, "name")
            if name is None or not reset_names().is_reset(text(name)):
                return True
        return False

    # What is left.

    def left(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], given: list[Retained]) -> list[Retained]:
        """What is still referred to at a Put, on one way to it."""
        steps = [step for site in reversed(chain) for step in self._holders.steps_before(site)]
        found = self._told_once([each for each in given if not self._is_let_go(steps, each)])
        paths = {each.path for each in found} | {each.path for each in given}
        return found + [each for each in self._cut(pool, steps) if each.path not in paths]

    def _told_once(self, found: list[Retained]) -> list[Retained]:
        """What `x.Reset(w)` does, told as a whole where it is seen as a whole."""
        whole = [each for each in found if not each.path]
        fields = [each for each in found if each.path]
        return whole or fields

    def _is_own_type(self, pool: PoolDeclaration) -> bool:
        """Whether the package of the pool declares what it holds, and so is the one to set its fields."""
        element = pool.element_type.element if isinstance(pool.element_type, Pointer) else pool.element_type
        return isinstance(element, Named) and element.path == pool.package.import_path

    def _is_let_go(self, steps: list[Step], retained: Retained) -> bool:
        """Whether the last that is done to the part leaves it without a reference, or in doubt."""
        is_free = False
        for step in steps:
            touch = step.touch
            above = retained.path[: len(step.path)] == step.path
            if above and touch.deed in {Deed.CLEAR, Deed.CUT}:
                is_free = touch.deed is Deed.CLEAR or retained.way is Way.FIELD
            elif step.path == retained.path and touch.deed is Deed.SET:
                is_same = touch.node.id == retained.node.id
                is_free = not is_same and not self._is_same_kind(touch)
            elif above and touch.deed is Deed.CALL and self._may_let_go(step):
                is_free = True
        return is_free

    def _is_same_kind(self, touch: Touch) -> bool:
        if touch.value is None:
            return False
        return self._origins.of(touch.value_file, touch.value, None) in {
            Owner.USER,
            Owner.LOCAL,
            Owner.RECEIVER,
            Owner.FRESH,
        }

    def _may_let_go(self, step: Step) -> bool:
        callee = step.touch.callee
        function = child(step.touch.node, "function")
        name = (callee.qualified or "" if callee is not None else "").rpartition(".")[2]
        if not name and function is not None:
            name = text(function).rpartition(".")[2]
        if callee is not None and callee.qualified == "(*sync.Pool).Put":
            return False
        is_argument = step.touch.argument is not None
        return reset_names().may_reset(name) and (is_argument or name.lower() not in {"close", "finish", "done"})

    def _cut(self, pool: PoolDeclaration, steps: list[Step]) -> Iterator[Retained]:
        """Slices of references that are truncated on the way to the Put, and whose elements nobody clears."""
        element = pool.element_type
        fields = {field.name: field for field in self._uses.fields(element)} if element is not None else {}
        cut: dict[Path, Step] = {}
        cleared: set[Path] = set()
        for step in steps:
            deed = step.touch.deed
            if ELEMENT in step.path and deed in {Deed.CLEAR, Deed.SET}:
                cleared.add(step.path[: step.path.index(ELEMENT)])
            elif deed is Deed.CLEAR:
                cleared.add(step.path)
            elif deed is Deed.CUT and step.path not in cleared and step.path[:1] not in cleared:
                cut.setdefault(step.path, step)
        for path, step in cut.items():
            if path in cleared:
                continue
            type_ = element.element if isinstance(element, Pointer) and not path else element
            field = fields.get(path[0]) if len(path) == 1 else None
            if path:
                type_ = field.type if field is not None else None
            if type_ is None or not self._holds_references(type_):
                continue
            if field is not None and self._is_used_again(field):
                continue
            yield Retained(Way.ELEMENTS, path, step.touch.file, step.touch.node)

    def _holds_references(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if not isinstance(meant, Slice):
            return False
        inner = self._resolver.underlying(meant.element)
        if isinstance(inner, Struct | Pointer | Interface | Signature | Map | Slice):
            return refers(self._resolver, meant.element, 1)
        return False

    def _is_used_again(self, field: Field) -> bool:
        """Whether the elements beyond the length are kept on purpose: the slice is extended over them."""
        uses = [use for use in self._uses.of(field) if not use.touch.path]
        grown = (use.touch.node for use in uses if use.touch.deed is Deed.GROW)
        by_others = any(b"append(" not in (node.text or b"") for node in grown)
        return by_others or any(use.touch.deed is Deed.EXTEND for use in uses)
