"""Slices that a reset cuts to `[:0]`, and whose old elements come back: re-sliced and filled only in part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import child
from scanners.golang.types import Field, Slice, Struct
from scanners.pools.code.parameters import receiver
from scanners.pools.objects.deeds import ELEMENT, Deed
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.touches import Touches
from scanners.pools.resets.resets import Place, Reset

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration

_DECODING: Final = ("unmarshal", "decode")  # methods that set what the input mentions, and leave the rest


class Refills:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, touches: Touches, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._touches: Final = touches
        self._uses: Final = uses

    def of(self, pool: PoolDeclaration, reset: Reset) -> Iterator[tuple[Field, Place, Place, Place]]:
        """Each field with where it is cut, where its old elements are taken back, and where they are decoded into."""
        for field in reset.fields:
            steps = reset.renewed.get(field.name, [])
            cut = next((step for step in steps if step.touch.deed is Deed.CUT), None)
            if cut is None or any(step.touch.deed is Deed.CLEAR for step in steps):
                continue
            meant = self._resolver.underlying(field.type)
            if not isinstance(meant, Slice) or not isinstance(self._resolver.underlying(meant.element), Struct):
                continue
            for use in self._uses.of(field, pool.package):
                if (refilled := self._refilled(use)) is not None:
                    yield field, Place(cut.touch.file, cut.touch.node), *refilled
                    break

    def _refilled(self, use: FieldUse) -> tuple[Place, Place] | None:
        """Where a method that is called on the field lengthens it, and decodes into its elements."""
        callee = use.touch.callee
        declaration = callee.declaration if callee is not None else None
        if use.touch.deed is not Deed.CALL or declaration is None or child(declaration.node, "body") is None:
            return None
        own = receiver(self._resolver, declaration.file, declaration.node)
        if own is None or use.touch.argument is not None:
            return None
        longer = decoded = None
        for step in self._touches.of(declaration.file, own):
            if step.touch.deed is Deed.EXTEND and not step.path:
                longer = Place(step.touch.file, step.touch.node)
            elif ELEMENT in step.path[:1] and decodes(step.touch.callee):
                decoded = Place(step.touch.file, step.at)
        return (longer, decoded) if longer is not None and decoded is not None else None


def decodes(callee: Callee | None) -> bool:
    """Whether a method decodes into what it is called on."""
    return callee is not None and callee.qualified is not None and is_decoder(callee.qualified.rpartition(".")[2])


def is_decoder(name: str) -> bool:
    """Whether a method decodes, by its name: UnmarshalMsg, DecodeMsg, UnmarshalJSON."""
    return name.lower().startswith(_DECODING)
