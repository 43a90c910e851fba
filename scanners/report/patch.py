"""All suggested edits of a report as one patch that `git apply` takes.

Where two edits change the same bytes, the first of the report is in the patch; a scan of what comes out tells the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from scanners.model import Edit, Report
from scanners.report.hunks import hunks
from scanners.report.lines import Lines


def render(report: Report, lines: Lines) -> str:
    """The patch; bytes that are not UTF-8 stand in it as surrogates. Empty where nothing is suggested."""
    return "".join(
        part for path, edits in sorted(chosen_edits(report).items()) for part in _file(path, edits, lines.of(path))
    )


def chosen_edits(report: Report) -> dict[str, list[Edit]]:
    """The edits by file, without those that overlap; of a fix either all edits or none."""
    chosen: dict[str, list[Edit]] = {}
    for finding in report.findings:
        if finding.fix is None or finding.suppressed is not None:
            continue
        new = [edit for edit in finding.fix.edits if edit not in chosen.get(edit.path, ())]
        if not any(_overlap(edit, other) for edit in new for other in chosen.get(edit.path, ())):
            for edit in new:
                chosen.setdefault(edit.path, []).append(edit)
    return chosen


def _overlap(one: Edit, other: Edit) -> bool:
    """Whether they touch the same bytes; two insertions at one place do, for nobody knows which comes first."""
    return (one.start < other.end and other.start < one.end) or one.start == other.start


def _file(path: str, edits: Iterable[Edit], lines: tuple[bytes, ...]) -> Iterator[str]:
    old, new = _quoted(f"a/{path}"), _quoted(f"b/{path}")
    yield f"diff --git {old} {new}\n"
    yield f"--- {old}{_end(old)}\n+++ {new}{_end(new)}\n"
    for hunk in hunks(lines, edits):
        yield f"{hunk.header}\n"
        for mark, line in hunk.lines:
            yield mark + line.decode("utf-8", "surrogateescape")
            if not line.endswith(b"\n"):
                yield "\n\\ No newline at end of file\n"


def _quoted(name: str) -> str:
    """The name as git writes it: in quotes where it holds what would end the line or the name."""
    if name.isprintable() and not set(name) & {'"', "\\"}:
        return name
    escaped = "".join(
        f"\\{character}" if character in {'"', "\\"} else character if character.isprintable() else _octal(character)
        for character in name
    )
    return f'"{escaped}"'


def _octal(character: str) -> str:
    return "".join(f"\\{byte:03o}" for byte in character.encode("utf-8", "surrogateescape"))


def _end(name: str) -> str:
    # As git does: a tab says that the name, blanks and all, ends here.
    return "\t" if " " in name and not name.startswith('"') else ""
