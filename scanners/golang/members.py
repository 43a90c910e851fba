"""What types have: what they stand for, their fields and methods, those of embedded types included."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from scanners.golang.declarations import Declaration
from scanners.golang.generics import substitute_signature
from scanners.golang.packages import NO_METHODS, Methods
from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import (
    UNKNOWN,
    Array,
    Chan,
    Field,
    Interface,
    InterfaceMethod,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParameter,
    Union,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_EMBEDDING: Final = 12  # levels; the deepest in Go's own sources is 4
_REACH: Final = 10_000  # types that one field_paths looks at
_PATH: Final = 12  # names in one path


@dataclass(frozen=True, slots=True)
class Selection:
    """A field found through embedding: `path` are the names on the way, the field's own last."""

    path: tuple[str, ...]
    type: Type
    declared_in: Named | None
    field: Field


@dataclass(frozen=True, slots=True)
class Method:
    """A method found through embedding: `path` are the names of the embedded fields on the way.

    `receiver` is the type that declares it (a Named, or an Interface without a name); `declaration` is None for
    methods of interfaces. The signature has no receiver.
    """

    name: str
    declaration: Declaration | None
    signature: Signature
    receiver: Type
    pointer_receiver: bool
    path: tuple[str, ...] = ()
    file: SourceFile | None = field(default=None, compare=False)
    node: Node | None = field(default=None, compare=False)

    @property
    def qualified(self) -> str:
        """As go/types writes it: "(*sync.Pool).Get", "(net.Conn).Close"."""
        name = self.receiver.qualified if isinstance(self.receiver, Named) else str(self.receiver)
        return f"({'*' if self.pointer_receiver else ''}{name}).{self.name}"


