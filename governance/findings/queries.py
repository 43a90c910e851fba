"""Questions about findings that other apps ask."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import msgspec

from governance.findings.models import Alias, Finding
from scanners.model import Profile, Verdict

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.findings.models import Occurrence


@lru_cache(maxsize=1024)
def verdicts_in(text: str) -> dict[Profile, Verdict]:
    """Read the verdicts of an occurrence from their JSON: a few come again and again, and are read only once."""
    return msgspec.json.decode(text, type=dict[Profile, Verdict])


def fingerprints_of(occurrences: QuerySet[Occurrence]) -> frozenset[str]:
    """Return every fingerprint of the findings that were seen there, also those they had before and have elsewhere."""
    findings = occurrences.order_by().values("finding")
    own = Finding.objects.filter(pk__in=findings).values_list("fingerprint", flat=True)
    return frozenset(own.union(Alias.objects.filter(finding__in=findings).values_list("fingerprint", flat=True)))
