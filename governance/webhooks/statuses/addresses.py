"""Where the API of a forge is: derived from the host of a repository or set by an admin, and through the URL guard."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.repositories.url_guard import Allowed, check
from governance.webhooks.models import Forge

if TYPE_CHECKING:
    from governance.repositories.url_guard import GuardedURL

# Where a company's own server has its API, below its address; those of the public ones are hosts of their own.
_PATHS: Final = {
    Forge.GITHUB: "/api/v3",
    Forge.GITLAB: "/api/v4",
    Forge.GITEA: "/api/v1",
    Forge.GITEE: "/api/v5",
    Forge.BITBUCKET: "/2.0",
    Forge.BITBUCKET_DC: "/rest/api/latest",
}
_PUBLIC: Final = {
    (Forge.GITHUB, "github.com"): "https://api.github.com",
    (Forge.BITBUCKET, "bitbucket.org"): "https://api.bitbucket.org/2.0",
}
_HOST: Final = re.compile(r"(?:\[[0-9a-f:.]+\]|[a-z0-9_.-]{1,253})(?::[0-9]+)?", re.ASCII)
_PUBLIC_HOSTS: Final = tuple(urlsplit(url).netloc for url in _PUBLIC.values())


def api_of(forge: Forge, host: str) -> str:
    """Return the root of the API for repositories on `host`, which may carry a port."""
    return _PUBLIC.get((forge, host)) or f"https://{host}{_PATHS[forge]}"


def guarded(url: str) -> GuardedURL:
    """Return what may be connected to for an address of an API; raise UserError with the reason otherwise."""
    allowed = Allowed.from_settings()
    if allowed.hosts:  # a list of hosts for repositories does not name where the public forges have their APIs
        allowed = replace(allowed, hosts=(*allowed.hosts, *_PUBLIC_HOSTS))
    schemes = {"https"} | ({"http"} & allowed.schemes)
    return check(url, allowed=replace(allowed, schemes=frozenset(schemes), local_paths=()))


def check_api_url(url: str) -> str:
    """Return the root of an API that an admin gave, if the guard lets it pass."""
    return guarded(url.strip().rstrip("/") + "/").url.rstrip("/")


def check_host(text: str) -> str:
    """Return the host of repositories, with its port if it has one; raise UserError `host-malformed` otherwise."""
    host = text.strip().lower()
    parts = urlsplit(f"https://{host}")
    try:
        is_plain = _HOST.fullmatch(host) is not None and parts.hostname is not None and (parts.port or 1) > 0
    except ValueError:
        is_plain = False
    if not is_plain:
        raise UserError(
            "host-malformed",
            _("The name of the host is malformed."),
            _("Give it as it stands in the addresses of the repositories, for example git.example.com."),
        )
    return host
