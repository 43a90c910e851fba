"""The types of named things: functions, types, constants, variables, parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.declarations import Declaration, receiver_base
from scanners.golang.memory import Memory
from scanners.golang.objects import Object
from scanners.golang.syntax import Node, SourceFile, child, names, parts, text
from scanners.golang.types import (
    COMPARABLE,
    EMPTY_INTERFACE,
    ERROR,
    UNKNOWN,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_INT,
    UNTYPED_NIL,
    Basic,
    Named,
    Slice,
    Type,
    TypeParameter,
    default_type,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_PREDECLARED: Final[dict[str, Type]] = {
    "any": EMPTY_INTERFACE,
    "comparable": COMPARABLE,
    "error": ERROR,
    "false": UNTYPED_BOOL,
    "iota": UNTYPED_INT,
    "nil": UNTYPED_NIL,
    "true": UNTYPED_BOOL,
}


class ObjectTypes:
    """Answers about what has a name; see Resolver for the question."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory

    def type_of_object(self, object_: Object) -> Type:
        if object_.given is not None:
            return object_.given
        return self._memory.recall(object_, self._type_of_object, object_, unknown=UNKNOWN)

    def _type_of_object(self, object_: Object) -> Type:
        file, node = object_.file, object_.declaration
        if file is None or node is None:
            if object_.kind == "type":
                return _PREDECLARED.get(object_.name, Basic(object_.name))
            return _PREDECLARED.get(object_.name, UNKNOWN)
        match node.type:
            case "function_declaration" | "method_declaration":
                return self._resolver.signature(file, node)
            case "type_spec":
                return self._defined(object_, file, node)
            case "type_alias":
                return self._of(file, node, "type")
            case "type_parameter_declaration":
                return TypeParameter(object_.name, _owner(object_, file), file, node)
            case "type_elem":
                return self._receiver_parameter(object_, file)
            case "parameter_declaration":
                return self._of(file, node, "type")
            case "variadic_parameter_declaration":
                return Slice(self._of(file, node, "type"))
            case "const_spec":
                return self._constant(object_, file)
            case _:
                return self._variable(object_, file, node)

    def _of(self, file: SourceFile, node: Node, field: str) -> Type:
        inner = child(node, field)
        return self._resolver.type_from(file, inner) if inner is not None else UNKNOWN

    def _defined(self, object_: Object, file: SourceFile, node: Node) -> Type:
        package = self._resolver.program.package_of(file.path)
        declaration = object_.declared
        if package is None or object_.identifier is None:
            return UNKNOWN
        if declaration is None:
            declaration = Declaration("type", object_.name, node, object_.identifier, file, package, is_local=True)
        if package.import_path == "unsafe" and object_.name == "Pointer":
            return UNSAFE_POINTER
        if package.import_path == "builtin":
            return UNKNOWN
        return Named(
            package.import_path,
            object_.name,
            self._resolver.type_parameters(file, node),
            _owner(object_, file) if declaration.is_local or _is_variant(declaration) else "",
            package.name,
            declaration,
        )

    def _receiver_parameter(self, object_: Object, file: SourceFile) -> Type:
        """`K` of `func (m *Map[K, V])` is the type parameter that Map declares at that place."""
        package = self._resolver.program.package_of(file.path)
        base = receiver_base(object_.function) if object_.function is not None else None
        declaration = package.declaration(text(base), preferred=file) if package and base is not None else None
        if declaration is None or declaration.kind != "type":
            return UNKNOWN
        parameters = self._resolver.type_parameters(declaration.file, declaration.node)
        return parameters[object_.index] if object_.index < len(parameters) else UNKNOWN

    def _constant(self, object_: Object, file: SourceFile) -> Type:
        spec = object_.value_spec
        if spec is None:
            return UNKNOWN
        if child(spec, "type") is not None:
            return self._of(file, spec, "type")
        return self._resolver.values.value(file, child(spec, "value"), object_.index)

    def _variable(self, object_: Object, file: SourceFile, node: Node) -> Type:
        values = self._resolver.values
        match node.type:
            case "var_spec":
                if child(node, "type") is not None:
                    return self._of(file, node, "type")
                return default_type(values.value(file, child(node, "value"), object_.index, len(names(node))))
            case "short_var_declaration" | "receive_statement":
                left = child(node, "left")
                count = len(parts(left)) if left is not None else 1
                return default_type(values.value(file, child(node, "right"), object_.index, count))
            case "range_clause":
                return values.ranged(file, child(node, "right"), object_.index)
            case "type_case" | "default_case" | "type_switch_statement":
                return self._switched(file, node)
            case _:
                return UNKNOWN

    def _switched(self, file: SourceFile, node: Node) -> Type:
        """The symbol of a type switch: the type of a case that lists one, else that of the value."""
        listed = [each for each in node.children_by_field_name("type") if each.is_named]
        if node.type == "type_case" and len(listed) == 1 and listed[0].type != "nil" and text(listed[0]) != "nil":
            return self._resolver.type_from(file, listed[0])
        switch: Node | None = node
        if node.type != "type_switch_statement":
            switch = self._resolver.parent(file, node)
        value = child(switch, "value") if switch is not None else None
        return self._resolver.type_of(file, value) if value is not None else UNKNOWN


def _is_variant(declaration: Declaration) -> bool:
    """Whether another file declares the type too, for a more usual build."""
    first = declaration.package.declaration(declaration.name)
    return first is not None and first.identifier.id != declaration.identifier.id


def _owner(object_: Object, file: SourceFile) -> str:
    place = object_.identifier.start_byte if object_.identifier is not None else 0
    return f"{file.path}:{place}"
