"""Which field of an object memory leaves from: `buf` of `return w.buf[2:]`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.pools.code.objects_in_functions import assigned_values
from scanners.pools.objects.carriers import path_of

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.deeds import Path
    from scanners.pools.tracking.misused import Misuse


def leaving_field(resolver: Resolver, misuse: Misuse) -> Path:
    """The field, through a local variable as well; () where it is the object itself or not told."""
    value = misuse.leaving
    path = path_of(resolver, misuse.file, value) if value is not None else None
    if path is not None and not path.fields:
        paths = {path_of(resolver, misuse.file, each) for each in assigned_values(resolver, misuse.file, path.root)}
        path = paths.pop() if len(paths) == 1 else None
    return path.fields if path is not None else ()
