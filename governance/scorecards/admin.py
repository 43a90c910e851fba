"""Scorecards in Django's admin."""

from __future__ import annotations

from django.contrib import admin

from governance.accounts.admin import LookOnlyAdmin
from governance.scorecards.models import Scorecard


@admin.register(Scorecard)
class ScorecardAdmin(LookOnlyAdmin):
    """Scorecards, with the policy and the analyser that made them."""

    list_display = ("id", "service", "grade", "score", "raw_score", "gate_passed", "conclusive", "created_at")
    list_filter = ("grade", "gate_passed", "conclusive")
    search_fields = ("service__slug",)
    list_select_related = ("service",)
