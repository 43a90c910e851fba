"""Slices that go on in a larger array, made by hand.

    grown := make([]byte, 2*len(b.data))
    copy(grown, b.data)
    b.data = grown

That is what append does where there is no room.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, only, text
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.objects.deeds import Deed, Touch

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


def goes_on_in_larger(resolver: Resolver, touch: Touch) -> bool:
    """Whether a slice is set to a larger one that it was copied into."""
    value = touch.value if touch.deed is Deed.SET else None
    left = child(touch.node, "left") if touch.node.type == "assignment_statement" else None
    target = only(left) if left is not None else None
    named = resolver.object_of(touch.file, base(value)) if value is not None else None
    if target is None or named is None or not named.is_local or named.kind != "var":
        return False
    made = [each for each in assigned_values(resolver, touch.file, named) if text(each).startswith("make(")]
    is_larger = any(_is_larger(resolver, touch.file, each, text(target)) for each in made)
    return is_larger and _is_copied(resolver, touch.file, named, target)


def _is_larger(resolver: Resolver, file: SourceFile, made: Node, name: str) -> bool:
    """Whether what is made has the length of the slice, or its capacity, and more; also under a name for that."""
    given = arguments(made)[-1]
    object_ = resolver.object_of(file, given) if given.type == "identifier" else None
    sizes = [given] if object_ is None else assigned_values(resolver, file, object_)
    own = {f"len({name})", f"cap({name})"}
    return any(text(size) not in own and any(each in text(size) for each in own) for size in sizes)


def _is_copied(resolver: Resolver, file: SourceFile, variable: Object, source: Node) -> bool:
    """`copy(variable, source)`."""
    for use in resolver.scopes.uses(file, variable):
        call = resolver.parent(file, use)
        while call is not None and call.type in {"slice_expression", "argument_list"}:
            call = resolver.parent(file, call)
        given = arguments(call) if call is not None and call.type in CALLS else []
        if len(given) > 1 and base(given[0]).id == use.id and text(base(given[1])) == text(source):
            callee = resolver.callee(file, call) if call is not None else None
            return callee is not None and callee.kind == "builtin" and callee.qualified == "copy"
    return False
