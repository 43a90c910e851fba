"""The secret of a token: how it is made, and what of it is kept."""

from __future__ import annotations

import hashlib
import secrets
from typing import Final

# Lets people and scanners of leaked secrets see what it is.
PREFIX: Final = "irn_"
HINT_LENGTH: Final = 10


def new_secret() -> str:
    """Return a new secret of 256 random bits."""
    return PREFIX + secrets.token_urlsafe(32)


def digest(secret: str) -> str:
    """Return what is kept of a secret.

    A fast digest is enough: nobody can try 2²⁵⁶ secrets, however quickly each is tried, and every call of the API
    computes one.
    """
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def hint(secret: str) -> str:
    """Return the part of a secret that may be shown: too little of it to guess the rest."""
    return secret[:HINT_LENGTH]
