"""System checks: each names one bad setting and stays silent otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from cryptography.fernet import Fernet
from django.core.checks.registry import registry

from governance import checks
from governance.roles import CHECKED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from pytest_django import Settings

KEY = Fernet.generate_key().decode()
GOOD = {
    "DEBUG": False,
    "SECRET_KEY": "x" * 60,
    "CREDENTIAL_KEYS": [KEY],
    "AUDIT_KEY": KEY,
    "REDIS_URL": "redis://localhost/0",
    "REPOSITORY_SCHEMES": ["https", "ssh"],
    "REPOSITORY_PRIVATE_NETWORKS": ["10.20.0.0/16", "fd00::/8"],
    "REPOSITORY_LOCAL_PATHS": ["/srv/examples"],
}


@pytest.fixture(autouse=True)
def good_settings(settings: Settings) -> None:
    for name, value in GOOD.items():
        setattr(settings, name, value)


ALL: list[Callable[[], Iterable[Any]]] = [
    checks.check_keys,
    checks.check_audit_key,
    checks.check_servers,
    checks.check_repositories,
    checks.check_limits,
    checks.check_git,
]


def found() -> list[str]:
    return [message.id for check in ALL for message in check()]


def test_good_settings_pass() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("name", "value", "identifier"),
    [
        ("SECRET_KEY", "insecure-default-refused-by-checks", "governance.E001"),
        ("CREDENTIAL_KEYS", [], "governance.E002"),
        ("CREDENTIAL_KEYS", [KEY, "c2hvcnQ="], "governance.E003"),
        ("AUDIT_KEY", "", "governance.E013"),
        ("AUDIT_KEY", "c2hvcnQ=", "governance.E013"),
        ("REDIS_URL", "amqp://localhost", "governance.E005"),
        ("REPOSITORY_SCHEMES", ["https", "file"], "governance.E006"),
        ("REPOSITORY_PRIVATE_NETWORKS", ["10.20.0.1/16"], "governance.E007"),
        ("REPOSITORY_LOCAL_PATHS", ["examples"], "governance.E008"),
        ("FETCH_SECONDS", 0, "governance.E009"),
        ("HEARTBEAT_LOST_SECONDS", 9, "governance.E010"),
    ],
)
def test_bad_setting_is_named(settings: Settings, name: str, value: object, identifier: str) -> None:
    setattr(settings, name, value)
    assert found() == [identifier]


def test_database_other_than_postgresql_is_named(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert found() == ["governance.E004"]


def test_debugging_needs_no_secret_key(settings: Settings) -> None:
    settings.DEBUG = True
    settings.SECRET_KEY = "insecure-default-refused-by-checks"
    assert found() == []


def test_missing_git_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found() == ["governance.E011"]


def test_old_git_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    git = tmp_path / "git"
    git.write_text("#!/bin/sh\necho git version 2.38.5\n")
    git.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert found() == ["governance.E012"]


def test_every_check_of_ours_is_run_before_something_starts() -> None:
    ours = [
        check for check in registry.get_checks(include_deployment_checks=True) if check.__module__ == checks.__name__
    ]
    assert len(ours) >= 6
    assert all(set(check.tags) & set(CHECKED) for check in ours)
