"""What names mean: one Object for each declared thing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.declarations import Declaration
from scanners.golang.syntax import Node, SourceFile
from scanners.golang.types import Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

Kind = Literal["var", "param", "receiver", "result", "func", "type", "const", "package", "field", "builtin", "label"]


class Object:
    """Something that has a name. There is one Object for each declared thing, so identity is equality.

    `declaration` is the declaring node: the spec, the parameter_declaration, the short_var_declaration, the
    range_clause, the type_case of a type switch's symbol, … (None for the universe). `identifier` is the name in it.
    `function` is the innermost function (declaration or literal) of a local, None at package level.
    `declared` is the package-level Declaration where there is one. `import_path` is set for packages. `given` is the
    type where nothing has to be worked out. For constants see Declaration.
    """

    __slots__ = (
        "_resolver", "declaration", "declared", "file", "function", "given", "identifier", "import_path", "index",
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
        given: Type | None = None,
        value_spec: Node | None = None,
        iota: int = 0,
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
        self.given: Final = given
        self.value_spec: Final = value_spec
        self.iota: Final = iota

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
