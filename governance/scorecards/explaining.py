"""Finds the scorecard that a new one follows, and explains what changed between the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from governance.findings.models import Occurrence
from governance.policies.policy import Policy
from governance.scorecards.change import Judgement, explain
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import tally
from governance.scorecards.stored import stored_scan

if TYPE_CHECKING:
    from governance.scans.models import Scan


def change_since_last(scan: Scan, judgement: Judgement) -> dict[str, Any] | None:
    """Return, as JSON values, what changed since the scorecard before: of the same scan, or of the branch.

    None when there is none, when the scan is of a pull request, or when the details of the one before are gone.
    """
    if scan.pull_request is not None:
        return None
    before = _before(scan)
    if before is None:
        return None
    earlier = Judgement(stored_scan(before.scan).report, Policy.from_json(before.policy), frozenset(before.waived))
    figures, _coverage = tally(earlier.report, earlier.policy, earlier.waived)
    if msgspec.to_builtins(figures) != before.figures:
        return None
    seen = Occurrence.objects.filter(scan__in=[before.scan_id, scan.pk]).order_by()
    changes = explain(earlier, judgement, dict(seen.values_list("fingerprint", "finding_id")))
    return {
        "scan": before.scan_id,
        "commit": before.scan.commit,
        "analyser": before.analyser,
        "rules": {rule: change.to_json() for rule, change in changes.items()},
    }


def _before(scan: Scan) -> Scorecard | None:
    cards = Scorecard.objects.filter(
        service=scan.service_id, scan__branch=scan.branch, scan__pull_request=None, scan_id__lte=scan.pk
    )
    return cards.select_related("scan").order_by("-scan_id", "-id").first()
