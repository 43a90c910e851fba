"""What a file declares at package level, found without looking into bodies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from scanners.golang.sections import holds_word, may_declare
from scanners.golang.syntax import Node, SourceFile, child, children_of_type, names, parts, text

if TYPE_CHECKING:
    from scanners.golang.packages import Package

_VARIABLE: Final = re.compile(rb"\bvar\b")

Key: TypeAlias = "tuple[str, str]"  # the type of the receiver, "" for none, and the name


@dataclass(frozen=True, slots=True, eq=False)
class Declaration:
    """One name declared at package level, or a method.

    `node` is the function_declaration, method_declaration, type_spec, type_alias, var_spec or const_spec; `index` the
    place of the name in `a, b = …`. For constants `value_spec` is the spec whose expressions count (an earlier one
    where they are implied) and `iota` the spec's number in its group. `is_local` types are declared in a function.
    """

    kind: Literal["type", "func", "method", "var", "const"]
    name: str
    node: Node
    identifier: Node
    file: SourceFile
    package: Package
    index: int = 0
    iota: int = 0
    value_spec: Node | None = None
    receiver: str | None = None
    is_local: bool = False

    @property
    def alternatives(self) -> tuple[Declaration, ...]:
        """The same name in files under other build tags, where this is the first of them; read when asked for."""
        return () if self.is_local else self.package.alternatives(self)

    @property
    def pointer_receiver(self) -> bool:
        """Whether a method is declared on a pointer."""
        spec = receiver_type(self.node)
        return spec is not None and spec.type == "pointer_type"

    @property
    def qualified(self) -> str:
        """As go/types writes it: "net.Dial", "(*sync.Pool).Get"."""
        path = self.package.import_path
        if self.receiver is None:
            return f"{path}.{self.name}"
        return f"({'*' if self.pointer_receiver else ''}{path}.{self.receiver}).{self.name}"


class Declarations:
    """What a file declares at package level, by receiver type ("" for none) and name; parsed as far as it is asked."""

    def __init__(self, file: SourceFile, package: Package) -> None:
        self._file: Final = file
        self._package: Final = package
        self._found: Final[dict[int, dict[Key, list[Declaration]]]] = {}
        self._functions: Final[dict[Key, list[int]]] = {}  # the sections that hold one function each, and the others
        self._others: Final[list[int]] = []
        for number, section in enumerate(file.sections):
            if section.function is not None:
                self._functions.setdefault(section.function, []).append(number)
            else:
                self._others.append(number)

    def get(self, receiver: str, name: str) -> list[Declaration]:
        """The declarations of a name, in order."""
        key = (receiver, name)
        holding = self._holding(receiver) if receiver else self._holding(name, may_declare)
        numbers = sorted((*self._functions.get(key, ()), *holding))
        return [each for number in numbers for each in self._in(number).get(key, ())]

    def methods(self, receiver: str) -> list[str]:
        """The names of the methods of a type, in order."""
        found = [(numbers[0], name) for (type_, name), numbers in self._functions.items() if type_ == receiver]
        for number in self._holding(receiver):
            found += [(number, name) for type_, name in self._in(number) if type_ == receiver]
        found.sort(key=itemgetter(0))
        return [name for _, name in found]

    def names(self) -> Iterator[Key]:
        """The receivers and names of everything, in order."""
        for number, section in enumerate(self._file.sections):
            yield from (section.function,) if section.function is not None else self._in(number)

    def variables(self) -> Iterator[str]:
        """The names of the variables, in order; what can declare none is not parsed."""
        for number in self._others:
            section = self._file.sections[number]
            if _VARIABLE.search(self._file.source, section.start, section.end) is not None:
                yield from (name for (_, name), found in self._in(number).items() if found[0].kind == "var")

    def around(self, node: Node) -> Iterator[Declaration]:
        """What is declared where a node stands."""
        return chain.from_iterable(self._in(self._file.section_at(node.start_byte)).values())

    def _holding(self, name: str, can_hold: Callable[[bytes, bytes, int, int], bool] = holds_word) -> list[int]:
        """The sections whose text does not tell what they declare, and that hold a name."""
        if len(self._file.sections) == 1:
            return self._others
        word, source, sections = name.encode(), self._file.source, self._file.sections
        return [each for each in self._others if can_hold(source, word, sections[each].start, sections[each].end)]

    def _in(self, number: int) -> dict[Key, list[Declaration]]:
        if number not in self._found:
            found = self._found[number] = {}
            for each in _declarations(self._file.tree(number), self._file, self._package):
                found.setdefault((each.receiver or "", each.name), []).append(each)
        return self._found[number]


def _declarations(root: Node, file: SourceFile, package: Package) -> Iterator[Declaration]:
    """What a tree declares at package level; only the children of the root are looked at, never bodies."""
    for node in root.children:
        if node.type in {"function_declaration", "method_declaration"}:
            if identifier := child(node, "name"):
                receiver = receiver_base(node) if node.type == "method_declaration" else None
                name = text(receiver) if receiver else None
                if node.type == "function_declaration":
                    yield Declaration("func", text(identifier), node, identifier, file, package)
                elif name:
                    yield Declaration("method", text(identifier), node, identifier, file, package, receiver=name)
        elif node.type == "type_declaration":
            for spec in children_of_type(node, "type_spec", "type_alias"):
                if identifier := child(spec, "name"):
                    yield Declaration("type", text(identifier), spec, identifier, file, package)
        elif node.type == "var_declaration":
            for group in (node, *children_of_type(node, "var_spec_list")):
                for spec in children_of_type(group, "var_spec"):
                    for index, identifier in enumerate(names(spec)):
                        yield Declaration("var", text(identifier), spec, identifier, file, package, index)
        elif node.type == "const_declaration":
            for spec, value_spec, iota in constant_specs(node):
                for index, identifier in enumerate(names(spec)):
                    yield Declaration(
                        "const", text(identifier), spec, identifier, file, package, index, iota, value_spec
                    )


def constant_specs(declaration: Node) -> Iterator[tuple[Node, Node, int]]:
    """Of a const_declaration each spec, the spec whose type and expressions it takes, and its iota."""
    value_spec: Node | None = None
    for iota, spec in enumerate(children_of_type(declaration, "const_spec")):
        if value_spec is None or child(spec, "value") is not None:
            value_spec = spec
        yield spec, value_spec, iota


def receiver_type(method: Node) -> Node | None:
    """The type in the receiver of a method declaration, `*T[K]` as written."""
    receivers = child(method, "receiver")
    declared = children_of_type(receivers, "parameter_declaration") if receivers else []
    return child(declared[0], "type") if declared else None


def receiver_base(method: Node) -> Node | None:
    """The type_identifier of the receiver: `T` of `*T[K]`."""
    spec = receiver_type(method)
    while spec is not None and spec.type != "type_identifier":
        inner = child(spec, "type") if spec.type == "generic_type" else None
        spec = inner or (
            parts(spec)[0] if spec.type in {"pointer_type", "parenthesized_type"} and parts(spec) else None
        )
    return spec
