"""What type expressions stand for, and the types of named things."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from scanners.golang.declarations import Declaration, receiver_base
from scanners.golang.generics import substitute
from scanners.golang.memory import Memory
from scanners.golang.objects import Object
from scanners.golang.syntax import Node, SourceFile, child, children_of_type, has_token, names, only, parts, text
from scanners.golang.types import (
    COMPARABLE,
    EMPTY_INTERFACE,
    ERROR,
    UNKNOWN,
    UNSAFE_POINTER,
    UNTYPED_BOOL,
    UNTYPED_INT,
    UNTYPED_NIL,
    Array,
    Basic,
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


class Meanings:
    """Answers about type expressions and named things; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory
        self._parameters: Final[dict[int, tuple[TypeParameter, ...]]] = {}

    # Type expressions.

    def type_from(self, file: SourceFile, node: Node) -> Type:
        if self._resolver.scopes.is_too_deep(file, node):
            return UNKNOWN
        return self._memory.recall(("type", node.id), self._type_from, file, node, unknown=UNKNOWN)

    def _type_from(self, file: SourceFile, node: Node) -> Type:
        match node.type:
            case "type_identifier" | "identifier" | "qualified_type" | "selector_expression":
                return self._named(file, node)
            case "pointer_type":
                return Pointer(self._inner(file, node))
            case "unary_expression" if has_token(node, "*"):
                return Pointer(self._inner(file, node))
            case "parenthesized_type" | "parenthesized_expression" | "literal_element":
                return self._inner(file, node)
            case "slice_type":
                return Slice(self._of(file, node, "element"))
            case "array_type":
                length = child(node, "length")
                known = self._resolver.constants.integer(file, length) if length is not None else None
                return Array(known, self._of(file, node, "element"))
            case "implicit_length_array_type":
                return Array(None, self._of(file, node, "element"))
            case "map_type":
                return Map(self._of(file, node, "key"), self._of(file, node, "value"))
            case "channel_type":
                tokens = [each.type for each in node.children[:2]]
                direction = "receive" if tokens[:1] == ["<-"] else "send" if tokens[1:] == ["<-"] else "both"
                return Chan(self._of(file, node, "value"), direction)
            case "function_type":
                return self.signature(file, node)
            case "struct_type":
                return self._struct(file, node)
            case "interface_type":
                return self._interface(file, node)
            case "generic_type" | "index_expression" | "type_instantiation_expression":
                return self._instantiated(file, node)
            case "type_constraint" | "type_elem":
                return self._union(file, node)
            case "negated_type":
                return Union(((True, self._inner(file, node)),))
            case _:
                return UNKNOWN

    def _inner(self, file: SourceFile, node: Node) -> Type:
        inner = parts(node)
        return self.type_from(file, inner[0]) if len(inner) == 1 else UNKNOWN

    def _of(self, file: SourceFile, node: Node, field: str) -> Type:
        inner = child(node, field)
        return self.type_from(file, inner) if inner is not None else UNKNOWN

    def _named(self, file: SourceFile, node: Node) -> Type:
        found = self._resolver.object_of_expression(file, node)
        if found is not None:
            return self.type_of_object(found) if found.kind == "type" else UNKNOWN
        outside = self._resolver.unresolved_member(file, node)
        if outside is None:
            return UNKNOWN
        package, name = outside
        return Named(package.import_path, name, package=package.name)

    def _instantiated(self, file: SourceFile, node: Node) -> Type:
        base, given = type_arguments(node)
        meant = self._resolver.object_of_expression(file, base) if base is not None else None
        arguments = tuple(self.type_from(file, each) for each in given)
        if meant is None or meant.kind != "type" or meant.declaration is None or meant.file is None:
            generic = self.type_from(file, base) if base is not None and meant is None else UNKNOWN
            if isinstance(generic, Named) and generic.declaration is None:
                return Named(generic.path, generic.name, arguments, package=generic.package)
            return UNKNOWN
        generic = self.type_of_object(meant)
        parameters = self.type_parameters(meant.file, meant.declaration)
        return substitute(generic, dict(zip(parameters, arguments, strict=False)))

    def _union(self, file: SourceFile, node: Node) -> Type:
        meant = [self.type_from(file, each) for each in parts(node)]
        if len(meant) == 1:
            return meant[0]
        return Union(tuple(each.terms[0] if isinstance(each, Union) else (False, each) for each in meant))

    def _struct(self, file: SourceFile, node: Node) -> Type:
        fields: list[Field] = []
        for listed in children_of_type(node, "field_declaration_list"):
            for declaration in children_of_type(listed, "field_declaration"):
                spec = child(declaration, "type")
                if spec is None:
                    continue
                meant = self.type_from(file, spec)
                declared = names(declaration)
                fields.extend(Field(text(each), meant, False, file, each) for each in declared)
                if not declared:
                    meant = Pointer(meant) if has_token(declaration, "*") else meant
                    name = _embedded_name(spec)
                    fields.append(Field(text(name), meant, True, file, name))
        return Struct(tuple(fields))

    def _interface(self, file: SourceFile, node: Node) -> Type:
        methods = (
            InterfaceMethod(text(name), self.signature(file, each), file, name)
            for each in children_of_type(node, "method_elem")
            if (name := child(each, "name")) is not None
        )
        embedded = tuple(self._union(file, each) for each in children_of_type(node, "type_elem"))
        return Interface(tuple(sorted(methods, key=attrgetter("name"))), embedded)

    def signature(self, file: SourceFile, node: Node) -> Signature:
        """The signature of anything with parameters: function, method, literal, function type, interface method."""
        params: list[Type] = []
        results: list[Type] = []
        variadic = False
        for field, found in (("parameters", params), ("result", results)):
            listed = child(node, field)
            if listed is not None and listed.type != "parameter_list":
                found.append(self.type_from(file, listed))
                continue
            for each in parts(listed) if listed is not None else ():
                meant = self._of(file, each, "type")
                if each.type == "variadic_parameter_declaration":
                    variadic, meant = True, Slice(meant)
                found.extend([meant] * max(1, len(names(each))))
        return Signature(tuple(params), tuple(results), variadic, self.type_parameters(file, node))

    def type_parameters(self, file: SourceFile, node: Node) -> tuple[TypeParameter, ...]:
        """The type parameters that a function or type declaration lists."""
        if node.id not in self._parameters:
            listed = child(node, "type_parameters")
            self._parameters[node.id] = tuple(
                TypeParameter(text(identifier), f"{file.path}:{identifier.start_byte}", file, declaration)
                for declaration in (parts(listed) if listed is not None else ())
                for identifier in names(declaration)
            )
        return self._parameters[node.id]

    # Named things.

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
                return self.signature(file, node)
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
            self.type_parameters(file, node),
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
        parameters = self.type_parameters(declaration.file, declaration.node)
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
            return self.type_from(file, listed[0])
        switch: Node | None = node
        if node.type != "type_switch_statement":
            switch = self._resolver.parent(file, node)
        value = child(switch, "value") if switch is not None else None
        return self._resolver.type_of(file, value) if value is not None else UNKNOWN


