"""Which resources the objects of a pool own: what their type reaches, less what every Put lets go of."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text
from scanners.golang.types import UNSAFE_POINTER, Field, Interface, Map, Named, Pointer, Type
from scanners.knowledge.resources import is_resource_field, resource_field_names, resource_kind
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.code.raw_memory import is_of_go
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.objects.arrivals import Arrivals
from scanners.pools.objects.clearing import Clearings
from scanners.pools.objects.deeds import Deed, Path
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.own_parts import own_parts
from scanners.pools.ownership.closing import is_closed_first
from scanners.pools.ownership.origins import Origins
from scanners.pools.ownership.resource_types import is_resource, resources

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver
    from scanners.pools.ownership.replacements import Replacements

Owned = tuple[Path, Type]
_ATOMIC_STORES: Final = frozenset(
    {"sync/atomic.StorePointer", "sync/atomic.SwapPointer", "sync/atomic.CompareAndSwapPointer"}
)
_FILLS: Final = frozenset({Deed.SET, Deed.GROW})


class Ownership:
    """Answers for one program, and remembers what functions clear."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses, replacements: Replacements) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._arrivals: Final = Arrivals(resolver, holders, uses)
        self._clearings: Final = Clearings(resolver)
        self._known: Final[dict[PoolDeclaration, tuple[Type, list[Owned]] | None]] = {}
        self._replacements: Final = replacements

    def owned(self, pool: PoolDeclaration) -> tuple[Type, list[Owned]] | None:
        """The first type that the pool holds and that owns something, with the paths to what it owns."""
        if pool not in self._known:
            self._known[pool] = self._find_owned(pool)
        return self._known[pool]

    def _find_owned(self, pool: PoolDeclaration) -> tuple[Type, list[Owned]] | None:
        owner = self._owner(pool)
        for element in pool.elements:
            reached = [*resources(self._resolver, element, owner), *self._behind_interfaces(pool, element)]
            found = [each for each in reached if self._is_own(pool, element, *each)]
            if found:
                return element, found
        return None

    def is_borrowed(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether the field at a path is set to nil before each Put, or the whole object to its zero value for ()."""
        fields = tuple(step for step in path if step != "[]")
        puts = [site for site in pool.puts if site.direct]
        return bool(puts) and all(self._is_let_go(pool, site, fields) for site in puts)

    def _is_let_go(self, pool: PoolDeclaration, site: PoolSite, path: Path) -> bool:
        """Whether a field is nil at a Put; of what comes from elsewhere, whether it is set to nil anywhere."""
        if self._clearings.is_cleared_before(pool, site, path):
            return True
        return bool(path) and self._arrivals.are_unseen(pool, site) and self._arrivals.is_let_go(pool, path)

    def _owner(self, pool: PoolDeclaration) -> Type | None:
        """The struct whose field the pool is."""
        declaration = pool.package.declaration(pool.owner) if pool.owner is not None else None
        return self._resolver.type_of_declaration(declaration) if declaration is not None else None

    def is_kept(self, pool: PoolDeclaration, element: Type, path: Path) -> bool:
        """Whether something may still be in the part at a path when the object is in the pool."""
        is_elsewhere = self._is_register(element, path) or self._is_never_filled(pool, element, path)
        return not is_elsewhere and not self.is_borrowed(pool, path)

    def _is_own(self, pool: PoolDeclaration, element: Type, path: Path, type_: Type) -> bool:
        """Whether a resource that is reached stays in the pool with the object."""
        if path and (_leads_back(pool, type_) or self._is_composed(element, path, type_)):
            return False
        if type_ == UNSAFE_POINTER and self._is_made_of_memory(pool, element, path):
            return False
        if not path and self._lets_go_of_parts(pool, element):
            return False
        if is_closed_first(self._resolver, self._holders, pool, path):
            return False
        return self.is_kept(pool, element, path) and not self._replacements.is_replaced(pool, path)

    def _lets_go_of_parts(self, pool: PoolDeclaration, element: Type) -> bool:
        """Whether a struct with a connection's methods wraps one, and lets go of it before each Put."""
        parts = own_parts(self._resolver, element)
        wrapped = [path for path, field in parts if is_resource(self._resolver, field.type)]
        return bool(wrapped) and all(self.is_borrowed(pool, path) for path in wrapped)

    def _is_composed(self, element: Type, path: Path, type_: Type) -> bool:
        """Whether a field is only ever set to literals of an HTTP message: a response that a recorder makes up.

        A literal of another type may be a client like any other: `&kafka.Writer{Topic: topic}`.
        """
        held = type_.element if isinstance(type_, Pointer) else type_
        if not isinstance(held, Named) or resource_kind(held.path, held.name) != "http":
            return False
        field = next((field for fields, field in own_parts(self._resolver, element) if fields == path), None)
        given = (
            [value for each in self._uses.given(field) for value in self._values(*each)] if field is not None else []
        )
        given = [value for value in given if value.type != "nil"]
        return bool(given) and all(base(value).type == "composite_literal" for value in given)

    def _values(self, file: SourceFile, value: Node) -> list[Node]:
        """An expression, or what the local variable that it names is set to."""
        node = base(value)
        object_ = self._resolver.object_of(file, node) if node.type == "identifier" else None
        is_variable = object_ is not None and object_.is_local and object_.kind == "var"
        found = list(assigned_values(self._resolver, file, object_)) if object_ is not None and is_variable else []
        return found or [value]

    def _is_made_of_memory(self, pool: PoolDeclaration, element: Type, path: Path) -> bool:
        """Whether raw pointers are made out of what Go allocates.

        Those that New makes are where no function but built-in ones has a part in it.
        """
        if path:
            field = next((field for fields, field in own_parts(self._resolver, element) if fields == path), None)
            given = [*self._uses.given(field), *self._stored_atomically(field)] if field is not None else []
            return bool(given) and all(is_of_go(self._resolver, *each) for each in given)
        made = (origin for new in pool.new for origin in Origins(self._resolver).of_function(new))
        return bool(pool.new) and all(origin.callee.kind == "builtin" for origin in made)

    def _stored_atomically(self, field: Field) -> Iterator[tuple[SourceFile, Node]]:
        """What `atomic.StorePointer(&x.next, p)` and the like set a field to: the last that they are given."""
        for use in self._uses.of(field):
            touch = use.touch
            is_first = touch.deed is Deed.CALL and touch.argument == 0 and not touch.path
            if is_first and touch.callee is not None and touch.callee.qualified in _ATOMIC_STORES:
                yield touch.file, arguments(touch.node)[-1]

    def _is_register(self, element: Type, path: Path) -> bool:
        """Whether the way leads through a map that keys are deleted from one by one: it lists what others own."""
        for fields, field in own_parts(self._resolver, element):
            is_on_the_way = fields == path[: len(fields)]
            if is_on_the_way and isinstance(self._resolver.underlying(field.type), Map):
                uses = self._uses.of(field)
                return any(use.touch.deed is Deed.CHANGE and use.touch.node.type in CALLS for use in uses)
        return False

    def _is_never_filled(self, pool: PoolDeclaration, element: Type, path: Path) -> bool:
        """Whether all functions that take an object put it back themselves, and none of them fills the field."""
        takers = {site.function.id for site in pool.gets if site.function is not None}
        givers = {site.function.id for site in pool.puts if site.function is not None}
        if pool.new or pool.wrappers or not takers or takers != givers:
            return False
        steps = (step for site in pool.sites for step in self._holders.steps(site))
        if any(step.touch.deed in _FILLS and step.path[:1] == path[:1] for step in steps):
            return False
        field = next((field for fields, field in own_parts(self._resolver, element) if fields == path[:1]), None)
        if field is None:
            return False
        makers = takers | {made_by.node.id for made_by in self._constructors(pool)}
        around = (self._resolver.enclosing_function(*given) for given in self._uses.given(field))
        return not any(function is not None and function.id in makers for function in around)

    def _constructors(self, pool: PoolDeclaration) -> Iterator[Declaration]:
        """The functions at hand that make what is put in."""
        for site in pool.puts:
            for origin in Origins(self._resolver).of_value(site.file, site.value) if site.value is not None else ():
                if origin.callee.declaration is not None:
                    yield origin.callee.declaration

    # What stands behind an interface.

    def _behind_interfaces(self, pool: PoolDeclaration, element: Type) -> Iterator[Owned]:
        """The resources that are seen to be put into a pool, or into fields of what it holds."""
        if isinstance(self._resolver.underlying(element), Interface):
            puts = (site for site in pool.puts if site.value is not None)
            if any(self._is_resource(site.file, site.value) for site in puts if site.value is not None):
                yield (), element
        sources = (self._resolver.program.source.read(path) for path in pool.package.paths)
        if not any(name.encode() in source for source in sources for name in resource_field_names()):
            return
        for path, field in own_parts(self._resolver, element):
            is_open = isinstance(self._resolver.underlying(field.type), Interface)
            if is_open and any(self._is_resource(*given) for given in self._uses.given(field)):
                yield path, field.type

    def _is_resource(self, file: SourceFile, value: Node) -> bool:
        """Whether an expression, or what a variable is set to, is a field such as the body of an http.Response."""
        return any(self._is_resource_field(file, base(each)) for each in self._values(file, value))

    def _is_resource_field(self, file: SourceFile, node: Node) -> bool:
        operand, name = child(node, "operand"), child(node, "field")
        if node.type != "selector_expression" or operand is None or name is None:
            return False
        type_ = self._resolver.type_of(file, operand)
        held = type_.element if isinstance(type_, Pointer) else type_
        return isinstance(held, Named) and is_resource_field(held.path, held.name, text(name))


def _leads_back(pool: PoolDeclaration, type_: Type) -> bool:
    """Whether a known client is declared by the pool's own package: the object is a part of it."""
    held = type_.element if isinstance(type_, Pointer) else type_
    is_own = isinstance(held, Named) and held.path == pool.package.import_path
    return is_own and isinstance(held, Named) and resource_kind(held.path, held.name) is not None
