"""The signature of files: a signed list of their digests, kept beside them.

    {"format": "ironrules-signature", "version": 1, "at": "…", "about": {…},
     "files": [{"name": "….pdf", "size": 1, "sha256": "…", "sm3": "…"}],
     "sha256": "…", "sm3": "…", "key": "…", "signature": "…"}

One list for all formats of a report says that they belong together. A file is found in it by its digests, so it may be
called something else by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import IO, Any, Final

from trail.chain import Digests
from trail.sealing import digests_in, seal_faults, sealed
from trail.signing import PrivateKey, PublicKey
from trail.statements import Malformed, read_document

FORMAT: Final = "ironrules-signature"
VERSION: Final = 1
SUFFIX: Final = ".sig.json"
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class FileDigests:
    """What a manifest says of one file."""

    name: str
    size: int
    digests: Digests

    def as_values(self) -> dict[str, Any]:
        """The entry as JSON has it."""
        return {"name": self.name, "size": self.size, **self.digests.as_values()}


def digest_file(name: str, file: IO[bytes]) -> FileDigests:
    """The digests of what is left to read of a file."""
    sha256, sm3, size = hashlib.sha256(), hashlib.new("sm3"), 0
    while chunk := file.read(_CHUNK):
        sha256.update(chunk)
        sm3.update(chunk)
        size += len(chunk)
    return FileDigests(name, size, Digests(sha256.hexdigest(), sm3.hexdigest()))


def manifest(files: Sequence[FileDigests], *, about: Mapping[str, Any], at: str, key: PrivateKey) -> dict[str, Any]:
    """The signed list of files; `about` says what they are."""
    listed = [file.as_values() for file in files]
    return sealed({"format": FORMAT, "version": VERSION, "at": at, "about": dict(about), "files": listed}, key)


def read_manifest(content: bytes) -> dict[str, Any]:
    """The manifest in a file. Raises Malformed; whether it is genuine is `verify_file`'s to say."""
    document = read_document(content, kind=FORMAT, what="signature", version=VERSION)
    files = document.get("files")
    if not isinstance(files, list) or not all(isinstance(file, dict) for file in files):
        raise Malformed("its files are no list of objects")
    return document


def verify_file(file: FileDigests, manifest: Mapping[str, Any], keys: Sequence[PublicKey]) -> Iterator[str]:
    """What is wrong with a file or with its signature; nothing for one that is as it was signed."""
    for fault in seal_faults(manifest, keys):
        yield f"the signature {fault}"
    listed = [each for each in manifest["files"] if digests_in(each) == file.digests and each.get("size") == file.size]
    if not listed:
        names = ", ".join(str(each.get("name")) for each in manifest["files"]) or "none"
        yield f"the file is none of those that were signed ({names}), or is not as it was"
