"""The list of findings over all services, its filters, and the page of repair times."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from django.urls import reverse
from django.utils import timezone

from governance.accounts.models import Membership, Role, Team
from governance.audit.models import Action, AuditEvent
from governance.dashboard.views import findings as finding_views
from governance.findings.models import Finding
from governance.registry.models import Service
from scanners.model import Severity
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import a_finding, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User

THREE = [
    a_finding("IR204", "late", severity=Severity.CRITICAL, line=1),
    a_finding("IR201", "mine", severity=Severity.HIGH, line=2),
    a_finding("IR301", "low", severity=Severity.LOW, line=3),
]


@pytest.fixture
def findings(service: Service, colleague: User) -> dict[str, Finding]:
    """A critical finding that is overdue, a high one of the colleague's, and a low one."""
    scanned(service, a_report(THREE))
    Finding.objects.filter(fingerprint="late").update(due_at=timezone.now() - timedelta(days=2, hours=1))
    Finding.objects.filter(fingerprint="mine").update(assignee=colleague)
    return {finding.fingerprint: finding for finding in Finding.objects.all()}


def listed(client: Client, query: str = "") -> list[str]:
    response = client.get(f"{reverse('findings')}?{query}")
    assert response.status_code == 200
    return [row.finding.fingerprint for row in response.context["rows"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["late", "mine", "low"]),
        ("severity=low", ["low"]),
        ("code=IR201", ["mine"]),
        ("team=messaging", ["late", "mine", "low"]),
        ("service=gateway", ["late", "mine", "low"]),
        ("service=other", []),
        ("state=fixed", []),
        ("assignee=me", ["mine"]),
        ("assignee=nobody", ["late", "low"]),
        ("assignee=colleague", ["mine"]),
        ("due=overdue", ["late"]),
        ("due=soon", ["late"]),
        ("due=overdue&assignee=me", []),
    ],
)
@pytest.mark.usefixtures("findings")
def test_filters_leave_what_fits_the_worst_first(reader: Client, query: str, expected: list[str]) -> None:
    assert listed(reader, query) == expected


