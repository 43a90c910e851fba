"""What a name means at the place where it stands.

One pass over a top-level declaration binds every local name in it (bindings.py); what is left over is looked up in the
scopes around all functions (outer_scopes.py).
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.bindings import DEPTH, Bindings
from scanners.golang.objects import Kind, Object
from scanners.golang.spelling import may_be_key, may_be_selected
from scanners.golang.syntax import (
    CONSTANTS,
    FUNCTIONS,
    IDENTIFIERS,
    Node,
    SourceFile,
    child,
    text,
    word,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_METHODS: Final = frozenset({"method_declaration", "field_identifier"})  # of an interface's only the name is known


class Scopes:
    """Names of a program, by file."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._outer: Final = resolver.outer_scopes
        self._tops: Final[dict[int, tuple[list[Node], list[int]]]] = {}  # by the root
        self._bound: Final[dict[int, Bindings]] = {}
        self._parents: Final[dict[int, Node]] = {}
        self._meant: Final[dict[int, Object | None]] = {}  # what scopes alone decide; the rest depends on types
        self._uses: Final[dict[tuple[SourceFile, Object], tuple[Node, ...]]] = {}
        self._followed: Final[dict[tuple[SourceFile, Object, re.Pattern[bytes]], tuple[Node, ...]]] = {}

    def object_of(self, file: SourceFile, identifier: Node) -> Object | None:
        """What an identifier means: declared here or used here; fields and methods after a dot included."""
        number = identifier.id
        if number in self._meant:
            return self._meant[number]
        bound = self._bindings(file, identifier)
        if bound is None or bound.is_too_deep(identifier):
            return None
        kind = identifier.type
        found: Object | None
        if kind in CONSTANTS:
            return bound.objects.get(number) or self._outer.predeclared(kind)
        parent = self._parents.get(number)
        around = parent.type if parent is not None else ""
        if parent is not None and around in _PARTLY_NAMES:
            found, is_decided = self._by_parent(file, identifier, parent, bound)
            if is_decided:
                return found
        found = bound.objects.get(number)
        if found is None and kind in IDENTIFIERS:
            found = self._outer.object_of(file, text(identifier))
        if around != "literal_element":
            self._meant[number] = found
        return found

    def _by_parent(
        self, file: SourceFile, identifier: Node, parent: Node, bound: Bindings
    ) -> tuple[Object | None, bool]:
        """Names whose meaning their parent decides: after a dot, in a declaration, keys; and whether it did."""
        kind = parent.type
        if kind in {"selector_expression", "qualified_type"}:
            name = child(parent, "field" if kind == "selector_expression" else "name")
            if name is not None and name.id == identifier.id:
                return self._resolver.object_of_expression(file, parent), True
        elif kind in {"function_declaration", "method_declaration"}:
            name = child(parent, "name")
            if name is not None and name.id == identifier.id:
                return self._function_named_here(file, parent, text(name)), True
        elif kind == "literal_element":
            keyed = bound.parents.get(parent.id)
            key = child(keyed, "key") if keyed is not None and keyed.type == "keyed_element" else None
            if keyed is not None and key is not None and key.id == parent.id:
                literal = bound.parents.get(keyed.id)
                if literal is not None:
                    return self._resolver.key_of_struct(file, literal, text(identifier))
        elif kind == "method_elem" and identifier.type == "field_identifier":
            return self._resolver.object_of_method_name(file, identifier, parent), True
        elif kind == "field_declaration" and identifier.type == "field_identifier":
            return self._resolver.object_of_field_name(file, identifier, parent), True
        elif kind in {"parameter_declaration", "variadic_parameter_declaration"}:
            local = bound.objects.get(identifier.id)
            named = any(each.id == identifier.id for each in parent.children_by_field_name("name"))
            return local, local is not None or named
        return None, False

    def _function_named_here(self, file: SourceFile, node: Node, name: str) -> Object | None:
        package = self._resolver.program.package_of(file.path)
        if package is None:
            return None
        declaration = package.declared_by(file, node, name)
        return self._outer.object_of_declaration(declaration) if declaration else None

    def functions(self, file: SourceFile) -> tuple[Node, ...]:
        """Every function_declaration, method_declaration and func_literal of a file, outer before inner."""
        return tuple(function for top in self._all_tops(file) for function in self._bindings_of(file, top).functions)

    def enclosing_function(self, file: SourceFile, node: Node) -> Node | None:
        """The innermost function around a node (not the node itself); None at package level."""
        around = self.parent(file, node)
        while around is not None and around.type not in FUNCTIONS:
            around = self._parents.get(around.id)
        return around

    def parent(self, file: SourceFile, node: Node) -> Node | None:
        """The parent of a node, remembered: use this in loops instead of Node.parent."""
        known = self._parents.get(node.id)
        if known is not None:
            return known
        bound = self._bindings(file, node)  # fills the parents of all nodes in the declaration
        return self._parents.get(node.id) if bound else None

    def too_deep(self, file: SourceFile) -> tuple[Node, ...]:
        """Top-level declarations of which the body, or all, nests too deep to be analysed."""
        return tuple(top for top in self._all_tops(file) if self._bindings_of(file, top).nests_too_deep)

    def is_too_deep(self, file: SourceFile, node: Node) -> bool:
        """Whether a node stands in what nests too deep."""
        top = self._top_of(file, node)
        if top is None or top.descendant_count <= DEPTH:
            return False
        bound = self._bindings(file, node)
        return bound is not None and bound.is_too_deep(node)

    def uses(self, file: SourceFile, object_: Object) -> tuple[Node, ...]:
        """Every identifier in a file that means this object, declaration included, in order."""
        key = (file, object_)
        if key not in self._uses:
            self._uses[key] = tuple(self._find_uses(file, object_))
        return self._uses[key]

    def uses_before(self, file: SourceFile, object_: Object, behind: re.Pattern[bytes]) -> tuple[Node, ...]:
        """Those of the uses that such a text stands behind, or all where those are known: the others are not parsed."""
        if (file, object_) in self._uses:
            return self._uses[file, object_]
        key = (file, object_, behind)
        if key not in self._followed:
            self._followed[key] = tuple(self._find_uses(file, object_, behind))
        return self._followed[key]

    def _find_uses(self, file: SourceFile, object_: Object, behind: re.Pattern[bytes] | None = None) -> Iterator[Node]:
        # Searching the bytes for the name and asking for the node there is some ten times as fast as walking the tree.
        name = object_.name.encode()
        start, end = 0, len(file.source)
        if object_.function is not None:
            top = self._top_of(file, object_.function) if object_.file is file else None
            start, end = (top.start_byte, top.end_byte) if top is not None else (0, 0)
        kind = _kind_of_member(object_)
        for match in word(name).finditer(file.source, start, end):
            if behind is not None and behind.match(file.source, match.end()) is None:
                continue
            if kind is not None and not _may_name(file, match, object_, kind):
                continue
            node = file.node_at(match.start(), match.end())
            if node is None or node.type not in IDENTIFIERS or node.text != name or not _can_mean(node, object_):
                continue
            if self.object_of(file, node) is object_:
                yield node

    def _bindings(self, file: SourceFile, node: Node) -> Bindings | None:
        top = self._top_of(file, node)
        if top is None:
            return None
        bound = self._bound.get(top.id)
        if bound is None:
            bound = self._bound[top.id] = Bindings(self._resolver, file, top, self._parents)
        if not bound.holds(node):
            bound.complete()
        return bound

    def _bindings_of(self, file: SourceFile, top: Node) -> Bindings:
        """All of a top-level declaration."""
        if top.id not in self._bound:
            self._bound[top.id] = Bindings(self._resolver, file, top, self._parents)
        self._bound[top.id].complete()
        return self._bound[top.id]

    def _top_of(self, file: SourceFile, node: Node) -> Node | None:
        root = file.tree_at(node.start_byte)
        tops, starts = self._top_level(root)
        at = bisect_right(starts, node.start_byte) - 1
        return tops[at] if at >= 0 and node.id != root.id else None

    def _all_tops(self, file: SourceFile) -> Iterator[Node]:
        return (top for root in file.roots for top in self._top_level(root)[0])

    def _top_level(self, root: Node) -> tuple[list[Node], list[int]]:
        if root.id not in self._tops:
            tops = root.named_children
            self._tops[root.id] = (tops, [top.start_byte for top in tops])
        return self._tops[root.id]


