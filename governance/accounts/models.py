"""Users, teams and memberships."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class User(AbstractUser):
    """Somebody who signs in; a superuser belongs to the middleware team and sees every team."""

    language = models.CharField(_("language"), max_length=10, blank=True, default="")

    @property
    def may_audit(self) -> bool:
        """Whether there is anything in the audit trail that this user may read."""
        return self.is_superuser or self.memberships.filter(role=Role.ADMIN).exists()


class Role(models.TextChoices):
    """What a member may do in a team; each role includes the one before it."""

    VIEWER = "viewer", _("viewer")
    MAINTAINER = "maintainer", _("maintainer")
    ADMIN = "admin", _("admin")


class TeamQuerySet(models.QuerySet["Team"]):
    """Questions about teams."""

    def visible_to(self, user: User) -> TeamQuerySet:
        """Return the teams that `user` may see."""
        return self if user.is_superuser else self.filter(memberships__user=user).distinct()

    def changeable_by(self, user: User) -> TeamQuerySet:
        """Return the teams whose services `user` may register, edit and scan."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__role__in=[Role.MAINTAINER, Role.ADMIN]).distinct()

    def administered_by(self, user: User) -> TeamQuerySet:
        """Return the teams that `user` is an admin of."""
        if user.is_superuser:
            return self
        return self.filter(memberships__user=user, memberships__role=Role.ADMIN).distinct()

    def audited_by(self, user: User) -> TeamQuerySet:
        """Return the teams whose audit events `user` may read."""
        return self.administered_by(user)


class Team(models.Model):
    """A group of people that owns services."""

    slug = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=100)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = TeamQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """That a user belongs to a team, in a role."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=Role.choices, default=Role.VIEWER)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["user", "team"], name="one_membership_a_team")]

    def __str__(self) -> str:
        return f"{self.user} · {self.team} · {self.role}"
