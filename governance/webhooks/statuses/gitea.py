"""Gitea and Forgejo (docs.gitea.com, API, repoCreateStatus and issueCreateComment)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from governance.webhooks.statuses.api import API
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Gitea(API):
    """As GitHub, with a word of its own for what was replaced; the comments come without pages."""

    STATES: ClassVar[Mapping[Verdict, str]] = {**API.STATES, Verdict.REPLACED: "warning"}

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what proves who calls."""
        return {"Authorization": f"token {token}"}

    def comments(self, number: int, page: int) -> Request | None:
        """Return the call for all comments; there is no second page."""
        return Request("GET", self._comments(number)) if page == 1 else None