def _kind_of_member(object_: Object) -> Kind | None:
    """The kind of a field or method, an interface's too: "field" or "func"; None of everything else."""
    declaration = object_.declaration
    is_member = object_.kind == "field" or (declaration is not None and declaration.type in _METHODS)
    return object_.kind if is_member else None


def _may_name(file: SourceFile, match: re.Match[bytes], member: Object, kind: Kind) -> bool:
    """Whether a word can name a field or method where it stands; told before it is parsed."""
    if may_be_selected(file.source, match.start()) or (kind == "field" and may_be_key(file.source, match.end())):
        return True
    declared = member.identifier
    return declared is not None and member.file is file and declared.start_byte == match.start()


def _can_mean(identifier: Node, object_: Object) -> bool:
    """Whether an identifier can mean a method or a field where it stands; told before anything is bound."""
    if identifier.type != "identifier":
        return True
    if object_.kind == "field":
        parent = identifier.parent
        return parent is not None and parent.type == "literal_element"
    return object_.declared is None or object_.declared.kind != "method"


_PARTLY_NAMES: Final = frozenset(
    {
        "selector_expression",
        "qualified_type",
        "function_declaration",
        "method_declaration",
        "literal_element",
        "method_elem",
        "field_declaration",
        "parameter_declaration",
        "variadic_parameter_declaration",
    }
)
