"""The scans that a batch of deliveries asks for: one for each branch and pull request."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Subquery

from governance.registry.models import Service
from governance.scans.actions import cut_off, request_scan
from governance.scans.models import Scan, State, Trigger
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from typing import TypeAlias

    from governance.webhooks.decisions import Decision

    Place: TypeAlias = tuple[int, int | None, str]  # a pull request of a service, or a branch


class Requests:
    """What is asked for about some services, whose rows the caller has locked."""

    def __init__(self, services: Iterable[int]) -> None:
        """Look what is known of the services, and what waits and runs; three queries, however many there are."""
        services = list(services)
        self._newest = _newest_commits(services)
        self._waiting = {_place(scan.service_id, scan.pull_request, scan.branch): scan for scan in _waiting(services)}
        working = Scan.objects.filter(service__in=services, state__in=[State.FETCHING, State.ANALYSING])
        self._busy = set(working.values_list("service_id", flat=True))
        self._announced: dict[Place, tuple[Scan, str]] = {}

    def follow(self, decision: Decision) -> tuple[Decision, int | None]:
        """Ask for the scan that a decision wants; return the scan, or the decision with the reason for none."""
        service = decision.service
        if decision.trigger is None or service is None:
            return decision, None
        if decision.trigger == Trigger.PUSH:
            # An older scan of the commit is not enough: a branch may go back.
            if decision.commit and decision.commit == self._newest.get(service.pk):
                return replace(decision, trigger=None, reason=Reason.COMMIT_KNOWN), None
            self._newest[service.pk] = None  # which it is, the scan will find
        place = _place(service.pk, decision.pull_request, decision.branch)
        scan = self._waiting.get(place)
        wanted = (decision.branch, decision.fork, decision.base_branch)
        if scan is None or (scan.branch, scan.fork, scan.base_branch) != wanted:
            scan = self._waiting[place] = request_scan(**decision.request())
        self._announced[place] = scan, decision.commit
        return decision, scan.pk

    def cut_off(self) -> None:
        """End what runs for older commits than those that were announced last."""
        for scan, commit in self._announced.values():
            if scan.service_id in self._busy:
                cut_off(scan, announced=commit)


def _place(service: int, pull_request: int | None, branch: str) -> Place:
    return service, pull_request, branch if pull_request is None else ""


def _newest_commits(services: list[int]) -> dict[int, str | None]:
    """Return the commit of the newest scan of each service's default branch; empty while a scan has found none."""
    scans = (
        Scan.objects.filter(service=OuterRef("pk"), branch=OuterRef("default_branch"), pull_request=None)
        .exclude(state__in=[State.SUPERSEDED, State.FAILED])
        .order_by("-queued_at", "-id")  # as the index of a service's scans has them
        .values("commit")[:1]
    )
    rows: Mapping[int, str | None] = dict(
        Service.objects.filter(id__in=services).annotate(newest=Subquery(scans)).values_list("id", "newest")
    )
    return dict(rows)


def _waiting(services: list[int]) -> Iterable[Scan]:
    """Return the scans of a newest commit that wait, without those by schedule: these give way to a push."""
    scans = Scan.objects.filter(service__in=services, state=State.QUEUED, commit="").order_by("id")
    plain = scans.exclude(trigger=Trigger.SCHEDULE).exclude(pull_request=None, base_branch__gt="")
    return plain.only("service_id", "pull_request", "branch", "fork", "base_branch", "trigger")
