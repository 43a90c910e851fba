"""`manage.py rotate_credentials`."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from governance.registry.actions import rotate_credentials
from governance.webhooks.actions import rotate_secrets


class Command(BaseCommand):
    """Encrypts the stored credentials of repositories, secrets of webhooks and status tokens anew."""

    help = "Encrypt every stored secret under the first key of CREDENTIAL_KEYS, so that the others can be removed."

    def handle(self, *_: Any, **__: Any) -> None:
        """Encrypt and say how many there are."""
        self.stdout.write(f"Encrypted under the first key: {rotate_credentials() + rotate_secrets()}.")
