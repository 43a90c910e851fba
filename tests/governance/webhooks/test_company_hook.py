"""One hook of the whole company: whose repository it is says whose delivery it is, and nobody else sees it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from governance.audit.models import AuditEvent
from governance.registry.encryption import new_key
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.webhooks.actions import (
    remove_hook,
    remove_status_token,
    replace_secret,
    replay_delivery,
    rotate_secrets,
    set_status_token,
    set_up_hook,
)
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, Forge, Hook, Outcome, StatusToken
from governance.webhooks.queries import filtered
from governance.webhooks.receiving import secrets_of
from tests.governance.webhooks import calls
from tests.governance.webhooks.calls import FORGES
from tests.refused import refused

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries, Settings

    from governance.accounts.models import Team, User
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db

LEDGER = "billing/ledger"


@pytest.fixture
def ledger(service: Service, other_team: Team) -> Service:
    """A service of the other team, registered after that of the team."""
    return registered(other_team, "ledger", f"https://{calls.HOST}/{LEDGER}")


def registered(team: Team, slug: str, url: str) -> Service:
    """Register a service."""
    return Service.objects.create(team=team, slug=slug, name=slug, repository_url=url, default_branch="main")


def moved(service: Service, url: str) -> None:
    """Let the repository of a service have another address."""
    Service.objects.filter(pk=service.pk).update(repository_url=url)


def newest() -> Delivery:
    """The delivery that came last."""
    return Delivery.objects.select_related("team", "service").latest("id")


def kept(user: User) -> list[int]:
    """The deliveries that somebody sees."""
    return [delivery.pk for delivery in filtered(Delivery.objects.visible_to(user))]


# --- whose it is ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("forge", FORGES)
def test_repositories_of_two_teams_reach_their_services(
    set_up_company: SetUp, send: Send, service: Service, ledger: Service, forge: str
) -> None:
    host = {"bitbucket": "bitbucket.org", "bitbucket-dc": "stash.example.com/scm"}.get(forge, calls.HOST)
    for each, name in ((service, calls.NAME), (ledger, LEDGER)):
        moved(each, f"https://{host}/{name}.git")
    hook, secret = set_up_company(forge)
    for name in (calls.NAME, LEDGER):
        assert send(hook, calls.push(forge, secret, name=name)).status_code == 202
    assert handle() == 2
    reached = Delivery.objects.order_by("id").values_list("service", "team", "scan__service", "reason")
    assert list(reached) == [(each.pk, each.team_id, each.pk, "push") for each in (service, ledger)]


@pytest.mark.parametrize(
    "url",
    [
        "https://git.example.com/billing/ledger",
        "https://bot@GIT.example.com:443/Billing/Ledger.git/",
        "ssh://git@git.example.com:22/billing/ledger.git",
        "git@Git.Example.com:Billing/Ledger",
    ],
)
def test_service_is_found_however_its_address_is_spelled(
    set_up_company: SetUp, send: Send, ledger: Service, url: str
) -> None:
    moved(ledger, url)
    hook, secret = set_up_company("gitlab")
    send(hook, calls.push("gitlab", secret, name="BILLING/Ledger"))
    handle()
    assert (newest().service, newest().reason) == (ledger, "push")


def test_pull_request_reaches_its_service(set_up_company: SetUp, send: Send, ledger: Service) -> None:
    hook, secret = set_up_company("gitea")
    send(hook, calls.pull_request("gitea", secret, name=LEDGER))
    handle()
    assert (newest().service, newest().team) == (ledger, ledger.team)
    assert Scan.objects.get().pull_request == 7


def test_of_two_registrations_of_a_repository_the_first_is_scanned(
    set_up_company: SetUp, send: Send, service: Service, ledger: Service
) -> None:
    moved(ledger, f"git@{calls.HOST}:{calls.NAME}")
    for forge in ("github", "bitbucket-dc"):  # found by its address, and by its path
        hook, secret = set_up_company(forge)
        send(hook, calls.push(forge, secret))
        handle()
        assert newest().service == service


def test_path_that_several_repositories_of_the_company_have_is_nobodys(
    set_up_company: SetUp, send: Send, service: Service, ledger: Service
) -> None:
    moved(service, "https://stash.example.com/scm/messaging/gateway.git")
    moved(ledger, "https://elsewhere.example.com/messaging/gateway.git")
    hook, secret = set_up_company("bitbucket-dc")
    send(hook, calls.push("bitbucket-dc", secret))
    handle()
    assert (newest().service, newest().team, newest().reason) == (None, None, "unknown-repository")
    moved(ledger, "https://elsewhere.example.com/billing/ledger.git")
    send(hook, calls.push("bitbucket-dc", secret))
    handle()
    assert newest().service == service


def test_push_that_both_hooks_announce_is_one_scan(
    set_up: SetUp, set_up_company: SetUp, send: Send, service: Service
) -> None:
    (own, own_secret), (hook, secret) = set_up("github"), set_up_company("github")
    call = calls.push("github", secret)
    again = calls.sealed("github", own_secret, "push", call.body)
    again.headers["X-GitHub-Delivery"] = call.headers["X-GitHub-Delivery"]
    send(hook, call)
    send(own, again)
    assert handle() == 2
    scan = Scan.objects.get()
    assert list(Delivery.objects.values_list("service", "team", "scan")) == [
        (service.pk, service.team_id, scan.pk),
        (service.pk, service.team_id, scan.pk),
    ]


def test_delivery_that_came_before_does_nothing(set_up_company: SetUp, send: Send, ledger: Service) -> None:
    hook, secret = set_up_company("github")
    call = calls.push("github", secret, name=LEDGER)
    for handled in (1, 0):
        send(hook, call)
        assert handle() == handled
    assert json.loads(send(hook, call).content)["reason"] == "duplicate"
    assert (Delivery.objects.count(), Scan.objects.count()) == (1, 1)


# --- who sees it ---------------------------------------------------------------------------------------------------


def test_delivery_is_seen_by_the_team_of_its_service_and_by_no_other(
    set_up_company: SetUp, send: Send, service: Service, *, maintainer: User, outsider: User, middleware: User
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.push("github", secret))
    assert (kept(middleware), kept(maintainer), kept(outsider)) == ([newest().pk], [], [])
    handle()
    assert newest().team == service.team
    assert (kept(middleware), kept(maintainer), kept(outsider)) == ([newest().pk], [newest().pk], [])


def test_branch_that_is_not_watched_is_seen_by_the_team_too(
    set_up_company: SetUp, send: Send, service: Service, maintainer: User
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.push("github", secret, branch="topic"))
    handle()
    assert newest().reason == "branch-not-watched"
    assert kept(maintainer) == [newest().pk]


@pytest.mark.usefixtures("service")
def test_what_no_service_was_found_for_is_for_superusers(
    set_up_company: SetUp, send: Send, owner: User, outsider: User, middleware: User
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.ping("github", secret))
    send(hook, calls.push("github", secret, name="messaging/of-nobody"))
    send(hook, calls.push("github", "guess"))
    handle()
    rows = Delivery.objects.filter(team=None, service=None).order_by("id").values_list("outcome", "reason")
    assert list(rows) == [
        (Outcome.IGNORED, "ping"),
        (Outcome.IGNORED, "unknown-repository"),
        (Outcome.REFUSED, "signature-wrong"),
    ]
    assert (len(kept(middleware)), kept(owner), kept(outsider)) == (3, [], [])


@pytest.mark.usefixtures("service")
def test_pages_show_a_delivery_without_a_team_to_superusers_alone(
    set_up_company: SetUp, send: Send, owner: User, middleware: User, client: Client
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.push("github", secret, name="messaging/of-nobody"))
    handle()
    page = reverse("delivery", args=[newest().pk])
    client.force_login(owner)
    assert client.get(page).status_code == 404
    assert page not in client.get(reverse("deliveries")).content.decode()
    client.force_login(middleware)
    assert "no service of this hook has this repository" in client.get(page).content.decode()
    assert page in client.get(reverse("deliveries")).content.decode()


def test_superuser_sees_calls_before_there_is_a_team(
    set_up_company: SetUp, send: Send, middleware: User, client: Client
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.ping("github", secret))
    client.force_login(middleware)
    assert len(client.get(reverse("deliveries")).context["page"]) == 1


# --- replays -------------------------------------------------------------------------------------------------------


def test_team_replays_what_it_sees_and_reaches_no_other(
    set_up_company: SetUp, send: Send, service: Service, ledger: Service, *, maintainer: User, outsider: User
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.push("github", secret))
    handle()
    delivery = newest()
    with refused("not-allowed"):
        replay_delivery(delivery, by=outsider)
    again = replay_delivery(delivery, by=maintainer)
    assert (again.service, again.team, again.reason) == (service, service.team, "push")
    assert AuditEvent.objects.filter(action="delivery.replayed", team="messaging").count() == 1
    # The repository goes to the other team: what the first one was told is not told to that one.
    moved(service, "https://git.example.com/messaging/other")
    moved(ledger, f"https://{calls.HOST}/{calls.NAME}")
    again = replay_delivery(delivery, by=maintainer)
    assert (again.service, again.team, again.reason) == (None, service.team, "unknown-repository")


def test_superuser_replays_what_no_service_was_found_for(
    set_up_company: SetUp, send: Send, team: Team, *, owner: User, middleware: User, client: Client
) -> None:
    hook, secret = set_up_company("github")
    send(hook, calls.push("github", secret))
    handle()
    delivery = newest()
    with refused("not-allowed"):
        replay_delivery(delivery, by=owner)
    late = registered(team, "gateway", f"https://{calls.HOST}/{calls.NAME}")
    again = replay_delivery(delivery, by=middleware)
    assert (again.service, again.team, again.reason) == (late, team, "push")
    event = AuditEvent.objects.get(action="delivery.replayed")
    assert (event.team, event.object_name) == ("", "company")
    original, page = reverse("delivery", args=[delivery.pk]), reverse("delivery", args=[again.pk])
    for reader, is_linked in ((middleware, True), (owner, False)):  # the original is still not for the team
        client.force_login(reader)
        text = client.get(page).content.decode()
        assert f"Delivery {delivery.pk}" in text
        assert (original in text) == is_linked


# --- who sets it up ------------------------------------------------------------------------------------------------


def test_hook_and_token_are_for_superusers_and_leave_events(owner: User, maintainer: User, middleware: User) -> None:
    token: dict[str, Any] = {"forge": Forge.GITHUB, "token": "t", "host": "github.com"}
    for somebody in (owner, maintainer):
        with refused("not-allowed"):
            set_up_hook(None, forge=Forge.GITHUB, by=somebody)
        with refused("not-allowed"):
            set_status_token(None, **token, by=somebody)
    hook, secret = set_up_hook(None, forge=Forge.GITHUB, by=middleware)
    assert secrets_of(hook) == [secret]
    stored = set_status_token(None, **token, by=middleware)
    with refused("not-allowed"):
        replace_secret(hook, overlap=timedelta(0), by=owner)
    with refused("not-allowed"):
        remove_hook(hook, by=owner)
    with refused("not-allowed"):
        remove_status_token(stored, by=owner)
    replace_secret(hook, overlap=timedelta(0), by=middleware)
    remove_hook(hook, by=middleware)
    remove_status_token(stored, by=middleware)
    assert not Hook.objects.exists()
    assert not StatusToken.objects.exists()
    events = AuditEvent.objects.order_by("sequence")
    assert [event.action for event in events] == [
        *("hook.set-up", "status-token.set"),
        *("hook.secret-replaced", "hook.removed", "status-token.removed"),
    ]
    assert {(event.object_kind, event.object_name, event.team) for event in events} == {("company", "company", "")}


def test_second_hook_for_a_forge_is_refused(set_up_company: SetUp, set_up: SetUp, set_up_team: SetUp) -> None:
    for make in (set_up_company, set_up, set_up_team):
        make("github")
    set_up_company("gitlab")
    with refused("hook-exists"):
        set_up_company("github")
    assert Hook.objects.count() == 4


def test_second_token_takes_the_place_of_the_first(middleware: User, maintainer: User, service: Service) -> None:
    set_status_token(service, forge=Forge.GITHUB, token="t", host="github.com", by=maintainer)
    for host in ("github.com", "git.example.com"):
        set_status_token(None, forge=Forge.GITHUB, token="t", host=host, by=middleware)
    assert sorted(StatusToken.objects.values_list("service", "host"), key=str) == [
        (service.pk, "github.com"),
        (None, "git.example.com"),
    ]


def test_hook_never_belongs_to_a_service_and_a_team(service: Service) -> None:
    with pytest.raises(IntegrityError, match="hook_of_a_service_a_team_or_the_company"), transaction.atomic():
        Hook.objects.create(service=service, team=service.team, forge="github", ciphertext=b"")


def test_former_secret_is_taken_until_its_time_is_over(
    set_up_company: SetUp, send: Send, ledger: Service, middleware: User
) -> None:
    hook, former = set_up_company("github")
    secret = replace_secret(hook, overlap=timedelta(hours=1), by=middleware)
    assert [send(hook, calls.push("github", each, name=LEDGER)).status_code for each in (former, secret)] == [202, 202]
    Hook.objects.update(former_until=timezone.now())
    assert [send(hook, calls.push("github", each, name=LEDGER)).status_code for each in (former, secret)] == [401, 202]
    remove_hook(hook, by=middleware)
    assert send(hook, calls.push("github", secret, name=LEDGER)).status_code == 404


def test_keys_can_be_changed(set_up_company: SetUp, middleware: User, settings: Settings) -> None:
    hook, secret = set_up_company("github")
    set_status_token(None, forge=Forge.GITHUB, token="t", host="github.com", by=middleware)
    settings.CREDENTIAL_KEYS = [new_key(), *settings.CREDENTIAL_KEYS]
    assert rotate_secrets() == 2
    settings.CREDENTIAL_KEYS = settings.CREDENTIAL_KEYS[:1]
    hook.refresh_from_db()
    assert secrets_of(hook) == [secret]


# --- what it costs -------------------------------------------------------------------------------------------------


def test_answer_takes_two_queries(
    set_up_company: SetUp, send: Send, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hook, secret = set_up_company("github")
    with django_assert_num_queries(2):
        send(hook, calls.push("github", secret))


def test_batch_takes_the_same_queries_however_many_teams_it_is_about(
    set_up_company: SetUp, send: Send, ledger: Service, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hook, secret = set_up_company("github")
    for names in ([LEDGER], [LEDGER, calls.NAME]):
        Scan.objects.all().delete()
        for name in names:
            Scan.objects.create(service=Service.objects.get(slug=name.rpartition("/")[2]), branch="main")
            send(hook, calls.push("github", secret, name=name))
        # ids; savepoint, lock, bodies, services, their rows, newest, waiting, running scans, decisions, savepoint
        with django_assert_num_queries(11):
            assert handle() == len(names)
