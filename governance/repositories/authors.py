"""Finds who wrote a line, as far as a bounded piece of history tells.

The cache holds single commits, so the history of one is fetched into a repository beside it, which is removed when the
lines are read. A line that is older than that piece has no author: git would name the oldest commit that it sees.
"""

from __future__ import annotations

import logging
import shutil
import time
from collections import defaultdict
from dataclasses import replace
from datetime import UTC, datetime
from itertools import islice
from typing import TYPE_CHECKING, Final

from django.conf import settings

from governance.errors import UserError
from governance.repositories import failures, git
from governance.repositories.fetch import CorruptCacheError, create
from governance.repositories.limits import Limits
from governance.repositories.values import Authorship

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from governance.repositories.fetch import Fetch

log = logging.getLogger(__name__)

FILES: Final = 100
LINES_A_FILE: Final = 100
SECONDS: Final = 60  # for all files of a commit
FILE_SECONDS: Final = 10
_COMMIT: Final = "refs/history/commit"

Line = tuple[str, int]


def find(fetch: Fetch, git_dir: Path, lines: Iterable[Line]) -> dict[Line, Authorship]:
    """Return who wrote the lines of the one source of `fetch`, where AUTHOR_COMMITS commits of its history say so."""
    by_path: dict[str, set[int]] = defaultdict(set)
    for path, line in lines:
        by_path[path].add(line)
    deadline = time.monotonic() + SECONDS
    shutil.rmtree(git_dir, ignore_errors=True)
    try:
        create(git_dir)
        bounded = replace(fetch, deadline=deadline)
        (origin,) = fetch.origins
        bounded.run(git_dir, origin, [f"+{origin.sources[0]}:{_COMMIT}"], [f"--depth={settings.AUTHOR_COMMITS}"])
        return dict(_blamed(git_dir, by_path, deadline))
    except CorruptCacheError as error:
        log.warning("No authors: git failed on a new repository: %s", error)
        return {}
    finally:
        shutil.rmtree(git_dir, ignore_errors=True)


def _blamed(git_dir: Path, by_path: Mapping[str, set[int]], deadline: float) -> Iterator[tuple[Line, Authorship]]:
    cut_off = _cut_off(git_dir)
    for path, numbers in islice(sorted(by_path.items()), FILES):
        if time.monotonic() > deadline:
            return
        ranges = [f"-L{number},{number}" for number in sorted(numbers)[:LINES_A_FILE]]
        try:
            output = git.run(
                ["blame", "--porcelain", *ranges, _COMMIT, "--", path],
                git_dir=git_dir,
                limits=Limits(seconds=FILE_SECONDS),
            )
        except UserError as error:
            log.info("No authors in %s: %s", failures.plain(path), error.code)
            continue
        if output.status == 0:
            for number, who in _answers(output.stdout.decode("utf-8", "replace")):
                if who.commit not in cut_off:
                    yield (path, number), who


def _cut_off(git_dir: Path) -> frozenset[str]:
    """Return the commits whose parents were not fetched: git takes them for the authors of all that is older."""
    shallow = git_dir / "shallow"
    return frozenset(shallow.read_text(encoding="ascii").split()) if shallow.exists() else frozenset()


def _answers(porcelain: str) -> Iterator[tuple[int, Authorship]]:
    """Take git's answer apart: a line `<commit> <line then> <line now>`, what is known of the commit once, the text."""
    commits: dict[str, dict[str, str]] = defaultdict(dict)
    number, commit = 0, ""
    for row in porcelain.split("\n"):
        if row.startswith("\t"):
            yield number, _authorship(commit, commits[commit])
            commit = ""
        elif commit:
            key, _space, value = row.partition(" ")
            commits[commit][key] = value
        elif row:
            commit, _then, now, *_group = row.split(" ")
            number = int(now)


def _authorship(commit: str, facts: Mapping[str, str]) -> Authorship:
    return Authorship(
        name=failures.plain(facts.get("author", ""))[:200],
        email=failures.plain(facts.get("author-mail", "").strip("<>"))[:254],
        commit=commit,
        at=datetime.fromtimestamp(int(facts.get("author-time", "0")), tz=UTC),
    )
