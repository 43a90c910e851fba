"""Django in a benchmark: set up with keys that are as good as thrown away afterwards."""

from __future__ import annotations

import base64
import os
import secrets

import django


def set_up_django() -> None:
    """Set Django up; what is made with these keys can be read by nobody after the run."""
    key = base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")
    for name in ("SECRET_KEY", "CREDENTIAL_KEYS", "AUDIT_KEY"):
        os.environ.setdefault(name, key)
    django.setup()
