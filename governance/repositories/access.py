"""How one connection is made: pinned to the addresses that were checked, with a secret that nobody can read on the way.

A token reaches git through a credential helper that prints two inherited environment variables; the helper's text is
a constant, so neither an argument list nor an address nor a log holds the secret. A key is written to a file that only
this user can read, in a directory that is removed with the connection.
"""

from __future__ import annotations

import base64
import re
import shlex
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.registry.models import Credential

if TYPE_CHECKING:
    from collections.abc import Iterator

    from governance.registry.credentials import OpenCredential
    from governance.repositories.url_guard import GuardedURL

# git runs it with `get`, `store` or `erase`; printf is built into the shell, so the secret is in no argument list.
_HELPER: Final = (
    '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$GIT_ACCESS_USERNAME" "$GIT_ACCESS_SECRET"; }; f'
)
_USERNAME: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,63}", re.ASCII)
_CONNECT_SECONDS: Final = 15


@dataclass(frozen=True, slots=True)
class Access:
    """What git needs to be told for one connection.

    `config` are `key=value` pairs for its command line, `environment` goes to the process, `secrets` are to be struck
    out of whatever git prints.
    """

    protocol: str = ""
    config: tuple[str, ...] = ()
    environment: dict[str, str] = field(default_factory=dict, repr=False)
    secrets: tuple[str, ...] = field(default=(), repr=False)


NO_ACCESS: Final = Access()


@contextmanager
def connection(guarded: GuardedURL, credential: OpenCredential | None) -> Iterator[Access]:
    """Give the access to a checked address while the block runs; raise UserError if the credential cannot fit."""
    if guarded.scheme == "file":
        yield Access(protocol="file")
    elif guarded.scheme == "ssh":
        with tempfile.TemporaryDirectory(prefix="ssh-") as directory:  # made with mode 0700
            yield _over_ssh(guarded, credential, Path(directory))
    else:
        yield _over_http(guarded, credential)


def _over_http(guarded: GuardedURL, credential: OpenCredential | None) -> Access:
    config = []
    if guarded.addresses != (guarded.host,):
        pinned = ",".join(f"[{address}]" if ":" in address else address for address in guarded.addresses)
        config.append(f"http.curloptResolve={guarded.host}:{guarded.port}:{pinned}")
    if settings.REPOSITORY_CA_FILE:
        config.append(f"http.sslCAInfo={settings.REPOSITORY_CA_FILE}")
    if credential is None:
        return Access(guarded.scheme, tuple(config))
    if credential.kind != Credential.Kind.HTTPS_TOKEN:
        raise _misfit()
    return Access(
        guarded.scheme,
        (*config, f"credential.helper={_HELPER}"),
        {"GIT_ACCESS_USERNAME": credential.username, "GIT_ACCESS_SECRET": credential.secret},
        _spellings(credential),
    )


def _over_ssh(guarded: GuardedURL, credential: OpenCredential | None, directory: Path) -> Access:
    if credential is not None and credential.kind != Credential.Kind.SSH_KEY:
        raise _misfit()
    known_hosts = directory / "known_hosts"
    known_hosts.write_text(credential.known_hosts if credential else "", encoding="utf-8")
    options = {
        "HostName": guarded.addresses[0],
        # As in known_hosts: a port other than 22 is part of the name (sshd(8)).
        "HostKeyAlias": guarded.host if guarded.port == 22 else f"[{guarded.host}]:{guarded.port}",
        "StrictHostKeyChecking": "yes",
        "UserKnownHostsFile": str(known_hosts),
        "GlobalKnownHostsFile": "/dev/null",
        "UpdateHostKeys": "no",
        "BatchMode": "yes",
        "PreferredAuthentications": "publickey",
        "IdentitiesOnly": "yes",
        "IdentityAgent": "none",
        "IdentityFile": "none",
        "ProxyCommand": "none",
        "ClearAllForwardings": "yes",
        "ForwardAgent": "no",
        "PermitLocalCommand": "no",
        "ConnectTimeout": str(_CONNECT_SECONDS),
        "ServerAliveInterval": str(_CONNECT_SECONDS),
    }
    if credential is not None:
        key = directory / "key"
        key.touch(mode=0o600)
        key.write_text(credential.secret, encoding="utf-8")
        options["IdentityFile"] = str(key)
    if "@" not in guarded.url.partition(guarded.host)[0]:
        options["User"] = credential.username if credential and _USERNAME.fullmatch(credential.username) else "git"
    command = ["ssh", "-F", "/dev/null", *(part for item in options.items() for part in ("-o", "=".join(item)))]
    return Access(
        "ssh",
        environment={"GIT_SSH_COMMAND": shlex.join(command), "GIT_SSH_VARIANT": "ssh"},
        secrets=(credential.secret,) if credential else (),
    )


def _spellings(credential: OpenCredential) -> tuple[str, ...]:
    """Return the ways in which a server that saw the secret may write it back to us."""
    pair = f"{credential.username}:{credential.secret}".encode()
    return (credential.secret, quote(credential.secret, safe=""), base64.b64encode(pair).decode("ascii"))


def _misfit() -> UserError:
    return UserError(
        "credential-kind",
        _("The stored credential does not fit the address of the repository."),
        _("An https:// address takes a token, an SSH address takes a deploy key. Set the credential again."),
    )
