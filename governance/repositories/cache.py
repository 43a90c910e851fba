"""Bare repositories below CACHE_DIR, one for each service and address, used by one process at a time.

Nothing is ever collected as garbage inside a repository: commits pile up, each with its own pack, until there are
PACKS of them or half the allowed bytes are used; then the repository is fetched anew and takes the old one's place.
That is one code path for growth and for repair, it cannot meet a half-collected state, and it costs one full shallow
fetch in PACKS pushes.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.repositories.git import disk_bytes, packed_objects

if TYPE_CHECKING:
    from collections.abc import Iterator

    from governance.registry.models import Service

PACKS: Final = 30
_WAIT_SECONDS: Final = 0.2


def git_dir_of(service: Service) -> Path:
    """Return where the repository of `service` is cached on this machine, whether or not it is there.

    The address is part of the name: a service that moves never meets the objects of its former repository.
    """
    digest = hashlib.sha256(service.repository_url.encode("utf-8")).hexdigest()
    return Path(settings.CACHE_DIR) / f"{service.pk}-{digest[:16]}.git"


@contextmanager
def locked(git_dir: Path, seconds: float) -> Iterator[int]:
    """Hold the repository for the length of the block and give the descriptor of the lock.

    The kernel drops the lock when its last holder is gone, however it went; a git that inherits the descriptor is a
    holder too. Raises UserError `repository-busy` after `seconds`.
    """
    git_dir.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(git_dir.with_suffix(".lock"), os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        deadline = time.monotonic() + seconds
        while not _try_lock(descriptor):
            if time.monotonic() > deadline:
                raise UserError(
                    "repository-busy",
                    _("Another scan has been fetching this repository for more than %(seconds)s seconds."),
                    _("Wait for it to end, then try again."),
                    seconds=seconds,
                )
            time.sleep(_WAIT_SECONDS)
        yield descriptor
    finally:
        os.close(descriptor)


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remove_leftovers(git_dir: Path) -> None:
    """Remove what a killed git left: lock files, packs half received. Only for the holder of the lock."""
    for path in (*git_dir.rglob("*.lock"), *(git_dir / "objects").rglob("tmp_*"), *git_dir.rglob("*.keep")):
        path.unlink(missing_ok=True)
    for pack in (git_dir / "objects" / "pack").glob("*.pack"):
        if not pack.with_suffix(".idx").exists():
            pack.unlink()


def is_outgrown(git_dir: Path) -> bool:
    """Return whether the repository should be fetched anew before anything is added to it."""
    packs = sum(1 for _pack in (git_dir / "objects" / "pack").glob("*.pack"))
    return (
        packs >= PACKS
        or disk_bytes(git_dir) > settings.FETCH_BYTES / 2
        or packed_objects(git_dir) > settings.FETCH_OBJECTS / 2
    )


def replace(git_dir: Path, fresh: Path) -> None:
    """Put the repository `fresh` where `git_dir` is; a process that is reading the old one keeps its open packs."""
    discarded = git_dir.with_suffix(".old")
    shutil.rmtree(discarded, ignore_errors=True)
    if git_dir.exists():
        git_dir.rename(discarded)
    fresh.rename(git_dir)
    shutil.rmtree(discarded, ignore_errors=True)


def remove_former(service: Service) -> None:
    """Remove what is cached for `service` under an address that it no longer has."""
    current = git_dir_of(service)
    for path in Path(settings.CACHE_DIR).glob(f"{service.pk}-*"):
        if not path.name.startswith(current.stem):
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
