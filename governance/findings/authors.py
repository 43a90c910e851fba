"""Who wrote the lines of new findings: asked once, after the scan that found them, and never in its way."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Final

from django.conf import settings

from governance.errors import ServiceError, UserError
from governance.findings.models import Finding, Occurrence
from governance.repositories.actions import find_authors

if TYPE_CHECKING:
    from governance.scans.models import Scan

log = logging.getLogger(__name__)

FINDINGS: Final = 2000  # a scan; more are only found at once when a service is new, and then its history says little


def keep_authors(scan: Scan) -> int:
    """Look for the authors of what `scan` was the first to find, and return of how many findings they are known.

    Findings that have an author keep it. What goes wrong is logged: the author is then unknown.
    """
    if not settings.AUTHOR_COMMITS:
        return 0
    found = Occurrence.objects.filter(scan=scan, finding__first_scan=scan, finding__authored_in="")
    places = {pk: (path, line) for pk, path, line in found.values_list("finding", "path", "line")[:FINDINGS]}
    if not places:
        return 0
    try:
        written = find_authors(scan.service, scan.commit, places.values())
    except (UserError, ServiceError) as error:
        log.info("scan %s: no authors: %s", scan.pk, error.code)
        return 0
    known = {pk: written[place] for pk, place in places.items() if place in written}
    findings = [
        Finding(pk=pk, author_name=who.name, author_email=who.email, authored_in=who.commit, authored_at=who.at)
        for pk, who in known.items()
    ]
    fields = ["author_name", "author_email", "authored_in", "authored_at"]
    return Finding.objects.bulk_update(findings, fields, batch_size=500)
