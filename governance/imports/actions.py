"""Plans a file, and applies it entry by entry: what cannot be done is written down, and the rest goes on."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.accounts.models import Team, User
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import ServiceError, UserError
from governance.imports import files
from governance.imports.models import Import
from governance.imports.plan import Registered, Step, Verb, plan
from governance.languages import in_each_language
from governance.registry.actions import edit_service
from governance.registry.credentials import open_credential
from governance.registry.models import Service
from governance.repositories.actions import probe
from governance.scans.onboarding import onboard

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.imports.files import Content, Entry

log = logging.getLogger(__name__)

APPLY: Final = "governance.imports.apply"
# A probe takes at most PROBE_SECONDS; a worker that says nothing for so long is dead.
LOST: Final = timedelta(minutes=5)
OUTCOMES: Final = {Verb.CREATE: "created", Verb.CHANGE: "changed", Verb.NOTHING: "unchanged"}


def plan_for(entries: Sequence[Entry], *, by: User | None) -> list[Step]:
    """Return what applying the entries would do if `by` asked for it; None is the command line, which may do it all."""
    teams = Team.objects.all()
    allowed = teams if by is None else Team.objects.changeable_by(by)
    visible = teams if by is None else Team.objects.visible_to(by)
    services = Service.objects.values_list("slug", "team__slug", "repository_url", "name", "default_branch")
    return plan(
        entries,
        [Registered(*row) for row in services],
        teams=set(visible.values_list("slug", flat=True)),
        allowed=set(allowed.values_list("slug", flat=True)),
    )


@transaction.atomic
def request_import(text: str, *, by: User | None) -> Import:
    """Keep a file and send it to a worker; raise the first fault of a file that cannot be read in full."""
    content = files.read(text)
    _check_readable(content)
    kept = Import.objects.create(text=text, requested_by=by, total=len(content.entries))
    record(Action.SERVICES_IMPORTED, on=Subject("import", kept.pk), by=by, details={"services": kept.total})
    transaction.on_commit(lambda: current_app.send_task(APPLY, args=[kept.pk]), robust=True)
    return kept


def _check_readable(content: Content) -> None:
    if content.faults:
        fault = content.faults[0]
        raise UserError(fault.error.code, gettext_lazy("Line %(line)s: %(fault)s"), line=fault.line, fault=fault.error)
    if not content.entries:
        raise UserError(
            "import-empty",
            gettext_lazy("The file names no service."),
            gettext_lazy("Add one, with team and repository."),
        )


def apply(import_id: int) -> None:
    """Go through the entries that are not done yet; safe to run twice, one worker at a time."""
    silent = Q(worked_on_at=None) | Q(worked_on_at__lt=Now() - LOST)
    if not Import.objects.filter(silent, pk=import_id, ended_at=None).update(worked_on_at=Now()):
        return
    kept = Import.objects.select_related("requested_by").get(pk=import_id)
    steps = plan_for(files.read(kept.text).entries, by=kept.requested_by)
    for step in steps[len(kept.results) :]:
        kept.results.append(_carry_out(step, by=kept.requested_by))
        Import.objects.filter(pk=import_id).update(results=kept.results, worked_on_at=Now())
    Import.objects.filter(pk=import_id, ended_at=None).update(ended_at=Now(), worked_on_at=F("worked_on_at"))


def _carry_out(step: Step, *, by: User | None) -> dict[str, Any]:
    """Do one step and return its result; whatever is wrong with one repository is not the fault of the next."""
    try:
        slug = _do(step, by=by)
    except (UserError, ServiceError) as error:
        if isinstance(error, ServiceError):
            log.exception("import: %s could not be tried", step.entry.repository)
        return _result(step, "refused", messages=in_each_language(partial(_words, error)))
    return _result(step, OUTCOMES[step.verb], slug=slug)


def _do(step: Step, *, by: User | None) -> str:
    entry = step.entry
    match step.verb:
        case Verb.REFUSE if step.error is not None:
            raise step.error
        case Verb.CREATE:
            team = Team.objects.get(slug=entry.team)
            scan = onboard(team=team, url=entry.repository, name=entry.name, branch=entry.branch, by=by)
            return scan.service.slug
        case Verb.CHANGE:
            service = Service.objects.select_related("team").get(slug=step.slug)
            branch = entry.branch or service.default_branch
            if branch != service.default_branch:
                branch = probe(service.repository_url, open_credential(service), branch=branch).default_branch
            name = entry.name or service.name
            edit_service(service, name=name, url=service.repository_url, branch=branch, by=by)
    return step.slug


def _result(step: Step, outcome: str, *, slug: str = "", messages: dict[str, str] | None = None) -> dict[str, Any]:
    entry = step.entry
    return {
        "line": entry.line,
        "team": entry.team,
        "repository": entry.repository,
        "name": step.name,
        "outcome": outcome,
        "slug": slug,
        "messages": messages or {},
    }


def _words(error: UserError | ServiceError) -> str:
    if isinstance(error, UserError):
        return str(error)
    words = _("The repository could not be tried because of a fault of ours. Reference: %(reference)s")
    return words % {"reference": error.reference}
