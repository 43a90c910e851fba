"""What stands at the top of a Go file: its package, its build constraint, and whether it is generated."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_COMMENTS: Final = rb"(?>(?>\s+|//[^\n]*+(?:\n|\Z)|/\*(?>[^*]+|\*(?!/))*+\*/)*+)"
_HEADER: Final = re.compile(rb"(?:\xef\xbb\xbf)?(" + _COMMENTS + rb")package\s++([^\W\d]\w*+)")
_GENERATED: Final = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_CONSTRAINT: Final = re.compile(rb"^//go:build[ \t]+(.*?)\r?$", re.MULTILINE)
_OLD_CONSTRAINT: Final = re.compile(rb"^//[ \t]*\+build[ \t]+(.*)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands before the imports, found without parsing."""

    package_name: str
    constraint: str
    generated: bool


def header(source: bytes) -> Header:
    """The header of a Go file; the package name is "" where there is no package clause."""
    match = _HEADER.match(source)
    if match is None:
        return Header("", "", generated=False)
    comments = match[1]
    return Header(
        match[2].decode("utf-8", "replace"),
        _constraint(comments).decode("utf-8", "replace"),
        generated=_GENERATED.search(comments) is not None,
    )


def _constraint(comments: bytes) -> bytes:
    """The `//go:build` expression, or what the `// +build` lines of older files say: all of them have to hold.

    In such a line a space means or, a comma and. A blank line stands between them and the package clause.
    """
    found = _CONSTRAINT.search(comments)
    if found is not None:
        return found[1]
    lines = _OLD_CONSTRAINT.findall(comments.replace(b"\r\n", b"\n").rpartition(b"\n\n")[0])
    return b" && ".join(b"(" + b" || ".join(line.split()).replace(b",", b" && ") + b")" for line in lines)
