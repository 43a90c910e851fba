"""What changes reports: asking for one, making it, handing it out; state changes are conditional updates."""

from __future__ import annotations

import logging
import tempfile
import uuid
import zlib
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, TYPE_CHECKING, Final

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User
from governance.audit.actions import Subject, record, signing_key
from governance.audit.models import Action
from governance.errors import ServiceError, UserError
from governance.registry.models import Service
from governance.reports.formats import WRITERS
from governance.reports.gathering import gather
from governance.reports.models import Format, Report, ReportFile, ScopeKind, State
from trail import FileDigests, digest_file, manifest

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

log = logging.getLogger(__name__)

MAKE_REPORT: Final = "governance.reports.make"
ATTEMPTS: Final = 3
UNFINISHED_AT_MOST: Final = 3  # of one person: a report of the company keeps a worker busy for a minute
_IN_MEMORY: Final = 10_000_000  # bytes of a file, before it goes to the disk


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to make a report; `key` is this attempt's own."""

    report_id: int
    key: uuid.UUID

    @property
    def row(self) -> QuerySet[Report]:
        """The report, while this claim holds."""
        return Report.objects.filter(id=self.report_id, claim=self.key, state=State.MAKING)


# --- asking for a report -------------------------------------------------------------------------------------------


def request_report(
    *, scope: Team | Service | None, since: date, until: date, language: str, formats: Sequence[str], by: User
) -> Report:
    """Queue a report about a team, a service or, with None, the company; return it.

    Raises UserError `report-scope` (the asker may not see it), `report-period`, `report-formats` or `reports-waiting`.
    """
    _check_may_see(scope, by)
    _check(since, until, formats)
    with transaction.atomic():
        # Of two requests at once the second waits here, and then sees the first.
        User.objects.select_for_update().get(pk=by.pk)
        if Report.objects.filter(requested_by=by, state__in=[State.QUEUED, State.MAKING]).count() >= UNFINISHED_AT_MOST:
            raise UserError(
                "reports-waiting",
                _("%(count)d reports that you asked for are not finished yet."),
                _("Wait until one of them is done."),
                count=UNFINISHED_AT_MOST,
            )
        report = Report.objects.create(
            kind=_kind(scope),
            team=scope if isinstance(scope, Team) else None,
            service=scope if isinstance(scope, Service) else None,
            slug=scope.slug if scope else "",
            name=scope.name if scope else "",
            since=since,
            until=until,
            language=language,
            formats=[str(name) for name in Format if name in formats],
            requested_by=by,
            requested_by_name=by.get_username(),
        )
        transaction.on_commit(lambda: enqueue(report.pk), robust=True)
        record(Action.REPORT_REQUESTED, on=subject(report), by=by, team=_team(report), details=_details(report))
    return report


def enqueue(report_id: int) -> None:
    """Send the message that makes a worker look at the report; it may be sent twice and may be lost."""
    current_app.send_task(MAKE_REPORT, args=[report_id])


# --- making it -----------------------------------------------------------------------------------------------------


def claim(report_id: int) -> Claim | None:
    """Take a queued report, or return None when it is another's or has ended."""
    key = uuid.uuid4()
    taken = Report.objects.filter(id=report_id, state=State.QUEUED).update(
        state=State.MAKING, claim=key, making_at=Now(), attempts=F("attempts") + 1
    )
    return Claim(report_id, key) if taken else None


def make(claim: Claim) -> None:
    """Gather what the report says, write every format, sign the list of files, and keep all of it or nothing."""
    report = Report.objects.get(pk=claim.report_id)
    content = gather(report)
    with ExitStack() as stack:
        made: list[tuple[Format, FileDigests, IO[bytes]]] = []
        for name in map(Format, report.formats):
            file = stack.enter_context(tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY))
            WRITERS[name](content, file)
            if file.tell() > settings.EXPORT_BYTES:
                raise _too_large(name)
            file.seek(0)
            made.append((name, digest_file(f"{report.basename}.{name}", file), file))
        _finish(claim, report, made)


