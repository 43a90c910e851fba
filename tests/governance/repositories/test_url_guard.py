"""The guard refuses every hostile address for the reason it should, and lets ordinary ones pass."""

from __future__ import annotations

import ipaddress
import subprocess
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from governance.errors import UserError
from governance.repositories.url_guard import Allowed, check
from tests.refused import refused

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pytest_django import Settings

PUBLIC = ("140.82.121.4",)
OPEN = Allowed(schemes=frozenset({"https", "http", "ssh"}))


class NameServer:
    """Answers every name with the same addresses and counts the questions."""

    def __init__(self, *addresses: str) -> None:
        self.addresses = addresses
        self.asked: list[str] = []

    def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        return self.addresses


def verdict(url: str, allowed: Allowed = OPEN) -> str:
    """Return the code of the reason why `url` is refused, or `passed`."""
    try:
        check(url, resolver=NameServer(*PUBLIC), allowed=allowed)
    except UserError as error:
        return error.code
    return "passed"


HOSTILE = [
    # nothing to work with
    ("", "url-empty"),
    ("https://", "host-missing"),
    ("https:///path", "host-missing"),
    ("https://github.com", "url-path"),
    ("https://github.com//", "url-path"),
    ("github", "url-malformed"),
    ("https:github.com/a/b", "url-malformed"),
    ("https://github.com/" + "a" * 500, "url-too-long"),
    ("https://github.com/" + "队" * 100, "url-too-long"),
    # schemes
    ("git://github.com/a/b", "url-scheme"),
    ("ftp://github.com/a/b", "url-scheme"),
    ("gopher://127.0.0.1:6379/_x", "url-scheme"),
    ("dict://127.0.0.1:11211/stat", "url-scheme"),
    ("javascript://github.com/a", "url-scheme"),
    ("rsync://github.com/a/b", "url-scheme"),
    ("git+ssh://github.com/a/b", "url-scheme"),
    # programs and options in the place of an address
    ("ext::sh -c 'touch owned'", "url-transport"),
    ("ext::sh%20-c%20id", "url-transport"),
    ("fd::17/path", "url-transport"),
    ("http::https://github.com/a/b", "url-transport"),
    ("::https://github.com/a/b", "url-transport"),
    ("--upload-pack=touch owned", "url-option"),
    ("-u./payload", "url-option"),
    ("-oProxyCommand=id", "url-option"),
    ("ssh://-oProxyCommand=id/path", "url-option"),
    ("ssh://-oProxyCommand=id@github.com/path", "url-option"),
    ("-oProxyCommand=id@github.com:path", "url-option"),
    ("git@-oProxyCommand=id:path", "url-option"),
    ("git@github.com:--upload-pack=id", "url-option"),
    ("ssh://%2doProxyCommand=id/path", "host-malformed"),
    # user, password, and who the host really is
    ("https://user:secret@github.com/a/b", "url-password"),
    ("ssh://git:secret@github.com/a/b", "url-password"),
    ("https://github.com@127.0.0.1/a/b", "url-userinfo"),
    ("https://github.com:443@127.0.0.1/a/b", "url-password"),
    ("https://a@b@127.0.0.1/c", "url-userinfo"),
    ("https://@github.com/a/b", "url-userinfo"),
    ("https://127.0.0.1\\@github.com/a/b", "url-characters"),
    ("https://github.com\\.evil.example/a", "url-characters"),
    ("https://github.com%2f@evil.example/a", "url-userinfo"),
    ("https://github.com%00.evil.example/a", "host-malformed"),
    ("https://github.com#@evil.example/a", "url-query"),
    ("https://github.com?@evil.example/a", "url-query"),
    # characters
    (" https://github.com/a/b", "url-characters"),
    ("https://github.com/a b", "url-characters"),
    ("https://github.com/a\nHost: evil", "url-characters"),
    ("https://git\thub.com/a/b", "url-characters"),
    ("https://github.com/a\x00b", "url-characters"),
    ("https://github.com/a\u202eb", "url-characters"),
    ("https://github.com/a%0ahost=evil.example", "url-characters"),
    ("https://github.com/a%00b", "url-characters"),
    ("https://github.com/a%zz", "url-characters"),
    ("https://github.com/a/../../b", "url-path-dots"),
    ("https://github.com/a/%2e%2E/b", "url-path-dots"),
    ("https://github.com/a/b?service=x", "url-query"),
    ("https://github.com/a/b#main", "url-query"),
    # ports
    ("https://github.com:0/a", "port-invalid"),
    ("https://github.com:65536/a", "port-invalid"),
    ("https://github.com:-1/a", "port-invalid"),
    ("https://github.com:/a", "port-invalid"),
    ("https://github.com:４４３/a", "port-invalid"),
    ("https://github.com:25/a", "port-refused"),
    ("https://github.com:443:22/a", "host-malformed"),
    # names
    ("https://github.com./a/b", "host-trailing-dot"),
    ("https://localhost./a", "host-trailing-dot"),
    ("https://127.0.0.1./a", "host-trailing-dot"),
    ("https://gíthub.com/a/b", "host-not-ascii"),
    ("https://①②⑦.0.0.1/a", "host-not-ascii"),
    ("https://127。0。0。1/a", "host-not-ascii"),
    ("https://git..hub.com/a", "host-malformed"),
    ("https://.github.com/a", "host-malformed"),
    ("https://git$(id)hub.com/a", "host-malformed"),
    ("https://[::1/a", "host-malformed"),
    ("https://[fe80::1%25eth0]/a", "host-malformed"),
    ("https://[127.0.0.1]/a", "host-malformed"),
    # one address in many spellings
    ("https://2130706433/a", "host-numeric"),
    ("https://0x7f000001/a", "host-numeric"),
    ("https://0x7f.0.0.1/a", "host-numeric"),
    ("https://0177.0.0.1/a", "host-numeric"),
    ("https://127.1/a", "host-numeric"),
    ("https://127.0.0.01/a", "host-numeric"),
    ("https://127.0.0.0x1/a", "host-numeric"),
    ("https://1.2.3.4.5/a", "host-numeric"),
    ("https://256.0.0.1/a", "host-numeric"),
    # addresses
    ("https://127.0.0.1/a", "address-loopback"),
    ("https://127.8.9.10/a", "address-loopback"),
    ("https://[::1]/a", "address-loopback"),
    ("https://0.0.0.0/a", "address-unspecified"),
    ("https://[::]/a", "address-unspecified"),
    ("https://10.1.2.3/a", "address-private"),
    ("https://172.16.0.1/a", "address-private"),
    ("https://192.168.1.1/a", "address-private"),
    ("https://[fd12:3456::1]/a", "address-private"),
    ("https://169.254.1.1/a", "address-link-local"),
    ("https://[fe80::1]/a", "address-link-local"),
    ("https://100.64.0.1/a", "address-shared"),
    ("https://224.0.0.1/a", "address-multicast"),
    ("https://[ff02::1]/a", "address-multicast"),
    ("https://255.255.255.255/a", "address-reserved"),
    ("https://192.0.2.1/a", "address-reserved"),
    ("https://198.18.0.1/a", "address-reserved"),
    ("https://240.0.0.1/a", "address-reserved"),
    ("https://[2001:db8::1]/a", "address-reserved"),
    ("git@10.0.0.1:a/b.git", "address-private"),
    ("ssh://git@127.0.0.1:2222/a", "address-loopback"),
    # addresses inside addresses
    ("https://[::ffff:127.0.0.1]/a", "address-loopback"),
    ("https://[::ffff:a00:1]/a", "address-private"),
    ("https://[::127.0.0.1]/a", "address-loopback"),
    ("https://[64:ff9b::7f00:1]/a", "address-loopback"),
    ("https://[64:ff9b::c0a8:101]/a", "address-private"),
    ("https://[64:ff9b:1::1]/a", "address-private"),
    ("https://[2002:7f00:1::]/a", "address-loopback"),
    ("https://[2002:8c52:7904::1]/a", "address-reserved"),
    ("https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/a", "address-reserved"),
    # metadata services
    ("http://169.254.169.254/latest/meta-data", "address-metadata"),
    ("http://[::ffff:169.254.169.254]/latest", "address-metadata"),
    ("http://[64:ff9b::a9fe:a9fe]/latest", "address-metadata"),
    ("http://[fd00:ec2::254]/latest", "address-metadata"),
    ("http://100.100.100.200/latest", "address-metadata"),
    ("http://168.63.129.16/machine", "address-metadata"),
    # files
    ("file:///etc/passwd", "local-path-refused"),
    ("/etc", "local-path-refused"),
    ("../secret", "local-path-refused"),
    ("~root/repository", "local-path-refused"),
    ("file://github.com/share", "url-malformed"),
]


