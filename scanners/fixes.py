"""Applies suggested edits to the bytes of files."""

from __future__ import annotations

from collections.abc import Iterable

from scanners.model import Edit


class Overlap(ValueError):  # noqa: N818 - names what is wrong
    """Two edits change the same bytes of a file; the message names the file and the bytes."""


def edited(content: bytes, edits: Iterable[Edit]) -> bytes:
    """The content of one file after its edits, which are in any order. Raises Overlap."""
    pieces, position = [], 0
    for edit in sorted(edits, key=lambda each: (each.start, each.end)):
        if edit.start < position:
            raise Overlap(f"{edit.path}: two edits change the bytes around {edit.start}")
        pieces += [content[position : edit.start], edit.replacement.encode("utf-8", "surrogateescape")]
        position = edit.end
    return b"".join([*pieces, content[position:]])
