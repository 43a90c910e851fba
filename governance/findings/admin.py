"""Findings in Django's admin."""

from __future__ import annotations

from django.contrib import admin

from governance.accounts.admin import LookOnlyAdmin
from governance.findings.models import Finding


@admin.register(Finding)
class FindingAdmin(LookOnlyAdmin):
    """Findings, by service, code and state."""

    list_display = ("id", "service", "code", "state", "first_seen_at", "last_seen_at", "fixed_at")
    list_filter = ("state", "code")
    search_fields = ("service__slug", "fingerprint")
    list_select_related = ("service",)
