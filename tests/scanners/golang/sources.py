"""Programs in memory, and how tests ask about them."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import chain

from scanners.golang.program import Program
from scanners.golang.resolver import Resolver
from scanners.golang.syntax import Node, SourceFile, text, walk


class Files:
    """A source that is a mapping."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self._files = {path: text.encode() if isinstance(text, str) else text for path, text in files.items()}
        self.reads: list[str] = []

    def paths(self) -> list[str]:
        return list(self._files)

    def read(self, path: str) -> bytes:
        self.reads.append(path)
        return self._files[path]


class Code:
    """One file to ask about, in a program of the module example.com/m."""

    def __init__(self, source: str | bytes, path: str = "a.go", *, others: Mapping[str, str] | None = None) -> None:
        files = {"go.mod": "module example.com/m\n\ngo 1.27\n", path: source, **(others or {})}
        self.resolver = Resolver(Program(Files(files)))
        self.file: SourceFile = self.resolver.program.file(path)

    def node(self, spelled: str, occurrence: int = 0) -> Node:
        """The smallest of the outermost nodes that read like this."""
        found = [
            node
            for node in chain.from_iterable(map(walk, self.file.roots))
            if node.is_named and text(node) == spelled and node.type != "interpreted_string_literal_content"
        ]
        starts = list(dict.fromkeys(node.start_byte for node in found))
        same = [node for node in found if node.start_byte == starts[occurrence]]
        return same[-1]

    def type(self, spelled: str, occurrence: int = 0) -> str:
        """The type of an expression, by its text."""
        return str(self.resolver.type_of(self.file, self.node(spelled, occurrence)))

    def called(self, spelled: str, occurrence: int = 0) -> str | None:
        """The qualified name of what a call calls, by the text of the call."""
        return self.resolver.callee(self.file, self.node(spelled, occurrence)).qualified

    def meaning(self, spelled: str, occurrence: int = 0) -> tuple[str, int] | None:
        """Kind and line of declaration of what an identifier means; line 0 outside of any file."""
        found = self.resolver.object_of(self.file, self.node(spelled, occurrence))
        if found is None:
            return None
        return found.kind, found.identifier.start_point[0] + 1 if found.identifier is not None else 0
