"""The stored results of scoring scans; a scorecard is written once and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from governance.registry.models import Service
from governance.scans.models import Scan


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
    gate_base = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="+")
    gate_passed = models.BooleanField()
    gate_reasons = models.JSONField(default=list)  # [{"fingerprint", "code", "severity"}]: what is new and too bad

    objects = ScorecardQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-scan_id", "-id"]  # the order of request; several can be made within one second
        indexes: ClassVar = [models.Index(fields=["service", "-scan", "-id"], name="scorecards_newest_first")]

    def __str__(self) -> str:
        return f"{self.service} {self.grade}"
