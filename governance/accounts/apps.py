"""Django's description of the app, and what it listens to."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.signals import user_login_failed
from django.db import transaction


class AccountsConfig(AppConfig):
    """The app `accounts`."""

    name = "governance.accounts"

    def ready(self) -> None:
        """Audit failures to sign in, wherever they happen."""
        user_login_failed.connect(record_failure, dispatch_uid="audit")


def record_failure(credentials: dict[str, Any], **_: object) -> None:
    """Record that somebody failed to sign in; a name that is nobody's is left out, for it may be a password."""
    from governance.accounts.models import User  # noqa: PLC0415 - models are not loaded before the apps are
    from governance.audit.actions import Subject, record  # noqa: PLC0415 - the same
    from governance.audit.models import Action  # noqa: PLC0415 - the same

    user = User.objects.filter(username=credentials.get("username", "")).first()
    subject = Subject("account", user.pk, user.get_username()) if user else Subject("account")
    with transaction.atomic():
        record(Action.SIGN_IN_FAILED, on=subject, by=None)
