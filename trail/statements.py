"""Signed statements that stand in a file of their own: read with their format and version checked."""

from __future__ import annotations

import json
from typing import Any


class Malformed(ValueError):  # noqa: N818 - names what the file is
    """The file is not what it should be; the message says why."""


def read_document(content: bytes, *, kind: str, what: str, version: int) -> dict[str, Any]:
    """The JSON object of a file whose `format` is `kind`; `what` names it in words. Raises Malformed."""
    try:
        document = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise Malformed(f"is no JSON: {error}") from error
    if not isinstance(document, dict) or document.get("format") != kind:
        raise Malformed(f"is no {what}: its format is not {kind}")
    if document.get("version") != version:
        raise Malformed(f"is of version {document.get('version')!r}; this program reads version {version}")
    return document


def write_document(document: dict[str, Any]) -> bytes:
    """A document as the bytes of its file."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode() + b"\n"
