"""What a look at a repository and a fetch give: plain values that other apps keep."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    # Called five times a second while a fetch runs, with the bytes on disk and the objects announced (0: not yet).
    Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Probe:
    """That a repository answers: its address as it is to be stored, its default branch and the commit at its head."""

    url: str
    default_branch: str
    head: str


@dataclass(frozen=True, slots=True)
class MergeBase:
    """The commit `head`, and the commit `base` with which it is compared.

    That is where their branches parted, or the newest one of the other branch when no such commit was found.
    """

    head: str
    base: str
    is_merge_base: bool = True


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who wrote a line, in which commit, when; text of the repository, shortened and without control characters."""

    name: str
    email: str
    commit: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FetchedCommit:
    """One commit in the cache, ready to be read with `git cat-file`.

    `bytes` is what the cached repository takes on disk, `objects` how many Git objects are in it, `seconds` what the
    fetch took, waiting for another fetch of the same repository included.
    """

    git_dir: Path
    commit: str
    subject: str
    author: str
    committed_at: datetime
    bytes: int
    objects: int
    seconds: float
