"""Tells a forge what became of a scan: a commit status; of a pull request its lines too, and one comment, if wanted.

Safe to run twice and in any order: what is told is read from the scan anew, and nothing is told twice.
"""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING, Final, TypeVar

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from governance.registry.encryption import decrypt
from governance.repositories.identity import identity_of, written_path
from governance.scans.models import ENDED, Scan, State
from governance.scorecards.models import Scorecard
from governance.webhooks.models import CommitStatus, Forge, StatusToken, SummaryComment
from governance.webhooks.statuses.addresses import api_of
from governance.webhooks.statuses.annotations import annotations_of
from governance.webhooks.statuses.api import AnnotatingAPI
from governance.webhooks.statuses.bitbucket import Bitbucket
from governance.webhooks.statuses.bitbucket_dc import BitbucketDC
from governance.webhooks.statuses.gitea import Gitea
from governance.webhooks.statuses.gitee import Gitee
from governance.webhooks.statuses.github import GitHub
from governance.webhooks.statuses.gitlab import GitLab
from governance.webhooks.statuses.sending import ForgeError, send
from governance.webhooks.statuses.summary import marker_of, summary_of
from governance.webhooks.statuses.verdicts import Verdict, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.registry.models import Service
    from governance.webhooks.statuses.api import API
    from governance.webhooks.statuses.sending import Answer, Request
    from governance.webhooks.statuses.verdicts import Told

    AnyAPI = TypeVar("AnyAPI", bound=API)

log = logging.getLogger(__name__)

TELL_FORGE: Final = "governance.webhooks.tell_forge"
APIS: Final[Mapping[Forge, type[API]]] = {
    Forge.GITHUB: GitHub,
    Forge.GITLAB: GitLab,
    Forge.GITEA: Gitea,
    Forge.GITEE: Gitee,
    Forge.BITBUCKET: Bitbucket,
    Forge.BITBUCKET_DC: BitbucketDC,
}
_ANNOTATING: Final = [forge for forge, api in APIS.items() if issubclass(api, AnnotatingAPI)]
GATE: Final = (Verdict.PASSED, Verdict.REFUSED)
PAGES: Final = 5  # of comments in which our own is looked for, when its id is not known
UNTOLD_AFTER: Final = timedelta(minutes=2)
UNTOLD_BATCH: Final = 50
_ANNOTATED: Final = ("report_id", "annotated", "annotation_answer", "updated_at")
# None was tried, or a report was begun and not answered to the end.
_HALF_ANNOTATED: Final = Q(scan__pull_request__isnull=False, told__in=GATE, forge__in=_ANNOTATING) & (
    Q(annotated=None) | Q(annotation_answer="", report_id__gt="")
)


def announce(scan_id: int) -> None:
    """Note that a forge is to be told about a scan, and send for it; nothing happens without a token."""
    scan = Scan.objects.select_related("service__team").filter(pk=scan_id).exclude(commit="").first()
    token = token_of(scan.service) if scan else None
    if token is None:
        return
    CommitStatus.objects.get_or_create(scan_id=scan_id, defaults={"forge": token.forge})
    # Robust: without the broker the note stands, and the sweep sends for it later.
    transaction.on_commit(lambda: enqueue(scan_id), robust=True)


def enqueue(scan_id: int) -> None:
    """Send the message that makes a worker tell."""
    current_app.send_task(TELL_FORGE, args=[scan_id])


def token_of(service: Service) -> StatusToken | None:
    """Return the token for the host of a service's repository: its own, else its team's, else the company's."""
    name = identity_of(service.repository_url)
    if name is None:
        return None
    owned = Q(service=service) | Q(team=service.team_id) | Q(service=None, team=None)
    tokens = StatusToken.objects.filter(owned, host=name.host)
    return tokens.order_by(F("service").asc(nulls_last=True), F("team").asc(nulls_last=True), "forge").first()


def tell(scan_id: int, *, is_last: bool = True) -> None:
    """Tell the forge how a scan stands, unless it knows; raise ForgeError when another attempt may help.

    After the last attempt the status is given up.
    """
    row = CommitStatus.objects.select_related("scan__service__team").filter(scan_id=scan_id).first()
    token = token_of(row.scan.service) if row else None
    if row is None or token is None:
        return
    forge = Forge(token.forge)
    api = APIS[forge](token.api_url or api_of(forge, token.host), written_path(row.scan.service.repository_url))
    headers = api.headers(decrypt(token.ciphertext))
    try:
        _tell(row, token, api, headers)
    except ForgeError as error:
        given_up = is_last or not error.again
        state = CommitStatus.State.FAILED if given_up else CommitStatus.State.WAITING
        CommitStatus.objects.filter(pk=row.pk).update(state=state, answer=error.words, updated_at=timezone.now())
        log.warning("scan %s: %s was not told: %s", scan_id, token.forge, error.words)
        if not given_up:
            raise
    else:
        if row.scan.pull_request is not None and row.told in GATE and isinstance(api, AnnotatingAPI):
            _annotate(row, _of_commit(api, row.scan), headers, is_last=is_last)