def type_arguments(node: Node) -> tuple[Node | None, list[Node]]:
    """The generic thing and the type arguments of `F[int, string]`, in any of the shapes that the grammar gives it."""
    match node.type:
        case "generic_type":
            listed = child(node, "type_arguments")
            return child(node, "type"), parts(listed) if listed is not None else []
        case "index_expression":
            index = child(node, "index")
            return child(node, "operand"), [index] if index is not None else []
        case "type_instantiation_expression":
            listed_all = parts(node)
            return (listed_all[0], listed_all[1:]) if listed_all else (None, [])
        case _:
            return None, []


def _is_variant(declaration: Declaration) -> bool:
    """Whether another file declares the type too, for a more usual build."""
    first = declaration.package.declaration(declaration.name)
    return first is not None and first.identifier.id != declaration.identifier.id


def _owner(object_: Object, file: SourceFile) -> str:
    place = object_.identifier.start_byte if object_.identifier is not None else 0
    return f"{file.path}:{place}"


def _embedded_name(spec: Node) -> Node:
    """The name of an embedded type, which is the field's: `T` of `*pkg.T[int]`."""
    while spec.type in {"generic_type", "pointer_type", "qualified_type"}:
        field = "name" if spec.type == "qualified_type" else "type"
        inner = child(spec, field) or only(spec)
        if inner is None:
            break
        spec = inner
    return spec
