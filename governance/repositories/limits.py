"""What one run of git may take, and the error that names the limit and the figure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

UNLIMITED: Final = 2**62


@dataclass(frozen=True, slots=True)
class Limits:
    """Wall time, bytes printed, and for a run that writes: bytes on disk and objects of the whole repository."""

    seconds: float
    output_bytes: int = 1_000_000
    disk_bytes: int = UNLIMITED
    objects: int = UNLIMITED


READING: Final = Limits(seconds=30)  # for what only reads a repository on this machine

_WORDS: Final = {
    "limit-seconds": (
        _("Git took longer than the limit of %(limit)s seconds."),
        _("Try again later; if the repository is that large, an operator can raise FETCH_SECONDS."),
    ),
    "limit-bytes": (
        _("The repository takes %(figure)s bytes on disk, more than the limit of %(limit)s."),
        _("Move large files out of the repository, or ask an operator to raise FETCH_BYTES."),
    ),
    "limit-objects": (
        _("The repository has %(figure)s objects in one commit, more than the limit of %(limit)s."),
        _("Move generated files out of the repository, or ask an operator to raise FETCH_OBJECTS."),
    ),
    "limit-output": (
        _("Git printed %(figure)s bytes, more than the limit of %(limit)s."),
        _("The file or the list of branches is too large to be shown."),
    ),
}


def exceeded(code: str, limit: float, figure: float) -> UserError:
    """Return the error for a limit: its facts are `limit` and `figure`, in the unit that the code names."""
    message, hint = _WORDS[code]
    return UserError(code, message, hint, limit=limit, figure=figure)
