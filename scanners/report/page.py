"""A page of Markdown for a terminal: wrapped at 80 columns, code as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from scanners.report.terminal import paint, visible, wrap

_ITEM: Final = re.compile(r"(\s*)([-*]|\d+\.) +")
_PUNCTUATION: Final = frozenset("，。；：、！？）」”")
_CODE: Final = re.compile(r"`([^`]+)`")


def terminal_page(markdown: str, *, colour: bool = False) -> str:
    """The page as text that ends with a newline."""
    return "\n".join(_lines(markdown, colour))


def _lines(markdown: str, colour: bool) -> Iterator[str]:
    for block in _blocks(markdown):
        first = block[0]
        if first.startswith("```"):
            for line in block[1:-1]:
                yield paint(f"    {visible(line.expandtabs(4))}".rstrip(), "36", colour)
        elif first.startswith("#"):
            for line in wrap(first.lstrip("# "), indent=0):
                yield paint(line, "1", colour)
        else:
            for paragraph in _paragraphs(block):
                item = _ITEM.match(paragraph)
                head = f"{item[1]}{item[2]} " if item is not None else ""
                text = paragraph[item.end() :] if item is not None else paragraph
                for line in wrap(text, indent=2 + len(head), first="  " + head if head else ""):
                    yield _CODE.sub(lambda match: paint(match[0], "36", colour), line)
        yield ""


def _blocks(markdown: str) -> Iterator[list[str]]:
    """Fenced code, headings and what stands between blank lines."""
    block: list[str] = []
    fenced = False
    for line in markdown.splitlines():
        if line.startswith("```"):
            if not fenced and block:
                yield block
                block = []
            block.append(line)
            if fenced:
                yield block
                block = []
            fenced = not fenced
        elif fenced or line.strip():
            block.append(line)
        elif block:
            yield block
            block = []
    if block:
        yield block


def _paragraphs(block: list[str]) -> Iterator[str]:
    """The items of a list, or one paragraph, each as one line."""
    gathered = ""
    for line in block:
        if gathered and not _ITEM.match(line):
            gathered = _joined(gathered, line.strip())
        else:
            if gathered:
                yield gathered
            gathered = line.rstrip()
    if gathered:
        yield gathered


def _joined(before: str, after: str) -> str:
    # Between Chinese characters, and behind their punctuation, a line end is no space.
    is_wide = before[-1:] > "\u2e7f" and (after[:1] > "\u2e7f" or before[-1] in _PUNCTUATION)
    return before + after if is_wide else f"{before} {after}"
