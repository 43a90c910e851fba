"""GitHub (docs.github.com, REST API, Commit statuses and Issue comments)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from governance.webhooks.statuses.api import API

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class GitHub(API):
    """The shape is the shared one. Annotations of lines would need an app: a token alone may write statuses."""

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what proves who calls, and the version of the API."""
        return {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
