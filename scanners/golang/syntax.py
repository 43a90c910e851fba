"""Go files as syntax trees; the only module that knows tree-sitter.

A `Node` is made anew on every access, so two names for one place are told to be the same by `node.id`, never by
`is`. Node ids are unique among all trees that are alive. `Node.parent` searches from the root: in loops ask
`Scopes.parent` instead, which remembers.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import tree_sitter_go
from tree_sitter import Language, Node, Parser, Query, QueryCursor, Range

from scanners.golang.headers import header
from scanners.golang.older_go import in_older_go, with_methods_as_functions
from scanners.golang.sections import Section, sections
from scanners.model import Location

__all__ = [
    "CALLS",
    "CONSTANTS",
    "FUNCTIONS",
    "IDENTIFIERS",
    "Import",
    "Node",
    "SourceFile",
    "arguments",
    "child",
    "children_of_type",
    "find",
    "has_token",
    "is_spread",
    "location",
    "names",
    "only",
    "parse",
    "parse_lazily",
    "parts",
    "text",
    "walk",
    "word",
]

FUNCTIONS: Final = frozenset({"function_declaration", "method_declaration", "func_literal"})
# The grammar cannot tell `f[int](x)` and `handlers[key](x)` from the conversion `List[int](x)`: all three are a
# type_conversion_expression, as is every conversion to a type that is spelled out, such as `[]byte(x)`.
CALLS: Final = frozenset({"call_expression", "type_conversion_expression"})
IDENTIFIERS: Final = frozenset({"identifier", "type_identifier", "package_identifier", "field_identifier"})
CONSTANTS: Final = frozenset({"true", "false", "nil", "iota"})  # the grammar has a node type for each

_LANGUAGE: Final = Language(tree_sitter_go.language())
_PARSER: Final = Parser(_LANGUAGE)
_PARSER_OF_SECTIONS: Final = Parser(_LANGUAGE)


@dataclass(frozen=True, slots=True)
class Import:
    """One import: `name` is the explicit name ("." and "_" included) or None."""

    path: str
    name: str | None
    line: int


class SourceFile:
    """A Go file with its syntax trees: one of the whole, or one for each section, grown when it is asked for.

    `broken` holds the lines of syntax errors in a file that was parsed as a whole; the rest of its tree is usable.
    """

    def __init__(self, path: str, source: bytes, parts: Sequence[Section]) -> None:
        self.path: Final = path
        self.source: Final = source
        self.sections: Final = parts
        self._starts: Final = [each.start for each in parts]
        self._roots: Final[list[Node | None]] = [None] * len(parts)
        self._rows: Final = [0]
        self._lists_of_methods: Final[dict[int, Node]] = {}
        head = header(source)
        self.package_name: Final = head.package_name
        self.generated: Final = head.generated
        self.imports: Final = tuple(_imports(self.tree(0)))
        self.broken: Final = _broken(self.tree(0)) if len(parts) == 1 else ()

    def __repr__(self) -> str:
        return f"SourceFile({self.path!r})"

    @property
    def directory(self) -> str:
        """The directory that the file lies in, "" for the root."""
        return self.path.rpartition("/")[0]

    @property
    def roots(self) -> Iterator[Node]:
        """The roots of all trees, in order."""
        return (self.tree(number) for number in range(len(self.sections)))

    @property
    def root(self) -> Node:
        """The root of a file that was parsed as a whole."""
        [root] = self.roots
        return root

    def tree(self, number: int) -> Node:
        """The root of the tree of a section."""
        root = self._roots[number]
        if root is None:
            section = self.sections[number]
            rows = self._rows
            while len(rows) <= number:
                above = self.sections[len(rows) - 1]
                rows.append(rows[-1] + self.source.count(b"\n", above.start, above.end))
            root = self._roots[number] = _tree(self.source, section, rows[number], self._lists_of_methods)
        return root

    def type_parameters(self, declaration: Node) -> Node | None:
        """The list of type parameters of a function, method or type; a method's lies in a tree of its own."""
        if declaration.type == "method_declaration" and (name := child(declaration, "name")) is not None:
            return self._lists_of_methods.get(name.end_byte)
        return child(declaration, "type_parameters")

    def section_at(self, byte: int) -> int:
        """The number of the section that a byte lies in."""
        return bisect_right(self._starts, byte) - 1 if len(self._starts) > 1 else 0

    def tree_at(self, byte: int) -> Node:
        """The root of the tree that a byte lies in."""
        return self.tree(self.section_at(byte))

    def node_at(self, start: int, end: int) -> Node | None:
        """The smallest node around a range of bytes within one declaration."""
        return self.tree_at(start).descendant_for_byte_range(start, end)

    def top_at(self, byte: int) -> Node | None:
        """The declaration at package level that a byte lies in."""
        return self.tree_at(byte).first_named_child_for_byte(byte)


def parse(path: str, source: bytes) -> SourceFile:
    """Parse a file as a whole. Never fails: what is no Go ends up in `broken`."""
    return SourceFile(path, _without_mark(source), [Section(0, len(source), None)])


def parse_lazily(path: str, source: bytes) -> SourceFile:
    """A file of which each section is parsed when it is asked for."""
    source = _without_mark(source)
    return SourceFile(path, source, sections(source))


