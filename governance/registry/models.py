"""Services and the credentials of their repositories."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User


class ServiceQuerySet(models.QuerySet["Service"]):
    """Questions about services."""

    def visible_to(self, user: User) -> ServiceQuerySet:
        """Return the services of the teams that `user` may see."""
        return self if user.is_superuser else self.filter(team__in=Team.objects.visible_to(user))

    def changeable_by(self, user: User) -> ServiceQuerySet:
        """Return the services that `user` may edit and scan."""
        return self if user.is_superuser else self.filter(team__in=Team.objects.changeable_by(user))

    def may_change(self, user: User, service_id: int) -> bool:
        """Tell whether `user` may edit and scan a service that there is; of who may change all nothing is asked."""
        return user.is_superuser or self.changeable_by(user).filter(pk=service_id).exists()


class Service(models.Model):
    """A Go service: one Git repository that belongs to a team."""

    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="services")
    slug = models.SlugField(max_length=100, unique=True)
    name = models.CharField(_("name"), max_length=100)
    repository_url = models.CharField(_("repository"), max_length=500)
    default_branch = models.CharField(_("default branch"), max_length=250)
    badge_is_public = models.BooleanField(_("public badge"), default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    registered_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ServiceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "repository_url"], name="one_registration_a_team"),
        ]

    def __str__(self) -> str:
        return self.name


class Credential(models.Model):
    """A secret for a private repository, encrypted at rest; never shown again, only replaced or removed."""

    class Kind(models.TextChoices):
        HTTPS_TOKEN = "https-token", _("HTTPS token")
        SSH_KEY = "ssh-key", _("SSH deploy key")

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="credential")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    username = models.CharField(max_length=200, blank=True)
    known_hosts = models.TextField(blank=True)
    ciphertext = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.service} · {self.kind}"
