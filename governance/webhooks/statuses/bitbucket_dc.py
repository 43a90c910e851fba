"""Bitbucket Data Center (developer.atlassian.com, REST API, Builds, Pull Requests and Code Insights)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from governance.webhooks.statuses.api import COMMENTS_A_PAGE, listed, shortened
from governance.webhooks.statuses.bitbucket import DETAILS_LENGTH, Bitbucket, report_key
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from governance.webhooks.statuses.annotations import Annotation
    from governance.webhooks.statuses.sending import Answer
    from governance.webhooks.statuses.verdicts import Told

_SEVERITIES: Final = {
    Severity.CRITICAL: "HIGH",
    Severity.HIGH: "HIGH",
    Severity.MEDIUM: "MEDIUM",
    Severity.LOW: "LOW",
}


@dataclass(frozen=True, slots=True)
class BitbucketDC(Bitbucket):
    """Comments are found among the activities of a pull request, and edited by id and version."""

    STATES: ClassVar[Mapping[Verdict, str]] = {**Bitbucket.STATES, Verdict.REPLACED: "CANCELLED"}

    @property
    def repository(self) -> str:
        """The address of the repository."""
        project, _slash, slug = self.path.rpartition("/")
        return f"{self.root}/projects/{quote(project.rpartition('/')[2])}/repos/{quote(slug)}"

    def comments(self, number: int, page: int) -> Request | None:
        """Return the call for a page of the activities."""
        query = {"limit": COMMENTS_A_PAGE, "start": (page - 1) * COMMENTS_A_PAGE}
        return Request("GET", f"{self.repository}/pull-requests/{number}/activities", query=query)

    def comments_in(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Give id and text of each comment among the activities of a page."""
        for activity in listed(answer.body, "values"):
            comment = activity.get("comment")
            if activity.get("action") == "COMMENTED" and isinstance(comment, dict):
                yield f"{comment['id']}:{comment.get('version', 0)}", comment.get("text") or ""

    def add_comment(self, number: int, text: str) -> Request:
        """Return the call that writes a comment."""
        return Request("POST", self._comments(number), {"text": text})

    def edit_comment(self, number: int, comment: str, text: str) -> Request:
        """Return the call that writes a comment anew, if it is still of the version that was seen."""
        identity, _colon, version = comment.partition(":")
        body = {"text": text, "version": int(version or 0)}
        return Request("PUT", f"{self._comments(number)}/{quote(identity)}", body)

    def comment_id(self, answer: Answer) -> str:
        """Return id and version of a comment that was just written."""
        body = answer.body if isinstance(answer.body, dict) else {}
        return f"{body['id']}:{body.get('version', 0)}" if "id" in body else ""

    def open_report(self, commit: str, told: Told) -> Sequence[Request]:
        """Return the calls that make the report of a commit and empty the one that was there."""
        body: dict[str, Any] = {
            "title": told.context,
            "details": told.sentence,
            "reporter": "Iron Rules",
            "link": told.url,
            "result": "PASS" if told.verdict == Verdict.PASSED else "FAIL",
            "data": [],
        }
        report = self._report(commit, told)
        return [Request("PUT", report, body), Request("DELETE", f"{report}/annotations")]

    def annotate(self, commit: str, told: Told, report: str, some: Sequence[Annotation]) -> Request:  # noqa: ARG002
        """Return the call that adds annotations."""
        body = {"annotations": [_annotation(each) for each in some]}
        return Request("POST", f"{self._report(commit, told)}/annotations", body)

    def _report(self, commit: str, told: Told) -> str:
        repository = self.repository.replace("/rest/api/", "/rest/insights/", 1)
        return f"{repository}/commits/{commit}/reports/{quote(report_key(told))}"

    def _builds(self, commit: str) -> str:
        return f"{self.repository}/commits/{commit}/builds"

    def _comments(self, number: int) -> str:
        return f"{self.repository}/pull-requests/{number}/comments"


def _annotation(of: Annotation) -> dict[str, Any]:
    return {
        "externalId": of.key,
        "type": "BUG",
        "message": shortened(f"{of.title}: {of.message}", DETAILS_LENGTH),
        "severity": _SEVERITIES[of.severity],
        "path": of.path,
        "line": of.line,
        "link": of.url,
    }
