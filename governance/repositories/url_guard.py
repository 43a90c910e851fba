"""Decides whether the address of a repository may be fetched from, and what exactly is connected to.

The address is taken apart by rules narrower than git's and curl's and put together again from its checked parts; its
name is resolved once, and every address that comes back is checked. What is returned carries those addresses;
`access.py` pins the connection to them, so that a second answer of the name server changes nothing.
"""

from __future__ import annotations

import ipaddress
import re
import socket
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, unquote

from django.conf import settings

from governance.repositories import addresses
from governance.repositories.refusals import refused

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    Resolver = Callable[[str, int], Sequence[str]]

DEFAULT_PORTS: Final = {"https": 443, "http": 80, "ssh": 22}
OPEN_LOW_PORTS: Final = frozenset({22, 80, 443})  # below 1024 live mail, LDAP and the like, which are no Git servers
URL_LENGTH: Final = 500
_PATH_CHARACTERS: Final = "".join(map(chr, range(0x21, 0x7F)))  # all of visible ASCII, escapes included, stays

_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>.*)", re.ASCII)
_SCP: Final = re.compile(r"(?:(?P<user>[^@:/]*)@)?(?P<host>[^@:/]+):(?P<path>.*)", re.ASCII)
_AUTHORITY: Final = re.compile(
    r"(?:(?P<userinfo>[^@]*)@)?(?P<host>\[[^\]@]*\]|[^\[\]@:]*)(?::(?P<port>[^@:]*))?", re.ASCII
)
_USER: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", re.ASCII)
_LABEL: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9])?", re.ASCII)
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)", re.ASCII)
_ESCAPED_CONTROL: Final = re.compile(r"%(?:[01][0-9a-f]|7f|5c)|%(?![0-9a-f]{2})", re.ASCII | re.IGNORECASE)
_DOTS: Final = re.compile(r"/(?:\.|%2e){1,2}(?:/|$)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the operator lets be fetched from.

    An empty `hosts` means every public host; an entry `*.example.com` means every name below it. `private_networks` are
    the only addresses that need not be public, `local_paths` the only directories below which a path is taken.
    """

    schemes: frozenset[str]
    hosts: tuple[str, ...] = ()
    private_networks: tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...] = ()
    local_paths: tuple[Path, ...] = ()

    @classmethod
    def from_settings(cls) -> Allowed:
        """Read the settings REPOSITORY_SCHEMES, _HOSTS, _PRIVATE_NETWORKS and _LOCAL_PATHS."""
        return cls(
            schemes=frozenset(settings.REPOSITORY_SCHEMES),
            hosts=tuple(host.lower() for host in settings.REPOSITORY_HOSTS),
            private_networks=tuple(ipaddress.ip_network(network) for network in settings.REPOSITORY_PRIVATE_NETWORKS),
            local_paths=tuple(Path(path) for path in settings.REPOSITORY_LOCAL_PATHS),
        )


@dataclass(frozen=True, slots=True)
class GuardedURL:
    """An address that passed: `url` is put together from checked parts, `addresses` is all that may be connected to.

    For a local repository the scheme is `file`, the host is empty and there are no addresses.
    """

    url: str
    scheme: str
    host: str
    port: int
    addresses: tuple[str, ...]


def resolve(host: str, port: int) -> Sequence[str]:
    """Return the addresses of `host`, each once, in the system's order of preference; empty when there are none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(url: str, *, resolver: Resolver = resolve, allowed: Allowed | None = None) -> GuardedURL:
    """Return what may be connected to for `url`, or raise UserError with the reason.

    Takes `https://host/path`, `ssh://user@host/path`, `user@host:path`, and for local repositories `file:///path` or
    `/path`. `resolver` is called exactly once for a name and not at all for a numeric address.
    """
    allowed = allowed or Allowed.from_settings()
    _check_text(url)
    if matched := _URL.fullmatch(url):
        scheme = matched["scheme"].lower()
        if scheme == "file":
            if matched["authority"]:
                raise refused("url-malformed")
            if _ESCAPED_CONTROL.search(matched["path"]):
                raise refused("url-characters")
            return _check_local(unquote(matched["path"]), allowed)  # as git reads it
        return _check_remote(scheme, matched["authority"], matched["path"], allowed, resolver)
    if url.startswith(("/", "./", "../", "~")):
        return _check_local(url, allowed)
    if matched := _SCP.fullmatch(url):
        return _check_scp(matched, allowed, resolver)
    raise refused("url-malformed")


def _check_text(url: str) -> None:
    """Refuse what no repository's address contains, before anything is taken apart."""
    if not url:
        raise refused("url-empty")
    if len(url) > URL_LENGTH:
        raise refused("url-too-long")
    if url.startswith("-"):
        raise refused("url-option")
    if re.match(r"[A-Za-z0-9_+.-]*::", url):
        raise refused("url-transport")  # git would run git-remote-<name>; `ext::` runs any command
    if "\\" in url or any(not character.isprintable() or character.isspace() for character in url):
        raise refused("url-characters")


def _check_remote(scheme: str, authority: str, path: str, allowed: Allowed, resolver: Resolver) -> GuardedURL:
    if scheme not in allowed.schemes or scheme not in DEFAULT_PORTS:
        raise refused("url-scheme", allowed=", ".join(sorted(allowed.schemes & set(DEFAULT_PORTS))))
    parts = _AUTHORITY.fullmatch(authority)
    if not parts:
        raise refused("url-userinfo" if "@" in authority else "host-malformed")
    user = _check_user(scheme, parts["userinfo"])
    host = _check_host(parts["host"], allowed)
    port = _check_port(parts["port"], DEFAULT_PORTS[scheme])
    _check_path(path)
    if not path.strip("/"):
        raise refused("url-path")
    name = f"[{host}]" if ":" in host else host
    place = name if port == DEFAULT_PORTS[scheme] else f"{name}:{port}"
    # RFC 3986 wants UTF-8 outside ASCII escaped; curl sends it as it is, and web servers differ in what they then read.
    canonical = f"{scheme}://{user}{place}{path if scheme == 'ssh' else quote(path, safe=_PATH_CHARACTERS)}"
    if len(canonical) > URL_LENGTH:
        raise refused("url-too-long")
    return GuardedURL(canonical, scheme, host, port, _check_addresses(host, port, allowed, resolver))


def _check_scp(parts: re.Match[str], allowed: Allowed, resolver: Resolver) -> GuardedURL:
    if parts["host"].lower() in (*DEFAULT_PORTS, "file", "git"):
        raise refused("url-malformed")  # https:host/path, slashes forgotten
    if "ssh" not in allowed.schemes:
        raise refused("url-scheme", allowed=", ".join(sorted(allowed.schemes & set(DEFAULT_PORTS))))
    user = _check_user("ssh", parts["user"])
    host = _check_host(parts["host"], allowed)
    path = parts["path"]
    _check_path(f"/{path}")
    if not path.strip("/"):
        raise refused("url-path")
    if path.startswith("-"):
        raise refused("url-option")
    port = DEFAULT_PORTS["ssh"]
    return GuardedURL(f"{user}{host}:{path}", "ssh", host, port, _check_addresses(host, port, allowed, resolver))


def _check_user(scheme: str, userinfo: str | None) -> str:
    """Return `user@` or nothing; a name belongs into an address only for ssh, a password never."""
    if userinfo is None:
        return ""
    if ":" in userinfo:
        raise refused("url-password")
    if scheme != "ssh" or not _USER.fullmatch(userinfo):
        raise refused("url-option" if userinfo.startswith("-") else "url-userinfo")
    return f"{userinfo}@"


def _check_host(text: str, allowed: Allowed) -> str:
    """Return the host in lower case, without brackets, as one spelling that every program reads alike."""
    host = text.lower()
    if not host:
        raise refused("host-missing")
    if host.startswith("-"):
        raise refused("url-option")
    if not host.isascii():
        raise refused("host-not-ascii")
    if host.startswith("["):
        host = _check_numeric(host[1:-1], ipaddress.IPv6Address)
    elif host.endswith("."):
        raise refused("host-trailing-dot")
    elif _NUMBER.fullmatch(host.rpartition(".")[2]):
        # inet_aton reads 127.1, 2130706433 and 0177.0.0.1 as addresses; only the plain four-part form is taken.
        host = _check_numeric(host, ipaddress.IPv4Address)
    elif len(host) > 253 or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise refused("host-malformed")
    if allowed.hosts and not any(
        host.endswith(entry[1:]) if entry.startswith("*.") else host == entry for entry in allowed.hosts
    ):
        raise refused("host-not-listed")
    return host


def _check_numeric(text: str, kind: type[ipaddress.IPv4Address | ipaddress.IPv6Address]) -> str:
    try:
        if "%" in text:
            raise refused("host-malformed")  # a zone: fe80::1%eth0
        return str(kind(text))
    except ipaddress.AddressValueError:
        raise refused("host-numeric" if kind is ipaddress.IPv4Address else "host-malformed") from None


def _check_port(text: str | None, default: int) -> int:
    if text is None:
        return default
    if not re.fullmatch(r"[1-9][0-9]{0,4}", text, re.ASCII) or int(text) > 65535:
        raise refused("port-invalid")
    if int(text) < 1024 and int(text) not in OPEN_LOW_PORTS:
        raise refused("port-refused")
    return int(text)


def _check_path(path: str) -> None:
    if "?" in path or "#" in path:
        raise refused("url-query")
    if _ESCAPED_CONTROL.search(path):
        raise refused("url-characters")
    if _DOTS.search(path):
        raise refused("url-path-dots")


def _check_addresses(host: str, port: int, allowed: Allowed, resolver: Resolver) -> tuple[str, ...]:
    """Resolve once and check all: one bad address refuses the name, because a client may pick any of them."""
    try:
        found: Sequence[str] = (str(ipaddress.ip_address(host)),)
    except ValueError:
        found = resolver(host, port)
    if not found:
        raise refused("host-unknown", host=host)
    for text in found:
        code = addresses.refusal(ipaddress.ip_address(text), allowed.private_networks)
        if code:
            raise refused(code, host=host, address=text)
    return tuple(found)


def _check_local(text: str, allowed: Allowed) -> GuardedURL:
    """Follow every link first: what counts is where the path ends."""
    path = Path(text)
    roots = [root.resolve() for root in allowed.local_paths]
    if not path.is_absolute():
        raise refused("local-path-refused")
    real = path.resolve()
    if not any(real != root and real.is_relative_to(root) for root in roots):
        raise refused("local-path-refused")
    if not real.is_dir():
        raise refused("local-path-missing")
    return GuardedURL(real.as_uri(), "file", "", 0, ())
