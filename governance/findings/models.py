"""What scans found: pools, findings that live from scan to scan, and their occurrences in one scan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils.translation import gettext_lazy as _

from governance.registry.models import Service
from governance.scans.models import Scan


class Pool(models.Model):
    """A row of the pool inventory, as one scan saw it; `identity` is the analyser's id and is stable across scans."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="pools")
    identity = models.TextField()
    name = models.TextField()
    path = models.TextField()
    line = models.PositiveIntegerField()
    package = models.TextField()
    scope = models.CharField(max_length=20)
    element = models.TextField(null=True)  # noqa: DJ001 - null says unresolved; an empty string would be a type
    sites = models.JSONField(default=list)
    wrappers = models.JSONField(default=list)
    verdicts = models.JSONField(default=dict)  # {"IR1": "pass", …}

    class Meta:
        ordering: ClassVar = ["path", "line"]
        constraints: ClassVar = [
            # By its digest: an index takes no values over 2,700 bytes, and an identity holds the path of a package.
            models.UniqueConstraint("scan", MD5("identity"), name="one_row_a_pool"),
        ]

    def __str__(self) -> str:
        return self.name


class Finding(models.Model):
    """One problem followed across scans by its fingerprint.

    The state says how things stand on the service's default branch, as its newest finished scan saw it.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAIVED = "waived", _("waived")
        FIXED = "fixed", _("fixed")
        ELSEWHERE = "elsewhere", _("only on another branch")

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="findings")
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(max_length=10)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    first_scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+")
    last_scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    fixed_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "fingerprint"], name="one_finding_a_fingerprint"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["service", "code"], condition=Q(state="open"), name="open_findings"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint[:10]}"


class Occurrence(models.Model):
    """A finding as one scan saw it: place, message, trace and code."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="occurrences")
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="occurrences")
    pool = models.ForeignKey(Pool, on_delete=models.SET_NULL, null=True, related_name="occurrences")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=50)
    severity = models.CharField(max_length=10)
    severity_rank = models.PositiveSmallIntegerField()  # 0 is critical; orders lists
    verdicts = models.JSONField()  # {"iron": "violation", "pragmatic": "advisory"}
    path = models.TextField()
    line = models.PositiveIntegerField()
    column = models.PositiveIntegerField()
    end_line = models.PositiveIntegerField()
    messages = models.JSONField()  # {"en": "…", "zh-hans": "…"}
    trace = models.JSONField(default=list)  # [{"path", "line", "notes": {"en": …}}]
    excerpts = models.JSONField(default=list)  # [{"path", "start", "lines": […]}]
    site = models.JSONField(null=True)  # {"path", "line", "column"}: the Get or Put that fails
    fix = models.JSONField(null=True)
    suppressed = models.TextField(null=True)  # noqa: DJ001 - null says not suppressed; the reason otherwise

    class Meta:
        ordering: ClassVar = ["severity_rank", "code", "path", "line"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["finding", "scan"], name="one_occurrence_a_scan")]

    def __str__(self) -> str:
        return f"{self.code} {self.path}:{self.line}"
