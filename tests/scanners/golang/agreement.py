"""Compares the resolver with go/types on packages of Go's own sources."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from scanners.golang.program import Program
from scanners.golang.resolver import Object, Resolver
from scanners.golang.syntax import CONSTANTS, IDENTIFIERS, Node, SourceFile, text, walk
from scanners.golang.types import Basic, Signature, Type, default_type
from scanners.knowledge import standard_library

ORACLE = Path(__file__).parent / "oracle" / "main.go"
# They span the same bytes as the expression inside, and are none.
_WRAPPERS = frozenset(
    {
        "argument_list",
        "block",
        "expression_list",
        "expression_statement",
        "field_declaration",
        "literal_element",
        "parameter_declaration",
        "parameter_list",
        "receive_statement",
        "statement_list",
        "type_constraint",
        "type_elem",
        "variadic_argument",
    }
)
_VARIABLES = frozenset({"var", "param", "receiver", "result"})


class Tree:
    """Go files of some directories of Go's own sources, as a source."""

    def __init__(self, root: Path, directories: Iterable[str]) -> None:
        self._root = root
        self._paths = [
            path.relative_to(root).as_posix() for directory in directories for path in (root / directory).glob("*.go")
        ]

    def paths(self) -> list[str]:
        return [*self._paths, "go.mod"]

    def read(self, path: str) -> bytes:
        return (self._root / path).read_bytes()


@dataclass
class Agreement:
    """How many facts there were, how many we answered, how many answers agree; and the answers that do not."""

    facts: int = 0
    answered: int = 0
    agreed: int = 0
    unanswered: Counter[str] = field(default_factory=Counter)
    examples: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def count(self, kind: str, place: str, ours: str | None, theirs: str) -> None:
        self.facts += 1
        if ours is None:
            self.unanswered[kind] += 1
            self.examples.append(f"{place} {kind}: {theirs}")
            return
        self.answered += 1
        if ours == theirs:
            self.agreed += 1
        else:
            self.wrong.append(f"{place} {kind}: {ours} is {theirs}")

    @property
    def answered_share(self) -> float:
        return self.answered / self.facts

    @property
    def agreed_share(self) -> float:
        return self.agreed / self.answered


def compare(packages: list[str], also: Iterable[str] = ()) -> tuple[Agreement, Agreement]:
    """Types of expressions and meanings of identifiers; `also` are directories at hand besides the packages."""
    go = standard_library.go_command()
    root = standard_library.go_root() / "src"
    facts = subprocess.run([go, "run", str(ORACLE), *packages], check=True, capture_output=True, text=True, timeout=300)
    resolver = Resolver(Program(Tree(root, [*packages, *also])))
    types: dict[str, dict[tuple[int, int], tuple[str, str]]] = {}
    objects: dict[str, dict[int, tuple[str, str]]] = {}
    for line in facts.stdout.splitlines():
        kind, path, start, *rest = line.split("\t")
        if kind == "type":
            types.setdefault(path, {})[int(start), int(rest[0])] = (rest[1], rest[2])
        else:
            objects.setdefault(path, {})[int(start)] = (rest[0], rest[1])
    typed, named = Agreement(), Agreement()
    for path in sorted(types):
        file = resolver.program.file(path)
        for node in chain.from_iterable(map(walk, file.roots)):
            fact = types[path].get((node.start_byte, node.end_byte)) if node.is_named else None
            if fact is not None and node.type not in _WRAPPERS:
                del types[path][node.start_byte, node.end_byte]
                _compare_type(resolver, file, node, fact, typed)
            is_name = node.type in IDENTIFIERS or node.type in CONSTANTS
            if is_name and (meaning := objects.get(path, {}).pop(node.start_byte, None)) is not None:
                place = f"{path}:{node.start_point[0] + 1} {text(node)}"
                ours = resolver.object_of(file, node)
                named.count(node.type, place, _spell(resolver, ours, file), " ".join(meaning))
    return typed, named


def _compare_type(resolver: Resolver, file: SourceFile, node: Node, fact: tuple[str, str], typed: Agreement) -> None:
    mode, theirs = fact
    ours = resolver.type_of(file, node)
    if isinstance(ours, Basic) and ours.is_untyped:
        if mode == "constant":  # go/types records what it is converted to; we say what it is
            return
        ours = default_type(ours)
        theirs = theirs.removeprefix("untyped ")
    if isinstance(ours, Signature) and ours.type_parameters:  # go/types records what the call makes of it
        return
    if theirs == f"({_canonical(ours)}, bool)":  # go/types records the form with `ok` as two values
        theirs = theirs[1:-7]
    place = f"{file.path}:{node.start_point[0] + 1} {text(node)[:60]!r}"
    typed.count(node.type, place, _canonical(ours), theirs)


def _canonical(type_: Type) -> str | None:
    spelled = str(type_)
    if "unknown" in spelled or "[?]" in spelled:
        return None
    return re.sub(r"[\w.]+", lambda word: {"uint8": "byte", "int32": "rune"}.get(word[0], word[0]), spelled)


def _spell(resolver: Resolver, ours: Object | None, seen_in: SourceFile) -> str | None:
    if ours is None:
        return None
    kind = "var" if ours.kind in _VARIABLES else ours.kind
    if ours.kind == "package":
        return f"package {ours.import_path}"
    if ours.file is None or ours.identifier is None:
        return f"{kind} {ours.name}"
    package = resolver.program.package_of(ours.file.path)
    if package is not None and package is resolver.program.package_of(seen_in.path):
        return f"{kind} {ours.file.path}:{ours.identifier.start_byte}"
    return f"{kind} {package.import_path}.{ours.name}" if package is not None else None
