"""A seal: the digests of a statement and their signature, in the statement itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from trail.chain import Digests, digests_of
from trail.signing import PrivateKey, PublicKey


def sealed(body: Mapping[str, Any], key: PrivateKey) -> dict[str, Any]:
    """A statement with its digests and their signature."""
    digests = digests_of(body)
    return {**body, **digests.as_values(), "key": key.public.name, "signature": key.sign(digests)}


def seal_faults(statement: Mapping[str, Any], keys: Sequence[PublicKey]) -> Iterator[str]:
    """What is wrong with the seal of a statement; nothing for one that one of the keys has sealed."""
    try:
        digests = digests_of(statement)
    except ValueError as error:
        yield f"cannot be digested: {error}"
        return
    if digests != digests_in(statement):
        yield "is not what was digested"
    key = next((key for key in keys if key.name == statement.get("key")), None)
    if key is None:
        yield f"is signed with the key {statement.get('key')!r}, which was not given"
    elif not key.confirms(digests, str(statement.get("signature"))):
        yield "has a signature that does not fit"


def digests_in(values: object) -> Digests | None:
    """The digests that a statement or a reference holds; None where it holds none."""
    if not isinstance(values, Mapping):
        return None
    sha256, sm3 = values.get("sha256"), values.get("sm3")
    return Digests(sha256, sm3) if isinstance(sha256, str) and isinstance(sm3, str) else None