@pytest.mark.parametrize(("url", "code"), HOSTILE)
def test_hostile_address_is_refused_with_its_reason(url: str, code: str) -> None:
    with refused(code):
        check(url, resolver=NameServer(*PUBLIC), allowed=OPEN)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("127.0.0.1", "address-loopback"),
        ("10.0.0.8", "address-private"),
        ("169.254.169.254", "address-metadata"),
        ("::1", "address-loopback"),
        ("fe80::1%eth0", "address-link-local"),
        ("::ffff:192.168.0.1", "address-private"),
    ],
)
def test_name_that_leads_inside_is_refused(address: str, code: str) -> None:
    with refused(code) as caught:
        check("https://git.example.com/a/b", resolver=NameServer(address), allowed=OPEN)
    assert caught.value.facts["address"] == address


def test_one_bad_address_among_good_ones_refuses_the_name() -> None:
    with refused("address-private"):
        check("https://git.example.com/a/b", resolver=NameServer(*PUBLIC, "192.168.0.1"), allowed=OPEN)


def test_name_without_address_is_refused() -> None:
    with refused("host-unknown"):
        check("https://git.example.com/a/b", resolver=NameServer(), allowed=OPEN)


def test_name_is_resolved_once() -> None:
    names = NameServer(*PUBLIC)
    guarded = check("https://git.example.com/a/b", resolver=names, allowed=OPEN)
    assert names.asked == ["git.example.com"]
    assert guarded.addresses == PUBLIC


