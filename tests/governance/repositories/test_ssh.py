"""A deploy key opens a repository over SSH, to the server that was checked and whose key is known, and to no other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from governance.registry.actions import set_credential
from governance.registry.credentials import OpenCredential, check_credential
from governance.repositories.access import connection
from governance.repositories.actions import fetch_commit, probe, read_blob
from governance.repositories.url_guard import GuardedURL
from tests.governance.registry.test_credentials import KNOWN, ssh_key
from tests.hostile_repositories import write_repository
from tests.refused import refused
from tests.ssh_server import SSHServer

if TYPE_CHECKING:
    from collections.abc import Callable

    from governance.registry.models import Service


@pytest.fixture
def repository(served: Path) -> str:
    """Write the repository `push.git` and return its commit."""
    return write_repository(served / "push.git", {"main.go": b"package main\n"})


def deploy_key(server: SSHServer, host: str = "127.0.0.1") -> OpenCredential:
    """Return the credential that opens the server."""
    return check_credential("ssh-key", username="", secret=server.client_key, known_hosts=server.known_hosts(host))


def test_repository_is_fetched_with_a_deploy_key(
    served: Path, repository: str, service_at: Callable[[str], Service]
) -> None:
    with SSHServer(served) as server:
        service = service_at(server.url("push.git"))
        set_credential(
            service,
            kind="ssh-key",
            username="",
            secret=server.client_key,
            known_hosts=server.known_hosts("127.0.0.1"),
            by=None,
        )
        fetched = fetch_commit(service, branch="main")
    assert fetched.commit == repository
    assert read_blob(fetched.git_dir, repository, "main.go") == b"package main\n"
    assert server.users == ["git"]


def test_connection_stays_with_the_address_that_was_checked(served: Path, repository: str) -> None:
    answers = iter(["127.0.0.1", "169.254.169.254"])
    with SSHServer(served) as server:
        url = server.url("push.git", "rebinding.invalid")
        key = deploy_key(server, "rebinding.invalid")
        assert probe(url, key, resolver=lambda _host, _port: [next(answers)]).head == repository
    assert next(answers) == "169.254.169.254"


def test_user_is_git_unless_the_address_or_the_credential_says_otherwise(served: Path, repository: str) -> None:
    with SSHServer(served) as server:
        key = deploy_key(server)
        probe(server.url("push.git", user=""), key)
        probe(server.url("push.git", user="deploy@"), key)
    assert server.users == ["git", "deploy"]


def test_server_with_another_key_is_refused(served: Path, repository: str) -> None:
    with SSHServer(served) as server, SSHServer(served) as other:
        known = other.known_hosts("127.0.0.1").replace(str(other.port), str(server.port))
        key = check_credential("ssh-key", username="", secret=server.client_key, known_hosts=known)
        with refused("host-key-unknown"):
            probe(server.url("push.git"), key)
    assert server.commands == []


def test_key_that_is_not_authorised_is_refused(served: Path, repository: str) -> None:
    with SSHServer(served) as server:
        key = check_credential("ssh-key", username="", secret=ssh_key(), known_hosts=server.known_hosts("127.0.0.1"))
        with refused("auth-refused"):
            probe(server.url("push.git"), key)


def test_server_without_credential_is_not_trusted(served: Path, repository: str) -> None:
    with SSHServer(served) as server, refused("host-key-unknown"):
        probe(server.url("push.git"))


def test_repository_that_is_not_there_is_named_not_found(served: Path) -> None:
    with SSHServer(served) as server, refused("repository-not-found"):
        probe(server.url("gone.git"), deploy_key(server))


def test_key_is_readable_by_us_alone_and_gone_afterwards() -> None:
    key = check_credential("ssh-key", username="", secret=ssh_key(), known_hosts=KNOWN)
    guarded = GuardedURL("git@git.example.com:a.git", "ssh", "git.example.com", 22, ("192.0.2.1",))
    with connection(guarded, key) as access:
        command = access.environment["GIT_SSH_COMMAND"]
        path = Path(command.partition("IdentityFile=")[2].split()[0])
        assert path.read_text() == key.secret
        assert path.stat().st_mode & 0o777 == 0o600
        assert path.parent.stat().st_mode & 0o777 == 0o700
        assert key.secret not in command + repr(access)
        assert "HostName=192.0.2.1" in command
    assert not path.parent.exists()
