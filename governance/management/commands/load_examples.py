"""`manage.py load_examples`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from governance import examples


class Command(BaseCommand):
    """Registers the bundled examples and queues a scan of each commit of their histories."""

    help = "Register the bundled example services with the team Examples and scan their histories."

    def handle(self, *_: Any, **options: Any) -> None:
        """Load what is not there yet."""
        services = examples.load()
        if options["verbosity"]:
            names = ", ".join(service.name for service in services) or "nothing new"
            self.stdout.write(f"Registered: {names}.")
