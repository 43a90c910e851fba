"""The identity of a finding: what it is about, never where it stands.

Made of rule, package, pool, enclosing function, and the tokens of the code it points at, so that it survives moved
lines, renamed files and reformatting. Findings that agree in all of that are told apart by their order in the file.
"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

from scanners.golang.packages import receiver_base
from scanners.golang.syntax import Node, SourceFile, child, text, walk
from scanners.rule import Draft

_LENGTH: Final = 32  # 128 bits: no two findings of one service will meet by chance
_TOKENS: Final = 200  # a finding that points at a whole function is identified by its beginning
# What tells pools of one name apart in a report, by file and place: "pool@linux.go#2".
_FILE_OR_NUMBER: Final = re.compile(r"[@#][^/]*$")
_CLOSING: Final = frozenset({")", "]", "}"})


def identity(code: str, import_path: str, draft: Draft) -> str:
    """What a finding of a rule in a package is about."""
    pool = _FILE_OR_NUMBER.sub("", draft.pool.identity) if draft.pool is not None else ""
    return "\x1f".join(
        (code, import_path, pool, enclosing_name(draft.file, draft.node), tokens(draft.node), draft.subject)
    )


def fingerprints(identities: Iterable[str]) -> Iterator[str]:
    """A fingerprint for each identity; they must come in the order of the report."""
    seen: Counter[str] = Counter()
    for each in identities:
        ordinal = seen[each]
        seen[each] += 1
        yield hashlib.sha256(f"{each}\x1f{ordinal}".encode()).hexdigest()[:_LENGTH]


def enclosing_name(file: SourceFile, node: Node) -> str:
    """The name of the top-level function around a node, with its receiver type: "Buffer.Free"; "" outside of any."""
    top = file.top_at(node.start_byte)
    if top is None or top.type not in {"function_declaration", "method_declaration"}:
        return ""
    name = child(top, "name")
    if name is None:
        return ""
    receiver = receiver_base(top) if top.type == "method_declaration" else None
    return f"{text(receiver)}.{text(name)}" if receiver is not None else text(name)


def tokens(node: Node) -> str:
    """The tokens of a node without comments, line ends and the commas that a line end makes necessary."""
    found: list[str] = []
    for each in walk(node):
        if each.child_count or each.type == "comment":
            continue
        token = text(each).strip()
        if token in {"", ";"}:
            continue
        if token in _CLOSING and found and found[-1] == ",":
            found.pop()
        found.append(token)
        if len(found) >= _TOKENS:
            break
    return " ".join(found)
