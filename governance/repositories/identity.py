"""Whether two addresses mean the same repository, however they are spelled; pure, nothing is contacted."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*)://(?P<authority>[^/?#]*)(?P<path>[^?#]*)", re.ASCII)
_SCP: Final = re.compile(r"(?:[^@/]*@)?(?P<host>\[[^\]]*\]|[^:/@]+):(?P<path>[^?#]*)")
_FORK: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}/(?!\.{1,2}$)[A-Za-z0-9_.][A-Za-z0-9_.-]{0,99}", re.ASCII)
_DEFAULT_PORTS: Final = {"https": "443", "http": "80", "ssh": "22", "git": "9418"}


@dataclass(frozen=True, slots=True)
class RepositoryIdentity:
    """Where a repository is, in one spelling: the host with a port that is not the scheme's own, and the path.

    Both are in lower case: on every forge a name in other capitals is the same repository.
    """

    host: str
    path: str


def identity_of(url: str) -> RepositoryIdentity | None:
    """Return the one spelling of an address, or None when it is not the address of a repository on a server.

    `https://`, `ssh://` and `user@host:path` are the same, with and without user, default port, `.git` and slashes at
    the ends.
    """
    url = url.strip()
    if matched := _URL.fullmatch(url):
        scheme = matched["scheme"].lower().removeprefix("git+")
        host, port = _host_and_port(matched["authority"])
        if port in ("", _DEFAULT_PORTS.get(scheme)):
            port = ""
        place = f"{host}:{port}" if port else host
    elif matched := _SCP.fullmatch(url):
        place = matched["host"]
    else:
        return None
    path = repository_path(matched["path"])
    return RepositoryIdentity(place.lower().rstrip("."), path) if place and path else None


def repository_path(path: str) -> str:
    """Return the one spelling of `owner/name`."""
    path = re.sub(r"/{2,}", "/", unquote(path)).strip("/").lower()
    return path.removesuffix(".git").rstrip("/")


def written_path(url: str) -> str:
    """Return the path of an address as it is written, for those who ask the forge about it."""
    matched = _URL.fullmatch(url) or _SCP.fullmatch(url)
    path = unquote(matched["path"]).strip("/") if matched else ""
    return path.removesuffix(".git").rstrip("/")


def fork_address(url: str, fork: str) -> str | None:
    """Return the address of the fork `owner/name` beside the repository at `url`, on the same server, spelled alike.

    None where the repository is on no server, or either has no owner and name.
    """
    matched = _URL.fullmatch(url) or _SCP.fullmatch(url)
    if matched is None or identity_of(url) is None or not _FORK.fullmatch(fork):
        return None
    above, _slash, name = matched["path"].strip("/").rpartition("/")
    if not above:
        return None
    start = url[: matched.start("path")] + ("/" if matched["path"].startswith("/") else "")
    prefix = above.rpartition("/")[0]
    return f"{start}{prefix}{'/' if prefix else ''}{fork}{'.git' if name.endswith('.git') else ''}"


def _host_and_port(authority: str) -> tuple[str, str]:
    place = authority.rpartition("@")[2]
    if place.startswith("["):
        host, _bracket, port = place.partition("]")
        return f"{host}]", port.removeprefix(":")
    host, _colon, port = place.partition(":")
    return host, port
