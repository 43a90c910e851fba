"""Every command of the image, run outside it: the roles start, are well, and end on SIGTERM."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from cryptography.fernet import Fernet

from governance import roles
from governance.embedded import postgresql, redis_server
from governance.server_processes import free_port
from trail import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

pytestmark = pytest.mark.slow

ROLE = [sys.executable, "-m", "governance.roles"]
READY_SECONDS = 300


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return settings as production has them, over a database of their own that the role `migrate` has prepared."""
    directory = tmp_path_factory.mktemp("roles")
    with postgresql(directory / "p", durable=False) as database, redis_server(directory / "r", durable=False) as queue:
        settings = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database.url,
            "REDIS_URL": queue.url,
            "SECRET_KEY": "k" * 60 + "abcdefgh",
            "CREDENTIAL_KEYS": Fernet.generate_key().decode(),
            "AUDIT_KEY": PrivateKey.new().text,
            "DATA_DIR": str(directory),
            "SCHEDULE_FILE": str(directory / "schedule"),
            "PORT": str(free_port()),
            "WEB_WORKERS": "1",  # each imports all of Django
            "ALLOWED_HOSTS": "ironrules.example.com",
            "HTTPS_ONLY": "true",
            "BEHIND_PROXY": "true",
        }
        subprocess.run([*ROLE, "migrate"], env=settings, check=True, capture_output=True, timeout=300)
        yield settings


@contextmanager
def running(role: str, environment: Mapping[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen([*ROLE, role], env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            yield process
        finally:
            process.terminate()  # also when the test has failed: to leave this block is to wait for the process
            process.wait(60)


def is_well(role: str, environment: Mapping[str, str]) -> bool:
    return subprocess.run([*ROLE, "health", role], env=environment, capture_output=True, check=False).returncode == 0


@pytest.mark.parametrize("role", roles.HEALTH)
def test_role_becomes_well_and_ends_on_request(role: str, environment: dict[str, str]) -> None:
    assert not is_well(role, environment)
    with running(role, environment) as process:
        deadline = time.monotonic() + READY_SECONDS
        while not is_well(role, environment):
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(1)  # every look takes processor time that the start needs
    assert process.returncode == 0


@pytest.mark.parametrize("role", roles.ROLES)
def test_role_does_not_start_with_an_unsafe_setting(role: str, environment: dict[str, str]) -> None:
    result = subprocess.run(
        [*ROLE, role],
        env=environment | {"SECRET_KEY": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert result.returncode == 1
    assert "governance.E001" in result.stderr


def test_anything_else_is_a_command_of_manage(environment: dict[str, str]) -> None:
    result = subprocess.run([*ROLE, "register", "--help"], env=environment, capture_output=True, text=True, check=True)
    assert "clone address of the repository" in result.stdout


def test_no_role_is_answered_with_all_of_them() -> None:
    result = subprocess.run(ROLE, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "web, worker, scheduler, migrate" in result.stderr
