"""Where pools begin: every mention of the type `sync.Pool`, under whatever name, and what is declared or made there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, names, text, walk
from scanners.golang.types import Array, Map, Named, Pointer, Slice, Struct, Type
from scanners.pools.code.targets import literal_type
from scanners.pools.code.values import values_under
from scanners.pools.inventory.pool_types import is_defined_as_pool, is_pool, shape

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions
    from scanners.pools.inventory.pool_flow import PoolFlow

# What may stand between the name of the type and the declaration or expression that it belongs to.
_TYPES: Final = frozenset(
    {
        "pointer_type",
        "array_type",
        "implicit_length_array_type",
        "slice_type",
        "map_type",
        "channel_type",
        "parenthesized_type",
        "generic_type",
        "type_arguments",
        "type_elem",
    }
)
_NAMES: Final = frozenset({"qualified_type", "selector_expression", "type_identifier", "identifier"})
_PARAMETERS: Final = frozenset({"parameter_declaration", "variadic_parameter_declaration"})


class Seeds:
    """Finds the mentions and starts the flow at each."""

    def __init__(self, resolver: Resolver, mentions: Mentions, flow: PoolFlow) -> None:
        self._resolver: Final = resolver
        self._mentions: Final = mentions
        self._flow: Final = flow
        self._renamed: Final[set[tuple[str, str]]] = set()
        self._seen: Final[set[int]] = set()

    def sow(self) -> None:
        """Start from every selected file that has a trigger word."""
        for path in sorted(self._mentions.reading.texts):
            package = self._mentions.program.package_of(path)
            if package is not None:
                file = package.file(path)
                for node in self._mentioned(file):
                    self._grow(file, node)

    def _mentioned(self, file: SourceFile) -> Iterator[Node]:
        """The nodes that name sync.Pool: `sync.Pool`, or `Pool` under a dot import."""
        qualifiers = {each.name or "sync" for each in file.imports if each.path == "sync"}
        words = [re.escape(name.encode()) + rb"\s*\.\s*Pool" for name in sorted(qualifiers - {".", "_"})]
        if "." in qualifiers:
            words.append(rb"Pool")
        if not words:
            return
        for match in re.finditer(rb"(?<![\w.])(?:" + b"|".join(words) + rb")(?!\w)", file.source):
            node = file.node_at(match.start(), match.end())
            if node is not None and node.type in _NAMES and is_pool(self._resolver.type_of(file, node)):
                yield node

    def _grow(self, file: SourceFile, node: Node) -> None:
        """Start from one mention: go up to the whole type, then see what it declares or makes."""
        while True:
            parent = self._resolver.parent(file, node)
            if parent is None:
                return
            if parent.type not in _TYPES:
                break
            node = parent
        if node.id in self._seen:
            return
        self._seen.add(node.id)
        if parent.type == "field_declaration":
            self._fields(file, parent)
        elif parent.type == "var_spec" or parent.type in _PARAMETERS:
            for identifier in names(parent):
                object_ = self._resolver.object_of(file, identifier)
                if object_ is not None and object_.kind in {"var", "param", "result"}:
                    self._flow.add_place(object_)
        elif parent.type == "composite_literal":
            self._literal(file, parent)
        elif parent.type == "argument_list":
            self._made(file, parent, node)
        elif parent.type in {"type_spec", "type_alias"}:
            self._renamed_as(file, parent)

    def _fields(self, file: SourceFile, declaration: Node) -> None:
        listed = self._resolver.parent(file, declaration)
        struct = self._resolver.parent(file, listed) if listed is not None else None
        type_ = self._resolver.type_from(file, struct) if struct is not None else None
        for each in type_.fields if isinstance(type_, Struct) else ():
            inside = each.node is not None and declaration.start_byte <= each.node.start_byte < declaration.end_byte
            object_ = self._resolver.object_of_field(each) if inside else None
            if object_ is not None:
                self._flow.add_place(object_)

    def _literal(self, file: SourceFile, literal: Node) -> None:
        """`sync.Pool{…}`, or a container of pools that has some or is one by value."""
        body = child(literal, "body")
        if body is None:
            return
        news: list[tuple[SourceFile, Node]] = []
        pools = 0
        function = self._resolver.enclosing_function(file, literal)
        for inner in walk(body):
            if inner.type != "literal_value" or self._resolver.enclosing_function(file, inner) != function:
                continue  # in New, which may make objects with pools of their own
            if self._is_pool_literal(file, inner):
                pools += 1
                news += [(file, value) for value in values_under(inner, "New")]
        if pools or self._makes_values(self._resolver.type_of(file, literal)):
            self._flow.add_making(file, literal, news)

    def _is_pool_literal(self, file: SourceFile, literal: Node) -> bool:
        type_ = literal_type(self._resolver, file, literal)
        if isinstance(type_, Pointer):
            type_ = type_.element
        return is_pool(type_) or (isinstance(type_, Named) and is_defined_as_pool(self._resolver, type_))

    def _made(self, file: SourceFile, listed: Node, type_node: Node) -> None:
        """`new(sync.Pool)`, `make([]sync.Pool, n)`."""
        call = self._resolver.parent(file, listed)
        if call is None or call.type != "call_expression" or arguments(call)[0].id != type_node.id:
            return
        callee = self._resolver.callee(file, call)
        makes = callee.kind == "builtin" and callee.qualified in {"new", "make"}
        if makes and self._makes_values(self._resolver.type_of(file, type_node)):
            self._flow.add_making(file, call, [])

    def _makes_values(self, type_: Type) -> bool:
        """Whether making a value of the type makes pools: it holds them without a pointer in between."""
        while True:
            if is_pool(type_) or (isinstance(type_, Named) and is_defined_as_pool(self._resolver, type_)):
                return True
            inner = self._resolver.underlying(type_)
            if not isinstance(inner, Array | Slice | Map):
                return False
            type_ = inner.element

    def _renamed_as(self, file: SourceFile, spec: Node) -> None:
        """`type P = sync.Pool`, `type set []*sync.Pool`: the new name is a mention of the type too."""
        name = child(spec, "name")
        package = self._mentions.program.package_of(file.path)
        if name is None or package is None or (package.import_path, text(name)) in self._renamed:
            return
        self._renamed.add((package.import_path, text(name)))
        word = re.compile(rb"(?<!\w)" + re.escape(text(name).encode()) + rb"(?!\w)")
        for each in self._mentions.files(package, text(name)):
            for match in word.finditer(each.source):
                node = each.node_at(match.start(), match.end())
                if node is None or node.id == name.id or node.type not in {"type_identifier", "identifier"}:
                    continue
                parent = self._resolver.parent(each, node)
                if parent is not None and parent.type in {"qualified_type", "selector_expression"}:
                    node = parent
                object_ = self._resolver.object_of_expression(each, node) if node.type != "type_identifier" else None
                if object_ is not None and object_.kind != "type":
                    continue
                if shape(self._resolver, self._resolver.type_of(each, node)) is not None:
                    self._grow(each, node)
