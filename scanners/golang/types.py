"""Go's types as plain values: frozen, hashable, equal when identical.

`str(type)` is Go syntax with package names ("*bytes.Buffer"); `type.relative_to(path)` leaves the name of one
package out. A defined type refers to its declaration by name, so that recursive types are finite values; what it
stands for is the resolver's to say (`Resolver.underlying`). In one file, because the kinds refer to one another and
each is little more than its declaration.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.syntax import Node, SourceFile

_ALIASES: Final = MappingProxyType({"byte": "uint8", "rune": "int32"})


def _set_depth(type_: Type, inner: tuple[Type, ...]) -> None:
    object.__setattr__(type_, "depth", 1 + max((each.depth for each in inner), default=-1))


class Type:
    """Any type. Subclasses are frozen dataclasses."""

    __slots__ = ()

    @property
    def depth(self) -> int:
        """How deep types are nested in it; 0 for a name."""
        return 0

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


UNKNOWN: Final[Type] = Unknown()


@dataclass(frozen=True, slots=True)
class Basic(Type):
    """A predeclared type: "int", "string", "unsafe.Pointer", or an untyped one: "untyped int", "untyped nil".

    `byte` and `uint8` are one type under two names, as are `rune` and `int32`.
    """

    name: str = field(compare=False)
    identity: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "identity", _ALIASES.get(self.name, self.name))

    @property
    def is_untyped(self) -> bool:
        """Whether it is the type of a constant (or nil) that has not got one yet."""
        return self.name.startswith("untyped ")

    def spell(self, path: str | None) -> str:  # noqa: ARG002 - the same everywhere
        return self.name


INT: Final = Basic("int")
BOOL: Final = Basic("bool")
STRING: Final = Basic("string")
BYTE: Final = Basic("byte")
RUNE: Final = Basic("rune")
UINTPTR: Final = Basic("uintptr")
UNSAFE_POINTER: Final = Basic("unsafe.Pointer")
UNTYPED_NIL: Final = Basic("untyped nil")
UNTYPED_BOOL: Final = Basic("untyped bool")
UNTYPED_INT: Final = Basic("untyped int")
UNTYPED_RUNE: Final = Basic("untyped rune")
UNTYPED_FLOAT: Final = Basic("untyped float")
UNTYPED_COMPLEX: Final = Basic("untyped complex")
UNTYPED_STRING: Final = Basic("untyped string")
_DEFAULTS: Final = MappingProxyType(
    {
        UNTYPED_BOOL: BOOL,
        UNTYPED_INT: INT,
        UNTYPED_RUNE: RUNE,
        UNTYPED_FLOAT: Basic("float64"),
        UNTYPED_COMPLEX: Basic("complex128"),
        UNTYPED_STRING: STRING,
        UNTYPED_NIL: UNKNOWN,
    }
)


def default_type(type_: Type) -> Type:
    """The type that a variable gets which is set to such a value: int for untyped int."""
    return _DEFAULTS.get(type_, type_) if isinstance(type_, Basic) else type_


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
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, self.arguments)

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
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (self.element,))

    def spell(self, path: str | None) -> str:
        return "*" + self.element.spell(path)


@dataclass(frozen=True, slots=True)
class Slice(Type):
    """`[]element`."""

    element: Type
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (self.element,))

    def spell(self, path: str | None) -> str:
        return "[]" + self.element.spell(path)


@dataclass(frozen=True, slots=True)
class Array(Type):
    """`[length]element`; the length is None where it could not be evaluated."""

    length: int | None
    element: Type
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (self.element,))

    def spell(self, path: str | None) -> str:
        return f"[{'?' if self.length is None else self.length}]{self.element.spell(path)}"


@dataclass(frozen=True, slots=True)
class Map(Type):
    """`map[key]element`."""

    key: Type
    element: Type
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (self.key, self.element))

    def spell(self, path: str | None) -> str:
        return f"map[{self.key.spell(path)}]{self.element.spell(path)}"


@dataclass(frozen=True, slots=True)
class Chan(Type):
    """A channel; `direction` is "both", "send" or "receive"."""

    element: Type
    direction: str = "both"
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (self.element,))

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
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (*self.params, *self.results))

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
    """A field of a struct; `node` is its name in the declaration, of an embedded one the type's."""

    name: str
    type: Type
    embedded: bool = False
    file: SourceFile | None = field(default=None, compare=False, repr=False)
    node: Node | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Struct(Type):
    """`struct{…}`. In knowledge of the standard library a field `_` stands for unexported fields."""

    fields: tuple[Field, ...] = ()
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, tuple(each.type for each in self.fields))

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
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, (*(each.signature for each in self.methods), *self.embedded))

    def spell(self, path: str | None) -> str:
        if not self.methods and not self.embedded:
            return "any"
        methods = [each.name + each.signature.tail(path) for each in self.methods]
        return f"interface{{{'; '.join(methods + [each.spell(path) for each in self.embedded])}}}"


@dataclass(frozen=True, slots=True)
class Union(Type):
    """`~int | string` in a constraint: pairs of "has a tilde" and type."""

    terms: tuple[tuple[bool, Type], ...]
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, tuple(each for _, each in self.terms))

    def spell(self, path: str | None) -> str:
        return " | ".join(("~" if tilde else "") + each.spell(path) for tilde, each in self.terms)


@dataclass(frozen=True, slots=True)
class Tuple(Type):
    """What a call with no result or with several results gives."""

    types: tuple[Type, ...] = ()
    depth: int = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        _set_depth(self, self.types)

    def spell(self, path: str | None) -> str:
        return f"({_list(self.types, path)})"


def _list(types: tuple[Type, ...], path: str | None) -> str:
    return ", ".join(each.spell(path) for each in types)


EMPTY_INTERFACE: Final = Interface()
NO_VALUE: Final = Tuple()
ERROR: Final = Named("", "error")
COMPARABLE: Final = Named("", "comparable")
ERROR_INTERFACE: Final = Interface((InterfaceMethod("Error", Signature((), (STRING,))),))
