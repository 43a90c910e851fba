"""Fields that are slices to which something is only ever added: itself, or under the name of a variable.

`x.list = append(x.list, v)`; `list := x.list; list, err = decode(list); x.list = list`, where decode appends.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts, text
from scanners.pools.code.parameters import parameters
from scanners.pools.code.targets import is_same
from scanners.pools.objects.deeds import Deed, Touch
from scanners.pools.objects.returned_fields import is_returned_to

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def only_adds(resolver: Resolver, touch: Touch, field: str) -> bool:
    """Whether an assignment to a field leaves in it what it held, with more behind that."""
    if touch.deed is Deed.GROW:
        left, right = child(touch.node, "left"), child(touch.node, "right")
        targets, values = parts(left) if left is not None else [], parts(right) if right is not None else []
        calls = [each for each in values if each.type in CALLS]
        names = [text(each) for each in targets if text(each).endswith(f".{field}")]
        return any(_adds(resolver, touch.file, call, name) for call in calls for name in names)
    value = touch.value
    object_ = resolver.object_of(touch.value_file, value) if value is not None else None
    if value is None or object_ is None or not is_returned_to(resolver, touch, field):
        return False
    calls = list(_calls_for(resolver, touch.value_file, object_))
    return bool(calls) and all(_adds(resolver, touch.value_file, call, text(value)) for call in calls)


def _calls_for(resolver: Resolver, file: SourceFile, variable: Object) -> Iterator[Node]:
    """The calls that a variable is set to a result of."""
    for use in resolver.scopes.uses(file, variable):
        listed = resolver.parent(file, use)
        statement = resolver.parent(file, listed) if listed is not None else None
        if listed is None or statement is None or not is_same(child(statement, "left"), listed):
            continue
        right = child(statement, "right")
        yield from (each for each in (parts(right) if right is not None else ()) if each.type in CALLS)


def _adds(resolver: Resolver, file: SourceFile, call: Node, name: str) -> bool:
    """Whether a call appends to the argument that is spelled so: built in, or a function that never cuts it."""
    place = next((place for place, each in enumerate(arguments(call)) if text(each) == name), None)
    callee = resolver.callee(file, call)
    if place is None or callee.kind == "builtin":
        return place == 0 and callee.qualified == "append"
    declaration = callee.declaration
    declared = parameters(resolver, declaration.file, declaration.node) if declaration is not None else ()
    parameter = declared[place] if place < len(declared) else None
    if declaration is None or parameter is None:
        return False
    uses = list(resolver.scopes.uses(declaration.file, parameter))
    around = [each for use in uses if (each := resolver.parent(declaration.file, use)) is not None]
    is_cut = any(_is_cut(resolver, declaration.file, each, parameter.name) for each in around)
    return not is_cut and any(_is_appended_to(resolver, declaration.file, use) for use in uses)


def _is_cut(resolver: Resolver, file: SourceFile, node: Node, name: str) -> bool:
    """Whether an expression cuts a slice: `x[:n]`, but not `x[:len(x)+1]`, nor `x[n:]` that goes elsewhere."""
    if node.type != "slice_expression":
        return False
    end, listed = child(node, "end"), resolver.parent(file, node)
    if end is not None:
        return not text(end).startswith(f"len({name})+")
    statement = resolver.parent(file, listed) if listed is not None else None
    left = child(statement, "left") if statement is not None else None
    return left is None or name in {text(each) for each in parts(left)}


def _is_appended_to(resolver: Resolver, file: SourceFile, use: Node) -> bool:
    listed = resolver.parent(file, use)
    call = resolver.parent(file, listed) if listed is not None and listed.type == "argument_list" else None
    if call is None or call.type not in CALLS or not is_same(arguments(call)[0], use):
        return False
    callee = resolver.callee(file, call)
    return callee.kind == "builtin" and callee.qualified == "append"