@pytest.mark.parametrize(
    ("url", "canonical", "host", "port"),
    [
        ("https://github.com/labstack/echo", "https://github.com/labstack/echo", "github.com", 443),
        ("HTTPS://GitHub.com:443/Labstack/echo.git", "https://github.com/Labstack/echo.git", "github.com", 443),
        (
            "https://git.example.com:8443/队/a%20b.git",
            "https://git.example.com:8443/%E9%98%9F/a%20b.git",
            "git.example.com",
            8443,
        ),
        ("http://140.82.121.4/a", "http://140.82.121.4/a", "140.82.121.4", 80),
        ("https://[2606:50C0:8000::154]:8443/a", "https://[2606:50c0:8000::154]:8443/a", "2606:50c0:8000::154", 8443),
        ("https://[64:ff9b::8c52:7904]/a", "https://[64:ff9b::8c52:7904]/a", "64:ff9b::8c52:7904", 443),
        ("ssh://git@gitlab.com:2222/a/b.git", "ssh://git@gitlab.com:2222/a/b.git", "gitlab.com", 2222),
        ("git@gitee.com:team/service.git", "git@gitee.com:team/service.git", "gitee.com", 22),
        ("https://xn--fsqu00a.example/a", "https://xn--fsqu00a.example/a", "xn--fsqu00a.example", 443),
        ("https://git_lab.corp/a~b/c%20d", "https://git_lab.corp/a~b/c%20d", "git_lab.corp", 443),
    ],
)
def test_ordinary_address_passes_in_one_spelling(url: str, canonical: str, host: str, port: int) -> None:
    guarded = check(url, resolver=NameServer(*PUBLIC), allowed=OPEN)
    assert (guarded.url, guarded.host, guarded.port) == (canonical, host, port)


def test_scheme_that_is_not_set_is_refused() -> None:
    only_https = Allowed(schemes=frozenset({"https"}))
    for url in ("http://github.com/a/b", "ssh://git@github.com/a/b", "git@github.com:a/b"):
        with refused("url-scheme"):
            check(url, resolver=NameServer(*PUBLIC), allowed=only_https)


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("github.com", True),
        ("git.corp.example", True),
        ("corp.example", False),
        ("evilcorp.example", False),
        ("github.com.evil.example", False),
        ("gitlab.com", False),
    ],
)
def test_list_of_hosts_is_kept(host: str, passes: bool) -> None:
    listed = Allowed(schemes=frozenset({"https"}), hosts=("github.com", "*.corp.example"))
    assert verdict(f"https://{host}/a/b", listed) == ("passed" if passes else "host-not-listed")


def test_private_network_opens_only_itself() -> None:
    allowed = Allowed(schemes=frozenset({"https"}), private_networks=(ipaddress.ip_network("10.1.0.0/16"),))
    assert check("https://git.corp/a", resolver=NameServer("10.1.2.3"), allowed=allowed).addresses == ("10.1.2.3",)
    with refused("address-private"):
        check("https://git.corp/a", resolver=NameServer("10.2.0.1"), allowed=allowed)
    with refused("address-loopback"):
        check("https://git.corp/a", resolver=NameServer("10.1.2.3", "127.0.0.1"), allowed=allowed)


def test_no_private_network_opens_a_metadata_service() -> None:
    allowed = Allowed(schemes=frozenset({"http"}), private_networks=(ipaddress.ip_network("169.254.0.0/16"),))
    with refused("address-metadata"):
        check("http://169.254.169.254/a", allowed=allowed)


