"""What users put into the slices and maps of a pooled object, one value at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, parts
from scanners.golang.types import Map, Pointer, Type
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.objects.deeds import Deed, Path
from scanners.pools.objects.field_uses import FieldUse, FieldUses, field_at, type_at
from scanners.pools.objects.givers import Origins, Owner, holds_references, refers
from scanners.pools.retention.retained import Way

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.touches import Step


class Fillings:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses, origins: Origins) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._origins: Final = origins

    def way(self, pool: PoolDeclaration, step: Step) -> Way | None:
        """How a value that belongs to a user stays behind; None where it does not, or that is in doubt."""
        element, value = pool.element_type, step.touch.value
        type_ = self._type(element, step.path)
        if type_ is None or value is None:
            return None
        way = self._by_type(pool, type_, step.path)
        file, node = step.touch.value_file, root_of_element(value)
        if way is None or node.type != "identifier":
            return None
        is_users = any(
            self._origins.of(file, each, element) in {Owner.USER, Owner.RECEIVER}
            for each in (node, self._ranged_over(file, node))
            if each is not None
        )
        return way if is_users or self._is_element_of_another(pool, file, value) else None

    def _ranged_over(self, file: SourceFile, variable: Node) -> Node | None:
        """What a loop takes the values of a variable from: `values` of `for _, v := range values`."""
        object_ = self._resolver.object_of(file, variable)
        listed = self._resolver.parent(file, object_.identifier) if object_ and object_.identifier else None
        clause = self._resolver.parent(file, listed) if listed is not None else None
        is_range = clause is not None and clause.type == "range_clause" and object_ is not None and object_.file is file
        right = child(clause, "right") if clause is not None and is_range else None
        return root_of_element(right) if right is not None else None

    def _type(self, element: Type | None, path: Path) -> Type | None:
        """The type of a field, or of what the object is itself."""
        if path:
            return type_at(self._uses, element, path) if len(path) == 1 else None
        return element.element if isinstance(element, Pointer) else element

    def _by_type(self, pool: PoolDeclaration, type_: Type, path: Path) -> Way | None:
        if holds_references(self._resolver, type_):
            return None if path and self._is_lengthened(pool, path[0]) else Way.FILLED
        meant = self._resolver.underlying(type_)
        is_map = isinstance(meant, Map) and bool(path) and refers(self._resolver, meant.element, 1)
        return Way.KEYED if is_map and not self._is_asked(pool, path) else None

    def _is_asked(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether somebody looks whether a map has a key: what it remembers, it may keep on purpose."""
        field = field_at(self._uses, pool.element_type, path)
        uses = self._uses.of(field, pool.package) if field is not None else ()
        return any(use.touch.deed is Deed.READ and use.touch.path and self._has_two_targets(use) for use in uses)

    def _has_two_targets(self, use: FieldUse) -> bool:
        """Whether a use is `v, ok := x.m[k]`."""
        listed = self._resolver.parent(use.touch.file, use.touch.node)
        statement = self._resolver.parent(use.touch.file, listed) if listed is not None else None
        left = child(statement, "left") if statement is not None else None
        return left is not None and len(parts(left)) > 1

    def _is_element_of_another(self, pool: PoolDeclaration, file: SourceFile, value: Node) -> bool:
        """Whether a variable is set to an element of some slice or map outside the object: `v := values[i]`."""
        object_ = self._resolver.object_of(file, base(value)) if base(value).type == "identifier" else None
        if object_ is None or not object_.is_local or object_.kind != "var":
            return False
        elements = (each for each in assigned_values(self._resolver, file, object_) if each.type == "index_expression")
        return any(self._resolver.type_of(file, root_of_element(each)) != pool.element_type for each in elements)

    def _is_lengthened(self, pool: PoolDeclaration, name: str) -> bool:
        """Whether a slice is cut and lengthened by hand, as a stack is: then nobody can tell what is left in it."""
        fields = self._uses.fields(pool.element_type) if pool.element_type is not None else ()
        uses = (use for each in fields if each.name == name for use in self._uses.of(each, pool.package))
        taking = {get.function.id for get in pool.gets if get.direct and get.function is not None}
        lengthened = (use for use in uses if use.touch.deed is Deed.EXTEND and not use.touch.path)
        return any(use.function is None or use.function.id not in taking for use in lengthened)


def root_of_element(value: Node) -> Node:
    """What an expression begins with: `x` of `x.a[i].b`."""
    node = base(value)
    while node.type in {"index_expression", "selector_expression"} and (operand := child(node, "operand")):
        node = base(operand)
    return node
