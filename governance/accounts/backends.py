"""Who may sign in: people, not programs, and nobody who failed too often."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.contrib.auth.backends import ModelBackend

from governance.accounts.attempts import Attempt, address_of
from governance.accounts.models import User
from governance.prepared import Given, Prepared

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.http import HttpRequest


class PeopleBackend(ModelBackend):
    """Signs people in by name and password; a service account has tokens only, whatever password it may have."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **more: Any
    ) -> User | None:
        """Return whose name and password it is; raise TooManyAttempts after too many that were wrong."""
        attempt = Attempt(username or "", address_of(request) if request else "")
        user: User | None = super().authenticate(request, username, password, **more)
        if user is not None:
            attempt.succeeded()
        return user

    def user_can_authenticate(self, user: User | AnonymousUser | None) -> bool:
        """Refuse service accounts, when they sign in and in sessions that they already have."""
        return super().user_can_authenticate(user) and not getattr(user, "is_service_account", False)

    def get_user(self, user_id: int) -> User | None:
        """Return who has signed in, as long as they may; every page asks."""
        found = _USER.ask(user=user_id)
        return found[0] if found and self.user_can_authenticate(found[0]) else None


_USER: Final = Prepared(lambda: User.objects.filter(pk=Given("user")))
