"""Text for a terminal: colour, width, line ends."""

from __future__ import annotations

import os
import re
import unicodedata
from typing import Final, TextIO

WIDTH: Final = 80
_BREAKABLE: Final = re.compile(r"\s+|[^\s\u2e80-\uffff]+[，。；：、！？）」]?|[\u2e80-\uffff][，。；：、！？）」]?")


def is_coloured(stream: TextIO) -> bool:
    """Whether a stream is a terminal whose user has nothing against colour (no-color.org)."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, code: str, colour: bool) -> str:
    """The text between ANSI escapes, or as it is."""
    return f"\x1b[{code}m{text}\x1b[0m" if colour and text else text


def visible(text: str) -> str:
    """The text with control characters escaped: a file name must not move the cursor or break the line."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode() for character in text
    )


def columns(text: str) -> int:
    """How many columns a terminal needs; wide East Asian characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def wrap(text: str, *, indent: int, first: str = "") -> list[str]:
    """Lines of at most WIDTH columns, broken at spaces and between Chinese characters; a longer word stays whole."""
    lines = [first.rjust(indent) if first else " " * indent]
    used = indent
    for part in _BREAKABLE.findall(visible(text)):
        if used + columns(part.rstrip()) > WIDTH and used > indent:
            lines[-1] = lines[-1].rstrip()
            lines.append(" " * indent)
            used = indent
            part = part.lstrip()  # noqa: PLW2901 - a line does not begin with the space it was broken at
        lines[-1] += part
        used += columns(part)
    return lines


def cut(text: str, width: int) -> str:
    """The text, with an ellipsis where it would take more columns than that."""
    if columns(text) <= width:
        return text
    kept = ""
    for character in text:
        if columns(kept + character) > width - 1:
            break
        kept += character
    return kept + "…"
