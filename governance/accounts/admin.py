"""Accounts in Django's admin: where the middleware team makes users, teams and memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin

from governance.accounts.models import Membership, Team, User

if TYPE_CHECKING:
    from django.db.models import Model
    from django.http import HttpRequest


class LookOnlyAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # Django's class takes none at run time
    """Rows to look at: what they say is changed only by actions, which keep it true."""

    show_full_result_count = False  # counting all rows takes longer than showing a page of them

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002 - Django's signature
        """Nobody adds a row by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - the same
        """Nobody changes a row by hand."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:  # noqa: ARG002 - the same
        """Nobody removes a row by hand."""
        return False


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg] # the same
    """The members of a team."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Team)
class TeamAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # Django's class takes none at run time
    """Teams with their members."""

    list_display = ("name", "slug", "created_at")
    search_fields = ("name", "slug")
    inlines = (MembershipInline,)


admin.site.register(User, UserAdmin)
