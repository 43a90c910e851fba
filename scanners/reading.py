"""One pass over a source: which files matter, found by trigger words before anything is parsed.

Regular expressions over bytes run at C speed; a file without a trigger word is dropped at once and only its imports are
kept, so that the files that may reach an exported pool can be found later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Final

from scanners.model import Problem
from scanners.source import Source, Unreadable
from scanners.triggers import may_borrow, may_hold_free_list, may_hold_pool, may_suppress

_FIRST_DECLARATION: Final = re.compile(rb"^(?:func|type|var|const)\b", re.MULTILINE)
# The form that the go command fixes: a whole line before the package clause.
_GENERATED: Final = re.compile(rb"^// Code generated .* DO NOT EDIT\.\r?$", re.MULTILINE)
_PACKAGE_CLAUSE: Final = re.compile(rb"^package\s", re.MULTILINE)
_IMPORT: Final = re.compile(rb"^import\s*(?:\(([^)]*)\)|[^\"`(\n]*([\"`][^\"`\n]+[\"`]))", re.MULTILINE)
_QUOTED: Final = re.compile(rb"[\"`]([^\"`\n]+)[\"`]")

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Selection:
    """Which Go files are reported on. The others are still read when a type in them is asked for.

    `exclude` holds patterns of paths; `below` is what they begin with above the source's own root: "service/".
    `only`, where given, are the paths that may be selected.
    """

    tests: bool = False
    testdata: bool = False
    vendor: bool = False
    generated: bool = False
    exclude: tuple[str, ...] = ()
    below: str = ""
    only: frozenset[str] | None = None

    def takes(self, path: str) -> bool:
        """Whether the path alone lets the file in."""
        folders = path.split("/")[:-1]
        return not (
            (self.only is not None and path not in self.only)
            or (not self.tests and path.endswith("_test.go"))
            or (not self.testdata and "testdata" in folders)
            or (not self.vendor and "vendor" in folders)
            or any(fnmatchcase(self.below + path, pattern) for pattern in self.exclude)
        )

    def takes_content(self, content: bytes) -> bool:
        """Whether what the file says about itself lets it in."""
        return self.generated or not is_generated(content)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the pass leaves.

    `texts` holds the selected files with a trigger word; `selected` every selected path; `importers` the selected
    paths that import each import path; `suppressing` those that may hold a comment that suppresses findings;
    `free_lists` those that may hold a free list; `unseen_pools` those that may use a pool whose code is not at hand;
    `size` the bytes of them all.
    """

    source: Source
    selected: frozenset[str]
    texts: Mapping[str, bytes]
    importers: Mapping[str, tuple[str, ...]]
    problems: tuple[Problem, ...]
    size: int
    suppressing: tuple[str, ...] = ()
    free_lists: tuple[str, ...] = ()
    unseen_pools: tuple[str, ...] = ()

    def mentioning(self, import_path: str, names: frozenset[str]) -> Iterator[tuple[str, bytes]]:
        """The selected files that import the package and hold one of the names as a word, read anew."""
        word = re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b")
        for path, content in self.source.stream(self.importers.get(import_path, ())):
            if isinstance(content, bytes) and word.search(content):
                yield path, content


def is_generated(content: bytes) -> bool:
    """Whether the file carries the standard line of generated code before its package clause."""
    if b"DO NOT EDIT" not in content:  # the plain search is twenty times as fast, and rules out most files
        return False
    marker = _GENERATED.search(content)
    return marker is not None and _PACKAGE_CLAUSE.search(content, 0, marker.start()) is None


def imports(content: bytes) -> list[str]:
    """The import paths of a file, found without parsing it."""
    declaration = _FIRST_DECLARATION.search(content)
    end = declaration.start() if declaration is not None else len(content)
    clauses = (match[1] or match[2] or b"" for match in _IMPORT.finditer(content, 0, end))
    return [quoted[1].decode("utf-8", "replace") for clause in clauses for quoted in _QUOTED.finditer(clause)]


def read(
    source: Source,
    selection: Selection,
    progress: Progress = lambda _done, _total: None,
) -> Reading:
    """Read every selected file of the source once, keeping those that may hold a pool."""
    wanted = sorted(path for path in source.paths() if path.endswith(".go") and selection.takes(path))
    refused = [refusal for refusal in source.refused() if selection.takes(refusal.path)]
    texts: dict[str, bytes] = {}
    importers: dict[str, list[str]] = {}
    selected = []
    suppressing = []
    free_lists = []
    unseen_pools = []
    size = 0
    for number, (path, content) in enumerate(source.stream(wanted)):
        if number % 500 == 0:
            progress(number, len(wanted))
        if isinstance(content, Unreadable):
            refused.append(content)
            continue
        if not selection.takes_content(content):
            continue
        size += len(content)
        selected.append(path)
        for import_path in imports(content):
            importers.setdefault(import_path, []).append(path)
        if may_suppress(content):
            suppressing.append(path)
        if may_hold_pool(content):
            texts[path] = content
        if may_hold_free_list(content):
            free_lists.append(path)
        if may_borrow(content):
            unseen_pools.append(path)
    progress(len(wanted), len(wanted))
    return Reading(
        source=source,
        selected=frozenset(selected),
        texts=texts,
        importers={import_path: tuple(paths) for import_path, paths in importers.items()},
        problems=tuple(Problem(refusal.path, 0, refusal.message) for refusal in refused),
        size=size,
        suppressing=tuple(suppressing),
        free_lists=tuple(free_lists),
        unseen_pools=tuple(unseen_pools),
    )
