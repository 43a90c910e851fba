"""The log of deliveries, for those who may change the services that it is about; and the page that sets hooks up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery, Forge, Hook, StatusToken
from governance.webhooks.receiving import secrets_of
from tests.governance.webhooks import calls

if TYPE_CHECKING:
    from django.test import Client
    from pytest_django import DjangoAssertNumQueries

    from governance.accounts.models import User
    from governance.registry.models import Service
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db


@pytest.fixture
def delivered(set_up: SetUp, send: Send) -> None:
    """A push that was handled, a ping, and a call that was refused."""
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    handle()
    send(hook, calls.ping("github", secret))
    send(hook, calls.ping("github", "guess"))


@pytest.fixture
def page(client: Client, maintainer: User) -> Client:
    """A browser in which the maintainer is signed in."""
    client.force_login(maintainer)
    return client


@pytest.mark.usefixtures("delivered")
def test_each_delivery_is_listed_with_its_reason(page: Client) -> None:
    text = page.get(reverse("deliveries")).content.decode()
    for words in (
        "a push to the default branch",
        "a trial call of the forge",
        "does not fit the secret",
        "body signed",
    ):
        assert words in text
    assert "0.0 % of the pushes" in text


def test_delivery_that_no_worker_has_seen_says_so(page: Client, set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    send(hook, calls.push("github", secret))
    for address in (reverse("deliveries"), reverse("delivery", args=[Delivery.objects.get().pk])):
        text = page.get(address).content.decode()
        assert "received, not handled yet" in text
        assert "main" in text
    assert len(page.get(f"{reverse('deliveries')}?outcome=received").context["page"]) == 1
    handle()
    assert len(page.get(f"{reverse('deliveries')}?outcome=received").context["page"]) == 0


@pytest.mark.usefixtures("delivered")
@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("outcome=refused", 1),
        ("outcome=accepted&forge=github&service=gateway", 1),
        ("forge=gitlab", 0),
        ("service=other", 0),
        ("since=2020-01-01", 3),
        ("until=2020-01-01", 0),
        ("since=nonsense", 3),
    ],
)
def test_filters_leave_what_fits(page: Client, query: str, count: int) -> None:
    response = page.get(f"{reverse('deliveries')}?{query}")
    assert len(response.context["page"]) == count


def test_list_takes_the_same_queries_however_long_it_is(
    page: Client, set_up: SetUp, send: Send, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    hook, secret = set_up("github")
    for number in (1, 10):
        for _ in range(number):
            send(hook, calls.push("github", secret))
        handle()
        with django_assert_num_queries(10):
            page.get(reverse("deliveries"))


@pytest.mark.usefixtures("delivered")
def test_deliveries_of_another_team_are_not_there(client: Client, outsider: User) -> None:
    client.force_login(outsider)
    assert len(client.get(reverse("deliveries")).context["page"]) == 0


@pytest.mark.usefixtures("delivered")
def test_delivery_can_be_replayed_from_its_page(page: Client) -> None:
    delivery = Delivery.objects.get(reason="push")
    text = page.get(reverse("delivery", args=[delivery.pk])).content.decode()
    assert "refs/heads/main" in text
    response = page.post(reverse("replay-delivery", args=[delivery.pk]))
    again = Delivery.objects.get(replay_of=delivery)
    assert response["Location"] == reverse("delivery", args=[again.pk])
    assert f"Delivery {delivery.pk}" in page.get(response["Location"]).content.decode()


@pytest.mark.usefixtures("delivered")
def test_refused_call_cannot_be_replayed(page: Client) -> None:
    delivery = Delivery.objects.get(outcome="refused")
    assert "Replay<" not in page.get(reverse("delivery", args=[delivery.pk])).content.decode()
    page.post(reverse("replay-delivery", args=[delivery.pk]))
    assert Delivery.objects.count() == 3


def test_secret_is_shown_once(page: Client, service: Service) -> None:
    address = reverse("service-webhooks", args=[service.slug])
    shown = page.post(address, {"forge": "gitlab"}).content.decode()
    hook = Hook.objects.get(forge=Forge.GITLAB)
    (secret,) = secrets_of(hook)
    assert secret in shown
    assert "/hooks/services/gateway/gitlab" in shown
    assert secret not in page.get(address).content.decode()


def test_secret_is_replaced_from_the_page(page: Client, service: Service) -> None:
    page.post(reverse("service-webhooks", args=[service.slug]), {"forge": "github"})
    replace = reverse("service-replace-hook-secret", args=[service.slug, "github"])
    text = page.post(replace).content.decode()
    secrets = secrets_of(Hook.objects.get())
    assert len(secrets) == 2
    assert secrets[0] in text
    assert "the former secret is taken until" in text
    page.post(replace, {"at_once": "1"})
    assert len(secrets_of(Hook.objects.get())) == 1


def test_second_hook_for_a_forge_is_refused_at_the_field(page: Client, service: Service) -> None:
    address = reverse("service-webhooks", args=[service.slug])
    page.post(address, {"forge": "github"})
    response = page.post(address, {"forge": "github"})
    assert response.status_code == 422
    assert "There is already a webhook for this forge." in response.content.decode()


def test_company_has_a_page_of_its_own(client: Client, middleware: User) -> None:
    client.force_login(middleware)
    address = reverse("company-webhooks")
    for linking in ("company-policy", "deliveries"):
        assert f'href="{address}"' in client.get(reverse(linking)).content.decode()
    shown = client.post(address, {"forge": "gitlab"}).content.decode()
    assert secrets_of(Hook.objects.get())[0] in shown
    assert "/hooks/company/gitlab" in shown
    assert "Webhooks of the company" in shown
    assert client.post(address, {"forge": "gitlab"}).status_code == 422
    client.post(reverse("company-replace-hook-secret", args=["gitlab"]))
    assert len(secrets_of(Hook.objects.get())) == 2
    client.post(reverse("company-set-status-token"), {"forge": "github", "token": "ghp_x", "host": "github.com"})
    assert "github.com" in client.get(address).content.decode()
    for removing in (
        reverse("company-remove-hook", args=["gitlab"]),
        reverse("company-remove-status-token", args=["github"]),
    ):
        assert client.post(removing)["Location"] == address
    assert not Hook.objects.exists()
    assert not StatusToken.objects.exists()


def test_link_to_the_company_is_for_superusers(page: Client, service: Service, middleware: User) -> None:
    addresses = [reverse("company-policy"), reverse("deliveries"), reverse("service-webhooks", args=[service.slug])]
    company = reverse("company-webhooks")
    assert [company in page.get(address).content.decode() for address in addresses] == [False] * 3
    page.force_login(middleware)
    assert [company in page.get(address).content.decode() for address in addresses] == [True] * 3


def test_token_is_set_and_removed_from_the_page(page: Client, service: Service) -> None:
    data = {"forge": "github", "token": "ghp_x", "host": "github.com", "comments": "on"}
    page.post(reverse("service-set-status-token", args=[service.slug]), data)
    assert StatusToken.objects.get().comments
    text = page.get(reverse("service-webhooks", args=[service.slug])).content.decode()
    assert "ghp_x" not in text
    assert "with a summary under pull requests" in text
    page.post(reverse("service-remove-status-token", args=[service.slug, "github"]))
    assert not StatusToken.objects.exists()


def test_api_address_that_is_refused_is_shown_at_its_field(page: Client, service: Service) -> None:
    data = {"forge": "github", "token": "ghp_x", "host": "github.com", "api_url": "https://127.0.0.1/api"}
    response = page.post(reverse("service-set-status-token", args=[service.slug]), data)
    assert response.status_code == 422
    assert response.context["token_form"].errors.keys() == {"api_url"}
    assert "ghp_x" not in response.content.decode()
