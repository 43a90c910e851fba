"""Scores scans again when what is waived has changed, so that scorecards tell the truth between two scans."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from governance.findings.models import Occurrence
from governance.policies.policy import Policy
from governance.scans.models import Scan, State
from governance.scorecards.actions import record_scorecard
from governance.scorecards.stored import stored_scan
from governance.waivers.coverage import scope
from governance.waivers.effects import effect_on

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.scorecards.models import Scorecard
    from governance.waivers.models import Waiver


def on_effect(waiver: Waiver, **_signal: Any) -> None:
    """Score again what `waiver` is about, in the transaction in which it came into force or ended."""
    for scan in scans_about(waiver):
        score_again(scan)


def scans_about(waiver: Waiver) -> QuerySet[Scan]:
    """Return the newest finished scan of each branch and pull request that saw something the waiver is for.

    One of another branch that is so old that its details may have been dropped cannot be scored again.
    """
    finished = Scan.objects.filter(service=waiver.service_id, state=State.DONE)
    if settings.KEEP_DETAILS_DAYS:
        oldest = timezone.now() - timedelta(days=settings.KEEP_DETAILS_DAYS)
        finished = finished.filter(~Q(ended_at__lt=oldest) | Q(pk__in=finished.of_default_branch().values("pk")))
    newest = finished.order_by("branch", "pull_request", "-id").distinct("branch", "pull_request")
    seen = Occurrence.objects.filter(scope(waiver), scan__in=newest.values("pk")).order_by().values("scan")
    return Scan.objects.filter(pk__in=seen).select_related("service").order_by("pk")


def score_again(scan: Scan) -> Scorecard | None:
    """Write another scorecard of `scan`, under the policy of the one that holds, if other findings are waived now."""
    card = scan.scorecards.latest("id")
    waived = effect_on(scan).waived
    found = Occurrence.objects.filter(scan=scan).order_by().values_list("fingerprint", flat=True)
    if frozenset(card.waived) == waived.intersection(found):
        return None
    return record_scorecard(scan, stored_scan(scan).report, Policy.from_json(card.policy), waived)
