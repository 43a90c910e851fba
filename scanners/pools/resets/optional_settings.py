"""Fields that are set only where the user asks for it, by arguments that may be left out.

    func (d *decoder) decode(data []byte, options ...any) {
        for _, each := range options { … d.limit = each … }

Whoever gives no options goes on with those of the last user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, is_spread
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.touches import Step


def is_optional(resolver: Resolver, file: SourceFile, step: Step) -> bool:
    """Whether a field is set in a loop over optional arguments, those of a function of `file` that has an object.

    What its owner gives may be the same each time.
    """
    if step.touch.deed is not Deed.SET or not _is_in_loop(resolver, step.touch.file, step.touch.node):
        return False
    if not step.depth:
        return True
    call = step.at if step.at.type in CALLS else None
    given = arguments(call)[-1:] if call is not None and is_spread(call) else []
    return any(_is_variadic(resolver, file, each) for each in given)


def _is_in_loop(resolver: Resolver, file: SourceFile, statement: Node) -> bool:
    """Whether a loop over the last parameter of a variadic function is around a statement."""
    around: Node | None = statement
    while around is not None and around.type not in FUNCTIONS:
        clause = around.named_children[0] if around.type == "for_statement" and around.named_children else None
        over = child(clause, "right") if clause is not None and clause.type == "range_clause" else None
        if over is not None and _is_variadic(resolver, file, over):
            return True
        around = resolver.parent(file, around)
    return False


def _is_variadic(resolver: Resolver, file: SourceFile, node: Node) -> bool:
    """Whether an expression is the last parameter of a variadic function."""
    object_ = resolver.object_of(file, node) if node.type == "identifier" else None
    declared = object_.declaration if object_ is not None and object_.kind == "param" else None
    return declared is not None and declared.type == "variadic_parameter_declaration"