def _of_commit(api: AnyAPI, scan: Scan) -> AnyAPI:
    """Return the API for what is filed under the commit: Bitbucket Cloud knows that of a fork in the fork alone."""
    return replace(api, path=scan.fork) if scan.fork else api


def _tell(row: CommitStatus, token: StatusToken, api: API, headers: Mapping[str, str]) -> None:
    refused = None
    try:
        _set_status(row, token, _of_commit(api, row.scan), headers)
    except ForgeError as error:
        if error.again or not row.scan.fork:
            raise
        refused = error  # few tokens may write to a fork, and the comment is in the repository itself
    if token.comments and row.scan.pull_request is not None and row.scan.state == State.DONE:
        _comment(row.scan, api, headers)
    if refused:
        raise refused


def _set_status(row: CommitStatus, token: StatusToken, api: API, headers: Mapping[str, str]) -> None:
    while (told := _still_to_tell(row)) is not None:
        CommitStatus.objects.filter(pk=row.pk).update(attempts=F("attempts") + 1)
        answer = send(api.status(row.scan.commit, told, row.external_id), headers)
        row.told, row.state, row.forge = told.verdict, CommitStatus.State.TOLD, token.forge
        row.answer = f"HTTP {answer.status}"
        row.external_id = api.external_id(answer) or row.external_id
        row.save(update_fields=["told", "state", "forge", "answer", "external_id", "updated_at"])


def _still_to_tell(row: CommitStatus) -> Told | None:
    """Return what the forge does not know; the scan may have moved on while it was told."""
    row.scan.refresh_from_db(fields=["state", "commit", "error_code"])
    told = told_of(row.scan, Scorecard.objects.filter(scan=row.scan).first())
    return None if told is None or told.verdict == row.told else told


def _annotate(row: CommitStatus, api: AnnotatingAPI, headers: Mapping[str, str], *, is_last: bool) -> None:
    """Put what is new beside its lines, going on where an earlier attempt stopped; the status stays as it was told."""
    try:
        row.annotation_answer = _annotated(row, api, headers)
    except ForgeError as error:
        row.annotation_answer = error.words
        log.warning("scan %s: lines were not annotated: %s", row.scan_id, error.words)
        if error.again and not is_last:
            raise
    finally:
        row.save(update_fields=_ANNOTATED)


def _annotated(row: CommitStatus, api: AnnotatingAPI, headers: Mapping[str, str]) -> str:
    scan, card = row.scan, row.scan.scorecards.latest("id")
    told = told_of(scan, card)
    annotations = annotations_of(scan, card, api.ANNOTATIONS)
    row.annotated = row.annotated or 0
    if told is None or len(annotations) == row.annotated:
        return row.annotation_answer
    row.annotation_answer = ""
    if not row.report_id:
        answers = [send(request, headers) for request in api.open_report(scan.commit, told)]
        row.report_id = api.report_id(answers[-1], told)
        row.save(update_fields=_ANNOTATED)
    while some := annotations[row.annotated : row.annotated + api.ANNOTATIONS_A_CALL]:
        answer = send(api.annotate(scan.commit, told, row.report_id, some), headers)
        row.annotated += len(some)
        if row.annotated == len(annotations):
            row.annotation_answer = f"HTTP {answer.status}"
        row.save(update_fields=_ANNOTATED)  # whoever goes on after us must not annotate a line twice
    return row.annotation_answer


@transaction.atomic
def _comment(scan: Scan, api: API, headers: Mapping[str, str]) -> None:
    """Write the summary, in place of the one that is there; whoever comes at the same time waits."""
    number = scan.pull_request or 0
    text = summary_of(scan, scan.scorecards.latest("id"))
    SummaryComment.objects.get_or_create(service=scan.service, pull_request=number)
    row = SummaryComment.objects.select_for_update(of=("self",)).get(service=scan.service, pull_request=number)
    known = row.external_id or _ours(api, number, marker_of(scan.service), headers)
    answer = send(api.edit_comment(number, known, text) if known else api.add_comment(number, text), headers)
    row.external_id = api.comment_id(answer) or known
    row.save()


def _ours(api: API, number: int, marker: str, headers: Mapping[str, str]) -> str:
    """Return the id of the comment that an earlier attempt wrote and could not note; empty when there is none."""
    for page in range(1, PAGES + 1):
        request: Request | None = api.comments(number, page)
        if request is None:
            return ""
        answer: Answer = send(request, headers)
        comments = list(api.comments_in(answer))
        for identity, text in comments:
            if marker in text:
                return identity
        if not comments:
            return ""
    return ""


def untold() -> list[int]:
    """Return the ended scans that a forge was not told of, or not to the end, oldest first: what told them got lost."""
    before, since = timezone.now() - UNTOLD_AFTER, timezone.now() - timedelta(days=1)
    stale = CommitStatus.objects.filter(scan__state__in=ENDED, updated_at__lt=before, scan__ended_at__gt=since)
    stale = stale.filter(Q(told__in=["", Verdict.PENDING]) | _HALF_ANNOTATED).exclude(state=CommitStatus.State.FAILED)
    return list(stale.order_by("updated_at").values_list("scan_id", flat=True)[:UNTOLD_BATCH])