def test_private_network_is_seen_through_a_mapped_address() -> None:
    allowed = Allowed(schemes=frozenset({"https"}), private_networks=(ipaddress.ip_network("10.1.0.0/16"),))
    assert check("https://[::ffff:10.1.2.3]/a", allowed=allowed).addresses == ("::ffff:a01:203",)


def test_local_path_passes_only_below_an_allowed_directory(tmp_path: Path) -> None:
    inside = tmp_path / "open" / "service.git"
    outside = tmp_path / "closed"
    inside.mkdir(parents=True)
    outside.mkdir()
    allowed = Allowed(schemes=frozenset(), local_paths=(tmp_path / "open",))
    assert check(str(inside), allowed=allowed).url == inside.as_uri()
    assert check(inside.as_uri(), allowed=allowed).scheme == "file"
    for path in (outside, tmp_path / "open", tmp_path / "open" / ".." / "closed", tmp_path / "opened"):
        with refused("local-path-refused"):
            check(str(path), allowed=allowed)
    with refused("local-path-missing"):
        check(str(tmp_path / "open" / "other.git"), allowed=allowed)


def test_link_that_leads_out_of_an_allowed_directory_is_refused(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir()
    (tmp_path / "closed").mkdir()
    (tmp_path / "open" / "link").symlink_to(tmp_path / "closed")
    allowed = Allowed(schemes=frozenset(), local_paths=(tmp_path / "open",))
    with refused("local-path-refused"):
        check(str(tmp_path / "open" / "link"), allowed=allowed)


def test_settings_decide_when_nothing_is_given(settings: Settings) -> None:
    settings.REPOSITORY_SCHEMES = ["http"]
    settings.REPOSITORY_HOSTS = ["GIT.example"]
    settings.REPOSITORY_PRIVATE_NETWORKS = ["127.0.0.0/8"]
    assert check("http://git.example/a", resolver=NameServer("127.0.0.1")).host == "git.example"
    with refused("host-not-listed"):
        check("http://other.example/a", resolver=NameServer("127.0.0.1"))


@given(st.text(max_size=80))
@example("https://a:b")
@example("a:b")
def test_any_text_is_refused_or_yields_one_plain_spelling(text: str) -> None:
    if verdict(text) == "passed":
        guarded = check(text, resolver=NameServer(*PUBLIC), allowed=OPEN)
        assert check(guarded.url, resolver=NameServer(*PUBLIC), allowed=OPEN) == guarded
        assert not guarded.url.startswith("-")
        assert guarded.host == guarded.host.lower()


@given(
    st.sampled_from(["ssh://", "ssh://git@", "ssh://-", "git@", "git@a.b:", "ext:", "a.b:"]),
    st.text("ab.-_@:[]%/\\12 x", max_size=30),
)
@example("git@a.b:", "@[]")
@settings(max_examples=200, deadline=None)
def test_git_connects_to_the_host_and_port_that_were_checked(start: str, rest: str) -> None:
    url = start + rest
    if verdict(url) != "passed":
        return
    guarded = check(url, resolver=NameServer(*PUBLIC), allowed=OPEN)
    said = subprocess.run(["git", "fetch-pack", "--diag-url", guarded.url], capture_output=True, text=True, check=False)
    if said.returncode == 128:  # git refuses the address as well, and connects to nobody
        return
    assert said.returncode == 0
    facts = dict(line.removeprefix("Diag: ").split("=", 1) for line in said.stdout.splitlines())
    assert facts["protocol"] == "ssh"
    assert facts["userandhost"].rpartition("@")[2].strip("[]") == guarded.host
    assert facts["port"] in ("NONE", str(guarded.port))


@given(st.sampled_from(["https://", "http://"]), st.text("ab.-_@:[]%/\\12 x", max_size=30))
def test_another_parser_reads_the_same_host_and_port(start: str, rest: str) -> None:
    if verdict(start + rest) == "passed":
        guarded = check(start + rest, resolver=NameServer(*PUBLIC), allowed=OPEN)
        other = urlsplit(guarded.url)
        assert (other.hostname, other.port or guarded.port) == (guarded.host, guarded.port)
        assert (other.username, other.password, other.query, other.fragment) == (None, None, "", "")


@given(st.ip_addresses())
def test_numeric_address_passes_only_when_it_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    found = verdict(f"https://{host}/a")
    assert found == "passed" or found.startswith("address-")
    if found == "passed":
        assert address.is_global
        assert not address.is_multicast


@given(st.ip_addresses(v=4))
def test_mapped_address_is_judged_like_the_address_inside(address: ipaddress.IPv4Address) -> None:
    inside = verdict(f"https://{address}/a")
    assert verdict(f"https://[::ffff:{address}]/a") == inside
    assert verdict(f"https://[64:ff9b::{address}]/a") == inside
