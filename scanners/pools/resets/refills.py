"""Slices that a reset cuts to `[:0]`, and whose old elements come back: re-sliced and filled only in part.

By a method of the slice that decodes into its elements, or by whatever lengthens the slice by an element, and sets in a
loop those of its fields that the input mentions: `for … { switch … { case 1: last.offset = … } }`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, child
from scanners.golang.types import Field, Slice, Struct
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.objects.deeds import ELEMENT, Deed, Touch
from scanners.pools.objects.field_uses import FieldUse, FieldUses
from scanners.pools.objects.touches import Step, Touches
from scanners.pools.resets.resets import Place, Reset

if TYPE_CHECKING:
    from scanners.golang.calls import Callee
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration

_FEWEST: Final = 2  # fields that are set each in a case of its own
_SETS_WHOLE: Final = re.compile(rb"(?m)^\s*\*\w+ = ")  # what lies behind a pointer, of which touches do not tell
_LOOKS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.BOUND})
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
            if (refilled := self._refilled(list(self._uses.of(field, pool.package)))) is not None:
                yield field, Place(cut.touch.file, cut.touch.node), *refilled

    def _refilled(self, uses: list[FieldUse]) -> tuple[Place, Place] | None:
        """Where a slice is lengthened, and its elements are filled."""
        for use in uses:
            if use.touch.deed is Deed.CALL and (found := self._by_call(use.touch)) is not None:
                return found
            if use.touch.deed is Deed.EXTEND and not use.touch.path and use.function is not None:
                here = (
                    each.touch for each in uses if each.function is not None and each.function.id == use.function.id
                )
                steps = [step for each in here for step in self._touches.followed(each.file, each)]
                if (filled := self._filled_in_part(use.function, steps)) is not None:
                    return Place(use.touch.file, use.touch.node), filled
        return None

    def _by_call(self, call: Touch) -> tuple[Place, Place] | None:
        """Where a method that is called on the slice, or a function that is given it, lengthens and fills it."""
        declaration = call.callee.declaration if call.callee is not None else None
        if declaration is None or child(declaration.node, "body") is None:
            return None
        own = receiver(self._resolver, declaration.file, declaration.node)
        if call.argument is not None:
            declared = parameters(self._resolver, declaration.file, declaration.node)
            own = declared[call.argument] if call.argument < len(declared) else None
        if own is None:
            return None
        steps = list(self._touches.of(declaration.file, own))
        longer = next((each.touch for each in steps if each.touch.deed is Deed.EXTEND and not each.path), None)
        if longer is None:
            return None
        decoding = (each for each in steps if ELEMENT in each.path[:1] and decodes(each.touch.callee))
        decoded = next((Place(each.touch.file, each.at) for each in decoding if call.argument is None), None)
        filled = decoded or self._filled_in_part(declaration.node, steps)
        return (Place(longer.file, longer.node), filled) if filled is not None else None

    def _filled_in_part(self, function: Node, steps: list[Step]) -> Place | None:
        """Where an element gets what the input mentions, and keeps the rest: each field is set once, in a case.

        Nothing else may happen to the element, which could be to reset it.
        """
        below = [step for step in steps if ELEMENT in step.path[:1] and step.touch.deed not in _LOOKS]
        fields = {step.path for step in below}
        if len(below) < _FEWEST or len(fields) < len(below) or _SETS_WHOLE.search(function.text or b"") is not None:
            return None
        if not all(len(step.path) > 1 and self._is_mentioned(step.touch) for step in below):
            return None
        return Place(below[0].touch.file, below[0].touch.node)

    def _is_mentioned(self, touch: Touch) -> bool:
        """Whether a field is set in a case of a `switch` in a loop: for what the input holds."""
        node, case = touch.node, False
        if touch.deed is not Deed.SET:
            return False
        while (around := self._resolver.parent(touch.file, node)) is not None and around.type not in FUNCTIONS:
            case = case or around.type == "expression_case"
            if around.type == "for_statement":
                return case
            node = around
        return False


def decodes(callee: Callee | None) -> bool:
    """Whether a method decodes into what it is called on."""
    return callee is not None and callee.qualified is not None and is_decoder(callee.qualified.rpartition(".")[2])


def is_decoder(name: str) -> bool:
    """Whether a method decodes, by its name: UnmarshalMsg, DecodeMsg, UnmarshalJSON."""
    return name.lower().startswith(_DECODING)
