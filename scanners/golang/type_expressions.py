"""What type expressions stand for."""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING, Final

from scanners.golang.generics import substitute
from scanners.golang.memory import Memory
from scanners.golang.syntax import Node, SourceFile, child, children_of_type, has_token, names, only, parts, text
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


class TypeExpressions:
    """Answers about type expressions; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory
        self._parameters: Final[dict[int, tuple[TypeParameter, ...]]] = {}

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
            return self._resolver.type_of_object(found) if found.kind == "type" else UNKNOWN
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
        generic = self._resolver.type_of_object(meant)
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
            listed = file.type_parameters(node)
            self._parameters[node.id] = tuple(
                TypeParameter(text(identifier), f"{file.path}:{identifier.start_byte}", file, declaration)
                for declaration in (parts(listed) if listed is not None else ())
                for identifier in names(declaration)
            )
        return self._parameters[node.id]


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


def _embedded_name(spec: Node) -> Node:
    """The name of an embedded type, which is the field's: `T` of `*pkg.T[int]`."""
    while spec.type in {"generic_type", "pointer_type", "qualified_type"}:
        field = "name" if spec.type == "qualified_type" else "type"
        inner = child(spec, field) or only(spec)
        if inner is None:
            break
        spec = inner
    return spec
