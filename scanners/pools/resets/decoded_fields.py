"""Fields that a decoder sets only where the input mentions them: `for … { switch tag { case 3: m.unit = next() } }`.

Whoever takes an object and decodes into it gets what the last input had, in all that this one leaves out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import FUNCTIONS, Node, SourceFile, child, text
from scanners.pools.objects.deeds import Deed
from scanners.pools.objects.field_uses import FieldUse
from scanners.pools.resets.refills import decodes, is_decoder

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.declarations import PoolDeclaration
    from scanners.pools.objects.holders import Holders
    from scanners.pools.objects.touches import Step

_CASES: Final = frozenset({"expression_case", "type_case"})
_SETS: Final = frozenset({Deed.SET, Deed.CLEAR, Deed.CUT, Deed.CHANGE, Deed.GROW})
_READS: Final = frozenset({Deed.READ, Deed.CHECK, Deed.CALL})


class DecodedFields:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders

    def decoders(self, pool: PoolDeclaration) -> frozenset[int]:
        """The methods that those who take an object call to decode into it."""
        steps = (step for site in pool.gets for step in self._holders.steps(site) if step.is_by_name and not step.path)
        callees = (step.touch.callee for step in steps if step.touch.argument is None and decodes(step.touch.callee))
        return frozenset(
            callee.declaration.node.id for callee in callees if callee is not None and callee.declaration is not None
        )

    def stands_in_decoder(self, step: Step) -> bool:
        """Whether a statement is part of what a method decodes."""
        function = self._resolver.enclosing_function(step.touch.file, step.touch.node)
        name = child(function, "name") if function is not None else None
        return name is not None and is_decoder(text(name))

    def left_by(self, decoders: frozenset[int], uses: list[FieldUse]) -> tuple[FieldUse, FieldUse] | None:
        """Where only a decoder sets a field, if the input has it, and where the next user reads it."""
        within = [use for use in uses if use.function is not None and use.function.id in decoders]
        setting = [use for use in within if self._sets(use)]
        others = [use for use in uses if use not in within]
        if not setting or any(self._sets(use) for use in others):
            return None
        if not all(self._is_mentioned(use.touch.file, use.touch.node) for use in setting):
            return None
        read = next((use for use in others if use.touch.deed in _READS), None)
        return (setting[0], read) if read is not None else None

    def _sets(self, use: FieldUse) -> bool:
        return use.touch.deed in _SETS or (use.touch.deed is Deed.CALL and decodes(use.touch.callee))

    def _is_mentioned(self, file: SourceFile, node: Node) -> bool:
        """Whether a statement stands in a case inside a loop over the input."""
        is_case = False
        for around in self._around(file, node):
            is_case = is_case or around.type in _CASES
            if around.type == "for_statement" and is_case:
                return True
        return False

    def _around(self, file: SourceFile, node: Node) -> Iterator[Node]:
        around: Node | None = node
        while around is not None and around.type not in FUNCTIONS:
            yield around
            around = self._resolver.parent(file, around)
