"""The pages of policies: what holds and who said so, what a change would do, and earlier versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from governance.audit.models import AuditEvent
from governance.policies.actions import save_policy
from governance.policies.models import PolicyVersion
from governance.policies.policy import Enforcement, Level, Override, Policy
from governance.policies.queries import policy_of
from governance.registry.models import Service
from scanners.model import Profile, Severity, Verdict
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import IRON_ONLY, a_finding, a_pool, a_report

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import Team, User
    from governance.policies.models import Subject

CLEAN = a_report(pools=[a_pool()])
MEDIUM = a_report([a_finding("IR302", "m", severity=Severity.MEDIUM, pool="p1", verdicts=IRON_ONLY)], [a_pool()])
COMPANY = "/policy/"
TEAM = "/teams/messaging/policy"
SERVICE = "/services/gateway/policy"


def save(subject: Subject, values: object, *, edited: int = 0, reason: str = "agreed") -> PolicyVersion:
    return save_policy(subject, values, edited=edited, reason=reason, by=None)


def filled(client: Client, address: str, **changes: Any) -> dict[str, Any]:
    """Return the form of a page as a browser would send it, with `changes`; `__` in a name stands for a dash."""
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in form.fields}
    entered = {name: "" if value is None else value for name, value in values.items()}
    return entered | {name.replace("__", "-"): value for name, value in changes.items()}


@pytest.fixture
def admin(client: Client, owner: User) -> Client:
    """A browser in which the admin of the team is signed in."""
    client.force_login(owner)
    return client


@pytest.fixture
def superuser(client: Client, middleware: User) -> Client:
    """A browser in which the middleware team is signed in."""
    client.force_login(middleware)
    return client


def test_viewer_reads_what_holds_and_which_level_set_it(reader: Client, service: Service) -> None:
    save(None, {"waivers": {"max_days": 60}})
    save(service.team, {"overrides": {"IR302": {"at_least": "high"}}})
    response = reader.get(SERVICE)
    said = {field.label: (field.words, str(field.level)) for field in response.context["held_to"]}
    assert said["Longest waiver"] == ("60 days", "company")
    assert said["IR302 severity at least"] == ("high", "team")
    assert said["Profile"] == ("iron: the rules as written", "None")
    assert b'value="save"' not in response.content


ASKS_FOR_MORE = "The repository asks for more in <code>.ironrules.toml</code>"


def test_profile_that_the_repository_asks_for_is_told(reader: Client, service: Service) -> None:
    save(None, {"profile": "pragmatic"})
    scan = scanned(service, CLEAN, policy=policy_of(service).under(Profile.IRON))
    page = reader.get(SERVICE).content.decode()
    assert f"{ASKS_FOR_MORE}: its scans are judged by the profile iron, last at commit" in page
    assert f'<a href="/scans/{scan.pk}/">{scan.commit[:10]}</a>' in page
    assert ASKS_FOR_MORE not in reader.get(TEAM).content.decode()


def test_profile_of_an_earlier_policy_is_not_taken_for_one_of_the_repository(reader: Client, service: Service) -> None:
    scanned(service, CLEAN, policy=policy_of(service))
    save(None, {"profile": "pragmatic"})
    assert ASKS_FOR_MORE not in reader.get(SERVICE).content.decode()


def test_company_sets_every_field(superuser: Client, service: Service) -> None:
    changes = {
        "profile": "pragmatic",
        "gate": "medium",
        "max_days": 60,
        "warn_days": 7,
        "due__critical": 3,
        "excludes": "gen/*\n\n  *_string.go ",
        "IR201__severity": "critical",
        "IR302__verdict": "advisory",
        "CP403__enforcement": "shadow",
        "reason": "agreed in the guild",
    }
    response = superuser.post(COMPANY, filled(superuser, COMPANY, **changes) | {"do": "save"})
    assert (response.status_code, response["Location"]) == (302, COMPANY)
    policy = policy_of(service)
    assert policy == Policy(
        profile=Profile.PRAGMATIC,
        overrides={
            "IR201": Override(severity=Severity.CRITICAL),
            "IR302": Override(verdict=Verdict.ADVISORY),
            "CP403": Override(enforcement=Enforcement.SHADOW),
        },
        excludes=("gen/*", "*_string.go"),
        gate=(Severity.CRITICAL, Severity.HIGH, Severity.MEDIUM),
        waivers=policy.waivers,
        due_days={Severity.CRITICAL: 3, Severity.HIGH: 30, Severity.MEDIUM: 90, Severity.LOW: 180},
        versions={Level.COMPANY: 1},
    )
    assert (policy.waivers.max_days, policy.waivers.warn_days) == (60, 7)
    event = AuditEvent.objects.first()
    assert event
    assert (event.action, event.actor_name) == ("policy.saved", "middleware")


def test_page_shows_again_what_is_saved(superuser: Client) -> None:
    save(None, {"gate": ["critical"], "overrides": {"IR201": {"severity": "low", "at_least": "medium"}}})
    entered = filled(superuser, COMPANY)
    assert (entered["gate"], entered["IR201-severity"], entered["edited"]) == ("critical", "low", 1)
    superuser.post(COMPANY, entered | {"do": "save", "reason": "x", "gate": "high"})
    version = PolicyVersion.objects.get(number=2)
    assert version.values["overrides"]["IR201"]["at_least"] == "medium"


def test_team_can_only_choose_what_is_stricter(admin: Client, team: Team) -> None:
    save(None, {"overrides": {"IR302": {"enforcement": "shadow"}, "IR304": {"verdict": "advisory"}}})
    fields = admin.get(TEAM).context["form"].fields
    assert [value for value, _word in fields["gate"].choices] == ["", "medium", "low"]
    assert [value for value, _word in fields["IR302-enforcement"].choices] == ["", "on"]
    assert [value for value, _word in fields["IR302-severity"].choices] == ["", "critical", "high"]
    assert [value for value, _word in fields["IR304-verdict"].choices] == ["", "violation"]
    assert not {"IR204-severity", "IR204-verdict", "IR204-enforcement", "excludes", "warn_days"} & fields.keys()


def test_team_and_service_tighten(admin: Client, service: Service) -> None:
    save(None, {"excludes": ["gen/*", "old/*"]})
    changes = {"excludes": ["gen/*"], "max_days": 30, "IR302__severity": "high", "do": "save", "reason": "we care"}
    assert admin.post(TEAM, filled(admin, TEAM, **changes)).status_code == 302
    assert admin.post(SERVICE, filled(admin, SERVICE, due__high=5, do="save", reason="so do we")).status_code == 302
    policy = policy_of(service)
    assert policy.excludes == ("gen/*",)
    assert policy.waivers.max_days == 30
    assert policy.overrides == {"IR302": Override(at_least=Severity.HIGH)}
    assert policy.due_days[Severity.HIGH] == 5
    assert PolicyVersion.objects.get(level="service").values["excludes"] is None


def test_preview_says_which_services_would_newly_fail(superuser: Client, service: Service) -> None:
    scanned(service, CLEAN)
    scanned(service, MEDIUM)
    response = superuser.post(COMPANY, filled(superuser, COMPANY, gate="medium", do="preview"))
    text = response.content.decode()
    assert response.status_code == 200
    assert "1 more service would fail" in text
    assert "would fail: 1 new violation" in text
    assert not PolicyVersion.objects.exists()
    assert response.context["form"]["gate"].value() == "medium"


def test_preview_without_effect_says_so(admin: Client, service: Service) -> None:
    scanned(service, CLEAN)
    assert b"No more services would fail" in admin.post(SERVICE, filled(admin, SERVICE, do="preview")).content


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"do": "save"}, "reason"),
        ({"do": "save", "reason": "x", "max_days": 0}, "max_days"),
        ({"do": "save", "reason": "x", "due__low": "soon"}, "due-low"),
        ({"do": "save", "reason": "x", "excludes": "/etc"}, "__all__"),
        ({"do": "preview", "due__critical": 90}, "__all__"),
        ({"do": "save", "reason": "x", "gate": "terrible"}, "gate"),
    ],
)
def test_fault_is_shown_where_it_is(superuser: Client, changes: dict[str, Any], field: str) -> None:
    response = superuser.post(COMPANY, filled(superuser, COMPANY, **{"max_days": 40, **changes}))
    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not PolicyVersion.objects.exists()


def test_second_of_two_who_edit_is_told(superuser: Client) -> None:
    first, second = (filled(superuser, COMPANY, max_days=days, do="save", reason="x") for days in (40, 50))
    assert superuser.post(COMPANY, first).status_code == 302
    response = superuser.post(COMPANY, second)
    assert response.status_code == 422
    assert b"Somebody else has saved this policy" in response.content


def test_versions_say_who_why_and_what(superuser: Client) -> None:
    save(None, {"waivers": {"max_days": 60}}, reason="shorter")
    save(None, {"waivers": {"max_days": 60}, "profile": "pragmatic"}, edited=1, reason="start mildly")
    newest, first = superuser.get(COMPANY).context["versions"]
    assert [(change.label, change.before, change.after) for change in first.changes] == [
        ("Longest waiver", "90 days", "60 days")
    ]
    assert (newest.version.reason, newest.changes[0].label) == ("start mildly", "Profile")


def test_earlier_version_is_restored_with_a_reason(superuser: Client) -> None:
    first = save(None, {"profile": "pragmatic"})
    save(None, {"gate": ["critical"]}, edited=1)
    address = f"/policy/versions/{first.pk}/restore"
    superuser.post(address, {"edited": 2})
    assert PolicyVersion.objects.count() == 2
    superuser.post(address, {"edited": 2, "reason": "too early"})
    assert PolicyVersion.objects.get(number=3).restores == 1


def test_restoring_over_somebody_else_is_told(superuser: Client) -> None:
    first = save(None, {"profile": "pragmatic"})
    save(None, {"gate": ["critical"]}, edited=1)
    data = {"edited": 1, "reason": "x"}
    response = superuser.post(f"/policy/versions/{first.pk}/restore", data, follow=True)
    assert b"Somebody else has saved this policy" in response.content


def test_admin_of_a_team_does_not_set_the_policy_of_the_company(admin: Client) -> None:
    assert admin.get(COMPANY).context["form"] is None
    assert admin.post(COMPANY, {"do": "save"}).status_code == 403


def test_services_of_others_are_in_no_preview(admin: Client, service: Service, other_team: Team) -> None:
    elsewhere = Service.objects.create(
        team=other_team, slug="ledger", name="Ledger", repository_url="https://git.example.com/l", default_branch="main"
    )
    for each in (service, elsewhere):
        scanned(each, CLEAN)
        scanned(each, MEDIUM)
    response = admin.post(TEAM, filled(admin, TEAM, gate="medium", do="preview"))
    assert [effect.service for effect in response.context["effects"]] == [service]


def test_page_takes_a_constant_number_of_queries(
    superuser: Client, service: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    save(None, {"waivers": {"max_days": 60}})
    for number in range(6):
        save(service, {"waivers": {"max_days": 50 - number}}, edited=number)
    superuser.get(SERVICE)
    with django_assert_num_queries(6):
        superuser.get(SERVICE)
