"""What users give to the objects of a pool to keep: writers and readers, contexts, callbacks, their own memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text
from scanners.golang.types import Array, Basic, Field, Interface, Map, Named, Pointer, Signature, Slice, Type
from scanners.pools.code.objects_in_functions import assigned_values, base, root_of
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUse, FieldUses, type_at
from scanners.pools.objects.fresh_values import is_fresh, is_newly_made
from scanners.pools.objects.givers import Origins, Owner, refers
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.retention.adopted import is_adopted
from scanners.pools.retention.fillings import Fillings
from scanners.pools.retention.late_clears import cleared_late, is_at_top, is_let_go_elsewhere, is_own_type
from scanners.pools.retention.other_objects import OtherObjects
from scanners.pools.retention.own_memory import OwnMemory
from scanners.pools.retention.pool_owners import is_owner
from scanners.pools.retention.retained import Retained, Way, is_generic

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite


class Gifts:
    """Answers for one program."""

    def __init__(
        self, resolver: Resolver, holders: Holders, uses: FieldUses, own: OwnMemory, others: OtherObjects
    ) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._own: Final = own
        self._others: Final = others
        self._origins: Final = Origins(resolver)
        self._fillings: Final = Fillings(resolver, uses, self._origins)

    def of(self, pool: PoolDeclaration) -> list[Retained]:
        """What users give to the objects of a pool, the first place for each part."""
        element = pool.element_type
        if element is None:
            return []
        found: dict[Path, Retained] = {}
        late: dict[Path, Retained] = {}  # who gives a part something says more than who clears it
        for site in pool.sites:
            for step in self._holders.steps(site):
                for retained in self._from_step(pool, site, step):
                    known = late if retained.way is Way.LATE else found
                    first = known.get(retained.path, retained)
                    here = {site.function.id} if site.function is not None else set()
                    held = first.held_as | self._types(pool, site)
                    known[retained.path] = replace(first, given_in=first.given_in | here, held_as=held)
        for field in self._uses.fields(element) if is_own_type(pool) else ():
            if (use := self._from_field(pool, element, field)) is not None:
                found[(field.name,)] = replace(found.get((field.name,), use), given_in=frozenset())
        for retained in self._in_fields(pool):
            found.setdefault(retained.path, retained)
        return [*found.values(), *(each for path, each in late.items() if path not in found)]

    def _in_fields(self, pool: PoolDeclaration) -> Iterator[Retained]:
        """What codecs are reset to while they stay in a field: `w.gz.Reset(w.out)` in a method that has no site."""
        if pool.element_type is None or (is_own_type(pool) and self._uses.fields(pool.element_type)):
            return
        for field in dict.fromkeys(map(self._holders.field, pool.puts)):
            for use in self._uses.of(field) if field is not None else ():
                touch = use.touch
                is_reset = touch.deed is Deed.SET and not touch.path and touch.node.type in CALLS
                if is_reset and self._is_kept(pool, touch, None):
                    yield Retained(Way.WRAPPED, (), touch.file, touch.node)

    def _types(self, pool: PoolDeclaration, site: PoolSite) -> frozenset[Type]:
        """What a site takes out of a pool of a type parameter, or puts in, where that is known."""
        if not is_generic(pool.element_type) or site.value is None:
            return frozenset()
        type_ = self._resolver.type_of(site.file, site.value)
        return frozenset() if is_generic(type_) else frozenset({type_})

    # In the functions with the sites, and in what they call.

    def _from_step(self, pool: PoolDeclaration, site: PoolSite, step: Step) -> Iterator[Retained]:
        touch = step.touch
        if touch.deed is not Deed.CLEAR:
            if (given := self._given(pool, site, step)) is not None:
                yield given
        elif site.kind == "get":
            for field in cleared_late(self._resolver, self._uses, pool, step):
                yield Retained(Way.LATE, (field.name,), touch.file, touch.node)

    def _given(self, pool: PoolDeclaration, site: PoolSite, step: Step) -> Retained | None:
        touch = step.touch
        if touch.deed is Deed.GROW:
            way = self._fillings.way(pool, step) if not step.depth else None
            return Retained(way, step.path, touch.file, touch.node) if way is not None else None
        if touch.deed is not Deed.SET or touch.value is None or ELEMENT in step.path:
            return None
        if touch.node.type in CALLS:  # x.Reset(w)
            fields = self._uses.fields(pool.element_type) if pool.element_type is not None else ()
            is_own = bool(step.path) or not is_own_type(pool) or not fields
            kept = len(step.path) <= 1 and is_own and self._is_kept(pool, touch, site)
            return Retained(Way.WRAPPED, step.path, touch.file, touch.node) if kept else None
        is_foreign = step.depth > 0 and not is_own_type(pool)  # what its own methods do is told as a whole
        type_ = type_at(self._uses, pool.element_type, step.path) if not is_foreign else None
        if type_ is None:
            return None
        if self.comes_from_field(touch, step.path[-1]) or is_adopted(self._resolver, touch):
            return None
        is_taking = site.kind == "get" and not step.depth
        if self._is_users(pool, type_, touch) and (is_taking or not self._is_appended_to(pool, step.path)):
            return Retained(Way.FIELD, step.path, touch.file, touch.node)
        if is_taking and len(step.path) == 1 and self._is_stale(pool, site, type_, touch):
            return Retained(Way.STALE, step.path, touch.file, touch.node)
        return None

    def comes_from_field(self, touch: Touch, name: str) -> bool:
        """Whether a field is set to a variable that was taken from it: `tags := x.tags; …; x.tags = tags`."""
        value = base(touch.value) if touch.value is not None else None
        object_ = self._resolver.object_of(touch.value_file, value) if value and value.type == "identifier" else None
        if object_ is None or not object_.is_local or object_.kind != "var":
            return False
        fields = (child(base(each), "field") for each in assigned_values(self._resolver, touch.value_file, object_))
        return any(field is not None and text(field) == name for field in fields)

    def _is_appended_to(self, pool: PoolDeclaration, path: Path) -> bool:
        fields = self._uses.fields(pool.element_type) if pool.element_type is not None and len(path) == 1 else ()
        return any(
            self._is_own_buffer(each, self._uses.of(each, pool.package)) for each in fields if each.name == path[0]
        )

    def _is_stale(self, pool: PoolDeclaration, site: PoolSite, type_: Type, touch: Touch) -> bool:
        """Whether whoever takes an object gives the field something new at once, whatever it was."""
        meant = self._resolver.underlying(type_)
        if touch.value is None or site.function is None or not is_at_top(self._resolver, site.function, touch):
            return False
        if isinstance(meant, Slice | Map) and is_fresh(self._resolver, touch.value_file, touch.value):
            inner = self._resolver.underlying(meant.element)
            return not isinstance(inner, Basic | Array)
        return self._is_made_for_user(pool, type_, touch)

    def _is_made_for_user(self, pool: PoolDeclaration, type_: Type, touch: Touch) -> bool:
        """Whether a field is set to what a call makes of something at hand: `x.loop = newLoop(x)`."""
        value = touch.value
        if (
            value is None
            or value.type not in CALLS
            or not (isinstance(self._resolver.underlying(type_), Pointer | Interface | Signature) or _is_by_name(type_))
        ):
            return False
        callee = self._resolver.callee(touch.value_file, value)
        if callee.kind not in {"function", "method", "value", "unknown"} or not self._may_refer(type_):
            return False
        given = [*arguments(value), *([callee.receiver] if callee.receiver is not None else [])]
        is_users = any(
            self._is_element(pool, touch.value_file, each)
            or self._origins.of(touch.value_file, each, None) in {Owner.USER, Owner.RECEIVER}
            for each in given
        )
        return is_users and not is_owner(self._resolver, pool, type_)

    # Wherever the package sets the fields of its type.

    def _from_field(self, pool: PoolDeclaration, element: Type, field: Field) -> Retained | None:
        uses = self._uses.of(field)
        if is_let_go_elsewhere(pool, uses) or self._is_own_buffer(field, uses):
            return None
        if isinstance(meant := self._resolver.underlying(field.type), Array):
            return self._from_array(pool, field, meant.element, uses)
        taken = {root for site in pool.gets for root, _ in self._holders.roots(site)}
        for use in uses:
            touch = use.touch
            if touch.deed is not Deed.SET or touch.path or touch.value is None or self._is_making(pool, use):
                continue
            root = self._root(use)
            if root in taken or is_adopted(self._resolver, touch):
                continue  # the first are told with the Get in that function
            if root is not None and root.kind == "receiver" and self._others.sets(pool, touch.file, root):
                continue
            if touch.node.type in CALLS:
                if self._is_kept(pool, touch, None):
                    return Retained(Way.WRAPPED, (field.name,), touch.file, touch.node)
            elif (
                field.type != element
                and self._is_users(pool, field.type, touch)
                and not self._own.is_given_back(touch, field)
            ):
                return Retained(Way.FIELD, (field.name,), touch.file, touch.node)
        return None

    def _from_array(
        self, pool: PoolDeclaration, field: Field, held: Type, uses: tuple[FieldUse, ...]
    ) -> Retained | None:
        """What users put into an array whose elements nobody ever clears."""
        below = [use.touch for use in uses if use.touch.path[:1] == (ELEMENT,)]
        if held == pool.element_type or not refers(self._resolver, held):
            return None
        if any(touch.deed is Deed.CLEAR for touch in below):
            return None
        for touch in below:
            is_set = touch.deed is Deed.SET and touch.path == (ELEMENT,)
            value = touch.value if is_set else None
            if value is not None and self._origins.of(touch.value_file, value, pool.element_type) is Owner.USER:
                return Retained(Way.KEYED, (field.name,), touch.file, touch.node)
        return None

    def _is_own_buffer(self, field: Field, uses: tuple[FieldUse, ...]) -> bool:
        """Whether the object appends to a slice: it is its own, whoever made the array."""
        is_slice = isinstance(self._resolver.underlying(field.type), Slice)
        return is_slice and any(use.touch.deed is Deed.GROW for use in uses)

    def _is_making(self, pool: PoolDeclaration, use: FieldUse) -> bool:
        """Whether the object is only being made: in New, or where a function starts from one of its own."""
        node = use.touch.node
        if any(
            new.node.start_byte <= node.start_byte < new.node.end_byte and new.file is use.touch.file
            for new in pool.new
        ):
            return True
        root = self._root(use)
        if root is None or not root.is_local or root.kind != "var":
            return False
        file = use.touch.file
        values = list(assigned_values(self._resolver, file, root))
        if any(is_fresh(self._resolver, file, each) for each in values):
            return True
        return bool(values) and all(is_newly_made(self._resolver, file, each) for each in values)

    def _root(self, use: FieldUse) -> Object | None:
        """The variable whose field is set."""
        node = use.touch.node
        while node.type not in {"selector_expression", "identifier"} and node.named_children:
            node = node.named_children[0]
        root = root_of(node)
        return self._resolver.object_of(use.touch.file, root) if root.type == "identifier" else None

    # Whose it is.

    def _is_kept(self, pool: PoolDeclaration, touch: Touch, site: PoolSite | None) -> bool:
        """Whether `Reset(x)` makes the object keep something that is not its own."""
        file, value = touch.value_file, touch.value
        types = map(self._resolver.underlying, self._types_of_reset(touch))
        if value is None or any(isinstance(each, Basic) for each in types):
            return False
        owner = self._origins.of(file, value, pool.element_type)
        if owner is Owner.RECEIVER:
            return not self._is_own(file, value, site) and not self._is_element(pool, file, value)
        if owner is Owner.UNKNOWN:
            return base(value).type == "identifier" and not self._is_own(file, value, site)
        return owner in {Owner.USER, Owner.LOCAL} or (owner is Owner.FRESH and value.type != "composite_literal")

    def _types_of_reset(self, touch: Touch) -> Iterator[Type]:
        """The type of what `Reset(x)` is given, and the one that it takes."""
        if touch.value is not None:
            yield self._resolver.type_of(touch.value_file, touch.value)
        signature = self._resolver.callee(touch.file, touch.node).signature if touch.node.type in CALLS else None
        if signature is not None and len(signature.params) == 1:
            yield signature.params[0]

    def _is_own(self, file: SourceFile, value: Node, site: PoolSite | None) -> bool:
        """Whether a value is a part of the object itself: `buf.gz.Reset(&buf.out)`."""
        node = root_of(value)
        root = self._resolver.object_of(file, node) if node.type == "identifier" else None
        return site is not None and any(root is each and not prefix for each, prefix in self._holders.roots(site))

    def _is_element(self, pool: PoolDeclaration, file: SourceFile, value: Node) -> bool:
        """Whether the root of a value is an object of the pool."""
        return self._resolver.type_of(file, root_of(value)) == pool.element_type

    def _is_users(self, pool: PoolDeclaration, type_: Type, touch: Touch) -> bool:
        """Whether a field is set to something that belongs to a user of the object."""
        value = touch.value
        if value is None or not self._may_refer(type_) or type_ == pool.element_type:
            return False
        owner = self._origins.of(touch.value_file, value, pool.element_type)
        if owner is Owner.RECEIVER:
            object_ = self._resolver.object_of_expression(touch.value_file, base(value))
            is_itself = object_ is not None and object_.kind == "receiver"
            return is_itself and pool.owner is None and not self._is_element(pool, touch.value_file, value)
        if owner is not Owner.USER or self._is_element(pool, touch.value_file, value):
            return False
        root = self._resolver.type_of(touch.value_file, root_of(value))
        return not is_owner(self._resolver, pool, type_) and not is_owner(self._resolver, pool, root)

    def _may_refer(self, type_: Type) -> bool:
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Slice) or _is_by_name(type_):
            return True
        return isinstance(meant, Pointer | Interface | Signature | Map) and refers(self._resolver, type_)


def _is_by_name(type_: Type) -> bool:
    """Whether a type whose package is not at hand is called as packages call the one interface that they are about."""
    return isinstance(type_, Named) and type_.declaration is None and type_.name == "Interface"
