"""Fields that are set only where the user asks for it, by arguments that may be left out.

    func (d *decoder) decode(data []byte, options ...any) {
        for _, each := range options { … d.limit = each … }

    func WithLimit(limit int) Option { return func(d *Decoder) { d.limit = limit } }

Whoever gives no options goes on with those of the last user.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, FUNCTIONS, Node, SourceFile, arguments, child, is_spread, only, text
from scanners.golang.types import Slice, Type
from scanners.pools.code.parameters import parameters
from scanners.pools.inventory.declarations import is_exported
from scanners.pools.objects.deeds import Deed

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.field_uses import FieldUse
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


def is_option(resolver: Resolver, use: FieldUse) -> bool:
    """Whether a field is set by an option that an exported method takes: `d.Apply(WithLimit(7))`."""
    literal, file = use.function, use.touch.file
    body = child(literal, "body") if literal is not None and literal.type == "func_literal" else None
    listed = only(body) if body is not None else None
    statement = only(listed) if listed is not None else None
    if literal is None or statement is None or statement.id != use.touch.node.id or use.touch.deed is not Deed.SET:
        return False
    around = resolver.parent(file, literal)
    made = resolver.parent(file, around) if around is not None else None
    maker = resolver.enclosing_function(file, made) if made is not None and made.type == "return_statement" else None
    name = child(maker, "name") if maker is not None and maker.type == "function_declaration" else None
    owner = next(iter(parameters(resolver, file, literal)), None)
    if maker is None or name is None or owner is None or not is_exported(text(name)):
        return False
    results = resolver.signature(file, maker).results
    methods = sorted(filter(is_exported, resolver.method_names(owner.type)))
    return len(results) == 1 and any(_takes(resolver, owner.type, each, results[0]) for each in methods)


def _takes(resolver: Resolver, type_: Type, name: str, option: Type) -> bool:
    """Whether a method takes any number of options."""
    method = resolver.method(type_, name)
    return method is not None and method.signature.variadic and method.signature.params[-1:] == (Slice(option),)


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
