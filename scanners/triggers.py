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


def may_hold_pool(content: bytes) -> bool:
    """Whether the file says `sync.Pool`, or imports "sync" under another name or as a dot import."""
    if b"sync.Pool" in content:
        return True
    if b'"sync"' not in content and b"`sync`" not in content:
        return False
    for match in re.finditer(_SYNC, content):
        line = content[content.rfind(b"\n", 0, match.start()) + 1 : match.start()]
        if line.strip() not in _PLAIN_IMPORT:
            return True
    return False


def may_suppress(content: bytes) -> bool:
    """Whether the file may hold a comment that suppresses a finding; see suppressions.py."""
    return _SUPPRESSION in content
