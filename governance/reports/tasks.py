"""The tasks: making a report, and the sweep that loses none."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from billiard.exceptions import SoftTimeLimitExceeded
from celery import shared_task
from django.conf import settings
from django.db import InterfaceError, OperationalError, connection
from django.utils.translation import gettext_lazy as _

from governance.errors import ServiceError, UserError
from governance.reports import actions

if TYPE_CHECKING:
    from governance.reports.actions import Claim

log = logging.getLogger(__name__)


@shared_task(
    name=actions.MAKE_REPORT,
    soft_time_limit=2 * settings.EXPORT_SECONDS,  # the PDF has its own limit, of half of this
    time_limit=2 * settings.EXPORT_SECONDS + 60,
)
def make_report(report_id: int) -> None:
    """Make a report, if it can be claimed."""
    try:
        claim = actions.claim(report_id)
        if claim is not None:
            _end_somehow(claim)
    except (OperationalError, InterfaceError) as error:
        log.warning("report %s: stopped, the database is away: %s", report_id, error)
        connection.close()


def _end_somehow(claim: Claim) -> None:
    """Make a claimed report, or write down why it could not be made."""
    try:
        actions.make(claim)
    except (OperationalError, InterfaceError):
        raise
    except SoftTimeLimitExceeded:
        words = _("The report takes too long."), _("Ask for a shorter period or a smaller scope.")
        actions.fail(claim, UserError("report-time", *words))
    except UserError as error:
        log.info("report %s failed: %s", claim.report_id, error.code)
        actions.fail(claim, error)
    except ServiceError as error:
        log.exception("report %s failed", claim.report_id)
        actions.fail(claim, error)
    except Exception as error:
        fault = ServiceError("report-fault", f"{type(error).__name__}: {error}")
        log.exception("report %s failed [%s]", claim.report_id, fault.reference)
        actions.fail(claim, fault)


@shared_task(name="governance.reports.sweep")
def sweep() -> None:
    """Send again for reports that wait: their message was lost, or their worker died."""
    try:
        for report_id in actions.release_lost():
            actions.enqueue(report_id)
    except (OperationalError, InterfaceError) as error:
        log.warning("no report swept, the database is away: %s", error)
        connection.close()
