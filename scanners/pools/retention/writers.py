"""Buffers in pooled structs that something else writes into: an encoder that was made with them.

    func newEncoder() *encoder {
        b := new(bytes.Buffer)
        return &encoder{buffer: b, json: json.NewEncoder(b)}
    }

What is encoded comes into the buffer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments
from scanners.golang.types import Field, Interface, Named, Pointer
from scanners.pools.code.operands import addressed
from scanners.pools.code.targets import place_among
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Callee, Resolver
    from scanners.pools.objects.field_uses import FieldUse, FieldUses

_BUFFER: Final = "bytes.Buffer"


class Writers:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._uses: Final = uses

    def given(self, field: Field, uses: tuple[FieldUse, ...]) -> tuple[SourceFile, Node] | None:
        """Where a buffer that a field holds is handed to a call as something to write to; None for other fields."""
        held = field.type.element if isinstance(field.type, Pointer) else field.type
        if not isinstance(held, Named) or held.qualified != _BUFFER:
            return None
        for use in uses:
            callee, argument = use.touch.callee, use.touch.argument
            is_handed = use.touch.deed is Deed.CALL and not use.touch.path
            if is_handed and callee is not None and argument is not None and self._writes(callee, argument):
                return use.touch.file, use.touch.node
        for file, value in self._uses.given(field):
            if (call := self._call(file, value)) is not None:
                return file, call
        return None

    def _call(self, file: SourceFile, value: Node) -> Node | None:
        """The call that a variable is handed to as something to write to."""
        variable = self._resolver.object_of(file, value) if value.type == "identifier" else None
        for use in self._resolver.scopes.uses(file, variable) if variable is not None and variable.is_local else ():
            handed = self._resolver.parent(file, use)
            given = handed if handed is not None and addressed(handed).id == use.id else use
            listed = self._resolver.parent(file, given)
            call = self._resolver.parent(file, listed) if listed is not None else None
            place = place_among(arguments(call), given) if call is not None and call.type in CALLS else None
            if call is not None and place is not None and self._writes(self._resolver.callee(file, call), place):
                return call
        return None

    def _writes(self, callee: Callee, place: int) -> bool:
        """Whether a function takes something to write to as a parameter, and nothing to read from."""
        parameters = callee.signature.params if callee.signature is not None else ()
        if place >= len(parameters) or not isinstance(self._resolver.underlying(parameters[place]), Interface):
            return False
        names = self._resolver.method_names(parameters[place])
        return "Write" in names and "Read" not in names
