"""The pages of findings: the list, one finding and who repairs it, and how long repairs take."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from governance.accounts.models import Team, User
from governance.dashboard.code import traced_listings
from governance.dashboard.diffs import diffs_of
from governance.dashboard.finding_list import FILTERS, findings_of, in_order, rows_of
from governance.dashboard.rule_pages import rule_folders, rule_page
from governance.errors import UserError
from governance.findings.actions import assign
from governance.findings.models import Finding
from governance.findings.times import times_by_rule, times_by_team
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.waivers.queries import about
from scanners.model import Severity

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.dashboard.requests import SignedInRequest

SCANS_SHOWN: Final = 10
FINDINGS_A_PAGE: Final = 50
SERVICES_TO_CHOOSE: Final = 100  # of more, one is faster typed than found in a list, and the list is half of the page
PERIODS: Final = (30, 90, 365)  # days over which repairs are counted
DETAILS: Final = ("problems", "connections", "stats")  # of a scan, which these pages leave out


@require_safe
def finding_list(request: SignedInRequest) -> HttpResponse:
    """Show the findings of all visible services that the filters of the address leave."""
    wanted = {name: request.GET.get(name, "") for name in FILTERS}
    teams = list(Team.objects.visible_to(request.user))
    team = next((team for team in teams if team.slug == wanted["team"]), None)
    services = Service.objects.visible_to(request.user).filter(**({"team": team} if team else {}))
    choices = services.values_list("slug", "name")[: SERVICES_TO_CHOOSE + 1]
    found = findings_of(request.user, wanted).values_list("pk", flat=True)
    page = Paginator(found, FINDINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "section": "findings",
        "page": page,
        "rows": rows_of(in_order(page.object_list)),
        "wanted": wanted,
        "is_filtered": any(wanted.values()),
        "states": [state for state in Finding.State.choices if state[0] != Finding.State.OPEN],
        "severities": [severity.value for severity in Severity],
        "rules": [(code, f"{code} {folder.rule.name}") for code, folder in sorted(rule_folders().items())],
        "teams": teams,
        "team_choices": [(each.slug, each.name) for each in teams],
        "services": choices if len(choices) <= SERVICES_TO_CHOOSE else None,
        "members": _members(team) if team else [],
    }
    return render(request, "dashboard/findings.html", context)


@require_safe
def repair_times(request: SignedInRequest) -> HttpResponse:
    """Show how long repairs took, by rule and by team."""
    days = next((days for days in PERIODS if str(days) == request.GET.get("days")), PERIODS[1])
    services = Service.objects.visible_to(request.user)
    since = timezone.now() - timedelta(days=days)
    context = {
        "section": "findings",
        "days": days,
        "periods": PERIODS,
        "rules": times_by_rule(services, since),
        "teams": times_by_team(services, since),
    }
    return render(request, "dashboard/repair_times.html", context)


@require_safe
def finding(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """Show what is wrong, the way through the code that leads there, what can happen, and since when it is known."""
    finding = _visible_finding(request, finding_id)
    may_change = Service.objects.may_change(request.user, finding.service_id)
    occurrence = get_object_or_404(finding.occurrences.select_related("pool", "scan"), scan=finding.last_scan_id)
    seen_in = Scan.objects.filter(occurrences__finding=finding)
    context = {
        "section": "services",
        "service": finding.service,
        "finding": finding,
        "occurrence": occurrence,
        "listings": traced_listings(
            occurrence.excerpts,
            occurrence.trace,
            path=occurrence.path,
            first=occurrence.line,
            last=occurrence.end_line,
        ),
        "diffs": diffs_of(occurrence.fix),
        "rule": rule_page(finding.code),
        "seen_in": seen_in.order_by("-pk").defer(*DETAILS)[:SCANS_SHOWN],
        "seen_count": seen_in.count(),
        "waivers": about(occurrence),
        "events": finding.events.select_related("scan").defer(*(f"scan__{column}" for column in DETAILS)),
        "may_change": may_change,
        "members": _members(finding.service.team) if may_change else [],
    }
    return render(request, "dashboard/finding.html", context)


@require_POST
def assign_finding(request: SignedInRequest, finding_id: int) -> HttpResponse:
    """Say who repairs a finding: a member of its team, or nobody."""
    finding = _visible_finding(request, finding_id)
    if not Service.objects.may_change(request.user, finding.service_id):
        raise PermissionDenied
    name = request.POST.get("assignee", "")
    try:
        assign(finding, to=get_object_or_404(User, username=name) if name else None, by=request.user)
    except UserError as error:
        messages.error(request, str(error))
    return redirect("finding", finding.pk)


def _visible_finding(request: SignedInRequest, finding_id: int) -> Finding:
    """Return the finding if the reader may see it; else there is no such page."""
    scans = ("first_scan", "last_scan")
    return get_object_or_404(
        Finding.objects.visible_to(request.user)
        .select_related("service__team", "assignee", *scans)
        .defer(*(f"{scan}__{column}" for scan in scans for column in DETAILS)),
        pk=finding_id,
    )


def _members(team: Team) -> QuerySet[User]:
    return User.objects.filter(memberships__team=team, is_active=True).order_by("username")
