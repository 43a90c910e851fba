"""Policies as they were saved, level by level."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User
from governance.policies.policy import Level
from governance.registry.models import Service

if TYPE_CHECKING:
    from typing import TypeAlias

    # Who is held to a policy; None is the whole company.
    Subject: TypeAlias = Team | Service | None


class PolicyVersionQuerySet(models.QuerySet["PolicyVersion"]):
    """Questions about stored policies."""

    def of(self, subject: Subject) -> PolicyVersionQuerySet:
        """Return the versions of one level, the newest first."""
        return self.filter(**columns_of(subject))

    def newest(self) -> PolicyVersionQuerySet:
        """Return the newest version of each level."""
        return self.order_by("level", "team_id", "service_id", "-number").distinct("level", "team_id", "service_id")


class PolicyVersion(models.Model):
    """What one level asked for when it was saved; a row is written once, and of a level the newest holds.

    `values` are those of a `Policy` for the company and of a `Tightening` below it.
    """

    level = models.CharField(max_length=10, choices=[(level.value, level.value) for level in Level])
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="policies")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="policies")
    number = models.PositiveIntegerField()  # 1, 2, … at its level
    values = models.JSONField()
    reason = models.CharField(_("reason"), max_length=500)
    restores = models.PositiveIntegerField(null=True)  # number of the version that this one brings back
    author = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    objects = PolicyVersionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            # Whoever saves writes the number after the one that was edited: of two who do so at once one is refused.
            models.UniqueConstraint(
                fields=["number"], condition=Q(level=Level.COMPANY.value), name="one_company_policy_a_number"
            ),
            models.UniqueConstraint(fields=["team", "number"], name="one_team_policy_a_number"),
            models.UniqueConstraint(fields=["service", "number"], name="one_service_policy_a_number"),
            models.CheckConstraint(
                condition=Q(level=Level.COMPANY.value, team=None, service=None)
                | Q(level=Level.TEAM.value, team__isnull=False, service=None)
                | Q(level=Level.SERVICE.value, team=None, service__isnull=False),
                name="policy_has_the_subject_of_its_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'company'} {self.number}"

    @property
    def subject(self) -> Subject:
        """Who it was saved for."""
        return self.team or self.service


def columns_of(subject: Subject) -> dict[str, object]:
    """Return what the rows of a level have in common."""
    return {
        "level": level_of(subject),
        "team": subject if isinstance(subject, Team) else None,
        "service": subject if isinstance(subject, Service) else None,
    }


def level_of(subject: Subject) -> Level:
    """Return the level at which the policy of `subject` is set."""
    match subject:
        case None:
            return Level.COMPANY
        case Team():
            return Level.TEAM
        case Service():
            return Level.SERVICE
