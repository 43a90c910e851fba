"""Secrets at rest: Fernet (AES-128-CBC and HMAC-SHA256) under the keys of the setting CREDENTIAL_KEYS.

The first key encrypts, every key decrypts: to rotate, put a new key first, run `rotate` over what is stored, then drop
the old one.
"""

from __future__ import annotations

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings

from governance.errors import ServiceError


def new_key() -> str:
    """Return a fresh key for CREDENTIAL_KEYS."""
    return Fernet.generate_key().decode("ascii")


def encrypt(secret: str) -> bytes:
    """Return `secret` encrypted under the first key; raise ServiceError when no usable key is set."""
    return _keys().encrypt(secret.encode("utf-8"))


def decrypt(ciphertext: bytes | memoryview) -> str:
    """Return what was encrypted; raise ServiceError when none of the keys fits."""
    try:
        return _keys().decrypt(bytes(ciphertext)).decode("utf-8")
    except InvalidToken:
        # `from None`: a traceback must not lead to the text or the keys.
        raise ServiceError(
            "credential-unreadable",
            "A stored credential fits none of the keys in CREDENTIAL_KEYS. Put the key it was written with back, "
            "or have the credential set again.",
        ) from None


def rotate(ciphertext: bytes | memoryview) -> bytes:
    """Return the same secret encrypted under the first key; raise ServiceError when none of the keys fits."""
    return encrypt(decrypt(ciphertext))


def _keys() -> MultiFernet:
    if not settings.CREDENTIAL_KEYS:
        raise ServiceError(
            "credential-key-missing",
            "No key to encrypt credentials with: set CREDENTIAL_KEYS, or CREDENTIAL_KEYS_FILE, to a key made with "
            '`python -c "from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())"`.',
        )
    try:
        return MultiFernet([Fernet(key) for key in settings.CREDENTIAL_KEYS])
    except ValueError:
        raise ServiceError(
            "credential-key-malformed", "CREDENTIAL_KEYS holds a key that is not 32 bytes in URL-safe Base64."
        ) from None
