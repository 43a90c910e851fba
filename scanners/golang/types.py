"""Go's types as plain values: frozen, hashable, equal when identical.

`str(type)` is Go syntax with package names ("*bytes.Buffer"); `type.relative_to(path)` leaves the name of one
package out. A defined type refers to its declaration by name, so that recursive types are finite values; what it
stands for is the resolver's to say (`Resolver.underlying`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.syntax import Node, SourceFile


class Type:
    """Any type. Subclasses are frozen dataclasses."""

    __slots__ = ()

    def relative_to(self, path: str) -> str:
        """Go syntax as it reads inside the package with this import path."""
        return self.spell(path)

    def spell(self, path: str | None) -> str:
        """Go syntax, without the package name for types of the package `path`."""
        raise NotImplementedError

    def __str__(self) -> str:
        return self.spell(None)


@dataclass(frozen=True, slots=True)
class Unknown(Type):
    """A type that could not be resolved. There is one value, UNKNOWN."""

    def spell(self, path: str | None) -> str:  # noqa: ARG002 - the same everywhere
        return "unknown"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Basic(Type):
    """A predeclared type: "int", "string", "unsafe.Pointer", or an untyped one: "untyped int", "untyped nil"."""

    name: str

    def spell(self, path: str | None) -> str:  # noqa: ARG002 - the same everywhere
        return self.name


@dataclass(frozen=True, slots=True)
class Named(Type):
    """A defined type, such as `bytes.Buffer` or `Pool[int]`; `error` and `comparable` have the path "".

    `package` is the name of the package for display. `scope` tells types that are declared inside functions apart.
    `declaration` is None where the package is not at hand: such a type has a name and nothing else.
    """

    path: str
    name: str
    arguments: tuple[Type, ...] = ()
    scope: str = ""
    package: str = field(default="", compare=False)
    declaration: Declaration | None = field(default=None, compare=False, repr=False)

    @property
    def qualified(self) -> str:
        """The import path and the name: "net/http.Request"; the name alone for predeclared types."""
        return f"{self.path}.{self.name}" if self.path else self.name

    def spell(self, path: str | None) -> str:
        name = self.name if not self.path or self.path == path else f"{self.package}.{self.name}"
        return f"{name}[{_list(self.arguments, path)}]" if self.arguments else name


@dataclass(frozen=True, slots=True)
class Pointer(Type):
    """`*element`."""

    element: Type

    def spell(self, path: str | None) -> str:
        return "*" + self.element.spell(path)


@dataclass(frozen=True, slots=True)
class Slice(Type):
    """`[]element`."""

    element: Type

    def spell(self, path: str | None) -> str:
        return "[]" + self.element.spell(path)


@dataclass(frozen=True, slots=True)
class Array(Type):
    """`[length]element`; the length is None where it could not be evaluated."""

    length: int | None
    element: Type

    def spell(self, path: str | None) -> str:
        return f"[{'?' if self.length is None else self.length}]{self.element.spell(path)}"


@dataclass(frozen=True, slots=True)
class Map(Type):
    """`map[key]element`."""

    key: Type
    element: Type

    def spell(self, path: str | None) -> str:
        return f"map[{self.key.spell(path)}]{self.element.spell(path)}"


@dataclass(frozen=True, slots=True)
class Chan(Type):
    """A channel; `direction` is "both", "send" or "receive"."""

    element: Type
    direction: str = "both"

    def spell(self, path: str | None) -> str:
        element = self.element.spell(path)
        if isinstance(self.element, Chan) and self.element.direction == "receive" and self.direction != "receive":
            element = f"({element})"
        return {"send": "chan<- ", "receive": "<-chan "}.get(self.direction, "chan ") + element


@dataclass(frozen=True, slots=True)
class TypeParameter(Type):
    """`T` of `func f[T any]`; `owner` is the place of its declaration, `node` the declaration with the constraint."""

    name: str
    owner: str
    file: SourceFile | None = field(default=None, compare=False, repr=False)
    node: Node | None = field(default=None, compare=False, repr=False)

    def spell(self, path: str | None) -> str:  # noqa: ARG002 - the same everywhere
        return self.name


@dataclass(frozen=True, slots=True)
class Signature(Type):
    """A function type. The last parameter of a variadic one is the slice. Names are not part of it."""

    params: tuple[Type, ...] = ()
    results: tuple[Type, ...] = ()
    variadic: bool = False
    type_parameters: tuple[TypeParameter, ...] = field(default=(), compare=False)

    @property
    def result(self) -> Type:
        """What a call gives: the only result, or a Tuple of none or several."""
        return self.results[0] if len(self.results) == 1 else Tuple(self.results)

    def parameter(self, index: int) -> Type:
        """The type that the argument at `index` is passed as, elements of a variadic tail included."""
        if self.variadic and index >= len(self.params) - 1:
            last = self.params[-1]
            return last.element if isinstance(last, Slice) else UNKNOWN
        return self.params[index] if index < len(self.params) else UNKNOWN

    def spell(self, path: str | None) -> str:
        return "func" + self.tail(path)

    def tail(self, path: str | None) -> str:
        """The signature without the word `func`."""
        params = [each.spell(path) for each in self.params]
        if self.variadic and params and isinstance(self.params[-1], Slice):
            params[-1] = "..." + params[-1].removeprefix("[]")
        results = _list(self.results, path)
        if len(self.results) > 1:
            results = f"({results})"
        return f"({', '.join(params)}){' ' if results else ''}{results}"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a struct; `node` is its name in the declaration, or the type of an embedded one."""

    name: str
    type: Type
    embedded: bool = False
    file: SourceFile | None = field(default=None, compare=False, repr=False)
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Struct(Type):
    """`struct{…}`. In knowledge of the standard library a field `_` stands for unexported fields."""

    fields: tuple[Field, ...] = ()

    def spell(self, path: str | None) -> str:
        fields = (
            each.type.spell(path) if each.embedded else f"{each.name} {each.type.spell(path)}" for each in self.fields
        )
        return f"struct{{{'; '.join(fields)}}}"


@dataclass(frozen=True, slots=True)
class InterfaceMethod:
    """A method that an interface lists itself."""

    name: str
    signature: Signature
    file: SourceFile | None = field(default=None, compare=False, repr=False)
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Interface(Type):
    """`interface{…}`: its own methods and the types and unions that it embeds, as written."""

    methods: tuple[InterfaceMethod, ...] = ()
    embedded: tuple[Type, ...] = ()

    def spell(self, path: str | None) -> str:
        if not self.methods and not self.embedded:
            return "any"
        methods = [each.name + each.signature.tail(path) for each in self.methods]
        return f"interface{{{'; '.join(methods + [each.spell(path) for each in self.embedded])}}}"


@dataclass(frozen=True, slots=True)
class Union(Type):
    """`~int | string` in a constraint: pairs of "has a tilde" and type."""

    terms: tuple[tuple[bool, Type], ...]

    def spell(self, path: str | None) -> str:
        return " | ".join(("~" if tilde else "") + each.spell(path) for tilde, each in self.terms)


@dataclass(frozen=True, slots=True)
class Tuple(Type):
    """What a call with no result or with several results gives."""

    types: tuple[Type, ...] = ()

    def spell(self, path: str | None) -> str:
        return f"({_list(self.types, path)})"


def _list(types: tuple[Type, ...], path: str | None) -> str:
    return ", ".join(each.spell(path) for each in types)
