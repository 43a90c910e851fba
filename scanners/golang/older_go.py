"""Source that is younger than the grammar, written as older Go; every offset is kept."""

from __future__ import annotations

import re
from typing import Final

# Type parameters of methods came with Go 1.27, `new(value)` with Go 1.26.
_GENERIC_METHOD: Final = re.compile(
    rb"^(?P<func>func[ \t]*)(?P<receiver>\([^)\n]*\))(?P<name>[ \t]*\w+)(?P<parameters>\[[^\n]*?\])(?=\()", re.MULTILINE
)
_NEW_VALUE: Final = re.compile(
    rb"\bnew\((?=\s*(?:[\"'`0-9&!^+-]|(?!(?:func|struct|interface|chan|map)\b)[\w.]+\s*[({+*/%&|^<>=-]))"
)


def in_older_go(source: bytes) -> bytes:
    """Methods without type parameters, and `new(value)` as the address of the value."""
    return _without("parameters", source)


def with_methods_as_functions(source: bytes) -> bytes:
    """As `in_older_go`, but generic methods keep their type parameters and lose their receivers instead."""
    return _without("receiver", source)


def _without(group: str, source: bytes) -> bytes:
    def blank(found: re.Match[bytes]) -> bytes:
        start, end = (place - found.start() for place in found.span(group))
        return found[0][:start] + b" " * (end - start) + found[0][end:]

    return _NEW_VALUE.sub(b"&  (", _GENERIC_METHOD.sub(blank, source))
