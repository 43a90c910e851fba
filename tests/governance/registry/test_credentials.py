"""A credential is checked when it is given, and its text form never shows the secret."""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path

import pytest

from governance.registry.credentials import check_credential
from tests.refused import refused

KNOWN = "git.example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"


def ssh_key(passphrase: str = "") -> str:
    """Return a fresh private key, made by ssh-keygen itself."""
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", passphrase, "-f", path], check=True)
        return path.read_text()


def test_token_is_taken_without_surrounding_space_and_with_a_default_name() -> None:
    credential = check_credential("https-token", username="", secret="  ghp_abc \n")
    assert (credential.username, credential.secret) == ("git", "ghp_abc")


def test_secret_is_not_in_the_text_form() -> None:
    credential = check_credential("https-token", username="bot", secret="ghp_abc")
    assert "ghp_abc" not in f"{credential!r} {credential}"
    assert "bot" in repr(credential)


def test_key_pasted_from_windows_is_mended() -> None:
    key = ssh_key()
    credential = check_credential("ssh-key", username="", secret=key.strip().replace("\n", "\r\n"), known_hosts=KNOWN)
    assert credential.secret == key


@pytest.mark.parametrize(
    ("kind", "secret", "code"),
    [
        ("https-token", "", "credential-empty"),
        ("https-token", " \n", "credential-empty"),
        ("https-token", "one\nhost=evil.example", "credential-characters"),
        ("https-token", "one\x00two", "credential-characters"),
        ("https-token", "x" * 20_000, "credential-too-long"),
        ("password", "ghp_abc", "credential-kind"),
        ("ssh-key", "ghp_abc", "ssh-key-malformed"),
    ],
)
def test_unusable_secret_is_refused_without_repeating_it(kind: str, secret: str, code: str) -> None:
    with refused(code) as caught:
        check_credential(kind, username="", secret=secret, known_hosts=KNOWN)
    assert not secret.strip() or secret.strip() not in str(caught.value)
    assert caught.value.__cause__ is None


def test_damaged_key_is_refused() -> None:
    with refused("ssh-key-malformed"):
        check_credential("ssh-key", username="", secret=ssh_key().replace("A", "B"), known_hosts=KNOWN)


def test_key_with_a_passphrase_is_refused() -> None:
    with refused("ssh-key-locked"):
        check_credential("ssh-key", username="", secret=ssh_key("open sesame"), known_hosts=KNOWN)


def test_user_name_with_a_line_break_is_refused() -> None:
    with refused("credential-username"):
        check_credential("https-token", username="bot\npassword=x", secret="ghp_abc")


@pytest.mark.parametrize(
    ("known_hosts", "code"),
    [
        ("", "known-hosts-missing"),
        ("# git.example.com:22 SSH-2.0-OpenSSH_9.2\n", "known-hosts-missing"),
        ("git.example.com", "known-hosts-malformed"),
        ("git.example.com ssh-ed25519 not-base64!", "known-hosts-malformed"),
        (KNOWN.replace("ssh-ed25519", "ssh-rsa"), "known-hosts-malformed"),
        (f"@cert-authority {KNOWN}", "known-hosts-malformed"),
    ],
)
def test_key_needs_the_servers_public_keys(known_hosts: str, code: str) -> None:
    with refused(code):
        check_credential("ssh-key", username="", secret=ssh_key(), known_hosts=known_hosts)


def test_line_that_is_malformed_is_counted() -> None:
    with refused("known-hosts-malformed") as caught:
        check_credential("ssh-key", username="", secret=ssh_key(), known_hosts=f"{KNOWN}\n{KNOWN}\nbroken")
    assert caught.value.facts["line"] == 3
