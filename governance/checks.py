"""System checks: a bad setting is named at the start, with what to do about it.

`manage.py check` runs those that hold everywhere; `manage.py check --deploy` also those that keep secrets safe. The
launcher and the image run those before they start anything, and none of how pages and models fit together: `make lint`
does.
"""

from __future__ import annotations

import ipaddress
import re
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cryptography.fernet import Fernet
from django.conf import settings
from django.core import checks

from trail import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterator

SETTINGS = "settings"  # the tag of checks that are no matter of security
GIT_OLDEST = (2, 39)  # of Debian 12; older ones have not been tried
SCHEMES = frozenset({"https", "http", "ssh"})
LIMITS = (
    *("FETCH_SECONDS", "FETCH_BYTES", "FETCH_OBJECTS", "ANALYSIS_SECONDS", "ANALYSIS_BYTES", "REPORT_BYTES"),
    *("PROBE_SECONDS", "FETCH_MEMORY_BYTES", "MERGE_BASE_COMMITS"),
    *("EXPORT_SECONDS", "EXPORT_BYTES", "EXPORT_MEMORY_BYTES"),
    *("HEARTBEAT_SECONDS", "HEARTBEAT_LOST_SECONDS", "SCAN_ATTEMPTS"),
)


@checks.register(checks.Tags.security, deploy=True)
def check_keys(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse keys that anybody can know or that encrypt nothing."""
    if settings.SECRET_KEY.startswith("insecure") and not settings.DEBUG:
        yield checks.Error(
            "SECRET_KEY is not set.",
            hint="Set SECRET_KEY or SECRET_KEY_FILE to 50 or more random characters; sessions are signed with it.",
            id="governance.E001",
        )
    if not settings.CREDENTIAL_KEYS:
        yield checks.Error(
            "CREDENTIAL_KEYS is not set.",
            hint="Set CREDENTIAL_KEYS or CREDENTIAL_KEYS_FILE to a Fernet key; credentials are encrypted with it.",
            id="governance.E002",
        )
    for position, key in enumerate(settings.CREDENTIAL_KEYS, start=1):
        try:
            Fernet(key)
        except ValueError:
            yield checks.Error(
                f"Key {position} of CREDENTIAL_KEYS is not a Fernet key.",
                hint="A Fernet key is 32 random bytes in URL-safe base64; several are separated by commas.",
                id="governance.E003",
            )


@checks.register(checks.Tags.security, deploy=True)
def check_audit_key(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse to run without a key that signs the audit trail."""
    try:
        PrivateKey.parse(settings.AUDIT_KEY)
    except ValueError as error:
        yield checks.Error(
            "AUDIT_KEY is not set." if not settings.AUDIT_KEY else f"AUDIT_KEY {error}.",
            hint="Set AUDIT_KEY or AUDIT_KEY_FILE to 32 random bytes in base64; the audit trail is signed with it.",
            id="governance.E013",
        )


@checks.register(SETTINGS)
def check_servers(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse a database other than PostgreSQL and a queue other than Redis."""
    engine = settings.DATABASES["default"].get("ENGINE", "")
    if engine != "django.db.backends.postgresql":
        yield checks.Error(
            f"DATABASE_URL names {engine or 'no database'}, and PostgreSQL is the only one that works.",
            hint="Use postgres://USER:PASSWORD@HOST:PORT/NAME.",
            id="governance.E004",
        )
    if not settings.REDIS_URL.startswith(("redis://", "rediss://", "unix://")):
        yield checks.Error(
            "REDIS_URL does not name a Redis.", hint="Use redis://:PASSWORD@HOST:PORT/0.", id="governance.E005"
        )


@checks.register(SETTINGS)
def check_repositories(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse what the URL guard could not work with."""
    for scheme in settings.REPOSITORY_SCHEMES:
        if scheme not in SCHEMES:
            yield checks.Error(
                f"REPOSITORY_SCHEMES names {scheme!r}.",
                hint=f"Only {', '.join(sorted(SCHEMES))} can be fetched; directories go into REPOSITORY_LOCAL_PATHS.",
                id="governance.E006",
            )
    for network in settings.REPOSITORY_PRIVATE_NETWORKS:
        try:
            ipaddress.ip_network(network)
        except ValueError as error:
            yield checks.Error(
                f"REPOSITORY_PRIVATE_NETWORKS: {error}.",
                hint="Write networks as 10.20.0.0/16, separated by commas.",
                id="governance.E007",
            )
    for path in settings.REPOSITORY_LOCAL_PATHS:
        if not Path(path).is_absolute():
            yield checks.Error(
                f"REPOSITORY_LOCAL_PATHS names {path!r}.", hint="Write absolute paths.", id="governance.E008"
            )


@checks.register(SETTINGS)
def check_limits(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse limits that stop everything, and a heartbeat that is given up before it can beat."""
    for name in LIMITS:
        if getattr(settings, name) <= 0:
            yield checks.Error(f"{name} must be above 0.", id="governance.E009")
    if settings.HEARTBEAT_LOST_SECONDS < 2 * settings.HEARTBEAT_SECONDS:
        yield checks.Error(
            "HEARTBEAT_LOST_SECONDS is below twice HEARTBEAT_SECONDS: workers that live would be given up.",
            id="governance.E010",
        )


@checks.register(SETTINGS)
def check_git(**_: Any) -> Iterator[checks.CheckMessage]:
    """Refuse a machine without a Git that is new enough."""
    oldest = ".".join(map(str, GIT_OLDEST))
    if shutil.which("git") is None:
        yield checks.Error("git is not installed.", hint=f"Install git {oldest} or newer.", id="governance.E011")
        return
    said = subprocess.run(["git", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"(\d+)\.(\d+)", said)
    if found is None or (int(found[1]), int(found[2])) < GIT_OLDEST:
        yield checks.Error(f"{said.strip()} is too old.", hint=f"Install git {oldest} or newer.", id="governance.E012")
