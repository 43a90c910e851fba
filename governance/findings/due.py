"""When findings have to be repaired: so many days after they opened, by their severity."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, DateTimeField, Value, When

if TYPE_CHECKING:
    from datetime import datetime

    from governance.policies.policy import Policy
    from scanners.model import Severity


def due_of(severity: Severity, opened_at: datetime, policy: Policy) -> datetime | None:
    """Return when a finding that opened at `opened_at` is due; None when the policy names no time for its severity."""
    days = policy.due_days.get(severity)
    return None if days is None else opened_at + timedelta(days=days)


def due_at(opened_at: datetime, policy: Policy) -> Case:
    """Return the same as an expression over rows of findings."""
    return Case(
        *(When(severity=severity, then=Value(due_of(severity, opened_at, policy))) for severity in policy.due_days),
        default=None,
        output_field=DateTimeField(),
    )
