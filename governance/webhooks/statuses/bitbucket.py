"""Bitbucket Cloud (developer.atlassian.com, Commit statuses and Pull requests)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from governance.webhooks.statuses.api import API, COMMENTS_A_PAGE, listed, shortened
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from governance.webhooks.statuses.sending import Answer
    from governance.webhooks.statuses.verdicts import Told

KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Bitbucket(API):
    """A status is a build, whose key is short; a comment has its text a level deeper."""

    STATES: ClassVar[Mapping[Verdict, str]] = {
        Verdict.PENDING: "INPROGRESS",
        Verdict.PASSED: "SUCCESSFUL",
        Verdict.REFUSED: "FAILED",
        Verdict.BROKEN: "FAILED",
        Verdict.REPLACED: "STOPPED",
    }
    DESCRIPTION_LENGTH: ClassVar[int] = 255

    @property
    def repository(self) -> str:
        """The address of the repository."""
        return f"{self.root}/repositories/{quote(self.path)}"

    def status(self, commit: str, told: Told, external_id: str) -> Request:  # noqa: ARG002
        """Return the call that sets the build of a commit; the same key replaces it."""
        return Request("POST", self._builds(commit), self._build(told))

    def comments(self, number: int, page: int) -> Request | None:
        """Return the call for a page of the comments."""
        return Request("GET", self._comments(number), query={"pagelen": COMMENTS_A_PAGE, "page": page})

    def comments_in(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Give id and text of each comment of a page that is not deleted."""
        for comment in listed(answer.body, "values"):
            if not comment.get("deleted"):
                yield str(comment["id"]), (comment.get("content") or {}).get("raw") or ""

    def add_comment(self, number: int, text: str) -> Request:
        """Return the call that writes a comment."""
        return Request("POST", self._comments(number), {"content": {"raw": text}})

    def edit_comment(self, number: int, comment: str, text: str) -> Request:
        """Return the call that writes a comment anew."""
        return Request("PUT", f"{self._comments(number)}/{quote(comment)}", {"content": {"raw": text}})

    def _build(self, told: Told) -> dict[str, str]:
        return {
            "key": told.context[-KEY_LENGTH:],
            "state": self.STATES[told.verdict],
            "name": told.context,
            "url": told.url,
            "description": shortened(told.sentence, self.DESCRIPTION_LENGTH),
        }

    def _builds(self, commit: str) -> str:
        return f"{self.repository}/commit/{commit}/statuses/build"

    def _comments(self, number: int) -> str:
        return f"{self.repository}/pullrequests/{number}/comments"
