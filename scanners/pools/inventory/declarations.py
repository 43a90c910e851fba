"""What is known of a pool: where it lives, what it holds, where objects are taken and put back."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from scanners.golang.objects import Object
from scanners.golang.packages import Package
from scanners.golang.syntax import Node, SourceFile, location
from scanners.golang.types import Type
from scanners.model import Location, Pool, RuleVerdict, Scope, Site

if TYPE_CHECKING:
    from scanners.pools.inventory.lent_objects import LentObject
    from scanners.pools.inventory.pairs import PairSite
    from scanners.pools.inventory.uses import Uses

SiteKind = Literal["get", "put"]


@dataclass(frozen=True, eq=False)
class Function:
    """A function declaration, method declaration or function literal, with the file that it stands in."""

    file: SourceFile
    node: Node
    name: str

    @property
    def body(self) -> Node | None:
        """Its block; None for a declaration without one."""
        return self.node.child_by_field_name("body")


@dataclass(frozen=True, eq=False)
class PoolSite:
    """One Get or Put: of the pool itself (`direct`) or through the wrapper `via`.

    `call` is the call. `value` is what is put back (an argument, or the receiver before the dot of a release method),
    and of a Get the expression that the object comes out as: the call with the type assertion around it.
    `function` is the innermost function around the call (None at package level), `function_name` that of the
    declaration which it lies in. A site inside a wrapper whose callers are known is not `counted`: its callers' are.
    `wrapper` is the function that a site which is not direct calls.
    """

    kind: SiteKind
    file: SourceFile
    call: Node
    value: Node | None
    function: Node | None
    function_name: str
    direct: bool = True
    counted: bool = True
    via: str | None = None
    wrapper: Function | None = None

    @property
    def location(self) -> Location:
        """Where the call stands."""
        return location(self.file, self.call)

    def leads_to(self, inner: PoolSite) -> bool:
        """Whether another site stands in the wrapper that this one calls."""
        wrapper = self.wrapper
        if wrapper is None or wrapper.file is not inner.file:
            return False
        return wrapper.node.start_byte <= inner.call.start_byte < wrapper.node.end_byte

    def row(self) -> Site:
        """The site as reports have it."""
        return Site(self.location, self.kind, self.function_name, self.direct, self.counted, self.via)


@dataclass(frozen=True, eq=False)
class Variable:
    """A package-level variable of a type that wraps a pool: `var buffers = bufferPool{…}`; `package` is a path."""

    object: Object
    file: SourceFile
    node: Node
    type_name: str
    package: str

    @property
    def name(self) -> str:
        """The name of the variable."""
        return self.object.name

    @property
    def exported(self) -> bool:
        """Whether other packages can name it."""
        return is_exported(self.name)


@dataclass(frozen=True, eq=False)
class PoolDeclaration:
    """A row of the inventory.

    `identity` stays when lines move: import path, owner and name. `name` is what Go programmers write (`bufPool`,
    `Server.pool`). `node` is the name where it is declared, or the expression that makes a pool without a name.
    `owner` is the name of the type whose field it is. `element_type` is what it holds, None where that is not known;
    `elements` are all types that are seen to come or go.
    `new` are the functions that are its New (several where it is set in several places); `has_new` is set as well where
    New is set to something that cannot be followed. `literals` are the expressions
    that make it. `objects` are all variables, fields and parameters that it is handed around in. `variables` are the
    package-level variables of a type that wraps it.
    """

    identity: str
    name: str
    scope: Scope
    package: Package
    file: SourceFile
    node: Node
    object: Object | None
    owner: str | None = None
    element_type: Type | None = None
    elements: tuple[Type, ...] = ()
    new: tuple[Function, ...] = ()
    has_new: bool = False
    literals: tuple[tuple[SourceFile, Node], ...] = ()
    objects: tuple[Object, ...] = ()
    sites: tuple[PoolSite, ...] = ()
    wrappers: tuple[Function, ...] = ()
    variables: tuple[Variable, ...] = ()
    handed_out: tuple[Function, ...] = field(default=())

    @property
    def location(self) -> Location:
        """Where it is declared."""
        return location(self.file, self.node)

    @cached_property
    def element(self) -> str | None:
        """The type of what it holds, as it reads inside the pool's package: "*bytes.Buffer", "*conn"."""
        return self.element_type.relative_to(self.package.import_path) if self.element_type is not None else None

    @cached_property
    def gets(self) -> tuple[PoolSite, ...]:
        """The sites that take an object."""
        return tuple(site for site in self.sites if site.kind == "get")

    @cached_property
    def puts(self) -> tuple[PoolSite, ...]:
        """The sites that put one back."""
        return tuple(site for site in self.sites if site.kind == "put")

    @property
    def reuses(self) -> bool:
        """Whether what is put in can come out again: not where only one of the two is done, and nobody else can."""
        is_open = self.object is None or is_exported(self.object.name) or bool(self.handed_out)
        return is_open or (bool(self.gets) and bool(self.puts))

    def row(self, verdicts: tuple[tuple[str, RuleVerdict], ...] = ()) -> Pool:
        """The pool as reports have it."""
        return Pool(
            id=self.identity,
            name=self.name,
            location=self.location,
            package=self.package.import_path,
            scope=self.scope,
            element=self.element,
            sites=tuple(site.row() for site in self.sites),
            wrappers=tuple(wrapper.name for wrapper in self.wrappers),
            verdicts=verdicts,
        )


@dataclass(frozen=True)
class Inventory:
    """All pools of a program, in the order of path and line; `borrowed` are the calls of pools inside dependencies,
    `lent` what frameworks lend out of theirs.

    `uses` finds where anything else is used in the files that were searched for pools.
    """

    uses: Uses
    pools: tuple[PoolDeclaration, ...]
    borrowed: tuple[PairSite, ...] = ()
    lent: tuple[LentObject, ...] = ()


def is_exported(name: str) -> bool:
    """Whether a Go name is exported: its first letter is an upper-case one."""
    return name[:1].isupper()
