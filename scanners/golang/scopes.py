"""What a name means at the place where it stands.

One pass over a top-level declaration binds every local name in it, with Go's rules for where a scope begins; what is
left over is looked up among imports, the package, dot imports and the universe.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import Type

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver

Kind = Literal["var", "param", "receiver", "result", "func", "type", "const", "package", "field", "builtin", "label"]


class Object:
    """Something that has a name. There is one Object for each declared thing, so identity is equality.

    `declaration` is the declaring node: the spec, the parameter_declaration, the short_var_declaration, the
    range_clause, the type_case of a type switch's symbol, … (None for the universe). `identifier` is the name in it.
    `function` is the innermost function (declaration or literal) of a local, None at package level.
    `declared` is the package-level Declaration where there is one. `import_path` is set for packages.
    """

    __slots__ = (
        "_resolver", "alias_of", "declaration", "declared", "file", "function", "identifier", "import_path", "index",
        "iota", "kind", "name", "value_spec",
    )  # fmt: skip

    def __init__(
        self,
        resolver: Resolver,
        kind: Kind,
        name: str,
        *,
        file: SourceFile | None = None,
        declaration: Node | None = None,
        identifier: Node | None = None,
        function: Node | None = None,
        index: int = 0,
        declared: Declaration | None = None,
        import_path: str = "",
    ) -> None:
        self._resolver: Final = resolver
        self.kind: Final[Kind] = kind
        self.name: Final = name
        self.file: Final = file
        self.declaration: Final = declaration
        self.identifier: Final = identifier
        self.function: Final = function
        self.index: Final = index
        self.declared: Final = declared
        self.import_path: Final = import_path

    def __repr__(self) -> str:
        return f"Object({self.kind} {self.name})"

    @property
    def type(self) -> Type:
        """Its type; of a type the type itself; UNKNOWN for packages and labels."""
        return self._resolver.type_of_object(self)

    @property
    def is_local(self) -> bool:
        """Whether it is declared inside a function."""
        return self.function is not None


class Scopes:
    """Names of a program, by file."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def object_of(self, file: SourceFile, identifier: Node) -> Object | None:
        """What an identifier means: declared here or used here; fields and methods after a dot included."""
        raise NotImplementedError

    def functions(self, file: SourceFile) -> tuple[Node, ...]:
        """Every function_declaration, method_declaration and func_literal of a file, outer before inner."""
        raise NotImplementedError

    def enclosing_function(self, file: SourceFile, node: Node) -> Node | None:
        """The innermost function around a node (not the node itself); None at package level."""
        raise NotImplementedError

    def parent(self, file: SourceFile, node: Node) -> Node | None:
        """The parent of a node, remembered: use this in loops instead of Node.parent."""
        raise NotImplementedError

    def uses(self, file: SourceFile, object_: Object) -> tuple[Node, ...]:
        """Every identifier in a file that means this object, declaration included, in order."""
        raise NotImplementedError
