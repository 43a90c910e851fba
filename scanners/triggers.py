"""Trigger words: whether a file can matter at all, told from its bytes before anything is parsed.

Imports nothing but `re`: whoever only asks this question must have the answer within milliseconds.
"""

from __future__ import annotations

import re

TYPE_CHECKING = False  # as in scanners/__init__.py
if TYPE_CHECKING:
    from typing import Final

_SYNC: Final = rb"[\"`]sync[\"`]"  # compiled when it is first needed: `ironrules-vet` starts once for each package
_PLAIN_IMPORT: Final = frozenset({b"", b"import", b"import (", b"import("})
_SUPPRESSION: Final = b"ironrules"
# Free lists: `case free <- b:` and `case b := <-free:`; `l.free = append(l.free, b)` and `l.free = l.free[:n-1]`.
_SENT: Final = rb"\bcase[ \t]+([\w.]+)[ \t]*<-[ \t]*\w+[ \t]*:"
_RECEIVED: Final = rb"\bcase[ \t]+\w+(?:,[ \t]*\w+)?[ \t]*:?=[ \t]*<-[ \t]*([\w.]+)[ \t]*:"
_LESS_ONE: Final = rb"\[:(?:len\(|\w+ ?- ?1\]|last\])"
_APPENDED: Final = rb"([\w.]+) = append\(\1, \w+\)"
_CUT: Final = rb"([\w.]+) = \1\[:(?!0\])"
_TAKEN: Final = rb"[pP]ool[\w.]*\.Get\(\)"


def may_hold_pool(content: bytes) -> bool:
    """Whether the file says `sync.Pool`, or imports "sync" under another name or as a dot import."""
    if b"sync.Pool" in content:
        return True
    if b'"sync"' not in content and b"`sync`" not in content:
        return False
    for match in re.finditer(_SYNC, content):
        before = content[content.rfind(b"\n", 0, match.start()) + 1 : match.start()].strip()
        if before not in _PLAIN_IMPORT and _may_name(before):
            return True
    return False


def _may_name(before: bytes) -> bool:
    """Whether what stands before a quoted path may be the name of an import: `s`, `.`, `import ("io"; s /* … */`.

    It is the text of something else behind a colon, a comma or a bracket. Files that list the packages of others, as
    those of interpreters do, hold tens of megabytes of that.
    """
    return re.search(rb"(?:[\w.\x80-\xff]|\*/)$", before) is not None and before not in {b"case", b"return"}


def may_hold_free_list(content: bytes) -> bool:
    """Whether the file both takes from a list, a channel or a slice under a lock, and gives back to it."""
    if b"select {" in content and b"default:" in content:
        given = {_last(name) for name in re.findall(_SENT, content)}
        if given and given & {_last(name) for name in re.findall(_RECEIVED, content)}:
            return True
    if b"Lock()" not in content or re.search(_LESS_ONE, content) is None:
        return False
    cut = {_last(name) for name in re.findall(_CUT, content)}
    return bool(cut) and bool(cut & {_last(name) for name in re.findall(_APPENDED, content)})


def may_borrow(content: bytes) -> bool:
    """Whether the file both takes from something that is called a pool, and gives something back."""
    return b".Get()" in content and b".Put(" in content and re.search(_TAKEN, content) is not None


def _last(name: bytes) -> bytes:
    """The field or variable at the end of `l.free`."""
    return name.rpartition(b".")[2]


def may_suppress(content: bytes) -> bool:
    """Whether the file may hold a comment that suppresses a finding; see suppressions.py."""
    return _SUPPRESSION in content
