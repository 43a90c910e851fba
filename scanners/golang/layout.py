"""How values lie in memory on a 64-bit machine: sizes, and the offsets of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.types import Array, Basic, Chan, Interface, Map, Named, Pointer, Signature, Slice, Struct, Type

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_WORD: Final = 8
_BASIC: Final = {
    "bool": 1, "int8": 1, "uint8": 1, "int16": 2, "uint16": 2, "int32": 4, "uint32": 4, "float32": 4, "int64": 8,
    "uint64": 8, "float64": 8, "complex64": 8, "int": 8, "uint": 8, "uintptr": 8, "unsafe.Pointer": 8, "string": 16,
    "complex128": 16,
}  # fmt: skip
# Types of the standard library that are known by their declarations, without their fields.
_DESCRIBED: Final = {
    "sync.Mutex": (8, 4), "sync.RWMutex": (24, 4), "sync.Once": (12, 4), "sync.WaitGroup": (16, 8),
    "sync/atomic.Bool": (4, 4), "sync/atomic.Int32": (4, 4), "sync/atomic.Uint32": (4, 4),
    "sync/atomic.Int64": (8, 8), "sync/atomic.Uint64": (8, 8), "sync/atomic.Uintptr": (8, 8),
    "sync/atomic.Pointer": (8, 8), "sync/atomic.Value": (16, 8), "time.Time": (24, 8),
    "go.uber.org/atomic.Bool": (4, 4), "go.uber.org/atomic.Int32": (4, 4), "go.uber.org/atomic.Uint32": (4, 4),
    "go.uber.org/atomic.Int64": (8, 8), "go.uber.org/atomic.Uint64": (8, 8),
}  # fmt: skip
_DEEPEST: Final = 12


class Layouts:
    """Answers for one program; None for what is not known."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def size(self, type_: Type) -> int | None:
        """How many bytes a value of the type takes."""
        found = self._layout(type_, 0)
        return found[0] if found is not None else None

    def offsets(self, struct: Struct) -> list[int | None]:
        """The offset of each field; None from the first one on whose place is not known."""
        offsets: list[int | None] = []
        at: int | None = 0
        for field in struct.fields:
            layout = self._layout(field.type, 0)
            start = _aligned(at, layout[1]) if at is not None and layout is not None else None
            offsets.append(start)
            at = start + layout[0] if start is not None and layout is not None else None
        return offsets

    def _layout(self, type_: Type, depth: int) -> tuple[int, int] | None:
        """Size and alignment."""
        if depth > _DEEPEST:
            return None
        if isinstance(type_, Named):
            known = _DESCRIBED.get(type_.qualified)
            is_described = type_.declaration is None or type_.declaration.package.is_knowledge
            inner = self._resolver.underlying(type_)
            if known is not None or (is_described and isinstance(inner, Struct)):
                return known
            return self._layout(inner, depth + 1)
        match type_:
            case Basic(name=name):
                size = _BASIC.get(type_.identity if type_.identity in _BASIC else name)
                return (size, min(size, _WORD)) if size is not None else None
            case Pointer() | Map() | Chan() | Signature():
                return _WORD, _WORD
            case Slice():
                return 3 * _WORD, _WORD
            case Interface():
                return 2 * _WORD, _WORD
            case Array(length=int(length), element=element):
                inner_layout = self._layout(element, depth + 1)
                return (length * inner_layout[0], inner_layout[1]) if inner_layout is not None else None
            case Struct():
                return self._of_struct(type_, depth)
            case _:
                return None

    def _of_struct(self, struct: Struct, depth: int) -> tuple[int, int] | None:
        size, alignment = 0, 1
        for field in struct.fields:
            layout = self._layout(field.type, depth + 1)
            if layout is None:
                return None
            size = _aligned(size, layout[1]) + layout[0]
            alignment = max(alignment, layout[1])
        return _aligned(size, alignment), alignment


def _aligned(at: int, alignment: int) -> int:
    return -(-at // alignment) * alignment
