"""Accounts in Django's admin: where the middleware team makes users, teams and memberships; each change is audited."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.db import transaction

from governance.accounts.models import Membership, Team, User
from governance.audit.actions import Subject, record
from governance.audit.models import Action

if TYPE_CHECKING:
    from django.db.models import Model, QuerySet
    from django.http import HttpRequest, HttpResponse


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


class AuditedAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # the same
    """Rows that may be changed here, with an audit event for each change in the transaction of the change."""

    kind: str
    created: Action
    edited: Action
    removed: Action

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record what was added."""
        self._record(self.created, request, obj, message)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """Record which fields and members were changed."""
        self._record(self.edited, request, obj, message)
        return super().log_change(request, obj, message)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet[Any]) -> Any:
        """Record what is about to be removed."""
        for obj in queryset:
            self._record(self.removed, request, obj, [])
        return super().log_deletions(request, queryset)

    @transaction.atomic
    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, or remove what was chosen in it."""
        return super().changelist_view(request, extra_context)

    def _record(self, action: Action, request: HttpRequest, obj: Any, changes: Any) -> None:
        by = request.user if isinstance(request.user, User) else None
        team = obj.slug if isinstance(obj, Team) else ""
        subject = Subject(self.kind, obj.pk, str(obj))
        record(action, on=subject, by=by, team=team, details={"changes": changes} if changes else None)


class MembershipInline(admin.TabularInline):  # type: ignore[type-arg] # the same
    """The members of a team."""

    model = Membership
    extra = 0
    autocomplete_fields = ("user",)


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    """Teams with their members."""

    kind = "team"
    created, edited, removed = Action.TEAM_CREATED, Action.TEAM_EDITED, Action.TEAM_REMOVED
    list_display = ("name", "slug", "created_at")
    search_fields = ("name", "slug")
    inlines = (MembershipInline,)


@admin.register(User)
class AccountAdmin(AuditedAdmin, UserAdmin):  # type: ignore[type-arg] # the same
    """People who may sign in."""

    kind = "account"
    created, edited, removed = Action.ACCOUNT_CREATED, Action.ACCOUNT_EDITED, Action.ACCOUNT_REMOVED

    @transaction.atomic
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:  # noqa: A002 - Django's name
        """Set another password; that it was changed is recorded, what to is not."""
        return super().user_change_password(request, id, form_url)
