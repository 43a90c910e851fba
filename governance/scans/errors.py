"""Failures of a scan that are ours, with a sentence that the user may read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.errors import ServiceError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


class AnalyserError(ServiceError):
    """The analyser did not do its work; `summary` is for the user, `message` for the log."""

    def __init__(self, code: str, summary: _StrPromise, message: str) -> None:
        super().__init__(code, message)
        self.summary = summary
