"""Where a pool, or a struct that holds one by value, is copied: from then on they are two pools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.syntax import Node, SourceFile, arguments, child, parts, text
from scanners.golang.types import Array, Map, Named, Pointer, Slice, Type
from scanners.model import Scope
from scanners.pools.code.targets import assigned, is_same, stored_object
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.inventory.pool_types import is_pool
from scanners.pools.inventory.values_of_type import ValuesOfType

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.inventory.mentions import Mentions
    from scanners.pools.inventory.uses import Uses

How = Literal["parameter", "receiver", "argument", "assigned", "stored", "returned", "ranged", "replaced"]
_ASSIGNMENTS: Final = frozenset({"assignment_statement", "short_var_declaration", "var_spec"})


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """One copy, or the place where a used pool is replaced by a new one; `shown` is what is copied, `type` its type."""

    how: How
    file: SourceFile
    node: Node
    shown: str
    type: Type


class Copies:
    """Finds the copies of pools in one program."""

    def __init__(self, resolver: Resolver, uses: Uses, mentions: Mentions) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses
        self._values: Final = ValuesOfType(resolver, mentions, uses)
        self._known_owners: Final[dict[PoolDeclaration, tuple[str, ...]]] = {}

    def of(self, pool: PoolDeclaration) -> Iterator[Copy]:
        """Each place once, in the order of the files."""
        found: dict[int, Copy] = {}
        for object_ in self._holders(pool):
            for copy in self._copies(pool, object_):
                found.setdefault(copy.node.id, copy)
        yield from sorted(found.values(), key=lambda each: (each.file.path, each.node.start_byte))

    def _holders(self, pool: PoolDeclaration) -> Iterator[Object]:
        """The names of the pool itself, and those of the struct whose field it is."""
        yield from dict.fromkeys((pool.object, *pool.objects) if pool.object is not None else pool.objects)
        if pool.scope is Scope.FIELD and pool.owner is not None and self._is_held(pool, pool.object):
            for name in self._owners(pool):
                for value in self._values.of(pool.package, name):
                    yield value.object

    def _owners(self, pool: PoolDeclaration) -> tuple[str, ...]:
        """The struct that holds a pool by value, and those of its package that hold that one by value."""
        if pool.owner is None or pool.object is None or isinstance(pool.object.type, Pointer | Slice | Map):
            return ()
        if pool not in self._known_owners:
            found = [pool.owner]
            for name in found:
                found += sorted(set(self._values.holding(pool.package, name)) - set(found))
            self._known_owners[pool] = tuple(found)
        return self._known_owners[pool]

    def _is_held(self, pool: PoolDeclaration, field: Object | None) -> bool:
        """Whether a field holds a pool, or an array of them, by value."""
        return field is not None and self._is_copied_with(pool, field.type)

    def _is_copied_with(self, pool: PoolDeclaration, type_: Type) -> bool:
        """Whether copying a value of the type copies the pool: a pool, a struct around it, or arrays of these."""
        while isinstance(type_, Array):
            type_ = type_.element
        if is_pool(type_):
            return True
        if not isinstance(type_, Named) or type_.path != pool.package.import_path:
            return False
        return type_.name in self._owners(pool)

    def _copies(self, pool: PoolDeclaration, object_: Object) -> Iterator[Copy]:
        if object_.file is None or object_.identifier is None:
            return
        if object_.kind in {"param", "receiver"} and self._is_copied_with(pool, object_.type):
            how: How = "receiver" if object_.kind == "receiver" else "parameter"
            if not self._is_abstract(object_):
                yield Copy(how, object_.file, object_.identifier, object_.name, object_.type)
        for file, use in self._uses.expressions(object_):
            yield from self._use(pool, file, use)

    def _is_abstract(self, object_: Object) -> bool:
        """Whether a parameter belongs to a function type, an interface's method or a declaration without a body."""
        return object_.function is None or child(object_.function, "body") is None

    def _use(self, pool: PoolDeclaration, file: SourceFile, use: Node) -> Iterator[Copy]:
        """Go outward from a name: through indexes, `*` and fields, as long as the pool is in what is reached."""
        node = use
        while (parent := self._resolver.parent(file, node)) is not None:
            if parent.type == "parenthesized_expression" or (
                parent.type == "index_expression" and is_same(child(parent, "operand"), node)
            ):
                node = parent
                continue
            operator = child(parent, "operator") if parent.type == "unary_expression" else None
            if operator is not None and operator.type == "*":
                node = parent
                continue
            break
        if parent is None:
            return
        type_ = self._resolver.type_of(file, node)
        if parent.type == "range_clause" and is_same(child(parent, "right"), node):
            yield from self._ranged(pool, file, parent, node, type_)
        elif self._is_copied_with(pool, type_):
            how = self._how(file, node, parent)
            if how is not None:
                yield Copy(how, file, node, text(node), type_)

    def _how(self, file: SourceFile, node: Node, parent: Node) -> How | None:
        """How a value is copied where it stands; None where it is not."""
        if parent.type == "literal_element":
            keyed = self._resolver.parent(file, parent)
            is_key = keyed is not None and keyed.type == "keyed_element" and is_same(child(keyed, "key"), parent)
            return None if is_key else "stored"
        if parent.type == "argument_list":
            call = self._resolver.parent(file, parent)
            return "argument" if call is not None and self._takes_anything(file, call, node) else None
        if parent.type == "send_statement":
            return "argument" if is_same(child(parent, "value"), node) else None
        if parent.type != "expression_list":
            return None
        statement = self._resolver.parent(file, parent)
        if statement is not None and statement.type == "return_statement":
            return "returned"
        if statement is None or statement.type not in _ASSIGNMENTS or is_same(child(statement, "left"), parent):
            return None
        target = assigned(self._resolver, file, parent, node, 0)
        return None if target is None or target.text == b"_" else "assigned"

    def _takes_anything(self, file: SourceFile, call: Node, argument: Node) -> bool:
        """Whether a function out of sight is given a copy; one at hand is reported for its parameter."""
        callee = self._resolver.callee(file, call)
        place = next((index for index, each in enumerate(arguments(call)) if each.id == argument.id), None)
        if callee.kind == "builtin" and callee.qualified == "append":
            return place is not None and place > 0
        if callee.kind not in {"function", "method"} or place is None:
            return False
        return callee.declaration is None or callee.declaration.package.is_knowledge

    def _ranged(self, pool: PoolDeclaration, file: SourceFile, clause: Node, node: Node, type_: Type) -> Iterator[Copy]:
        inner = self._resolver.underlying(type_)
        if isinstance(inner, Pointer):
            inner = self._resolver.underlying(inner.element)  # `for _, each := range p`, of a pointer to an array
        if not isinstance(inner, Slice | Array | Map) or not self._is_copied_with(pool, inner.element):
            return
        left = child(clause, "left")
        targets = parts(left) if left is not None else []
        if len(targets) == 2 and targets[1].text != b"_":
            yield Copy("ranged", file, targets[1], text(node), inner.element)

    def replacements(self, pool: PoolDeclaration) -> Iterator[Copy]:
        """Where a method that anybody may call puts a new pool over the one that its receiver uses.

        A method that a constructor calls makes the pool; called once more, it replaces it. In an internal package
        nobody else calls it, and one that is called Init is meant to be called once.
        """
        if pool.scope is not Scope.FIELD or pool.object is None or not is_pool(pool.object.type) or not pool.sites:
            return
        if "internal" in pool.package.import_path.split("/"):
            return
        for file, literal in pool.literals:
            listed = self._resolver.parent(file, literal)
            if listed is None or listed.type != "expression_list":
                continue
            target = assigned(self._resolver, file, listed, literal, 0)
            function = self._resolver.enclosing_function(file, literal)
            if target is None or function is None or not self._is_own_field(pool, file, target, function):
                continue
            name = text(child(function, "name") or function)
            if is_exported(name) and not name.startswith("Init") and self._is_called_on_new(file, function):
                yield Copy("replaced", file, target, text(target), pool.object.type)

    def _is_own_field(self, pool: PoolDeclaration, file: SourceFile, target: Node, function: Node) -> bool:
        if function.type != "method_declaration" or target.type != "selector_expression":
            return False
        operand = child(target, "operand")
        root = self._resolver.object_of(file, operand) if operand is not None and operand.type == "identifier" else None
        is_field = stored_object(self._resolver, file, target) is pool.object
        return is_field and root is not None and root.kind == "receiver" and isinstance(root.type, Pointer)

    def _is_called_on_new(self, file: SourceFile, method: Node) -> bool:
        """Whether a function of the package calls the method on a variable that it has made itself."""
        for used_in, call in self._uses.calls(file, method):
            receiver = self._resolver.callee(used_in, call).receiver
            root = (
                self._resolver.object_of(used_in, receiver)
                if receiver is not None and receiver.type == "identifier"
                else None
            )
            if root is not None and root.kind == "var" and root.is_local:
                return True
        return False
