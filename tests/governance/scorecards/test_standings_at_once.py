"""Whoever looks at a service while a scan of it is being saved waits, and sees its scorecard."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.db import transaction

from governance.scorecards.keeping import keep_standing
from governance.scorecards.models import Scorecard, Standing
from tests.governance.at_once import beside, wait_until_somebody_waits
from tests.governance.report_values import a_finding, a_pool, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from governance.registry.models import Service

pytestmark = pytest.mark.django_db(transaction=True)


def test_standing_of_two_at_once_is_by_the_scorecard_of_both(service: Service) -> None:
    with transaction.atomic():
        saved(begun(service), a_report(pools=[a_pool()]))
    with transaction.atomic():
        saved(begun(service), a_report([a_finding("IR101", pool="p1")], [a_pool()]))
        other = beside(lambda: keep_standing(service))
        wait_until_somebody_waits()
    other.join()
    assert Standing.objects.get().scorecard == Scorecard.objects.latest("id")
    assert Standing.objects.get().scores == [100.0, 50.0]
