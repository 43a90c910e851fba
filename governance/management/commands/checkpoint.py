"""`manage.py checkpoint`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from governance.audit.actions import take_checkpoint
from governance.errors import ServiceError
from trail import write_document


class Command(BaseCommand):
    """Says where the audit trail stands, signed, to be kept where nobody who writes the trail can write."""

    help = (
        "Print a signed checkpoint of the audit trail; `ironrules verify FILE --checkpoint` holds an export against it."
    )

    def handle(self, *_: Any, **__: Any) -> None:
        """Print the statement as JSON."""
        try:
            statement = take_checkpoint()
        except ServiceError as error:
            raise CommandError(str(error)) from error
        if statement is None:
            raise CommandError("There is no event yet.")
        self.stdout.write(write_document(statement).decode(), ending="")
