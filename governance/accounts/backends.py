"""Who may sign in: people, not programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.backends import ModelBackend

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from governance.accounts.models import User


class PeopleBackend(ModelBackend):
    """Signs people in by name and password; a service account has tokens only, whatever password it may have."""

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Refuse service accounts, when they sign in and in sessions that they already have."""
        return super().user_can_authenticate(user) and not getattr(user, "is_service_account", False)
