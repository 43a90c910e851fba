"""Django's admin: accounts can be made there, results can only be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.findings.models import Finding
from governance.scans.models import Scan
from governance.scorecards.models import Scorecard
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from django.test import Client

    from governance.accounts.models import User
    from governance.registry.models import Service


@pytest.fixture
def results(service: Service) -> None:
    saved(begun(service), a_report([a_finding()], [a_pool()]))


@pytest.mark.usefixtures("results")
@pytest.mark.parametrize("model", [Scan, Finding, Scorecard])
def test_results_can_be_looked_at_and_not_changed(
    client: Client, middleware: User, model: type[Scan | Finding | Scorecard]
) -> None:
    client.force_login(middleware)
    listing = f"/admin/{model._meta.app_label}/{model._meta.model_name}/"
    page = f"{listing}{model._default_manager.get().pk}/change/"
    assert client.get(listing).status_code == 200
    assert client.get(page).status_code == 200
    assert client.post(page, {}).status_code == 403
    assert client.get(f"{listing}add/").status_code == 403
    assert client.get(page.replace("change", "delete")).status_code == 403


@pytest.mark.parametrize("path", ["accounts/team/add/", "accounts/user/add/", "accounts/team/"])
def test_accounts_are_made_in_the_admin(client: Client, middleware: User, path: str) -> None:
    client.force_login(middleware)
    assert client.get(f"/admin/{path}").status_code == 200


def test_admin_of_a_team_does_not_get_in(client: Client, owner: User) -> None:
    client.force_login(owner)
    assert client.get("/admin/scans/scan/").status_code == 302
