"""How an event is digested: canonical JSON (RFC 8785), SHA-256 and SM3 over the event and its predecessor's digests.

Two digests, because either may be asked for: SHA-256 everywhere, SM3 (GB/T 32905) where Chinese law wants it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import rfc8785

SEALED: Final = frozenset({"sha256", "sm3", "key", "signature"})  # made from the rest of an event


@dataclass(frozen=True, slots=True)
class Digests:
    """The digests of one event, in hexadecimal."""

    sha256: str
    sm3: str

    def as_values(self) -> dict[str, str]:
        """The digests as JSON has them."""
        return {"sha256": self.sha256, "sm3": self.sm3}


GENESIS: Final = Digests("0" * 64, "0" * 64)  # what stands before the first event


def canonical(event: Mapping[str, Any]) -> bytes:
    """The bytes of an event that are digested: everything but its own seal. Raises ValueError for what JSON lacks."""
    try:
        return rfc8785.dumps({name: value for name, value in event.items() if name not in SEALED})
    except rfc8785.CanonicalizationError as error:
        raise ValueError(str(error)) from error


def digests_of(event: Mapping[str, Any]) -> Digests:
    """The digests of an event; its field `previous` holds those of its predecessor."""
    content = canonical(event)
    return Digests(hashlib.sha256(content).hexdigest(), hashlib.new("sm3", content).hexdigest())
