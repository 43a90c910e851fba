"""On which line of a TOML file a key stands; tomllib does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

_HEADER: Final = re.compile(r"\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?")
_KEY: Final = re.compile(r"\s*([\w.\"'-]+)\s*=")


def line_of(text: str, path: Sequence[str | int]) -> int:
    """The line of the key at a path such as ("resources", 1, "kind"): the second [[resources]] table's.

    A key in an inline table or a dotted key counts as standing where the nearest key around it that is found stands.
    """
    best = (0, 1)
    seen: dict[str, int] = {}
    prefix: tuple[str | int, ...] = ()
    for number, line in enumerate(text.split("\n"), start=1):
        if header := _HEADER.match(line):
            name = header[2].strip("\"'")
            prefix = (name,)
            if header[1] == "[[":
                seen[name] = seen.get(name, -1) + 1
                prefix = (name, seen[name])
            found: tuple[str | int, ...] = prefix
        elif key := _KEY.match(line):
            found = (*prefix, key[1].strip("\"'"))
        else:
            continue
        if len(found) > best[0] and tuple(path[: len(found)]) == found:
            best = (len(found), number)
        elif best[0] == 0 and found[0] == path[0]:
            best = (1, number)
    return best[1]
