"""Reports that were asked for, and the files that were made of them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User
from governance.registry.models import Service


class ScopeKind(models.TextChoices):
    """What a report is about."""

    SERVICE = "service", _("service")
    TEAM = "team", _("team")
    COMPANY = "company", _("company")


class State(models.TextChoices):
    """Where a report stands; a change of state is always a conditional update of the row."""

    QUEUED = "queued", _("queued")
    MAKING = "making", _("being made")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")


class Format(models.TextChoices):
    """What a report can be written as."""

    PDF = "pdf", "PDF"
    HTML = "html", "HTML"
    CSV = "csv", "CSV"
    JSON = "json", "JSON"
    SARIF = "sarif", "SARIF"


class ReportQuerySet(models.QuerySet["Report"]):
    """Questions about reports."""

    def visible_to(self, user: User) -> ReportQuerySet:
        """Return the reports about what `user` may see; those of the company are for the middleware team."""
        if user.is_superuser:
            return self
        teams = Team.objects.visible_to(user)
        return self.filter(Q(team__in=teams) | Q(service__team__in=teams))


class Report(models.Model):
    """A report about a service, a team or the company over a period; `manifest` is its signed list of files.

    The name of what it is about is kept beside the reference: a report outlives the service that it tells of.
    """

    kind = models.CharField(max_length=10, choices=ScopeKind.choices)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, related_name="reports")
    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="reports")
    slug = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=100, blank=True)
    since = models.DateField()
    until = models.DateField()
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    formats = models.JSONField()

    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_by_name = models.CharField(max_length=150)
    requested_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    claim = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    making_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    manifest = models.JSONField(null=True)
    error_code = models.CharField(max_length=50, blank=True)
    error_messages = models.JSONField(default=dict)  # {"en": …, "zh-hans": …}

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=["queued", "making"]), name="reports_unfinished"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.slug} {self.since}–{self.until}"

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to this report."""
        return self.state in (State.DONE, State.FAILED)

    @property
    def basename(self) -> str:
        """How its files are called, without their ends."""
        return f"ironrules-report-{self.pk}-{self.slug or self.kind}-{self.since:%Y%m%d}-{self.until:%Y%m%d}"

    @property
    def error_message(self) -> str:
        """What happened and what to do, in the reader's language; empty without an error."""
        texts: dict[str, str] = self.error_messages
        return texts.get(get_language() or "en") or texts.get("en", "")


class ReportFile(models.Model):
    """One file of a report: in the database, which web servers and workers share and which is backed up."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    format = models.CharField(max_length=10, choices=Format.choices)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    compressed = models.BinaryField()  # zlib: a JSON of 20,000 findings takes a tenth

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["report", "format"], name="one_file_a_format")]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """What the file is called when it is downloaded."""
        return f"{self.report.basename}.{self.format}"