@pytest.mark.usefixtures("findings")
def test_other_teams_findings_are_not_listed(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    assert listed(client) == []
    assert listed(client, "team=messaging") == []
    assert listed(client, "service=gateway") == []


@pytest.mark.usefixtures("findings")
def test_of_many_services_one_is_typed_not_chosen(reader: Client, team: Team, monkeypatch: pytest.MonkeyPatch) -> None:
    assert '<select id="service"' in reader.get(reverse("findings")).content.decode()
    Service.objects.create(team=team, slug="other", name="Other", repository_url="o", default_branch="main")
    monkeypatch.setattr(finding_views, "SERVICES_TO_CHOOSE", 1)
    page = reader.get(reverse("findings"), {"service": "GATE"}).content.decode()
    assert '<input id="service" name="service" type="search"' in page
    assert 'value="GATE"' in page
    everything = listed(reader)
    assert everything != []
    assert listed(reader, "service=GATE") == listed(reader, "service=gateway") == everything
    assert listed(reader, "service=other") == listed(reader, "service=no-such") == []


@pytest.mark.usefixtures("findings")
def test_overdue_finding_says_by_how_much(reader: Client) -> None:
    page = reader.get(reverse("findings")).content.decode()
    assert "2 days overdue" in page
    assert "due in 29 days" in page
    assert page.count('class="overdue"') == 1


@pytest.mark.parametrize("number", [1, 60])
def test_queries_do_not_grow_with_findings_and_services(
    reader: Client, team: Team, number: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for each in range(3 if number > 1 else 1):
        service = Service.objects.create(
            team=team, slug=f"s{each}", name=f"S{each}", repository_url=f"https://x/{each}", default_branch="main"
        )
        scanned(service, a_report([a_finding(fingerprint=f"f{n}", line=n + 1) for n in range(number)]))
    with django_assert_num_queries(10):
        assert len(listed(reader, "team=messaging")) == min(50, number * 3 if number > 1 else 1)


def test_maintainer_assigns_a_member_of_the_team(writer: Client, findings: dict[str, Finding]) -> None:
    address = reverse("assign-finding", args=[findings["late"].pk])
    page = writer.post(address, {"assignee": "colleague"}, follow=True).content.decode()
    assert '<option value="colleague" selected>' in page
    assert AuditEvent.objects.get(action=Action.FINDING_ASSIGNED).object_name == "gateway IR204"
    writer.post(address, {"assignee": ""})
    assert Finding.objects.get(fingerprint="late").assignee is None


def test_stranger_is_not_assigned_and_the_page_says_why(
    writer: Client, findings: dict[str, Finding], outsider: User
) -> None:
    address = reverse("assign-finding", args=[findings["late"].pk])
    page = writer.post(address, {"assignee": outsider.username}, follow=True).content.decode()
    assert "outsider does not belong to the team Messaging." in page
    assert writer.post(address, {"assignee": "who"}).status_code == 404
    assert Finding.objects.get(fingerprint="late").assignee is None


def test_email_of_the_author_is_for_those_who_may_change(
    client: Client, findings: dict[str, Finding], colleague: User, maintainer: User
) -> None:
    Finding.objects.update(
        author_name="Rob", author_email="rob@example.com", authored_in="a" * 40, authored_at=timezone.now()
    )
    address = reverse("finding", args=[findings["late"].pk])
    pages = []
    for user in (colleague, maintainer):
        client.force_login(user)
        pages.append(client.get(address).content.decode())
    assert ["Rob" in page for page in pages] == [True, True]
    assert ["rob@example.com" in page for page in pages] == [False, True]


def test_history_tells_what_happened_and_in_which_scan(reader: Client, service: Service) -> None:
    for report in (a_report(THREE), a_report(), a_report(THREE)):
        scanned(service, report)
    page = " ".join(reader.get(reverse("finding", args=[Finding.objects.all()[0].pk])).content.decode().split())
    assert "<dt>Came back</dt><dd>1 time</dd>" in page
    events = page[page.index('<ol class="rows">') :]
    assert events.index("· opened ·") < events.index("· fixed ·") < events.index("· opened again: it came back ·")


def test_median_time_to_repair_by_rule_and_by_team(client: Client, middleware: User, other_team: Team) -> None:
    teams = [Team.objects.create(slug="messaging", name="Messaging"), other_team]
    now = timezone.now()
    for team, code, days in [(0, "IR201", 1), (0, "IR201", 3), (0, "IR301", 10), (1, "IR201", 8), (1, "IR201", 500)]:
        service, _ = Service.objects.get_or_create(
            slug=teams[team].slug,
            defaults={"team": teams[team], "name": "S", "repository_url": "https://x/y", "default_branch": "main"},
        )
        Finding.objects.create(
            service=service,
            fingerprint=f"{team}{days}",
            code=code,
            severity="high",
            severity_rank=1,
            state=Finding.State.FIXED,
            first_seen_at=now - timedelta(days=900),
            last_seen_at=now,
            opened_at=now - timedelta(days=days + (400 if days == 500 else 1)),
            fixed_at=now - timedelta(days=400 if days == 500 else 1),
        )
    client.force_login(middleware)
    context = client.get(reverse("repair-times")).context
    assert [(row.name, row.repaired, row.median) for row in context["rules"]] == [
        ("IR201", 3, timedelta(days=3)),
        ("IR301", 1, timedelta(days=10)),
    ]
    assert [(row.label, row.repaired, row.median) for row in context["teams"]] == [
        ("Billing", 1, timedelta(days=8)),
        ("Messaging", 3, timedelta(days=3)),
    ]


def test_repair_times_count_what_is_open_and_overdue(
    client: Client, findings: dict[str, Finding], maintainer: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    assert len(findings) == 3
    client.force_login(maintainer)
    with django_assert_num_queries(5):
        context = client.get(reverse("repair-times")).context
    assert [(row.open, row.overdue, row.median) for row in context["teams"]] == [(3, 1, None)]


def test_member_of_another_team_too_is_offered_once(
    client: Client, findings: dict[str, Finding], maintainer: User
) -> None:
    other = Team.objects.create(slug="second", name="Second")
    Membership.objects.create(user=maintainer, team=other, role=Role.VIEWER)
    client.force_login(maintainer)
    page = client.get(reverse("finding", args=[findings["low"].pk])).content.decode()
    assert page.count('<option value="maintainer"') == 1
