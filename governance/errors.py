"""The two kinds of failure: the user's (what to do about it) and ours (an id that finds it in the log)."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from django.utils.functional import _StrPromise

    Words: TypeAlias = str | _StrPromise


class UserError(Exception):
    """Something that the person who asked can put right.

    `code` is stable and machine-readable (`address-private`), `message` says what is wrong, `hint` what to do. The
    words may be lazy translations with `%(name)s` places for `facts`; they become text when they are read, in the
    language of whoever reads them. Neither words nor facts ever contain a secret.
    """

    def __init__(self, code: str, message: Words, hint: Words = "", **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self._message = message
        self._hint = hint

    @property
    def message(self) -> str:
        """What is wrong."""
        return str(self._message) % self.facts if self.facts else str(self._message)

    @property
    def hint(self) -> str:
        """What to do about it; may be empty."""
        return str(self._hint) % self.facts if self.facts else str(self._hint)

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r})"


class ServiceError(Exception):
    """Something that went wrong on our side.

    `reference` is shown to the user and written beside the cause in the log, so that the two can be brought together;
    `message` is for the log and for operators and never contains a secret.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.reference = str(uuid.uuid4())

    def __str__(self) -> str:
        return f"{self.message} [{self.reference}]"

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.code!r}, reference={self.reference!r})"
