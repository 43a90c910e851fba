"""One fetch of commits into the cache, by the holder of the cache's lock."""

from __future__ import annotations

import logging
import math
import shutil
import time
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Final

from django.conf import settings

from governance.errors import ServiceError, UserError
from governance.repositories import cache, failures, git
from governance.repositories.limits import READING, Limits

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from governance.repositories.access import Access
    from governance.repositories.url_guard import GuardedURL
    from governance.repositories.values import Progress

log = logging.getLogger(__name__)

_FETCH: Final = (
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-recurse-submodules",
    "--no-auto-maintenance",
    "--no-write-fetch-head",
    "--update-shallow",
)
# No --filter=blob:limit: files over 1 MB are 6 % of prometheus and none of grpc-go, echo and fasthttp; and with it git
# writes the address into the repository's configuration, to fetch from it later without our guard.
_ONE_COMMIT: Final = ("--depth=1",)


class CorruptCacheError(Exception):
    """A cached repository is damaged."""


@dataclass(frozen=True)
class Origin:
    """Where something is fetched from, and what: each of `sources` is a full reference name or a commit.

    `fork` is the name of the fork that it is of the repository, if it is not the repository itself.
    """

    guarded: GuardedURL
    access: Access
    sources: tuple[str, ...]
    fork: str = ""


@dataclass(frozen=True)
class Fetch:
    """What is fetched into one repository, from one or several places, how."""

    origins: tuple[Origin, ...]
    progress: Progress | None
    lock: int
    deadline: float = field(default_factory=lambda: time.monotonic() + settings.FETCH_SECONDS)

    def into_cache(self, git_dir: Path) -> list[str]:
        """Return the commits, fetched into the repository that is there or into a new one that takes its place.

        They come in the order of the origins and of their sources.
        """
        if git_dir.is_dir():
            cache.remove_leftovers(git_dir)
            if not cache.is_outgrown(git_dir):
                try:
                    return self._into(git_dir)
                except CorruptCacheError as error:
                    log.warning("The cache %s is damaged and will be fetched anew: %s", git_dir.name, error)
        return self._anew(git_dir)

    def _anew(self, git_dir: Path) -> list[str]:
        fresh = git_dir.with_suffix(".fresh")
        shutil.rmtree(fresh, ignore_errors=True)
        try:
            create(fresh)
            found = self._into(fresh)
        except CorruptCacheError as error:
            failed = ServiceError("git-failed", f"git failed on a new repository: {error}")
            log.error("%s", failed)  # noqa: TRY400 - the text of git says more than our stack
            raise failed from None
        else:
            cache.replace(git_dir, fresh)
            return found
        finally:
            shutil.rmtree(fresh, ignore_errors=True)

    def _into(self, git_dir: Path) -> list[str]:
        """Fetch into `git_dir`; a commit that is there completely is not asked for again."""
        numbers = count()
        return [commit for origin in self.origins for commit in self._from(origin, git_dir, numbers)]

    def _from(self, origin: Origin, git_dir: Path, numbers: Iterator[int]) -> list[str]:
        wanted = {source: f"refs/fetched/{next(numbers)}" for source in origin.sources}
        there = [source for source in wanted if not source.startswith("refs/") and is_complete(git_dir, source)]
        if len(there) < len(wanted):
            missing = [f"+{source}:{name}" for source, name in wanted.items() if source not in there]
            try:
                self.run(git_dir, origin, missing, _ONE_COMMIT)
            except UserError:
                cache.remove_leftovers(git_dir)  # what came until the limit would count against the next fetch
                raise
        return [source if source in there else _fetched(git_dir, name) for source, name in wanted.items()]

    def run(self, git_dir: Path, origin: Origin, refspecs: Sequence[str], options: Sequence[str]) -> None:
        """Run `git fetch`; raise what went wrong, CorruptCacheError when it is nothing that a user could put right."""
        output = git.run(
            [*_FETCH, *options, "--end-of-options", origin.guarded.url, *refspecs],
            git_dir=git_dir,
            access=origin.access,
            limits=self._limits(),
            progress=self.progress,
            inherit=(self.lock,),
        )
        if output.status != 0:
            known = failures.recognise(output.stderr, with_credential=bool(origin.access.secrets))
            if known and origin.fork and known.code in failures.OUT_OF_REACH:
                raise failures.failure("fork-out-of-reach", fork=origin.fork)
            raise known or CorruptCacheError(failures.plain(output.stderr))

    def _limits(self) -> Limits:
        return Limits(
            seconds=max(1, math.ceil(self.deadline - time.monotonic())),
            disk_bytes=settings.FETCH_BYTES,
            objects=settings.FETCH_OBJECTS,
        )


def create(git_dir: Path) -> None:
    """Make an empty bare repository."""
    output = git.run(["init", "--quiet", "--bare", "--template="], git_dir=git_dir, limits=READING)
    if output.status != 0:
        raise CorruptCacheError(failures.plain(output.stderr))


def _fetched(git_dir: Path, reference: str) -> str:
    commit = commit_at(git_dir, reference)
    if not commit or not is_complete(git_dir, commit):
        raise CorruptCacheError("the commit just fetched is not complete")
    return commit


def commit_at(git_dir: Path, reference: str) -> str:
    """Return the commit that a reference names, or an empty text when there is none."""
    found = git.run(["rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}"], git_dir=git_dir, limits=READING)
    return found.stdout.decode("ascii", "replace").strip() if found.status == 0 else ""


def is_complete(git_dir: Path, commit: str) -> bool:
    """Return whether the commit, all its trees and all its files are in the repository (existence, not content)."""
    walked = git.run(["rev-list", "--objects", "--quiet", "--end-of-options", commit], git_dir=git_dir, limits=READING)
    return walked.status == 0
