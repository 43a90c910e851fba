"""A look at a repository finds its default branch, or says what is in the way and what to do."""

from __future__ import annotations

import socket
import time
from typing import TYPE_CHECKING

import pytest

from governance.registry.credentials import check_credential
from governance.repositories.actions import probe
from tests.git_server import Answer, GitServer, Hold, write_certificate
from tests.hostile_repositories import git, write_many_references, write_repository
from tests.refused import refused

if TYPE_CHECKING:
    from pathlib import Path

    from pytest_django import Settings

FILES = {"main.go": b"package main\n"}
TOKEN = check_credential("https-token", username="bot", secret="ghp_s3cret")


def test_default_branch_and_head_are_found(served: Path) -> None:
    commit = write_repository(served / "push.git", FILES, branch="trunk")
    with GitServer(served) as server:
        found = probe(server.url("push.git"))
    assert (found.default_branch, found.head, found.url) == ("trunk", commit, server.url("push.git"))


def test_path_outside_ascii_is_found(served: Path) -> None:
    commit = write_repository(served / "团队" / "推送 网关.git", FILES)
    with GitServer(served) as server:
        found = probe(server.url("团队/推送%20网关.git"))
        assert found.head == commit
        assert probe(found.url).head == commit


def test_named_branch_is_found(served: Path) -> None:
    write_repository(served / "push.git", FILES)
    other = write_repository(served / "push.git", {}, branch="release/1.x")
    with GitServer(served) as server:
        assert probe(server.url("push.git"), branch="release/1.x").head == other


def test_branch_that_is_not_there_is_named_missing(served: Path) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server, refused("branch-missing"):
        probe(server.url("push.git"), branch="release")


def test_branch_with_an_impossible_name_is_refused() -> None:
    with refused("branch-name"):
        probe("https://git.example.com/a", branch="--upload-pack=id")


def test_empty_repository_is_named_empty(served: Path) -> None:
    git(served, "init", "--quiet", "--bare", "empty.git")
    with GitServer(served) as server, refused("repository-empty"):
        probe(server.url("empty.git"))


def test_head_that_leads_nowhere_asks_for_a_branch(served: Path) -> None:
    write_repository(served / "push.git", FILES)
    git(served / "push.git", "symbolic-ref", "HEAD", "refs/heads/gone")
    with GitServer(served) as server, refused("default-branch-missing"):
        probe(server.url("push.git"))


def test_unknown_repository_is_named_not_found(served: Path) -> None:
    with GitServer(served) as server, refused("repository-not-found"):
        probe(server.url("push.git"))


def test_server_that_asks_for_a_credential_is_told_apart(served: Path) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served, username="bot", password="ghp_s3cret") as server:
        with refused("auth-needed"):
            probe(server.url("push.git"))
        with refused("auth-refused"):
            probe(server.url("push.git"), check_credential("https-token", username="bot", secret="expired"))
        assert probe(server.url("push.git"), TOKEN).default_branch == "main"


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (Answer(200, b"<html>Welcome</html>", {"Content-Type": "text/html"}), "not-git"),
        (Answer(200, b"001e# service=git-upload-pack\nffff", {"Content-Type": "text/plain"}), "not-git"),
        (
            Answer(200, b"zzzz garbage", {"Content-Type": "application/x-git-upload-pack-advertisement"}),
            "not-git",
        ),
        (Answer(403), "auth-needed"),
        (Answer(404), "repository-not-found"),
        (Answer(429), "server-failed"),
        (Answer(500), "server-failed"),
        (Answer(301, headers={"Location": "http://127.0.0.1:1/moved.git/info/refs"}), "redirected"),
    ],
)
def test_answer_that_is_not_gits_is_told_apart(served: Path, answer: Answer, code: str) -> None:
    with GitServer(served, answers={"/page": answer}) as server, refused(code):
        probe(server.url("page"))


@pytest.mark.parametrize("spelling", ["ghp_s3cret/%", "ghp_s3cret%2F%25", "Ym90OmdocF9zM2NyZXQvJQ=="])
def test_secret_that_the_server_says_back_is_struck_out(served: Path, spelling: str) -> None:
    line = f"ERR token {spelling} is wrong\x1b[2J\n"
    body = f"001e# service=git-upload-pack\n0000{len(line) + 4:04x}{line}".encode()
    answer = Answer(200, body, {"Content-Type": "application/x-git-upload-pack-advertisement"})
    token = check_credential("https-token", username="bot", secret="ghp_s3cret/%")
    with GitServer(served, answers={"/push.git": answer}) as server, refused("server-failed") as caught:
        probe(server.url("push.git"), token)
    assert "remote error: token *** is wrong" in caught.value.message
    assert caught.value.message.isprintable()


