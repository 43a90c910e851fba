"""`manage.py create_admin NAME`."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from governance.accounts.models import User
from governance.audit.actions import Subject, record
from governance.audit.models import Action


class Command(BaseCommand):
    """Creates a superuser, who belongs to the middleware team: sees and may do everything."""

    help = "Create an administrator; the password comes from a file, or is generated and shown once."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; the password is none of them, because arguments can be seen by others."""
        parser.add_argument("username")
        parser.add_argument("--password-file", type=Path, help="file whose first line is the password")

    def handle(self, *_: Any, **options: Any) -> None:
        """Create the account, unless there is one of this name."""
        user = User(username=options["username"])
        password = _password(options["password_file"]) or secrets.token_urlsafe(12)
        try:
            user.full_clean(exclude=["password"])
            validate_password(password, user)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        with transaction.atomic():
            admin = User.objects.create_superuser(user.username, password=password)
            details = {"superuser": True}
            record(Action.ACCOUNT_CREATED, on=Subject("account", admin.pk, admin.username), by=None, details=details)
        shown = "" if options["password_file"] else f" The password is {password} (shown only now)."
        self.stdout.write(f"Administrator {user.username} is created.{shown}")


def _password(path: Path | None) -> str:
    if path is None:
        return ""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise CommandError(f"The password cannot be read: {error}") from error
    if not lines or not lines[0]:
        raise CommandError(f"{path} has no password in its first line.")
    return lines[0]
