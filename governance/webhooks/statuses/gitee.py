"""Gitee (gitee.com/api/v5/swagger, Checks and Pull Requests): it has check runs in place of statuses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar
from urllib.parse import quote

from governance.webhooks.statuses.api import API, identity, shortened
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.webhooks.statuses.sending import Answer
    from governance.webhooks.statuses.verdicts import Told


@dataclass(frozen=True, slots=True)
class Gitee(API):
    """A check run is made once and then updated by its id."""

    STATES: ClassVar[Mapping[Verdict, str]] = {
        Verdict.PASSED: "success",
        Verdict.REFUSED: "failure",
        Verdict.BROKEN: "failure",
        Verdict.REPLACED: "cancelled",
    }

    def status(self, commit: str, told: Told, external_id: str) -> Request:
        """Return the call that makes the check run, or updates it."""
        body: dict[str, object] = {
            "name": told.context,
            "details_url": told.url,
            "output": {"title": shortened(told.sentence, self.DESCRIPTION_LENGTH), "summary": told.sentence},
        }
        if told.verdict == Verdict.PENDING:
            body["status"] = "in_progress"
        else:
            body |= {"status": "completed", "conclusion": self.STATES[told.verdict]}
        if external_id:
            return Request("PATCH", f"{self.repository}/check-runs/{quote(external_id)}", body)
        return Request("POST", f"{self.repository}/check-runs", {**body, "head_sha": commit})

    def external_id(self, answer: Answer) -> str:
        """Return the id of the check run."""
        return identity(answer)

    def edit_comment(self, number: int, comment: str, text: str) -> Request:  # noqa: ARG002
        """Return the call that writes a comment anew."""
        return Request("PATCH", f"{self.repository}/pulls/comments/{quote(comment)}", {"body": text})

    def _comments(self, number: int) -> str:
        return f"{self.repository}/pulls/{number}/comments"
