"""Users, teams, memberships, and the tokens that programs use the API with."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from governance.prepared import Given


class User(AbstractUser):
    """Somebody who signs in; a superuser belongs to the middleware team and sees every team."""

    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    # A program of a team: it has tokens and memberships as people do, and cannot sign in.
    is_service_account = models.BooleanField(_("service account"), default=False)

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
        return self if user.is_superuser else self.with_member(user, Role.MAINTAINER, Role.ADMIN)

    def administered_by(self, user: User) -> TeamQuerySet:
        """Return the teams that `user` is an admin of."""
        return self if user.is_superuser else self.with_member(user, Role.ADMIN)

    def with_member(self, user: User | Given, *roles: Role) -> TeamQuerySet:
        """Return the teams that `user` is in, in one of `roles`."""
        return self.filter(memberships__user=user, memberships__role__in=roles).distinct()

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


class Scope(models.TextChoices):
    """What a token may be used for; each scope includes the one before it, and none gives more than its owner has."""

    READ = "read", _("read")
    SCAN = "scan", _("read, scan and upload reports")
    WRITE = "write", _("read, scan and change")
    ADMIN = "admin", _("everything that its owner may do")

    def includes(self, other: Scope) -> bool:
        """Tell whether whoever has this scope has `other` too."""
        order = list(Scope)
        return order.index(self) >= order.index(other)


class APITokenQuerySet(models.QuerySet["APIToken"]):
    """Questions about tokens."""

    def usable(self) -> APITokenQuerySet:
        """Return the tokens that open the API now."""
        return self.filter(revoked_at=None, expires_at__gt=timezone.now(), owner__is_active=True)

    def manageable_by(self, user: User) -> APITokenQuerySet:
        """Return the tokens that `user` may see and revoke: one's own, and those of service accounts of one's teams."""
        if user.is_superuser:
            return self
        accounts = User.objects.filter(
            is_service_account=True, memberships__team__in=Team.objects.administered_by(user)
        )
        return self.filter(Q(owner=user) | Q(owner__in=accounts))


class APIToken(models.Model):
    """A secret that opens the API in the name of its owner; only its digest is kept."""

    owner = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(_("name"), max_length=100)
    hint = models.CharField(max_length=12)  # the first characters, by which its owner knows it again
    digest = models.CharField(max_length=64, unique=True)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    created_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = APITokenQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.hint}…)"

    @property
    def has_expired(self) -> bool:
        """Whether its time is over."""
        return self.expires_at <= timezone.now()

    def is_stale(self, since: datetime) -> bool:
        """Tell whether its last use was written down before `since`, or never."""
        return self.last_used_at is None or self.last_used_at < since
