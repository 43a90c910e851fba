"""What a Read or Next puts back where it is through, and leaves in a field that Close puts back too.

Whoever reads a stream, or asks an iterator for the next, does so until it says that it is through, and then closes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from scanners.golang.syntax import Node, SourceFile
from scanners.pools.code.parameters import receiver

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.tracking.field_puts import FieldPuts
    from scanners.pools.tracking.releases import Release

Left = Mapping[tuple[str, ...], "Release"]


def put_by_close(resolver: Resolver, puts: FieldPuts, file: SourceFile, method: Node, left: Left) -> Iterator[Release]:
    """The releases of a method whose fields the Close of its receiver puts back whenever it is called."""
    own = receiver(resolver, file, method) if left else None
    close = resolver.method(own.type, "Close") if own is not None else None
    declaration = close.declaration if close is not None else None
    closed = puts.of_receiver(declaration.node) if declaration is not None else frozenset()
    return (release for fields, release in left.items() if fields in closed)
