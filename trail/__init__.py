"""The audit trail as data: a chain of events, and how anybody can check one without the service.

Knows no Django and no database, so that a trail that was exported years ago is checked with this package and a public
key alone: `ironrules verify FILE --key KEY`.
"""

from __future__ import annotations

from trail.chain import GENESIS, Digests, canonical, digests_of
from trail.export import Malformed, export, read
from trail.signing import PrivateKey, PublicKey
from trail.verification import Fault, verify

__all__ = [
    "GENESIS",
    "Digests",
    "Fault",
    "Malformed",
    "PrivateKey",
    "PublicKey",
    "canonical",
    "digests_of",
    "export",
    "read",
    "verify",
]
