"""Questions about Go code: what a name means, what type an expression has, what a call calls.

`Resolver` is the one place to ask; what it cannot tell is UNKNOWN or None, never a guess. Every question takes the
file with the node, because a node does not know its file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from scanners.golang.calls import Callee, Calls
from scanners.golang.constants import Constants
from scanners.golang.declarations import Declaration
from scanners.golang.expressions import TYPE_NODES, UNWRAPPED, Expressions
from scanners.golang.literals import Literals
from scanners.golang.members import Members, Method, Selection
from scanners.golang.memory import Memory
from scanners.golang.object_types import ObjectTypes
from scanners.golang.objects import Object
from scanners.golang.outer_scopes import OuterScopes
from scanners.golang.program import Program
from scanners.golang.scopes import Scopes
from scanners.golang.syntax import Node, SourceFile, child, has_token, names, only, text
from scanners.golang.type_expressions import TypeExpressions, type_arguments
from scanners.golang.types import (
    Array,
    Field,
    Interface,
    Pointer,
    Signature,
    Struct,
    Type,
    TypeParameter,
)
from scanners.golang.underlying_types import UnderlyingTypes
from scanners.golang.values import Values

__all__ = ["Callee", "Method", "Object", "Resolver", "Selection"]


class Resolver:
    """Answers questions about one program and remembers the answers."""

    def __init__(self, program: Program) -> None:
        self.program: Final = program
        self.memory: Final = Memory()
        self.outer_scopes: Final = OuterScopes(self)
        self.scopes: Final = Scopes(self)
        self.type_expressions: Final = TypeExpressions(self)
        self.object_types: Final = ObjectTypes(self)
        self.underlying_types: Final = UnderlyingTypes(self)
        self.members: Final = Members(self)
        self.constants: Final = Constants(self)
        self.expressions: Final = Expressions(self)
        self.literals: Final = Literals(self)
        self.values: Final = Values(self)
        self.calls: Final = Calls(self)
        self._fields: Final[dict[tuple[str, int], Object]] = {}
        self._methods: Final[dict[tuple[str, int], Object]] = {}

    # Names.

    def object_of(self, file: SourceFile, identifier: Node) -> Object | None:
        """What an identifier means: declared here or used here; fields and methods after a dot included."""
        return self.scopes.object_of(file, identifier)

    def object_of_expression(self, file: SourceFile, node: Node) -> Object | None:
        """What `x`, `pkg.Name`, `x.f`, `(x)`, `*x`, `&x`, `f[T]` name: a field for `x.f`; None for anything else."""
        return self.expressions.object_of_expression(file, node)

    def object_of_declaration(self, declaration: Declaration) -> Object:
        """The Object of a package-level declaration."""
        return self.outer_scopes.object_of_declaration(declaration)

    def object_of_field(self, field: Field) -> Object | None:
        """The Object of a field; None for a field that stands nowhere in the source."""
        if field.file is None or field.node is None:
            return None
        key = (field.file.path, field.node.start_byte)
        if key not in self._fields:
            self._fields[key] = Object(
                self, "field", field.name, file=field.file, declaration=field.node, identifier=field.node,
                given=field.type,
            )  # fmt: skip
        return self._fields[key]

    def object_of_method(self, method: Method) -> Object | None:
        """The Object of a method, of an interface's too."""
        if method.declaration is not None:
            return self.object_of_declaration(method.declaration)
        if method.file is None or method.node is None:  # of the predeclared error
            return self.outer_scopes.predeclared(f"error.{method.name}")
        key = (method.file.path, method.node.start_byte)
        if key not in self._methods:
            self._methods[key] = Object(
                self, "func", method.name, file=method.file, declaration=method.node, identifier=method.node,
                given=method.signature,
            )  # fmt: skip
        return self._methods[key]

    def object_of_field_name(self, file: SourceFile, identifier: Node, declaration: Node) -> Object | None:
        """The Object of a field where it is declared."""
        listed = self.parent(file, declaration)
        struct = self.parent(file, listed) if listed is not None else None
        meant = self.type_from(file, struct) if struct is not None and struct.type == "struct_type" else None
        if not isinstance(meant, Struct) or identifier.id not in {each.id for each in names(declaration)}:
            return None
        for field in meant.fields:
            if field.node is not None and field.node.id == identifier.id:
                return self.object_of_field(field)
        return None

    def object_of_method_name(self, file: SourceFile, identifier: Node, declaration: Node) -> Object | None:
        """The Object of an interface's method where it is declared."""
        interface = self.parent(file, declaration)
        meant = self.type_from(file, interface) if interface is not None else None
        if not isinstance(meant, Interface):
            return None
        for method in meant.methods:
            if method.node is not None and method.node.id == identifier.id:
                found = Method(method.name, None, method.signature, meant, False, (), method.file, method.node)
                return self.object_of_method(found)
        return None

    def key_of_struct(self, file: SourceFile, literal: Node, name: str) -> tuple[Object | None, bool]:
        """The field that a key in a composite literal names, and whether it can be nothing but a field or unknown."""
        return self.literals.key_of_struct(file, literal, name)

    def member_of_package(self, file: SourceFile, package: Object, name: str) -> Object | None:
        """What `pkg.Name` means; None where the package is not at hand or has no such name."""
        if package.import_path == "unsafe":
            return self.outer_scopes.predeclared(f"unsafe.{name}")
        found = self.program.package(package.import_path, file.directory)
        declaration = found.declaration(name) if found is not None and name[:1].isupper() else None
        return self.object_of_declaration(declaration) if declaration is not None else None

    def unresolved_member(self, file: SourceFile, node: Node) -> tuple[Object, str] | None:
        """The package and the name of `pkg.Name` where the package is not at hand; None for everything else."""
        is_selector = node.type == "selector_expression"
        if not is_selector and node.type != "qualified_type":
            return None
        operand = child(node, "operand" if is_selector else "package")
        name = child(node, "field" if is_selector else "name")
        if operand is None or name is None or operand.type not in {"identifier", "package_identifier"}:
            return None
        package = self.object_of(file, operand)
        if package is None or package.kind != "package" or package.import_path == "unsafe":
            return None
        is_missing = self.program.package(package.import_path, file.directory) is None
        return (package, text(name)) if is_missing else None

    def functions(self, file: SourceFile) -> tuple[Node, ...]:
        """Every function_declaration, method_declaration and func_literal of a file, outer before inner."""
        return self.scopes.functions(file)

    def enclosing_function(self, file: SourceFile, node: Node) -> Node | None:
        """The innermost function around a node (not the node itself); None at package level."""
        return self.scopes.enclosing_function(file, node)

    def parent(self, file: SourceFile, node: Node) -> Node | None:
        """The parent of a node, remembered: use this in loops instead of Node.parent."""
        return self.scopes.parent(file, node)

    def too_deep(self, file: SourceFile) -> tuple[Node, ...]:
        """Top-level declarations that nest deeper than `bindings.DEPTH`: nothing in them has a meaning or a type."""
        return self.scopes.too_deep(file)

    def uses(self, file: SourceFile, object_: Object) -> tuple[Node, ...]:
        """Every identifier in a file that means this object, declaration included, in order."""
        return self.scopes.uses(file, object_)

    # Expressions.

    def type_of(self, file: SourceFile, node: Node) -> Type:
        """The type of an expression; of a type expression the type; a Tuple where there are none or several values.

        Constants that have no type yet are "untyped int" and so on: `default_type` gives what a variable would get.
        """
        return self.expressions.type_of(file, node)

    def callee(self, file: SourceFile, call: Node) -> Callee:
        """What a call calls; `call` is any node of syntax.CALLS."""
        return self.calls.callee(file, call)

    def is_type(self, file: SourceFile, node: Node) -> bool:
        """Whether an expression is a type, as in a conversion or before the dot of a method expression."""
        at: Node | None = node
        for _ in range(UNWRAPPED):
            if at is None:
                return False
            if at.type in TYPE_NODES:
                return True
            if at.type == "parenthesized_expression" or (at.type == "unary_expression" and has_token(at, "*")):
                at = only(at)
                continue
            base = type_arguments(at)[0]
            found = self.object_of_expression(file, base if base is not None else at)
            is_name = base is not None or at.type in {
                "identifier", "type_identifier", "selector_expression", "qualified_type",
            }  # fmt: skip
            if found is None and at.type == "generic_type":
                return True
            return is_name and found is not None and found.kind == "type"
        return False

    def length_of(self, file: SourceFile, node: Node) -> int | None:
        """The constant `len(x)` of an array."""
        meant = self.underlying(self.type_of(file, node))
        if isinstance(meant, Pointer):
            meant = self.underlying(meant.element)
        return meant.length if isinstance(meant, Array) else None

    # Types.

    def type_of_object(self, object_: Object) -> Type:
        """The type of a named thing; of a type the type itself."""
        return self.object_types.type_of_object(object_)

    def type_of_declaration(self, declaration: Declaration) -> Type:
        """The type of a package-level name; of a type declaration the type itself, of a function its signature."""
        return self.type_of_object(self.object_of_declaration(declaration))

    def type_from(self, file: SourceFile, node: Node) -> Type:
        """What a type expression in a file stands for."""
        return self.type_expressions.type_from(file, node)

    def signature(self, file: SourceFile, node: Node) -> Signature:
        """The signature of a function declaration, method, literal, function type or interface method."""
        return self.type_expressions.signature(file, node)

    def type_parameters(self, file: SourceFile, node: Node) -> tuple[TypeParameter, ...]:
        """The type parameters that a function or type declaration lists."""
        return self.type_expressions.type_parameters(file, node)

    def core_of_constraint(self, parameter: TypeParameter) -> Type | None:
        """The one type that all types allowed for a type parameter stand for; None where there is none."""
        return self.underlying_types.core_of_constraint(parameter)

    def underlying(self, type_: Type) -> Type:
        """The underlying type; of a type parameter its constraint's core type; UNKNOWN where it is not at hand."""
        return self.underlying_types.of(type_)

    def field(self, type_: Type, name: str) -> Selection | None:
        """A field by name, through pointers and embedding; None where there is none or it is ambiguous."""
        found = self.members.find(type_, name)
        return found if isinstance(found, Selection) else None

    def method(self, type_: Type, name: str) -> Method | None:
        """A method by name, as a selector on a variable of the type finds it (so on `*T` too, for an addressable T)."""
        found = self.members.find(type_, name)
        return found if isinstance(found, Method) else None

    def method_names(self, type_: Type) -> frozenset[str]:
        """Names of all methods of the type and of a pointer to it, promoted ones included."""
        return self.members.method_names(type_)

    def fields(self, type_: Type) -> tuple[Field, ...]:
        """The fields of a struct type or a pointer to one, type arguments filled in; () for anything else."""
        return self.members.fields(type_)

    def field_paths(self, type_: Type, is_match: Callable[[Type], bool]) -> Iterator[tuple[tuple[str, ...], Type]]:
        """Where types that match are reached from a type: paths of field names ("[]" for elements, "*" left out).

        The type itself comes first, with the empty path. Goes through pointers, slices, arrays, maps, channels'
        elements and fields, not below a match; each defined type is entered once, so that it ends.
        """
        return self.members.field_paths(type_, is_match)
