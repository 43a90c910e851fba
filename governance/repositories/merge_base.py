"""Finds where a branch left another, over commits alone, without a tree or a file.

The cache holds single commits, so it knows no history; and a fetch that leaves files out makes git note the address in
the repository, which the cache must not hold. So the history is fetched into a repository beside the cache, deeper with
each step, and removed when the answer is known.
"""

from __future__ import annotations

import logging
import shutil
from typing import TYPE_CHECKING, Final

from django.conf import settings

from governance.errors import ServiceError, UserError
from governance.repositories import git
from governance.repositories.fetch import CorruptCacheError, Fetch, commit_at, create
from governance.repositories.limits import READING
from governance.repositories.values import MergeBase

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from governance.repositories.fetch import Origin

log = logging.getLogger(__name__)

FIRST_STEP: Final = 50  # commits from either head
STEP_FACTOR: Final = 10
_HEAD: Final = "refs/history/head"
_BASE: Final = "refs/history/base"


def find(fetch: Fetch, git_dir: Path) -> MergeBase:
    """Return the merge base of the two sources of `fetch`, head and base, looking back MERGE_BASE_COMMITS at most.

    They may come from two places: the histories meet in one repository.

    Where there is none so near, the head of the base stands for it. `git_dir` is made for the purpose and removed.
    """
    names = iter((_HEAD, _BASE))
    asked = [(origin, [f"+{source}:{next(names)}" for source in origin.sources]) for origin in fetch.origins]
    shutil.rmtree(git_dir, ignore_errors=True)
    try:
        create(git_dir)
        found = _deepened(fetch, git_dir, asked)
        base_head = commit_at(git_dir, _BASE)
        return MergeBase(commit_at(git_dir, _HEAD), found or base_head, is_merge_base=bool(found))
    except CorruptCacheError as error:
        failed = ServiceError("git-failed", f"git failed on a new repository: {error}")
        log.error("%s", failed)  # noqa: TRY400 - the text of git says more than our stack
        raise failed from None
    finally:
        shutil.rmtree(git_dir, ignore_errors=True)


def _deepened(fetch: Fetch, git_dir: Path, asked: Sequence[tuple[Origin, Sequence[str]]]) -> str:
    """Fetch until there is a merge base and return it; an empty text where there is none, or none within the limits."""
    for depth in _depths():
        try:
            for origin, refspecs in asked:
                fetch.run(git_dir, origin, refspecs, [f"--depth={depth}", "--filter=tree:0"])
        except UserError as error:
            if depth == FIRST_STEP or not error.code.startswith("limit-"):
                raise
            return ""  # a server that does not know --filter sends all files of the whole history
        found = _merge_base(git_dir)
        # Without this file the histories are there from their beginnings.
        if found or not (git_dir / "shallow").exists():
            return found
    return ""


def _depths() -> Iterator[int]:
    depth = FIRST_STEP
    while depth < settings.MERGE_BASE_COMMITS:
        yield depth
        depth *= STEP_FACTOR
    yield settings.MERGE_BASE_COMMITS


def _merge_base(git_dir: Path) -> str:
    output = git.run(["merge-base", _HEAD, _BASE], git_dir=git_dir, limits=READING)
    return output.stdout.decode("ascii", "replace").strip()
