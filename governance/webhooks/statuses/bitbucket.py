"""Bitbucket Cloud (developer.atlassian.com, Commit statuses, Pull requests and Reports)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from governance.webhooks.statuses.api import COMMENTS_A_PAGE, AnnotatingAPI, listed, shortened
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from governance.webhooks.statuses.annotations import Annotation
    from governance.webhooks.statuses.sending import Answer
    from governance.webhooks.statuses.verdicts import Told

KEY_LENGTH: Final = 40
SUMMARY_LENGTH: Final = 450
DETAILS_LENGTH: Final = 2_000


@dataclass(frozen=True, slots=True)
class Bitbucket(AnnotatingAPI):
    """A status is a build, whose key is short; a comment has its text a level deeper."""

    STATES: ClassVar[Mapping[Verdict, str]] = {
        Verdict.PENDING: "INPROGRESS",
        Verdict.PASSED: "SUCCESSFUL",
        Verdict.REFUSED: "FAILED",
        Verdict.BROKEN: "FAILED",
        Verdict.REPLACED: "STOPPED",
    }
    DESCRIPTION_LENGTH: ClassVar[int] = 255
    ANNOTATIONS_A_CALL: ClassVar[int] = 100

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

    def open_report(self, commit: str, told: Told) -> Sequence[Request]:
        """Return the call that makes the report of a commit, or replaces the one that is there."""
        body = {
            "title": told.context,
            "details": told.sentence,
            "report_type": "BUG",
            "reporter": "Iron Rules",
            "link": told.url,
            "result": "PASSED" if told.verdict == Verdict.PASSED else "FAILED",
        }
        return [Request("PUT", self._report(commit, told), body)]

    def report_id(self, answer: Answer, told: Told) -> str:  # noqa: ARG002
        """Return the key that we gave it."""
        return report_key(told)

    def annotate(self, commit: str, told: Told, report: str, some: Sequence[Annotation]) -> Request:  # noqa: ARG002
        """Return the call that adds annotations, or replaces those of the same keys."""
        return Request("POST", f"{self._report(commit, told)}/annotations", [_annotation(each) for each in some])

    def _report(self, commit: str, told: Told) -> str:
        return f"{self.repository}/commit/{commit}/reports/{quote(report_key(told))}"

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


def report_key(told: Told) -> str:
    """Return what a report is filed under: one for each service of a commit, without the slash of its address."""
    return told.context.replace("/", "-")[-KEY_LENGTH:]


def _annotation(of: Annotation) -> dict[str, Any]:
    return {
        "external_id": of.key,
        "annotation_type": "BUG",
        "summary": shortened(f"{of.title}: {of.message}", SUMMARY_LENGTH),
        "details": shortened(of.message, DETAILS_LENGTH),
        "severity": of.severity.upper(),
        "path": of.path,
        "line": of.line,
        "link": of.url,
    }
