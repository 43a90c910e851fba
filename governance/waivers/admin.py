"""Waivers in Django's admin."""

from __future__ import annotations

from django.contrib import admin

from governance.accounts.admin import LookOnlyAdmin
from governance.waivers.models import Waiver


@admin.register(Waiver)
class WaiverAdmin(LookOnlyAdmin):
    """Waivers, by service, kind and state; decided on their pages, where the trail is written."""

    list_display = ("id", "service", "kind", "code", "state", "requested_by", "decided_by", "expires_at")
    list_filter = ("state", "kind")
    search_fields = ("service__slug", "code", "pattern", "pool_name")
    list_select_related = ("service", "requested_by", "decided_by")
