"""The audit trail as data: a chain of events, signed statements, and how anybody can check them without the service.

Knows no Django and no database, so that a trail or a report that was exported years ago is checked with this package
and a public key alone: `ironrules verify FILE --key KEY`.
"""

from __future__ import annotations

from trail.chain import GENESIS, Digests, canonical, digests_of
from trail.checkpoint import checkpoint, read_checkpoint, verify_checkpoint
from trail.export import export, read
from trail.manifest import FileDigests, digest_file, manifest, read_manifest, verify_file
from trail.signing import PrivateKey, PublicKey
from trail.statements import Malformed, write_document
from trail.verification import Fault, verify

__all__ = [
    "GENESIS",
    "Digests",
    "Fault",
    "FileDigests",
    "Malformed",
    "PrivateKey",
    "PublicKey",
    "canonical",
    "checkpoint",
    "digest_file",
    "digests_of",
    "export",
    "manifest",
    "read",
    "read_checkpoint",
    "read_manifest",
    "verify",
    "verify_checkpoint",
    "verify_file",
    "write_document",
]
