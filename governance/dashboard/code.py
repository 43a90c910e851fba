"""Go code as the pages show it: highlighted, numbered, with the steps of a trace in the margin."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers.go import GoLexer

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_LEXER: Final = GoLexer(stripnl=False, ensurenl=False)
_FORMATTER: Final[HtmlFormatter[str]] = HtmlFormatter(nowrap=True)
_WANT: Final = re.compile(r"\s*// (want|missing|spurious) [\"`].*$")


@dataclass(slots=True)
class Line:
    """One line of a listing; `steps` are numbers of the trace, `notes` what they say.

    `here` marks what the finding points at, `first_here` its first line. `joined` says which part of the line in the
    margin runs by: "start", "through", "end" or none.
    """

    number: int
    html: SafeString
    here: bool = False
    first_here: bool = False
    steps: list[int] = field(default_factory=list)
    notes: list[Mapping[str, str]] = field(default_factory=list)
    joined: str = ""


@dataclass(slots=True)
class Listing:
    """Neighbouring lines of one file.

    `joined` says that the margin line comes in from the listing above, `continues` that it shows the same file.
    """

    path: str
    lines: list[Line]
    joined: bool = False
    continues: bool = False

    @property
    def first(self) -> int:
        """Number of the first line."""
        return self.lines[0].number

    @property
    def last(self) -> int:
        """Number of the last line."""
        return self.lines[-1].number


def highlighted(lines: Sequence[str]) -> list[SafeString]:
    """Return each line of Go as HTML; there are as many as came in."""
    # What the lexer takes for a line break ends no line here.
    source = "\n".join(re.sub(r"[\r\n\ufeff]", "", line) for line in lines)
    html = highlight(source, _LEXER, _FORMATTER).split("\n")
    return [mark_safe(line) for line in html[: len(lines)]] + [mark_safe("")] * (len(lines) - len(html))  # noqa: S308 - Pygments escapes


def highlighted_block(code: str, language: str, _attributes: str = "") -> str:
    """Highlight a fenced block of a Markdown text; what is not Go stays as it is."""
    if language != "go":
        return str(escape(code))
    return "\n".join(highlighted(code.splitlines()))


def example_listing(path: str, source: str) -> Listing:
    """Return an example of a rule, without the comments that test it; the lines they stand on are marked."""
    lines = source.rstrip().splitlines()
    shown = highlighted([_WANT.sub("", line) for line in lines])
    marked = [bool(_WANT.search(line)) for line in lines]
    numbered = enumerate(zip(shown, marked, strict=True), start=1)
    return Listing(path, [Line(number, html, here=mark, first_here=mark) for number, (html, mark) in numbered])


def traced_listings(
    excerpts: Sequence[Mapping[str, Any]], trace: Sequence[Mapping[str, Any]], *, path: str, first: int, last: int
) -> list[Listing]:
    """Return the excerpts of a finding with its trace in the margin, and its own lines `first` to `last` marked."""
    listings: list[Listing] = []
    for excerpt in _in_order_of_steps(excerpts, trace):
        numbers = range(excerpt["start"], excerpt["start"] + len(excerpt["lines"]))
        lines = [Line(number, html) for number, html in zip(numbers, highlighted(excerpt["lines"]), strict=True)]
        for line in lines:
            line.here = excerpt["path"] == path and first <= line.number <= max(first, last)
            line.first_here = line.here and line.number == first
        if lines:
            same_file = bool(listings) and listings[-1].path == excerpt["path"]
            listings.append(Listing(excerpt["path"], lines, continues=same_file))
    places: dict[tuple[str, int], Line] = {}
    for listing in listings:
        for line in listing.lines:
            places.setdefault((listing.path, line.number), line)
    for number, step in enumerate(trace, start=1):
        if place := places.get((step["path"], step["line"])):
            place.steps.append(number)
            place.notes.append(step["notes"])
    _join(listings)
    return listings


def _in_order_of_steps(
    excerpts: Sequence[Mapping[str, Any]], trace: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """Return the excerpts with the file of the first step first; those of one file stay in the order of their lines."""
    order: dict[str, int] = {}
    for place in (*trace, *excerpts):
        order.setdefault(place["path"], len(order))
    return sorted(excerpts, key=lambda excerpt: (order[excerpt["path"]], excerpt["start"]))


def _join(listings: Sequence[Listing]) -> None:
    """Draw the margin line from the first step that is shown to the last, through whatever stands between."""
    rows = [line for listing in listings for line in listing.lines]
    marked = [index for index, line in enumerate(rows) if line.steps]
    if len(marked) < 2:
        return
    for line in rows[marked[0] : marked[-1] + 1]:
        line.joined = "through"
    rows[marked[0]].joined = "start"
    rows[marked[-1]].joined = "end"
    for listing in listings:
        listing.joined = listing.lines[0].joined in ("through", "end")
