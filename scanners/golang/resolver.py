"""Questions about Go code: what a name means, what type an expression has, what a call calls.

`Resolver` is the one place to ask; what it cannot tell is UNKNOWN or None, never a guess. Every question takes the
file with the node, because a node does not know its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

from scanners.golang.packages import Declaration, Program
from scanners.golang.scopes import Object, Scopes
from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import Field, Named, Signature, Type


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
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Callee:
    """What a call calls.

    `kind`: "function" and "method" are known by name (an interface's method too); "builtin"; "conversion" converts to
    `type`; "literal" calls the function literal `node` on the spot; "value" calls a variable, field or result of
    function type (`object` where it has a name); "unknown".
    `qualified` is "net.Dial", "(*sync.Pool).Get", "example.com/m/a.getBuf", "append"; None for the last four kinds.
    It is told by name even where the package is not at hand, as "github.com/redis/go-redis/v9.NewClient".
    `declaration` is None for interfaces' methods and packages that are not at hand.
    `receiver` is the expression before the dot of a method call; `path` the embedded fields passed through.
    `signature` has type arguments filled in.
    """

    kind: Literal["function", "method", "builtin", "conversion", "literal", "value", "unknown"]
    qualified: str | None = None
    declaration: Declaration | None = None
    receiver: Node | None = None
    path: tuple[str, ...] = ()
    signature: Signature | None = None
    object: Object | None = None
    node: Node | None = None
    type: Type | None = None


class Resolver:
    """Answers questions about one program and remembers the answers."""

    def __init__(self, program: Program) -> None:
        self.program: Final = program
        self.scopes: Final = Scopes(self)

    # Names: see Scopes.

    def object_of(self, file: SourceFile, identifier: Node) -> Object | None:
        """What an identifier means: declared here or used here; fields and methods after a dot included."""
        return self.scopes.object_of(file, identifier)

    def functions(self, file: SourceFile) -> tuple[Node, ...]:
        """Every function_declaration, method_declaration and func_literal of a file, outer before inner."""
        return self.scopes.functions(file)

    def enclosing_function(self, file: SourceFile, node: Node) -> Node | None:
        """The innermost function around a node (not the node itself); None at package level."""
        return self.scopes.enclosing_function(file, node)

    def parent(self, file: SourceFile, node: Node) -> Node | None:
        """The parent of a node, remembered: use this in loops instead of Node.parent."""
        return self.scopes.parent(file, node)

    def object_of_declaration(self, declaration: Declaration) -> Object:
        """The Object of a package-level declaration."""
        raise NotImplementedError

    def object_of_field(self, field: Field) -> Object | None:
        """The Object of a field; None for a field that stands nowhere in the source."""
        raise NotImplementedError

    # Expressions: see expressions.py.

    def type_of(self, file: SourceFile, node: Node) -> Type:
        """The type of an expression; of a type expression the type; a Tuple where there are none or several values."""
        raise NotImplementedError

    def object_of_expression(self, file: SourceFile, node: Node) -> Object | None:
        """What `x`, `pkg.Name`, `x.f`, `(x)`, `*x`, `&x`, `f[T]` name: a field for `x.f`; None for anything else."""
        raise NotImplementedError

    def callee(self, file: SourceFile, call: Node) -> Callee:
        """What a call calls; `call` is any node of syntax.CALLS."""
        raise NotImplementedError

    # Types.

    def type_of_object(self, object_: Object) -> Type:
        """The type of a named thing; of a type the type itself."""
        raise NotImplementedError

    def type_of_declaration(self, declaration: Declaration) -> Type:
        """The type of a package-level name; of a type declaration the type itself, of a function its signature."""
        raise NotImplementedError

    def type_from(self, file: SourceFile, node: Node) -> Type:
        """What a type expression in a file stands for."""
        raise NotImplementedError

    def underlying(self, type_: Type) -> Type:
        """The underlying type; of a type parameter its constraint's core type; UNKNOWN where it is not at hand."""
        raise NotImplementedError

    def field(self, type_: Type, name: str) -> Selection | None:
        """A field by name, through pointers and embedding; None where there is none or it is ambiguous."""
        raise NotImplementedError

    def method(self, type_: Type, name: str) -> Method | None:
        """A method by name, as a selector on a variable of the type finds it (so on `*T` too, for an addressable T)."""
        raise NotImplementedError

    def method_names(self, type_: Type) -> frozenset[str]:
        """Names of all methods of the type and of a pointer to it, promoted ones included."""
        raise NotImplementedError

    def fields(self, type_: Type) -> tuple[Field, ...]:
        """The fields of a struct type or a pointer to one, type arguments filled in; () for anything else."""
        raise NotImplementedError

    def field_paths(self, type_: Type, is_match: Callable[[Type], bool]) -> Iterator[tuple[tuple[str, ...], Type]]:
        """Where types that match are reached from a type: paths of field names ("[]" for elements, "*" left out).

        The type itself comes first, with the empty path. Goes through pointers, slices, arrays, maps, channels'
        elements and fields, not below a match; each defined type is entered once, so that it ends.
        """
        raise NotImplementedError