class Members:
    """Answers about types; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._underlying: Final = resolver.underlying_types.of
        self._constraint: Final = resolver.underlying_types.constraint
        self._found: Final[dict[tuple[Type, str], Selection | Method | None]] = {}
        self._names: Final[dict[Type, frozenset[str]]] = {}

    def fields(self, type_: Type) -> tuple[Field, ...]:
        meant = self._underlying(type_)
        if isinstance(meant, Pointer):
            meant = self._underlying(meant.element)
        return meant.fields if isinstance(meant, Struct) else ()

    def find(self, type_: Type, name: str) -> Selection | Method | None:
        """The field or method that a selector means, by Go's rule: the shallowest, if it is the only one there."""
        if isinstance(_without_pointer(type_), Struct | Interface):  # equal ones may stand at different places
            return self._find(type_, name)
        key = (type_, name)
        if key not in self._found:
            self._found[key] = self._find(type_, name)
        return self._found[key]

    def _find(self, type_: Type, name: str) -> Selection | Method | None:
        if name == "_":
            return None
        for level in self._levels(type_):
            found: list[Selection | Method] = []
            for each, path in level:
                found.extend(self._own(each, name, path))
            if found:
                return found[0] if len(found) == 1 else None
        return None

    def _levels(self, type_: Type) -> Iterator[list[tuple[Type, tuple[str, ...]]]]:
        """The type, then the types that it embeds, level by level; pointers are taken off."""
        if isinstance(type_, Named) and isinstance(meant := self._underlying(type_), Pointer):
            type_ = meant  # fields are found through a defined pointer type, methods are not
        level: list[tuple[Type, tuple[str, ...]]] = [(_without_pointer(type_), ())]
        seen: set[Type] = set()
        for _ in range(_EMBEDDING):
            level = [(each, path) for each, path in level if each not in seen]
            if not level:
                return
            yield level
            seen.update(each for each, _ in level)
            level = [
                (_without_pointer(inner.type), (*path, inner.name))
                for each, path in level
                for inner in self._own_fields(each)
                if inner.embedded
            ]

    def outside(self, type_: Type) -> tuple[tuple[str, ...], Named] | None:
        """The one embedded type that is not at hand, and the fields that lead to it: what is not found is its own."""
        embedded = [(path, each) for level in self._levels(type_) for each, path in level if path]
        unknown = [
            (path, each)
            for path, each in embedded
            if each is UNKNOWN or (isinstance(each, Named) and each.declaration is None and each.path)
        ]
        path, found = unknown[0] if len(unknown) == 1 else ((), UNKNOWN)
        return (path, found) if isinstance(found, Named) else None

    def _own_fields(self, type_: Type) -> tuple[Field, ...]:
        meant = self._underlying(type_)
        return meant.fields if isinstance(meant, Struct) else ()

    def _own(self, type_: Type, name: str, path: tuple[str, ...]) -> Iterator[Selection | Method]:
        """The field or method of this name that a type has itself."""
        if isinstance(type_, Named) and type_.declaration is not None:
            declaration = self._declared_methods(type_).get(name)
            if declaration is not None:
                yield self._declared_method(type_, declaration, path)
                return
        meant = self._constraint(type_) if isinstance(type_, TypeParameter) else self._underlying(type_)
        if isinstance(meant, Interface):
            for owner, each in self._interface_methods(meant, type_):
                if each.name == name:
                    yield Method(name, None, each.signature, owner, False, path, each.file, each.node)
                    return
        if isinstance(type_, TypeParameter):
            meant = self._underlying(type_)
        if isinstance(meant, Struct):
            for each_field in meant.fields:
                if each_field.name == name:
                    declared_in = type_ if isinstance(type_, Named) else None
                    yield Selection((*path, name), each_field.type, declared_in, each_field)
                    return

    def _declared_methods(self, type_: Named) -> Methods:
        if type_.declaration is None or type_.declaration.is_local:
            return NO_METHODS
        return type_.declaration.package.methods(type_.declaration.name, type_.declaration.file)

    def _declared_method(self, type_: Named, declaration: Declaration, path: tuple[str, ...]) -> Method:
        signature = self._resolver.signature(declaration.file, declaration.node)
        if type_.arguments and type_.declaration is not None:
            parameters = self._resolver.type_parameters(type_.declaration.file, type_.declaration.node)
            signature = substitute_signature(signature, dict(zip(parameters, type_.arguments, strict=False)))
        return Method(
            declaration.name,
            declaration,
            signature,
            type_,
            declaration.pointer_receiver,
            path,
            declaration.file,
            declaration.identifier,
        )

    def _interface_methods(self, interface: Interface, owner: Type) -> Iterator[tuple[Type, InterfaceMethod]]:
        """An interface's methods with the type that lists each; embedded interfaces included."""
        waiting: list[tuple[Interface, Type]] = [(interface, owner)]
        seen: set[Type] = set()
        while waiting and len(seen) < _REACH:
            each, listed_in = waiting.pop(0)
            yield from ((listed_in, method) for method in each.methods)
            for embedded in each.embedded:
                if embedded not in seen:
                    seen.add(embedded)
                    meant = self._underlying(embedded) if not isinstance(embedded, Union) else UNKNOWN
                    if isinstance(meant, Interface):
                        waiting.append((meant, embedded))

    def method_names(self, type_: Type) -> frozenset[str]:
        if type_ not in self._names:
            found: set[str] = set()
            hidden: set[str] = set()
            for level in self._levels(type_):
                for each, _ in level:
                    if isinstance(each, Named):
                        found.update(set(self._declared_methods(each).names) - hidden)
                    meant = self._constraint(each) if isinstance(each, TypeParameter) else self._underlying(each)
                    if isinstance(meant, Interface):
                        found.update({m.name for _, m in self._interface_methods(meant, each)} - hidden)
                hidden.update(inner.name for each, _ in level for inner in self._own_fields(each))
            self._names[type_] = frozenset(found)
        return self._names[type_]

    def field_paths(self, type_: Type, is_match: Callable[[Type], bool]) -> Iterator[tuple[tuple[str, ...], Type]]:
        waiting: list[tuple[Type, tuple[str, ...]]] = [(type_, ())]
        entered: set[Type] = set()
        looked = 0
        while waiting and (looked := looked + 1) <= _REACH:
            each, path = waiting.pop(0)
            if is_match(each):
                yield path, each
                continue
            if isinstance(each, Named):
                if each in entered:
                    continue
                entered.add(each)
            if len(path) < _PATH:
                waiting.extend(_reached(self._underlying(each), path))


def _reached(meant: Type, path: tuple[str, ...]) -> Iterator[tuple[Type, tuple[str, ...]]]:
    """The types one step further."""
    match meant:
        case Struct():
            for each in meant.fields:
                yield each.type, (*path, each.name)
        case Pointer():
            yield meant.element, path
        case Slice() | Array() | Chan():
            yield meant.element, (*path, "[]")
        case Map():
            yield meant.key, (*path, "[]")
            yield meant.element, (*path, "[]")
        case _:
            pass


def _without_pointer(type_: Type) -> Type:
    return type_.element if isinstance(type_, Pointer) else type_
