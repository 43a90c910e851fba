"""A Go file cut where its declarations begin, so that each can be parsed by itself, when it is asked for.

Most files are looked at for a few of their declarations: of Go's own source six in seven of those that are parsed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

_NAME: Final = rb"[\w\x80-\xff]++"
_IN_WORDS: Final = frozenset(bytes((each,)) for each in range(256) if re.match(rb"[\w\x80-\xff]", bytes((each,))))
_KEYWORD: Final = re.compile(rb"\b(?:func|type|var|const)\b")
_KEYWORDS: Final = (b"func", b"type", b"var", b"const")
_BLANKS: Final = b" \t"
_BEFORE_NAMES: Final = b"\n\r;,(/"  # the last ends a comment
_BEGINNING: Final = re.compile(rb"\n(?=(?:func|type|var|const)\b)")
# What may hold the text of a declaration, or a bracket, and is none.
_TEXT: Final = re.compile(
    rb"`[^`]*+`?|/\*(?:[^*]|\*(?!/))*+(?:\*/)?|//[^\n]*+"
    rb"|\"(?:[^\"\\\n]|\\.)*+\"?|'(?:[^'\\\n]|\\.)*+'?"
)
_RECEIVER: Final = rb"\(\s*+(?:" + _NAME + rb"\s++)?\*?\s*+(" + _NAME + rb")\s*+(?:\[[^\]]*+\])?\s*+\)"
_FUNCTION: Final = re.compile(rb"func\s++(?:" + _RECEIVER + rb"\s*+)?(" + _NAME + rb")\s*+[(\[]")
_NOTHING: Final = re.compile(rb"(?:\s++|//[^\n]*+|/\*(?:[^*]|\*(?!/))*+\*/)*+")


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a file with one declaration, or more where its text does not tell them apart.

    `function` is the receiver's type ("" for none) and the name, where it is known that nothing else is declared.
    """

    start: int
    end: int
    function: tuple[str, str] | None


def sections(source: bytes) -> list[Section]:
    """The sections of a file, all of its bytes; the first holds the imports."""
    starts = [0, *_starts(source), len(source)]
    return [Section(start, end, _function(source, start, end)) for start, end in pairwise(starts)]


def holds_word(source: bytes, word: bytes, start: int, end: int) -> bool:
    """Whether a part of a file holds a word; to make a pattern for each word would take longer than the search."""
    return next(_places(source, word, start, end), None) is not None


def may_declare(source: bytes, name: bytes, start: int, end: int) -> bool:
    """Whether a part of a file can declare a name: behind a keyword, a bracket or a comma, or first in a line.

    A name like `error` is in the texts of many others, which may be megabytes of tables.
    """
    for place in _places(source, name, start, end):
        before = place - 1
        while before >= start and source[before] in _BLANKS:
            before -= 1
        if before < start or source[before] in _BEFORE_NAMES or source.endswith(_KEYWORDS, start, before + 1):
            return True
    return False


def _places(source: bytes, word: bytes, start: int, end: int) -> Iterator[int]:
    at = source.find(word, start, end)
    while at >= 0:
        behind = at + len(word)
        if source[at - 1 : at] not in _IN_WORDS and source[behind : behind + 1] not in _IN_WORDS:
            yield at
        at = source.find(word, at + 1, end)


def _starts(source: bytes) -> Iterator[int]:
    """Where declarations begin behind the first section: at the start of a line, in no text and in no brackets."""
    found = [match.end() for match in _BEGINNING.finditer(source)]
    if b"`" in source or b"/*" in source:
        for text in _TEXT.finditer(source):
            first = bisect_right(found, text.start())
            del found[first : bisect_right(found, text.end(), first)]
    braces = parentheses = 0
    for start, end in pairwise([0, *found]):
        part = source[start:end]
        if any(_open(part)):
            part = _TEXT.sub(b"", part)
        braces, parentheses = braces + _open(part)[0], parentheses + _open(part)[1]
        if not braces and not parentheses:
            yield end


def _open(part: bytes) -> tuple[int, int]:
    """How many braces and parentheses are opened and not closed."""
    return part.count(b"{") - part.count(b"}"), part.count(b"(") - part.count(b")")


def _function(source: bytes, start: int, end: int) -> tuple[str, str] | None:
    """The one function of a section: nothing follows its first `}` at the start of a line, or else its first line."""
    match = _FUNCTION.match(source, start, end)
    if match is None or (end == len(source) and any(_open(_TEXT.sub(b"", source[start:end])))):
        return None
    line = source.find(b"\n", start, end)
    line = end if line < 0 else line
    semicolon, brace = source.find(b";", start, line), source.find(b"\n}", start, end)
    is_more = semicolon >= 0 and _KEYWORD.search(source, semicolon, line) is not None
    if is_more or _NOTHING.fullmatch(source, line if brace < 0 else brace + 2, end) is None:
        return None
    return (match[1] or b"").decode("utf-8", "replace"), match[2].decode("utf-8", "replace")
