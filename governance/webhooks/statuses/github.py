"""GitHub (docs.github.com, REST API, Commit statuses, Issue comments and Check runs)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from governance.webhooks.statuses.api import AnnotatingAPI, shortened
from governance.webhooks.statuses.sending import Request
from governance.webhooks.statuses.verdicts import Verdict
from scanners.model import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from governance.webhooks.statuses.annotations import Annotation
    from governance.webhooks.statuses.verdicts import Told

TITLE_LENGTH: Final = 255
_LEVELS: Final = {
    Severity.CRITICAL: "failure",
    Severity.HIGH: "failure",
    Severity.MEDIUM: "warning",
    Severity.LOW: "notice",
}


@dataclass(frozen=True, slots=True)
class GitHub(AnnotatingAPI):
    """The shape is the shared one. Lines are annotated by a check run, which the token of an app alone may make."""

    ANNOTATIONS_A_CALL: ClassVar[int] = 50  # of any number: the limit of a commit is our own

    def headers(self, token: str) -> Mapping[str, str]:
        """Return what proves who calls, and the version of the API."""
        return {
            "Authorization": f"Bearer {token}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }

    def open_report(self, commit: str, told: Told) -> Sequence[Request]:
        """Return the call that makes the check run."""
        body = {
            "name": told.context,
            "head_sha": commit,
            "details_url": told.url,
            "status": "completed",
            "conclusion": "success" if told.verdict == Verdict.PASSED else "failure",
            "output": self._output(told),
        }
        return [Request("POST", f"{self.repository}/check-runs", body)]

    def annotate(self, commit: str, told: Told, report: str, some: Sequence[Annotation]) -> Request:  # noqa: ARG002
        """Return the call that adds annotations to the check run."""
        output = self._output(told) | {"annotations": [_annotation(each) for each in some]}
        return Request("PATCH", f"{self.repository}/check-runs/{quote(report)}", {"output": output})

    def _output(self, told: Told) -> dict[str, Any]:
        return {"title": shortened(told.sentence, TITLE_LENGTH), "summary": told.sentence}


def _annotation(of: Annotation) -> dict[str, Any]:
    return {
        "path": of.path,
        "start_line": of.line,
        "end_line": of.end_line,
        "annotation_level": _LEVELS[of.severity],
        "title": shortened(of.title, TITLE_LENGTH),
        "message": f"{of.message}\n{of.url}",
    }
