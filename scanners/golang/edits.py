"""Edits of Go source: bytes that are replaced or inserted, while the rest of the file stays as it is."""

from __future__ import annotations

from scanners.golang.syntax import Node, SourceFile
from scanners.model import Edit


def replace(file: SourceFile, node: Node, replacement: str) -> Edit:
    """The edit that puts other text in the place of a node."""
    return Edit(file.path, node.start_byte, node.end_byte, replacement)


def wrap(file: SourceFile, node: Node, before: str, after: str) -> Edit:
    """The edit that sets text around a node."""
    inside = file.source[node.start_byte : node.end_byte].decode("utf-8", "surrogateescape")
    return replace(file, node, f"{before}{inside}{after}")


def insert_before(file: SourceFile, statement: Node, lines: str) -> Edit:
    """The edit that sets lines in front of a statement, indented as it is."""
    indentation = indentation_of(file, statement)
    inserted = "".join(f"{line}\n{indentation}" for line in lines.splitlines())
    return Edit(file.path, statement.start_byte, statement.start_byte, inserted)


def insert_after(file: SourceFile, statement: Node, lines: str) -> Edit:
    """The edit that sets lines behind a statement, indented as it is; a comment at the end of its line stays there."""
    indentation = indentation_of(file, statement)
    end = file.source.find(b"\n", statement.end_byte)
    end = len(file.source) if end < 0 else end
    rest = file.source[statement.end_byte : end].strip()
    if rest and not rest.startswith(b"//"):
        end = statement.end_byte
    inserted = "".join(f"\n{indentation}{line}" for line in lines.splitlines())
    return Edit(file.path, end, end, inserted)


def enclose(file: SourceFile, statement: Node, opening: str) -> tuple[Edit, Edit]:
    """The edits that set a statement into a block of its own; a comment at the end of its line goes with it."""
    indentation = indentation_of(file, statement)
    start = Edit(file.path, statement.start_byte, statement.start_byte, f"{opening} {{\n{indentation}\t")
    return start, insert_after(file, statement, "}")


def indentation_of(file: SourceFile, node: Node) -> str:
    """The blanks that the line begins with on which a node starts."""
    line = file.source[file.source.rfind(b"\n", 0, node.start_byte) + 1 : node.start_byte]
    return line[: len(line) - len(line.lstrip())].decode("utf-8", "replace")
