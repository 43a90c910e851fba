"""Struct types that are there for one other to embed: what is done to their fields is done to that one's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.types import Named, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

# The name, but for where it is selected, declared, or the type of a receiver.
_MENTIONED: Final = rb"(?<![\w.])(?<!type )%s\b"
_RECEIVERS: Final = re.compile(rb"^func \([^)]*\)", re.MULTILINE)
_COMMENTS: Final = re.compile(rb"//[^\n]*")


def only_embedded(resolver: Resolver, type_: Type) -> bool:
    """Whether the package names a struct type nowhere but where one struct embeds it."""
    if not isinstance(type_, Named) or type_.declaration is None or type_.name[:1].isupper():
        return False
    mentioned, found = re.compile(_MENTIONED % re.escape(type_.name.encode())), 0
    for path in type_.declaration.package.paths:
        source = resolver.program.source.read(path)
        if type_.name.encode() in source:
            found += len(mentioned.findall(_RECEIVERS.sub(b"", _COMMENTS.sub(b"", source))))
    return found == 1
