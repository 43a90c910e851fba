"""Scans in Django's admin."""

from __future__ import annotations

from django.contrib import admin

from governance.accounts.admin import LookOnlyAdmin
from governance.scans.models import Scan


@admin.register(Scan)
class ScanAdmin(LookOnlyAdmin):
    """Scans, with which worker had them and why they failed."""

    list_display = (
        "id",
        "service",
        "branch",
        "commit",
        "state",
        "attempts",
        "worker",
        "queued_at",
        "ended_at",
    )
    list_filter = ("state", "trigger", "error_code")
    search_fields = ("service__slug", "commit", "error_reference")
    list_select_related = ("service",)
