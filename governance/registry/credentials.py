"""A credential as it is used: taken from a form or opened from the database, checked, and never shown."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import load_ssh_private_key
from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.registry.encryption import decrypt
from governance.registry.models import Credential

if TYPE_CHECKING:
    from governance.registry.models import Service

SECRET_LENGTH: Final = 16_384  # an RSA key of 8192 bits takes 6.5 kB
DEFAULT_USERNAME: Final = "git"  # GitHub, GitLab, Gitea and Bitbucket take any name beside a token


@dataclass(frozen=True, slots=True)
class OpenCredential:
    """A secret in the clear, for the time of one connection; its text form leaves the secret out.

    `known_hosts` are lines as `ssh-keyscan` prints them and belong to an SSH key only.
    """

    kind: Credential.Kind
    username: str
    secret: str = field(repr=False)
    known_hosts: str = ""


def check_credential(kind: str, *, username: str, secret: str, known_hosts: str = "") -> OpenCredential:
    """Return the credential that somebody gave, or raise UserError saying what is wrong with it."""
    if kind not in Credential.Kind.values:
        raise UserError("credential-kind", _("This kind of credential is not known."), _("Choose token or SSH key."))
    username = username.strip()
    if len(username) > 200 or not username.isprintable():
        raise UserError(
            "credential-username", _("The user name is too long or contains control characters."), _("Enter it again.")
        )
    if not secret.strip():
        raise UserError("credential-empty", _("The secret is empty."), _("Paste the token or the private key."))
    if len(secret) > SECRET_LENGTH:
        raise UserError("credential-too-long", _("The secret is too long."), _("Paste the token or key only."))
    if kind == Credential.Kind.HTTPS_TOKEN:
        return OpenCredential(Credential.Kind.HTTPS_TOKEN, username or DEFAULT_USERNAME, _check_token(secret.strip()))
    return OpenCredential(
        Credential.Kind.SSH_KEY, username, _check_ssh_key(secret), known_hosts=_check_known_hosts(known_hosts)
    )


def open_credential(service: Service) -> OpenCredential | None:
    """Return the credential of `service` decrypted, or None when it has none."""
    stored = Credential.objects.filter(service=service).first()
    if stored is None:
        return None
    return OpenCredential(
        Credential.Kind(stored.kind), stored.username, decrypt(stored.ciphertext), known_hosts=stored.known_hosts
    )


def _check_token(secret: str) -> str:
    # A line break would end the line of git's credential protocol and start another.
    if not secret.isprintable():
        raise UserError(
            "credential-characters",
            _("The token contains line breaks or control characters."),
            _("Copy the token again, as one line."),
        )
    return secret


def _check_ssh_key(secret: str) -> str:
    """Return the private key with Unix line ends and a last line break, without which OpenSSH refuses it."""
    key = secret.replace("\r\n", "\n").strip() + "\n"
    try:
        load_ssh_private_key(key.encode("utf-8"), password=None)
    except TypeError:
        raise UserError(
            "ssh-key-locked",
            _("The private key is protected by a passphrase."),
            _("Make a deploy key without one: ssh-keygen -t ed25519 -N ''."),
        ) from None
    except (ValueError, UnsupportedAlgorithm):
        raise UserError(
            "ssh-key-malformed",
            _("This is not a private key in OpenSSH format."),
            _("Paste the whole file, from -----BEGIN OPENSSH PRIVATE KEY----- to the END line."),
        ) from None
    return key


def _check_known_hosts(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")]
    if not lines:
        raise UserError(
            "known-hosts-missing",
            _("The public keys of the SSH server are missing."),
            _("Paste what `ssh-keyscan HOST` prints, after comparing it with what the server's operator publishes."),
        )
    for number, line in enumerate(lines, start=1):
        if not _is_known_host(line.split()):
            raise UserError(
                "known-hosts-malformed",
                _("Line %(line)s of the known hosts is malformed."),
                _("Each line names a host, the type of its key and the key, as `ssh-keyscan HOST` prints them."),
                line=number,
            )
    return "\n".join(lines) + "\n"


def _is_known_host(fields: list[str]) -> bool:
    """Return whether the fields are host, type and key; the key repeats its type inside (RFC 4253, 6.6)."""
    if len(fields) < 3 or fields[0].startswith("@"):
        return False
    try:
        blob = base64.b64decode(fields[2], validate=True)
    except binascii.Error:
        return False
    return blob[4 : 4 + int.from_bytes(blob[:4], "big")] == fields[1].encode("ascii", "replace")