@transaction.atomic
def _finish(claim: Claim, report: Report, made: Sequence[tuple[Format, FileDigests, IO[bytes]]]) -> None:
    files = [digests for _name, digests, _file in made]
    about = {"report": report.pk, **_details(report)}
    signed = manifest(files, about=about, at=timezone.now().isoformat(timespec="seconds"), key=signing_key())
    if not claim.row.update(state=State.DONE, claim=None, ended_at=Now(), manifest=signed):
        log.warning("report %s: another worker has taken it over", report.pk)
        return
    for name, digests, file in made:
        file.seek(0)
        ReportFile.objects.create(
            report=report,
            format=name,
            size=digests.size,
            sha256=digests.digests.sha256,
            sm3=digests.digests.sm3,
            compressed=zlib.compress(file.read()),
        )
    details = {str(name): digests.digests.sha256 for name, digests, _file in made}
    record(Action.REPORT_MADE, on=subject(report), by=None, team=_team(report), details=details)


def fail(claim: Claim, error: UserError | ServiceError) -> None:
    """End a report that could not be made, with what happened and what to do about it."""
    claim.row.update(**_failure(error))


def release_lost() -> list[int]:
    """Queue reports again whose worker is gone, fail those tried too often, and return all that wait.

    A task that is still at it has been ended by its time limit before.
    """
    deadline = Now() - timedelta(seconds=2 * settings.EXPORT_SECONDS + 120)
    lost = Report.objects.filter(state=State.MAKING, making_at__lt=deadline)
    lost.filter(attempts__gte=ATTEMPTS).update(**_failure(_spent()))
    lost.update(state=State.QUEUED, claim=None)
    return list(Report.objects.filter(state=State.QUEUED).order_by("id").values_list("id", flat=True))


# --- handing it out ------------------------------------------------------------------------------------------------


def download(file: ReportFile, *, by: User) -> bytes:
    """Return the content of a file, and record that somebody has it."""
    report = file.report
    details = {"format": file.format, "sha256": file.sha256}
    with transaction.atomic():
        record(Action.REPORT_DOWNLOADED, on=subject(report), by=by, team=_team(report), details=details)
    return zlib.decompress(file.compressed)


def subject(report: Report) -> Subject:
    """Return the report as the trail names it."""
    return Subject("report", report.pk, report.basename)


def _team(report: Report) -> str:
    if report.service:
        return report.service.team.slug
    return report.team.slug if report.team else ""


def _details(report: Report) -> dict[str, object]:
    return {
        "scope": f"{report.kind} {report.slug}".strip(),
        "from": str(report.since),
        "to": str(report.until),
        "language": report.language,
        "formats": list(report.formats),
    }


def _kind(scope: Team | Service | None) -> ScopeKind:
    if scope is None:
        return ScopeKind.COMPANY
    return ScopeKind.TEAM if isinstance(scope, Team) else ScopeKind.SERVICE


def _check_may_see(scope: Team | Service | None, by: User) -> None:
    if scope is None:
        allowed = by.is_superuser
    elif isinstance(scope, Team):
        allowed = Team.objects.visible_to(by).filter(pk=scope.pk).exists()
    else:
        allowed = Service.objects.visible_to(by).filter(pk=scope.pk).exists()
    if not allowed:
        raise UserError("report-scope", _("There is nothing of this name that you may see."), _("Choose another."))


def _check(since: date, until: date, formats: Sequence[str]) -> None:
    if since > until or since > timezone.localdate():
        raise UserError(
            "report-period", _("The period ends before it begins, or has not begun."), _("Enter an earlier first day.")
        )
    if not formats or not set(formats) <= set(Format):
        raise UserError("report-formats", _("A report needs a format."), _("Choose one or more."))


def _too_large(name: Format) -> UserError:
    return UserError(
        "report-size",
        _("The %(format)s is larger than %(limit)s MB."),
        _("Ask for a shorter period or a smaller scope."),
        format=name.label,
        limit=settings.EXPORT_BYTES // 10**6,
    )


def _failure(error: UserError | ServiceError) -> dict[str, object]:
    """Return the columns of a failed report."""
    texts = {}
    for language in dict(settings.LANGUAGES):
        with translation.override(language):
            texts[language] = str(error) if isinstance(error, UserError) else _ours(error)
    return {
        "state": State.FAILED,
        "claim": None,
        "ended_at": Now(),
        "error_code": error.code,
        "error_messages": texts,
    }


def _ours(error: ServiceError) -> str:
    what = _("The report could not be made: a fault of the service. Give your administrators the code %s.")
    return str(what) % error.reference


def _spent() -> UserError:
    return UserError(
        "report-attempts",
        _("The report was tried several times and its worker died each time."),
        _("Ask for a shorter period or a smaller scope."),
    )
