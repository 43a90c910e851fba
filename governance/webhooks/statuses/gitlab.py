"""GitLab (docs.gitlab.com, Commits API and Notes API)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from governance.webhooks.statuses.api import API, shortened
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.webhooks.statuses.verdicts import Told


@dataclass(frozen=True, slots=True)
class GitLab(API):
    """A project is named by its escaped path, a comment is a note."""

    STATES: ClassVar[Mapping[Verdict, str]] = {
        Verdict.PENDING: "running",
        Verdict.PASSED: "success",
        Verdict.REFUSED: "failed",
        Verdict.BROKEN: "failed",
        Verdict.REPLACED: "canceled",
    }
    DESCRIPTION_LENGTH: ClassVar[int] = 255

    @property
    def repository(self) -> str:
        """The address of the project."""
        return f"{self.root}/projects/{quote(self.path, safe='')}"

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what proves who calls."""
        return {"PRIVATE-TOKEN": token}

    def status(self, commit: str, told: Told, external_id: str) -> Request:  # noqa: ARG002
        """Return the call that sets the status of a commit."""
        body = {
            "state": self.STATES[told.verdict],
            "target_url": told.url,
            "description": shortened(told.sentence, self.DESCRIPTION_LENGTH),
            "name": told.context,
        }
        return Request("POST", f"{self.repository}/statuses/{commit}", body)

    def edit_comment(self, number: int, comment: str, text: str) -> Request:
        """Return the call that writes a note anew."""
        return Request("PUT", f"{self._comments(number)}/{quote(comment)}", {"body": text})

    def _comments(self, number: int) -> str:
        return f"{self.repository}/merge_requests/{number}/notes"