@pytest.mark.parametrize("place", ["127.0.0.1", "169.254.169.254", "localhost", "[::1]"])
def test_redirect_to_an_inner_address_is_not_followed(served: Path, place: str) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served) as inner:
        moved = Answer(302, headers={"Location": f"http://{place}:{inner.port}/push.git/info/refs"})
        with GitServer(served, answers={"/": moved}) as server, refused("redirected"):
            probe(server.url("push.git"))
        assert inner.requests == []


def test_certificate_that_nobody_vouches_for_is_refused(served: Path, tmp_path: Path) -> None:
    write_repository(served / "push.git", FILES)
    with GitServer(served, certificate=write_certificate(tmp_path)) as server, refused("tls-failed"):
        probe(server.url("push.git"))


def test_certificate_of_a_companys_own_authority_is_taken(served: Path, tmp_path: Path, settings: Settings) -> None:
    write_repository(served / "push.git", FILES)
    settings.REPOSITORY_CA_FILE = str(write_certificate(tmp_path))
    with GitServer(served, certificate=tmp_path / "certificate.pem") as server:
        assert probe(server.url("push.git", "git.test"), resolver=lambda _host, _port: ["127.0.0.1"]).head
        with refused("tls-failed"):  # pinned to the right address, but the name is not in the certificate
            probe(server.url("push.git", "other.test"), resolver=lambda _host, _port: ["127.0.0.1"])


def test_closed_port_is_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    with refused("connection-failed"):
        probe(f"http://127.0.0.1:{port}/push.git")


def test_silent_server_ends_in_a_time_out_that_names_the_limit(settings: Settings) -> None:
    settings.PROBE_SECONDS = 1
    started = time.monotonic()
    with socket.create_server(("127.0.0.1", 0)) as silent, refused("time-out") as caught:
        probe(f"http://127.0.0.1:{silent.getsockname()[1]}/push.git")
    assert caught.value.facts["limit"] == 1
    assert time.monotonic() - started < 30  # the server says nothing, ever


def test_stalled_answer_ends_in_a_time_out(served: Path, settings: Settings) -> None:
    settings.PROBE_SECONDS = 1
    write_repository(served / "push.git", FILES)
    with GitServer(served, hold=Hold(10)) as server, refused("time-out"):
        probe(server.url("push.git"))


def test_connection_stays_with_the_address_that_was_checked(served: Path) -> None:
    """The name server answers differently the second time: nobody asks it a second time, git included."""
    write_repository(served / "push.git", FILES)
    answers = iter(["127.0.0.1", "169.254.169.254"])
    with GitServer(served) as server:
        url = server.url("push.git", "rebinding.invalid")  # a name that no name server knows (RFC 2606)
        assert probe(url, resolver=lambda _host, _port: [next(answers)]).url == url
        assert {request.host for request in server.requests} == {f"rebinding.invalid:{server.port}"}
    assert next(answers) == "169.254.169.254"


def test_pin_holds_against_what_the_system_would_resolve(served: Path) -> None:
    """The system leads `localhost` to 127.0.0.1; the check said 127.0.0.2, so that is where git goes."""
    write_repository(served / "push.git", FILES)
    with GitServer(served) as server, refused("connection-failed"):
        probe(server.url("push.git", "localhost"), resolver=lambda _host, _port: ["127.0.0.2"])
    assert server.requests == []


def test_local_repository_is_found_only_when_its_directory_is_open(served: Path, settings: Settings) -> None:
    commit = write_repository(served / "push.git", FILES)
    with refused("local-path-refused"):
        probe(str(served / "push.git"))
    settings.REPOSITORY_LOCAL_PATHS = [str(served)]
    assert probe(str(served / "push.git")).head == commit
    (served / "folder").mkdir()
    with refused("repository-not-found"):
        probe(str(served / "folder"))


def test_two_hundred_thousand_branches_do_not_hinder(served: Path) -> None:
    commit = write_many_references(served / "push.git", 200_000)
    with GitServer(served) as server:
        assert probe(server.url("push.git"), branch="branch-0199999").head == commit
