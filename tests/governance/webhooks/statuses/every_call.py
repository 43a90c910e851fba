"""Every call that is made to a forge, with each word that it may hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from governance.webhooks.statuses.annotations import Annotation
from governance.webhooks.statuses.api import AnnotatingAPI
from governance.webhooks.statuses.verdicts import Told, Verdict
from scanners.model import Severity
from tests.governance.webhooks.statuses.scans import COMMIT

if TYPE_CHECKING:
    from governance.webhooks.statuses.api import API
    from governance.webhooks.statuses.sending import Request

TOLD: Final = [
    Told(verdict, "Gate …", "https://rules.example.com/scans/1/", "ironrules/gateway") for verdict in Verdict
]
ANNOTATIONS: Final = [
    Annotation(f"f{line}", "a/b.go", line, line, severity, "IR201 x", "not reset", "https://rules.example.com/f/1/")
    for severity in Severity
    for line in range(1, 12)
]
NUMBER: Final = 7
COMMENT: Final = "3"


def calls_of_statuses(api: API) -> list[Request]:
    """Return the calls that set a status: for the first time, and again."""
    made = [api.status(COMMIT, told, external_id) for told in TOLD for external_id in ("", "17")]
    return list({repr(call): call for call in made}.values())


def calls_of_comments(api: API) -> list[Request]:
    """Return the calls that look for a comment, write it and edit it."""
    listing = api.comments(NUMBER, 1)
    assert listing is not None
    known = f"{COMMENT}:2" if type(api).__name__ == "BitbucketDC" else COMMENT
    return [listing, api.add_comment(NUMBER, "text"), api.edit_comment(NUMBER, known, "text")]


def calls_of_reports(api: API) -> list[Request]:
    """Return the calls that annotate lines, where the forge has a place for it."""
    if not isinstance(api, AnnotatingAPI):
        return []
    made = [call for told in TOLD for call in api.open_report(COMMIT, told)]
    return [*made, api.annotate(COMMIT, TOLD[0], "17", ANNOTATIONS[: api.ANNOTATIONS_A_CALL])]


def every_call(api: API) -> list[Request]:
    """Return all of them."""
    return [*calls_of_statuses(api), *calls_of_comments(api), *calls_of_reports(api)]
