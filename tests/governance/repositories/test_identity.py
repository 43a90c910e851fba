"""Every spelling of an address means the same repository, and different repositories stay different."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from governance.repositories.identity import RepositoryIdentity, fork_address, identity_of, repository_path

LABEL = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,8}[a-z0-9])?", fullmatch=True)
HOST = st.builds(".".join, st.lists(LABEL, min_size=1, max_size=3))
PART = st.from_regex(r"[a-z0-9_][a-z0-9_.-]{0,10}[a-z0-9_]", fullmatch=True).filter(lambda part: part[-4:] != ".git")
PATH = st.builds("/".join, st.lists(PART, min_size=1, max_size=4))
USER = st.sampled_from(["", "git@", "Bot:s3cret@", "x-token-auth:a%40b@"])
SUFFIX = st.sampled_from(["", "/", ".git", ".git/", ".GIT"])


@st.composite
def spelled(draw: st.DrawFn, host: str, path: str) -> str:
    """One of the ways to write the address of a repository."""
    host = draw(st.sampled_from([host, host.upper(), host.title()]))
    path = draw(st.sampled_from([path, path.upper(), path.title()])) + draw(SUFFIX)
    user = draw(USER)
    scheme = draw(st.sampled_from(["https", "HTTPS", "http", "ssh", "git+ssh", "scp"]))
    if scheme == "scp":
        return f"{draw(st.sampled_from(['git@', '']))}{host}:{draw(st.sampled_from(['', '/']))}{path}"
    port = {"https": ":443", "HTTPS": ":443", "http": ":80"}.get(scheme, ":22")
    return f"{scheme}://{user}{host}{draw(st.sampled_from(['', port]))}/{draw(st.sampled_from(['', '/']))}{path}"


@settings(max_examples=150, deadline=None)
@given(data=st.data(), host=HOST, path=PATH)
def test_every_spelling_is_one_name(data: st.DataObject, host: str, path: str) -> None:
    assert identity_of(data.draw(spelled(host, path))) == RepositoryIdentity(host, path)


@settings(max_examples=100, deadline=None)
@given(data=st.data(), one=st.tuples(HOST, PATH), other=st.tuples(HOST, PATH))
def test_other_repositories_have_other_names(data: st.DataObject, one: tuple[str, str], other: tuple[str, str]) -> None:
    names = [identity_of(data.draw(spelled(*repository))) for repository in (one, other)]
    assert (names[0] == names[1]) == (one == other)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=40))
def test_any_text_has_a_name_or_none(text: str) -> None:
    name = identity_of(text)
    assert name is None or (name.host and name.path)


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://git.example.com:8443/a/b.git", "git.example.com:8443"),
        ("ssh://git@git.example.com:2222/a/b", "git.example.com:2222"),
        ("https://[2001:db8::1]:443/a/b", "[2001:db8::1]"),
        ("ssh://git@[2001:db8::1]:2222/a/b", "[2001:db8::1]:2222"),
        ("git@[2001:db8::1]:a/b", "[2001:db8::1]"),
        ("https://git.example.com./a/b", "git.example.com"),
    ],
)
def test_port_of_its_own_stays_a_part_of_the_host(url: str, host: str) -> None:
    assert identity_of(url) == RepositoryIdentity(host, "a/b")


@pytest.mark.parametrize("text", ["", "/srv/git/a", "https://git.example.com", "https:///a/b", "not an address"])
def test_what_is_on_no_server_has_no_name(text: str) -> None:
    assert identity_of(text) is None


def test_escapes_are_read() -> None:
    assert identity_of("https://git.example.com/a%2Fb") == RepositoryIdentity("git.example.com", "a/b")


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("https://bitbucket.org/messaging/gateway.git", "https://bitbucket.org/lin/gateway-2.git"),
        ("https://bitbucket.org/messaging/gateway", "https://bitbucket.org/lin/gateway-2"),
        (
            "https://git.example.com:8443/scm/messaging/gateway.git/",
            "https://git.example.com:8443/scm/lin/gateway-2.git",
        ),
        ("ssh://git@bitbucket.org/messaging/gateway.git", "ssh://git@bitbucket.org/lin/gateway-2.git"),
        ("git@bitbucket.org:messaging/gateway.git", "git@bitbucket.org:lin/gateway-2.git"),
        ("https://bitbucket.org/gateway.git", None),
        ("file:///srv/messaging/gateway.git", None),
        ("/srv/messaging/gateway.git", None),
    ],
)
def test_fork_is_on_the_same_server(url: str, address: str | None) -> None:
    assert fork_address(url, "lin/gateway-2") == address


@pytest.mark.parametrize(
    "name",
    ["", "gateway", "../gateway", "lin/..", "lin/.", "-lin/gateway", "a/b/c", "//elsewhere/x", "lin/x?y#z"],
)
def test_name_that_no_fork_has_leads_nowhere(name: str) -> None:
    assert fork_address("https://bitbucket.org/messaging/gateway.git", name) is None


@settings(max_examples=300, deadline=None)
@given(fork=st.text("ab.-_:@/?#%\\", max_size=6), host=HOST, path=st.builds("{}/{}".format, PART, PART))
def test_whatever_a_fork_is_called_it_is_a_repository_of_the_server_or_none(fork: str, host: str, path: str) -> None:
    address = fork_address(f"https://{host}/{path}", fork)
    assert address is None or identity_of(address) == RepositoryIdentity(host, repository_path(fork))
