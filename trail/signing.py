"""Ed25519 signatures (RFC 8032) over digests, and keys as text that fits into a setting."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from trail.chain import Digests


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("is not base64") from error


def _message(digests: Digests) -> bytes:
    return f"{digests.sha256}{digests.sm3}".encode("ascii")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """What checks signatures; `name` tells keys apart: the first 16 digits of the key's SHA-256."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """The key that is written as 32 bytes in base64. Raises ValueError."""
        raw = _decoded(text.strip())
        if len(raw) != 32:
            raise ValueError("is not 32 bytes in base64")
        return cls(raw)

    @property
    def name(self) -> str:
        """The name of the key."""
        return hashlib.sha256(self.raw).hexdigest()[:16]

    def __str__(self) -> str:
        return base64.urlsafe_b64encode(self.raw).decode("ascii")

    def confirms(self, digests: Digests, signature: str) -> bool:
        """Whether the signature of these digests is one of this key's."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(_decoded(signature), _message(digests))
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True, repr=False)
class PrivateKey:
    """What signs; never shown."""

    raw: bytes

    @classmethod
    def parse(cls, text: str) -> PrivateKey:
        """The key that is written as 32 bytes in base64. Raises ValueError."""
        raw = _decoded(text.strip())
        if len(raw) != 32:
            raise ValueError("is not 32 bytes in base64")
        return cls(raw)

    @classmethod
    def new(cls) -> PrivateKey:
        """A key that nobody has had before."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def text(self) -> str:
        """The key as `parse` reads it."""
        return base64.urlsafe_b64encode(self.raw).decode("ascii")

    @property
    def public(self) -> PublicKey:
        """The key that checks what this one signs."""
        return PublicKey(Ed25519PrivateKey.from_private_bytes(self.raw).public_key().public_bytes_raw())

    def sign(self, digests: Digests) -> str:
        """The signature of digests, in base64."""
        signature = Ed25519PrivateKey.from_private_bytes(self.raw).sign(_message(digests))
        return base64.urlsafe_b64encode(signature).decode("ascii")
