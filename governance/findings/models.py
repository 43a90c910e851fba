"""What scans found: pools, findings that live from scan to scan with their history, and how one scan saw them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User
from governance.registry.models import Service
from governance.scans.models import Scan

if TYPE_CHECKING:
    from datetime import datetime


class Pool(models.Model):
    """A row of the pool inventory, as one scan saw it; `identity` is the analyser's id and is stable across scans."""

    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="pools", db_index=False)
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


class FindingQuerySet(models.QuerySet["Finding"]):
    """Questions about findings."""

    def visible_to(self, user: User) -> FindingQuerySet:
        """Return the findings of the services that `user` may see.

        Who may see all is asked nothing: with their services looked up, 110,000 findings take 80 ms to count, not 10.
        """
        return self if user.is_superuser else self.filter(service__in=Service.objects.visible_to(user))


class Finding(models.Model):
    """One problem followed across scans.

    The state says how things stand on the service's default branch, as its newest finished scan saw it. `fingerprint`
    is the newest one; other fingerprints under which the finding was reported are its aliases.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        WAIVED = "waived", _("waived")
        FIXED = "fixed", _("fixed")
        ELSEWHERE = "elsewhere", _("only on another branch")

    # Where a constraint below begins with a column, its index serves that column too.
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="findings", db_index=False)
    fingerprint = models.CharField(max_length=64)
    code = models.CharField(max_length=10)
    severity = models.CharField(max_length=10)  # under the policy that the newest scan was judged by
    severity_rank = models.PositiveSmallIntegerField()  # 0 is critical; orders lists
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    # Nobody asks for findings by these scans, and without an index a scan that only sees a finding again touches none.
    first_scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    last_scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)  # when it opened the last time; null: never on the default branch
    fixed_at = models.DateTimeField(null=True)
    returned = models.PositiveIntegerField(default=0)  # how often it was fixed and came back

    assignee = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="findings")
    due_at = models.DateTimeField(null=True)  # counted from `opened_at` by the severity it had then

    author_name = models.CharField(max_length=200, blank=True)  # of the line, where the history that was read says so
    author_email = models.CharField(max_length=254, blank=True)
    authored_in = models.CharField(max_length=64, blank=True)  # commit
    authored_at = models.DateTimeField(null=True)

    objects = FindingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "fingerprint"], name="one_finding_a_fingerprint"),
        ]
        indexes: ClassVar = [
            # To count and to leaf through the list of a service, or of all of them, reads the index alone.
            models.Index(
                fields=["service", "state", "severity_rank", "due_at", "id"],
                include=["code"],
                name="findings_of_a_service",
            ),
            models.Index(
                fields=["state", "severity_rank", "due_at", "id"],
                include=["service", "code", "first_seen_at"],
                name="findings_by_state",
            ),
            # Whole in the index what is counted of a month: of 200,000 findings that took 75 ms, and takes 5.
            models.Index(
                fields=["fixed_at"],
                include=["service", "code"],
                condition=Q(fixed_at__isnull=False),
                name="findings_repaired",
            ),
            models.Index(fields=["first_seen_at"], include=["service", "code", "first_scan"], name="findings_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint[:10]}"

    @property
    def is_overdue(self) -> bool:
        """Whether it should have been repaired by now."""
        return self.state == self.State.OPEN and self.due_at is not None and self.due_at < timezone.now()

    @property
    def came_about_at(self) -> datetime:
        """Since when it is in the code: the date of its line's commit where it is known, else when it was seen."""
        return self.authored_at or self.first_seen_at


class Alias(models.Model):
    """Another fingerprint of a finding: its code had it before it changed, or has it on another branch."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="+", db_index=False)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="aliases")
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "fingerprint"], name="one_alias_a_fingerprint"),
        ]

    def __str__(self) -> str:
        return self.fingerprint[:10]


class FindingEvent(models.Model):
    """One step in the life of a finding; those that a scan decided name it."""

    class Kind(models.TextChoices):
        ELSEWHERE = "elsewhere", _("found on another branch")
        OPENED = "opened", _("opened")
        CHANGED = "changed", _("its code changed")
        WAIVED = "waived", _("waived")
        WAIVER_ENDED = "waiver-ended", _("opened again: its waiver has ended")
        FIXED = "fixed", _("fixed")
        RETURNED = "returned", _("opened again: it came back")

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.finding_id} {self.kind}"


class Occurrence(models.Model):
    """A finding as one scan saw it: place, message, trace and code."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="occurrences", db_index=False)
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="occurrences")
    fingerprint = models.CharField(max_length=64)  # that the scan reported it under; an alias, or the finding's own
    pool = models.ForeignKey(Pool, on_delete=models.SET_NULL, null=True, related_name="occurrences")
    code = models.CharField(max_length=10)
    name = models.CharField(max_length=50)
    severity = models.CharField(max_length=10)
    severity_rank = models.PositiveSmallIntegerField()  # 0 is critical; orders lists
    verdicts = models.JSONField()  # {"iron": "violation", "pragmatic": "advisory"}
    function = models.TextField(blank=True)  # that it is in, with its receiver: "Buffer.Free"; empty outside of any
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
        indexes: ClassVar = [
            models.Index(fields=["finding"], condition=Q(suppressed__isnull=False), name="suppressed_occurrences"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.path}:{self.line}"
