"""Variables, fields, parameters and results whose type is a struct that holds a pool, found where the type is named."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, has_token, names, text, word
from scanners.pools.code.targets import assigned, is_same, stored_object

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions
    from scanners.pools.inventory.uses import Uses

# What may stand between the name of the type and the declaration or literal that it belongs to.
_TYPES: Final = frozenset(
    {"pointer_type", "array_type", "slice_type", "map_type", "generic_type", "qualified_type", "parenthesized_type"}
)
_PARAMETERS: Final = frozenset({"parameter_declaration", "variadic_parameter_declaration"})


@dataclass(frozen=True, slots=True, eq=False)
class Value:
    """Something of the type, of a pointer to it or of a container of it; `file` is where it is declared."""

    object: Object
    file: SourceFile


class ValuesOfType:
    """Finds them in a program."""

    def __init__(self, resolver: Resolver, mentions: Mentions, uses: Uses) -> None:
        self._resolver: Final = resolver
        self._mentions: Final = mentions
        self._uses: Final = uses

    def of(self, package: Package, name: str) -> Iterator[Value]:
        """What is declared with the type, and what is given a literal of it or the result of a function."""
        seen: set[Object] = set()
        for file, node, parent in self._mentioned(package, name):
            for value in self._declared(file, node, parent):
                if value.object not in seen:
                    seen.add(value.object)
                    yield value

    def fields(self, package: Package, name: str) -> Iterator[Object]:
        """The fields alone that its own package declares with the type, which are quickly found."""
        for file, _, parent in self._mentioned(package, name, exported=False, within=b"struct"):
            for each in names(parent) if parent.type == "field_declaration" else ():
                object_ = self._resolver.object_of(file, each)
                if object_ is not None:
                    yield object_

    def holding(self, package: Package, name: str) -> Iterator[str]:
        """The structs of its own package that have a field of the type by value, or an array of them, or embed it."""
        for file, node, parent in self._mentioned(package, name, exported=False, within=b"struct"):
            if parent.type != "field_declaration" or not _is_by_value(parent, node):
                continue
            spec: Node | None = parent
            while spec is not None and spec.type in {"field_declaration", "field_declaration_list", "struct_type"}:
                spec = self._resolver.parent(file, spec)
            declared = child(spec, "name") if spec is not None and spec.type == "type_spec" else None
            if declared is not None:
                yield text(declared)

    def _mentioned(
        self, package: Package, name: str, *, exported: bool | None = None, within: bytes = b""
    ) -> Iterator[tuple[SourceFile, Node, Node]]:
        """Where the type is named: the whole type around the name, and the declaration or literal around that.

        Only in sections that hold the text `within`: the others are not parsed.
        """
        named = word(name.encode())
        for file in self._mentions.files(package, name, exported=exported):
            for match in named.finditer(file.source):
                section = file.sections[file.section_at(match.start())]
                if file.source.find(within, section.start, section.end) < 0:
                    continue
                node = file.node_at(match.start(), match.end())
                if node is None or node.type not in {"type_identifier", "identifier"}:
                    continue
                parent = self._resolver.parent(file, node)
                while parent is not None and parent.type in _TYPES:
                    node, parent = parent, self._resolver.parent(file, parent)
                if parent is not None:
                    yield file, node, parent

    def _declared(self, file: SourceFile, node: Node, parent: Node) -> Iterator[Value]:
        if parent.type in {"var_spec", "field_declaration"}:
            for each in names(parent):
                yield from self._value(file, self._resolver.object_of(file, each))
        elif parent.type in _PARAMETERS:
            yield from self._parameters(file, parent)
        elif parent.type == "composite_literal" and is_same(child(parent, "type"), node):
            yield from self._given(file, parent, 0)
        elif parent.type in FUNCTIONS and is_same(child(parent, "result"), node):
            yield from self._results(file, parent, 0)

    def _parameters(self, file: SourceFile, declaration: Node) -> Iterator[Value]:
        for each in names(declaration):
            yield from self._value(file, self._resolver.object_of(file, each))
        listed = self._resolver.parent(file, declaration)
        function = self._resolver.parent(file, listed) if listed is not None else None
        if listed is not None and function is not None and is_same(child(function, "result"), listed):
            places = [each.id for each in listed.named_children if each.type in _PARAMETERS]
            yield from self._results(file, function, places.index(declaration.id))

    def _results(self, file: SourceFile, function: Node, index: int) -> Iterator[Value]:
        if function.type in FUNCTIONS:
            for used_in, call in self._uses.calls(file, function):
                yield from self._given(used_in, call, index)

    def _given(self, file: SourceFile, node: Node, position: int) -> Iterator[Value]:
        """The variable that a value, or a pointer to it, is assigned to."""
        parent = self._resolver.parent(file, node)
        while parent is not None and parent.type in {"unary_expression", "parenthesized_expression"}:
            node, parent = parent, self._resolver.parent(file, parent)
        if parent is not None and parent.type == "expression_list":
            target = assigned(self._resolver, file, parent, node, position)
            yield from self._value(file, stored_object(self._resolver, file, target))

    def _value(self, file: SourceFile, object_: Object | None) -> Iterator[Value]:
        if object_ is not None:
            yield Value(object_, object_.file or file)


def _is_by_value(field: Node, type_: Node) -> bool:
    """Whether a field is of a type itself or an array of it; the star of an embedded `*T` stands beside the type."""
    element: Node | None = type_
    while element is not None and element.type == "array_type":
        element = child(element, "element")
    return element is not None and element.type in {"type_identifier", "generic_type"} and not has_token(field, "*")
