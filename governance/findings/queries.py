"""Questions about findings that other apps ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.findings.models import Alias, Finding

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.findings.models import Occurrence


def fingerprints_of(occurrences: QuerySet[Occurrence]) -> frozenset[str]:
    """Return every fingerprint of the findings that were seen there, also those they had before and have elsewhere."""
    findings = occurrences.order_by().values("finding")
    own = Finding.objects.filter(pk__in=findings).values_list("fingerprint", flat=True)
    return frozenset(own.union(Alias.objects.filter(finding__in=findings).values_list("fingerprint", flat=True)))
