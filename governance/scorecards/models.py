"""The stored results of scoring scans; a scorecard is written once and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from governance.accounts.models import Team, User
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scorecards.scoring import Coverage


class ScorecardQuerySet(models.QuerySet["Scorecard"]):
    """Questions about scorecards."""

    def holding(self) -> ScorecardQuerySet:
        """Return the newest scorecard of each scan, of the newest scan first."""
        return self.order_by("-scan_id", "-id").distinct("scan_id")


class Scorecard(models.Model):
    """Figures of one scan against the iron rules, with the policy and analyser that made them.

    When what is waived changes, the newest scans are scored again: of the scorecards of a scan the newest holds, and
    the difference between two of them is what waivers did.

    `figures` and `pragmatic` map "IR1", "IR2", "IR3" and "CP" to {"passed", "waived", "units"}; units of 0 means not
    applicable. `score` is the mean in percent before the cap, with waived units counted as passed, and `raw_score` the
    same without waivers; both are null when no rule applies. `gate_base` is the scan whose violations count as known;
    null says that there was none, because this was the first scan of its branch.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="scorecards")
    scan = models.ForeignKey(Scan, on_delete=models.CASCADE, related_name="scorecards")
    created_at = models.DateTimeField(auto_now_add=True)
    analyser = models.CharField(max_length=50)
    policy = models.JSONField()
    figures = models.JSONField()
    pragmatic = models.JSONField()
    score = models.FloatField(null=True)
    raw_score = models.FloatField(null=True)
    grade = models.CharField(max_length=1, blank=True)  # A to F; empty when nothing applies
    cap = models.CharField(max_length=10, blank=True)  # severity that capped the grade: critical or high
    coverage_passed = models.PositiveIntegerField()
    coverage_total = models.PositiveIntegerField()
    conclusive = models.BooleanField()
    is_clean = models.BooleanField(default=False)  # no violation is open, and enough could be analysed to say so
    criticals = models.PositiveIntegerField(default=0)  # open critical violations
    waived = models.JSONField(default=list)  # fingerprints that were waived
    change = models.JSONField(null=True)  # why it differs from the one before on its branch, as in `change.py`
    gate_base = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+")
    gate_passed = models.BooleanField()
    gate_reasons = models.JSONField(default=list)  # [{"fingerprint", "code", "severity"}]: what is new and too bad
    gate_excused = models.JSONField(default=list)  # fingerprints: what is new and too bad, but waived

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-scan_id", "-id"]  # the order of request; several can be made within one second
        indexes: ClassVar = [
            models.Index(fields=["service", "-scan", "-id"], include=["created_at"], name="scorecards_by_service"),
            models.Index(fields=["service", "created_at"], condition=Q(is_clean=False), name="scorecards_not_clean"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.grade}"


class Standing(models.Model):
    """How a service stands: what lists and sums of many services ask of its newest scorecard, kept as that changes.

    The newest scorecard is the one that holds of the newest scan of the default branch; a service without one has no
    standing. `keeping.py` writes it, in the transaction that writes a scorecard or names another default branch.
    """

    service = models.OneToOneField(Service, on_delete=models.CASCADE, primary_key=True, related_name="standing")
    scorecard = models.OneToOneField(Scorecard, on_delete=models.CASCADE, related_name="+")
    created_at = models.DateTimeField()  # of the scorecard
    figures = models.JSONField()
    grade = models.CharField(max_length=1, blank=True)
    coverage_passed = models.PositiveIntegerField()
    coverage_total = models.PositiveIntegerField()
    conclusive = models.BooleanField()
    criticals = models.PositiveIntegerField()
    scored_since = models.DateTimeField()  # of the first scorecard
    clean_since = models.DateTimeField(null=True)  # of the first scorecard after the last that was not clean
    gate_passed = models.BooleanField()
    refused = models.PositiveIntegerField()  # how many reasons the gate has
    scores = models.JSONField(default=list)  # the last of them, oldest first

    def __str__(self) -> str:
        return f"{self.service} {self.grade}"

    @property
    def coverage(self) -> Coverage:
        """How much could be judged."""
        return Coverage(self.coverage_passed, self.coverage_total)


class GateOverrideQuerySet(models.QuerySet["GateOverride"]):
    """Questions about overrides."""

    def in_force(self) -> GateOverrideQuerySet:
        """Return those that let something through now, the newest first."""
        return self.filter(revoked_at=None, expires_at__gt=Now()).order_by("-id")


class GateOverride(models.Model):
    """That a commit, or what a branch holds, may go although the gate does not let it through; for some days."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="gate_overrides")
    commit = models.CharField(max_length=64, blank=True)
    branch = models.CharField(max_length=250, blank=True)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = GateOverrideQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["service", "expires_at"], condition=Q(revoked_at=None), name="overrides_in_force")
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(commit="", branch__gt="") | Q(commit__gt="", branch=""), name="override_of_commit_or_branch"
            ),
            models.CheckConstraint(condition=Q(reason__gt=""), name="override_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.commit[:10] or self.branch}"

    @property
    def is_in_force(self) -> bool:
        """Whether it lets something through now."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class DailyScore(models.Model):
    """A service's figure for one rule at the end of a day, as `figures` of a scorecard has it; kept without scans."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="daily_scores")
    day = models.DateField()
    rule = models.CharField(max_length=10)
    passed = models.PositiveIntegerField()
    waived = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day", "rule"]
        indexes: ClassVar = [models.Index(fields=["day"], name="scores_of_a_day")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "day", "rule"], name="one_score_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.day} {self.rule}"


class DailyTotal(models.Model):
    """The same for all services together that a team had at the end of the day: lines over 90 days add few rows up.

    Without a team it is the total of the company.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="daily_totals")
    day = models.DateField()
    rule = models.CharField(max_length=10)
    passed = models.PositiveIntegerField()
    waived = models.PositiveIntegerField()
    units = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["day", "rule"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["team", "day", "rule"], nulls_distinct=False, name="one_total_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.team or 'company'} {self.day} {self.rule}"
