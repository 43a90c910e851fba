"""Takes in a report that the analyser made elsewhere, in a pipeline of the team for example."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from governance.api.problems import Refusal
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.pipeline import keep
from governance.policies.queries import policy_of
from governance.scans.actions import begin_upload
from governance.scans.report import ReportInvalid, parse
from scanners import ANALYSER
from scanners.model import Profile

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service
    from governance.scans.report import Report


def read_report(raw: bytes, *, commit: str, profile: Profile) -> Report:
    """Return the report that was sent; raise Refusal unless this service could have made the same of `commit`."""
    raw = _out_of_sarif(raw)
    try:
        report = parse(raw)
    except ReportInvalid as error:
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "report-invalid",
            _("This is not a report of the analyser: %(error)s"),
            _("Send what `ironrules scan` writes with --format json or --format sarif."),
            error=str(error)[:300],
        ) from None
    if report.analyser != ANALYSER:
        raise Refusal(
            HTTPStatus.CONFLICT,
            "report-analyser",
            _("The report was made by %(theirs)s, and here %(ours)s judges."),
            _("Install the same version: pip install %(requirement)s"),
            theirs=report.analyser,
            ours=ANALYSER,
            requirement=ANALYSER.replace(" ", "=="),
        )
    if report.commit not in (None, commit):
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "report-commit",
            _("The report is about the commit %(theirs)s."),
            _("Name that commit in the address, or scan the other one."),
            theirs=report.commit,
        )
    if report.profile not in (profile, Profile.IRON):  # a repository may ask for the stricter reading
        raise Refusal(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "report-profile",
            _("The report was made with the profile %(theirs)s, and the policy says %(ours)s."),
            _("Scan with --profile %(ours)s."),
            theirs=report.profile.value,
            ours=profile.value,
        )
    return report


def save_report(service: Service, raw: bytes, *, commit: str, branch: str, by: User) -> int:
    """Save a report as a finished scan of `service`, as a worker would have, and return the scan's id.

    Raises Refusal, and UserError `service-busy`.
    """
    policy = policy_of(service)
    report = read_report(raw, commit=commit, profile=policy.profile)
    with transaction.atomic():
        claim = begin_upload(service=service, branch=branch, commit=commit, requested_by=by)
        keep(claim, report, policy.under(report.profile), excerpts={}, base=None, figures={})
        details = {"scan": claim.scan_id, "commit": commit, "findings": len(report.findings)}
        subject = Subject("service", service.pk, service.slug)
        record(Action.REPORT_UPLOADED, on=subject, by=by, team=service.team.slug, details=details)
    return claim.scan_id


def _out_of_sarif(raw: bytes) -> bytes:
    """Return the report that a SARIF file of the analyser carries along; anything else comes back as it is."""
    try:
        values = json.loads(raw)
    except (ValueError, RecursionError):
        return raw  # the parser of reports says what is wrong with it
    if not isinstance(values, dict) or "runs" not in values:
        return raw
    match values["runs"]:
        case [{"properties": {"report": dict(report)}}]:
            return json.dumps(report).encode()
    raise Refusal(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "report-sarif",
        _("This SARIF file is not of this analyser: it lists findings and no pools, without which nothing is scored."),
        _("Send what `ironrules scan` writes with --format json or --format sarif."),
    )
