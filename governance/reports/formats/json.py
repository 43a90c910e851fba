"""A report as JSON: everything there is, in canonical form (RFC 8785), so that equal reports are equal bytes.

docs/reports.md describes the fields; `VERSION` of governance.reports.content is their version.
"""

from __future__ import annotations

from dataclasses import fields
from typing import IO, TYPE_CHECKING, Any, Final

import msgspec
import rfc8785

from governance.reports.content import VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.reports.content import Content

FORMAT: Final = "ironrules-report"


def write(content: Content, file: IO[bytes]) -> None:
    """Write the report without ever holding all of its JSON: an object in canonical form is its sorted members."""
    members: dict[str, Any] = {field.name: getattr(content, field.name) for field in fields(content)}
    members |= {"format": FORMAT, "version": VERSION, "analysers": content.analysers, "counts": content.counts()}
    before = b"{"
    for name in sorted(members):
        file.write(before + rfc8785.dumps(name) + b":")
        _write_value(members[name], file)
        before = b","
    file.write(b"}\n")


def _write_value(value: Any, file: IO[bytes]) -> None:
    if isinstance(value, tuple):
        _write_list(value, file)
    else:
        file.write(rfc8785.dumps(msgspec.to_builtins(value)))


def _write_list(values: Iterable[Any], file: IO[bytes]) -> None:
    before = b"["
    for value in values:
        file.write(before + rfc8785.dumps(msgspec.to_builtins(value)))
        before = b","
    file.write(b"]" if before == b"," else b"[]")