def _without_mark(source: bytes) -> bytes:
    """The grammar knows no byte order mark; blanks keep every offset."""
    return b"   " + source[3:] if source.startswith(b"\xef\xbb\xbf") else source


def _tree(source: bytes, section: Section, row: int, lists: dict[int, Node]) -> Node:
    """The root of the tree of one section, which starts at a row; offsets are those in the file.

    `lists` gains the lists of type parameters of methods, by where they begin.
    """
    start, end, parser = section.start, section.end, _PARSER
    if end - start < len(source):
        if end == len(source) and not source.endswith(b"\n"):  # where a single declaration ends needs to be told
            source, end = source + b"\n", end + 1
        last = (row + source.count(b"\n", start, end), end - source.rfind(b"\n", 0, end) - 1)
        parser = _PARSER_OF_SECTIONS
        parser.included_ranges = [Range((row, 0), last, start, end)]

    def parsed(rewritten: bytes) -> Node:
        return parser.parse(source[:start] + rewritten + source[end:]).root_node

    root = parser.parse(source).root_node
    if (broken := _broken(root)) and (rewritten := in_older_go(source[start:end])) != source[start:end]:
        second = parsed(rewritten)
        if len(_broken(second)) < len(broken):
            if (methods := with_methods_as_functions(source[start:end])) != rewritten:
                lists |= {each.start_byte: each for each in find(parsed(methods), "type_parameter_list")}
            return second
    return root


def _imports(root: Node) -> Iterator[Import]:
    for declaration in root.children:
        if declaration.type != "import_declaration":
            continue
        for group in (declaration, *children_of_type(declaration, "import_spec_list")):
            for spec in children_of_type(group, "import_spec"):
                path, name = child(spec, "path"), child(spec, "name")
                if path is not None:
                    yield Import(text(path)[1:-1], text(name) if name else None, spec.start_point[0] + 1)


def _broken(root: Node) -> tuple[int, ...]:
    """Lines of errors; only subtrees that hold an error are entered."""
    lines: set[int] = set()
    waiting = [root] if root.has_error else []
    while waiting:
        node = waiting.pop()
        if node.is_error or node.is_missing:
            lines.add(node.start_point[0] + 1)
        else:
            waiting.extend(each for each in node.children if each.has_error or each.is_missing)
    return tuple(sorted(lines))


def text(node: Node) -> str:
    """The source text of a node; bytes that are no UTF-8 become U+FFFD."""
    raw = node.text
    return raw.decode("utf-8", "replace") if raw is not None else ""


# The child in a named field of the grammar, or None. It is asked for most often: a function around it doubles its cost.
child: Final = Node.child_by_field_name


def parts(node: Node) -> list[Node]:
    """The named children without comments."""
    return [each for each in node.named_children if each.type != "comment"]


def only(node: Node) -> Node | None:
    """The named child of a node that has one, as parentheses do."""
    inner = parts(node)
    return inner[0] if len(inner) == 1 else None


def names(node: Node) -> list[Node]:
    """The identifiers in the field `name`: `a` and `b` of `a, b int`."""
    return [each for each in node.children_by_field_name("name") if each.is_named]


def has_token(node: Node, token: str) -> bool:
    """Whether a token such as ":=" or "..." is a direct child."""
    return any(each.type == token for each in node.children)


def children_of_type(node: Node, *types: str) -> list[Node]:
    """The direct children of the given types."""
    return [each for each in node.children if each.type in types]


def arguments(call: Node) -> list[Node]:
    """The arguments of a call in either of its shapes (see CALLS); `xs...` comes as `xs`."""
    if call.type == "type_conversion_expression":
        operand = child(call, "operand")
        return [operand] if operand else []
    listed = child(call, "arguments")
    found = parts(listed) if listed else []
    return [(parts(each) or [each])[0] if each.type == "variadic_argument" else each for each in found]


def operator(node: Node) -> str:
    """The operator of a unary or binary expression or an assignment; empty where there is none."""
    found = child(node, "operator")
    return found.type if found is not None else ""


def is_spread(call: Node) -> bool:
    """Whether the last argument of a call is `xs...`."""
    listed = child(call, "arguments")
    return listed is not None and bool(children_of_type(listed, "variadic_argument"))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it, in the order of the source; iterative, whatever the depth."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(node.children))


def find(node: Node, *types: str) -> list[Node]:
    """The nodes of the given types at and below a node, outer before inner; a third of the time that `walk` takes."""
    found = QueryCursor(_query(types)).captures(node).get("found", [])
    found.sort(key=lambda each: (each.start_byte, -each.end_byte))
    return found


@lru_cache
def _query(types: tuple[str, ...]) -> Query:
    return Query(_LANGUAGE, f"[{' '.join(f'({each})' for each in types)}] @found")


@lru_cache(maxsize=4096)
def word(name: bytes) -> re.Pattern[bytes]:
    """A pattern for a name as a whole word. It begins with the name: so it is searched twenty times as fast."""
    name = re.escape(name)
    return re.compile(name + rb"(?![\w\x80-\xff])(?<![\w\x80-\xff]" + name + rb")")


def location(file: SourceFile, node: Node) -> Location:
    """Where a node stands."""
    line, column = node.start_point
    return Location(file.path, line + 1, column + 1, node.end_point[0] + 1)
