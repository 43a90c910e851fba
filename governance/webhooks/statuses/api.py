"""What every forge's API can do for us, in the shape that GitHub and Gitea share; the others say where they differ."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from governance.webhooks.statuses.sending import Answer, Request
from governance.webhooks.statuses.verdicts import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from governance.webhooks.statuses.annotations import Annotation
    from governance.webhooks.statuses.verdicts import Told

COMMENTS_A_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class API:
    """The API at `root` for the repository at `path`."""

    root: str
    path: str

    STATES: ClassVar[Mapping[Verdict, str]] = {
        Verdict.PENDING: "pending",
        Verdict.PASSED: "success",
        Verdict.REFUSED: "failure",
        Verdict.BROKEN: "error",
        Verdict.REPLACED: "error",
    }
    DESCRIPTION_LENGTH: ClassVar[int] = 140

    @property
    def repository(self) -> str:
        """The address of the repository below the API's root."""
        return f"{self.root}/repos/{quote(self.path)}"

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what proves who calls."""
        return {"Authorization": f"Bearer {token}"}

    def status(self, commit: str, told: Told, external_id: str) -> Request:  # noqa: ARG002 - check runs are updated
        """Return the call that sets the status of a commit; setting it again replaces it."""
        body = {
            "state": self.STATES[told.verdict],
            "target_url": told.url,
            "description": shortened(told.sentence, self.DESCRIPTION_LENGTH),
            "context": told.context,
        }
        return Request("POST", f"{self.repository}/statuses/{commit}", body)

    def external_id(self, answer: Answer) -> str:  # noqa: ARG002 - for those that update
        """Return what the status is known by, where it is updated and not set anew."""
        return ""

    def comments(self, number: int, page: int) -> Request | None:
        """Return the call for a page of the comments of a pull request, counted from 1; None where there is none."""
        return Request("GET", self._comments(number), query={"per_page": COMMENTS_A_PAGE, "page": page})

    def comments_in(self, answer: Answer) -> Iterator[tuple[str, str]]:
        """Give id and text of each comment of a page."""
        for comment in answer.body if isinstance(answer.body, list) else ():
            yield str(comment["id"]), comment.get("body") or ""

    def add_comment(self, number: int, text: str) -> Request:
        """Return the call that writes a comment."""
        return Request("POST", self._comments(number), {"body": text})

    def edit_comment(self, number: int, comment: str, text: str) -> Request:  # noqa: ARG002 - others need the number
        """Return the call that writes a comment anew."""
        return Request("PATCH", f"{self.repository}/issues/comments/{quote(comment)}", {"body": text})

    def comment_id(self, answer: Answer) -> str:
        """Return what a comment that was just written is known by."""
        return identity(answer)

    def _comments(self, number: int) -> str:
        return f"{self.repository}/issues/{number}/comments"


@dataclass(frozen=True, slots=True)
class AnnotatingAPI(API, ABC):
    """The API of a forge that has a place for annotations beside the lines of a pull request."""

    ANNOTATIONS: ClassVar[int] = 1_000  # that a commit is given
    ANNOTATIONS_A_CALL: ClassVar[int]

    @abstractmethod
    def open_report(self, commit: str, told: Told) -> Sequence[Request]:
        """Return the calls that make what annotations belong to; the answer to the last of them names it."""

    def report_id(self, answer: Answer, told: Told) -> str:  # noqa: ARG002 - where it has a name, that is ours
        """Return what the report is known by."""
        return identity(answer)

    @abstractmethod
    def annotate(self, commit: str, told: Told, report: str, some: Sequence[Annotation]) -> Request:
        """Return the call that adds at most ANNOTATIONS_A_CALL annotations to a report."""


def shortened(text: str, length: int) -> str:
    """Return a text that fits."""
    return text if len(text) <= length else text[: length - 1] + "…"


def identity(answer: Answer) -> str:
    """Return the id of what was just made."""
    return str(answer.body["id"]) if isinstance(answer.body, dict) and "id" in answer.body else ""


def listed(body: Any, name: str) -> list[Any]:
    """Return the list that an answer holds under a name; empty where there is none."""
    found = body.get(name) if isinstance(body, dict) else None
    return found if isinstance(found, list) else []
