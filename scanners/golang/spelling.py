"""What a name in the text of a file can be: a field or a method, or set, or sliced; told before anything is parsed.

Most names of fields are those of variables too, and most fields are read: what is not parsed for them is not bound.
"""

from __future__ import annotations

import re
from typing import Final

_BLANKS: Final = b" \t\r\n"
# What stands behind a name that may be assigned to, or is a key; behind one that may be called, type arguments or not;
# behind an operand; and behind what may be sliced or indexed.
SET: Final = re.compile(rb"\s*+(?:[,:]|(?:<<|>>|&\^|[-+*/%&|^])?=(?!=)|/[/*])")
CALLED: Final = re.compile(rb"[ \t]*+(?:[(\[]|/\*)")
SELECTED: Final = re.compile(rb"[ \t]*+(?:\.|/\*)")
INDEXED: Final = re.compile(rb"[ \t]*+(?:\[|/\*)")
_COLON: Final = re.compile(rb"[ \t]*+(?::(?!=)|/\*)")


def may_be_selected(source: bytes, start: int) -> bool:
    """Whether a dot stands before a name, or a comment that may hide one."""
    at = start - 1
    while at >= 0 and source[at] in _BLANKS:
        at -= 1
    if source[at : at + 1] in {b".", b"/"}:
        return True
    line = source.rfind(b"\n", 0, at + 1) + 1
    return b"\n" in source[at + 1 : start] and b"//" in source[line : at + 1]


def may_be_key(source: bytes, end: int) -> bool:
    """Whether a colon stands behind a name, or a comment that may hide one: `T{name: …}`."""
    return _COLON.match(source, end) is not None
