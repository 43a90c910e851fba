"""Names of pools and functions as Go programmers write them: `bufPool`, `Server.pool`, `Server.memory.requests`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, children_of_type, names, parts, text
from scanners.model import Scope
from scanners.pools.inventory.declarations import Function, is_exported

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a pool, its scope, and the name of the type whose field it is."""

    name: str
    scope: Scope
    owner: str | None = None


def name_of(resolver: Resolver, object_: Object) -> Name:
    """What a variable, field or parameter that holds a pool is called."""
    if object_.kind == "field":
        return _field(resolver, object_)
    if object_.kind in {"param", "receiver"}:
        return Name(_local(resolver, object_), Scope.PARAMETER)
    if object_.is_local:
        return Name(_local(resolver, object_), Scope.LOCAL)
    return Name(object_.name, Scope.EXPORTED if is_exported(object_.name) else Scope.PACKAGE)


def function_name(resolver: Resolver, file: SourceFile, node: Node) -> str:
    """The declaration that a node lies in: `serve`, `Server.serve`, or the variable whose value it is part of.

    Of a variable without a name, `var _ = register(func() {…})`, it is the function that is called for its value.
    """
    current: Node | None = node
    name = called = ""
    while current is not None:
        if current.type in {"function_declaration", "method_declaration"}:
            return declared_name(current)
        function = child(current, "function") if current.type == "call_expression" else None
        if function is not None and function.type in {"identifier", "selector_expression"}:
            called = text(function)
        if current.type == "var_spec":
            name = text(names(current)[0]) if names(current) else ""
        current = resolver.parent(file, current)
    return called if name == "_" and called else name


def declared_name(function: Node) -> str:
    """`serve`, `Server.serve`, `Pool[T].Get`."""
    identifier = child(function, "name")
    name = text(identifier) if identifier is not None else ""
    receivers = child(function, "receiver")
    declared = children_of_type(receivers, "parameter_declaration") if receivers is not None else []
    spec = child(declared[0], "type") if declared else None
    return f"{text(spec).replace(' ', '').replace(',', ', ').strip('*()')}.{name}" if spec is not None else name


def function_of(resolver: Resolver, file: SourceFile, node: Node) -> Function:
    """A function node with its name; a literal is named after the declaration around it."""
    return Function(file, node, function_name(resolver, file, node))


def function_of_declaration(declaration: Declaration) -> Function:
    """A declared function or method."""
    return Function(declaration.file, declaration.node, declared_name(declaration.node))


def _local(resolver: Resolver, object_: Object) -> str:
    if object_.file is None or object_.identifier is None:
        return object_.name
    around = function_name(resolver, object_.file, object_.identifier)
    return f"{around}.{object_.name}" if around else object_.name


def _field(resolver: Resolver, object_: Object) -> Name:
    """The owner's name and the fields on the way: of a named type, or of a variable whose struct type has no name."""
    path = [object_.name]
    node = object_.identifier
    while node is not None and object_.file is not None and node.type != "field_declaration":
        node = resolver.parent(object_.file, node)
    while node is not None and object_.file is not None:
        node = resolver.parent(object_.file, node)
        if node is None:
            break
        if node.type == "field_declaration":
            path.insert(0, text(names(node)[0]) if names(node) else "")
        elif node.type in {"type_spec", "type_alias"}:
            path.insert(0, _type_name(node))
            return Name(".".join(path), Scope.FIELD, path[0].partition("[")[0])
        elif node.type == "var_spec":
            path.insert(0, text(names(node)[0]))
            if _in_function(resolver, object_.file, node):
                return Name(".".join(path), Scope.LOCAL)
            exported = is_exported(path[0]) and is_exported(path[-1])
            return Name(".".join(path), Scope.EXPORTED if exported else Scope.PACKAGE)
        elif node.type in {"short_var_declaration", "assignment_statement"}:
            left = child(node, "left")
            path.insert(0, text(parts(left)[0]) if left is not None and parts(left) else "")
            return Name(".".join(path), Scope.LOCAL)
    return Name(".".join(path), Scope.FIELD)


def _type_name(spec: Node) -> str:
    identifier, declared = child(spec, "name"), child(spec, "type_parameters")
    name = text(identifier) if identifier is not None else ""
    if declared is None:
        return name
    listed = [text(each) for declaration in parts(declared) for each in names(declaration)]
    return f"{name}[{', '.join(listed)}]"


def _in_function(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    return node.type in FUNCTIONS or resolver.enclosing_function(file, node) is not None
