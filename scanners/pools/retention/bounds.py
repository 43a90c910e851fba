"""Whether anything bounds how large the parts of an object are when it goes back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, operator, parts, text, walk
from scanners.pools.code.guards import conditions_around
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.field_uses import FieldUses
from scanners.pools.objects.fresh_values import is_zero
from scanners.pools.objects.holders import Holders
from scanners.pools.objects.touches import Step
from scanners.pools.retention.other_branches import is_kept_otherwise
from scanners.pools.retention.other_names import OtherNames

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Field
    from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite

_SIZE: Final = re.compile(rb"(?i)len|cap|size|max|limit|bytes")
_CAPACITY: Final = re.compile(rb"(?i)\bcap\([^()]*(\(\))?\) *[!=]= *[^0n ]|[.]cap\(\) *[!=]= *[^0n ]")
_TOO_SMALL: Final = re.compile(rb"\bcap\([^()]*\) *<|> *=? *cap\(")
_EQUAL: Final = frozenset({"==", "!="})
_ORDERED: Final = frozenset({"<", ">", "<=", ">="})
_CONDITIONS: Final = {"if_statement": "condition", "expression_case": "value"}  # node type: the field it stands in
_CHANGING: Final = frozenset({Deed.CLEAR, Deed.CUT, Deed.SET})
_FUNCTIONS: Final = frozenset({"function_declaration", "method_declaration", "func_literal"})
_NAMES: Final = frozenset({"identifier", "selector_expression"})
_VERDICTS: Final = frozenset({"true", "false"})


class Bounds:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, holders: Holders, uses: FieldUses) -> None:
        self._resolver: Final = resolver
        self._holders: Final = holders
        self._uses: Final = uses
        self._guarded: Final[dict[PoolSite, bool]] = {}
        self._looks: Final[dict[PoolSite, list[Step]]] = {}
        self._clamped: Final[dict[int, bool]] = {}
        self._other_names: Final = OtherNames(resolver, holders.touches)
        self._dropped: Final[dict[tuple[str, Path], bool]] = {}
        self._changes: Final[dict[str, list[list[Step]]]] = {}

    def holds(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], path: Path, field: Field | None) -> bool:
        """Whether a part, the field of that path, cannot go back as large as it has become on one way to a Put."""
        for site in chain:
            if self._is_guarded(site):
                return True
            if any(self._is_bound(step, path) for step in self._looks_at_size(site)):
                return True
            before = self._holders.steps_before(site)
            if self._is_dropped(before, path) or (path and any(map(_may_let_go, before))):
                return True
        if self._is_dropped_at_get(pool, path):
            return True
        if not path and (self._is_handed_on(pool) or (len(chain) == 1 and self._is_fed_in_portions(chain[0]))):
            return True
        return field is not None and self._is_bounded_somewhere(pool, chain, field)

    def _is_guarded(self, site: PoolSite) -> bool:
        """Whether a comparison of sizes decides on the Put, or a function value, of which nothing can be seen."""
        if site not in self._guarded:
            self._guarded[site] = self._is_asked_around(site)
        return self._guarded[site]

    def _is_asked_around(self, site: PoolSite) -> bool:
        node: Node | None = site.call
        while node is not None and node.type not in {"function_declaration", "method_declaration"}:
            condition = child(node, _CONDITIONS[node.type]) if node.type in _CONDITIONS else None
            asked = walk(condition) if condition is not None else ()
            if any(_compares_sizes(each) or self._is_unseen(site.file, each) for each in asked):
                return True
            node = self._resolver.parent(site.file, node)
        return False

    def _is_unseen(self, file: SourceFile, node: Node) -> bool:
        return node.type in CALLS and self._resolver.callee(file, node).kind == "value"

    def _looks_at_size(self, site: PoolSite) -> list[Step]:
        """Where the function around a Put or its callees look how large the object is.

        What callees look at of the elements, such as how full a partition is, is not the size of the list.
        """
        if site not in self._looks:
            looks = (step for step in self._holders.steps(site) if step.touch.deed is Deed.BOUND)
            self._looks[site] = [step for step in looks if not step.depth or ELEMENT not in step.path]
        return self._looks[site]

    def _is_bound(self, step: Step, path: Path) -> bool:
        """A look at one part in the function of the Put itself decides on the object as a whole."""
        return not step.depth or (_overlap(step.path, path) and self._decides(step.touch))

    def _decides(self, touch: Touch) -> bool:
        """Whether a comparison in another function is its answer, puts back, or lets the memory go."""
        if operator(touch.node) not in _ORDERED:
            return False
        node: Node | None = touch.node
        while node is not None and node.type not in _FUNCTIONS:
            if node.type == "return_statement":
                return True
            if node.type == "if_statement":
                return any(self._is_verdict(each, touch) for each in walk(node))
            node = self._resolver.parent(touch.file, node)
        return False

    def _is_verdict(self, node: Node, touch: Touch) -> bool:
        if node.type == "return_statement":
            return any(each.type in _VERDICTS for listed in parts(node) for each in parts(listed))
        if node.type in CALLS:
            return text(child(node, "function") or node).endswith("Put")
        if node.type != "assignment_statement":
            return False
        left, right = child(node, "left"), child(node, "right")
        measured = text(touch.node)
        return (
            left is not None
            and right is not None
            and any(
                (f"({text(target)})" in measured or f"{text(target)}." in measured) and text(target) not in text(right)
                for target in parts(left)
            )
        )

    def _is_dropped(self, steps: list[Step], path: Path) -> bool:
        """Whether the memory is let go, and not kept by the same statement: `*x = T{buf: x.buf[:0]}`."""
        dropped = False
        for step in steps:
            if step.touch.deed is Deed.CLEAR:
                dropped = dropped or (_drops(step, path) and not is_kept_otherwise(self._resolver, step, steps))
            elif dropped and step.path == path and self._is_kept(step.touch, path):
                dropped = False
        return dropped

    def _is_kept(self, touch: Touch, path: Path) -> bool:
        return touch.deed is Deed.CUT or (bool(path) and self._other_names.is_kept(touch, path[-1]))

    def _is_dropped_at_get(self, pool: PoolDeclaration, path: Path) -> bool:
        """Whether whoever takes an object lets the memory go at once: then it only lasts until then."""
        key = (pool.identity, path)
        if key not in self._dropped:
            changes = self._changes_at_gets(pool)
            self._dropped[key] = any(
                self._is_dropped(steps, path) or any(self._is_replaced(each, path, steps) for each in steps)
                for steps in changes
            ) or (bool(changes) and all(any(self._is_given(step, path) for step in steps) for steps in changes))
        return self._dropped[key]

    def _changes_at_gets(self, pool: PoolDeclaration) -> list[list[Step]]:
        """For each Get the steps that can let go of memory, few of many."""
        if pool.identity not in self._changes:
            self._changes[pool.identity] = [
                [step for step in self._holders.steps(get) if step.touch.deed in _CHANGING] for get in pool.gets
            ]
        return self._changes[pool.identity]

    def _is_handed_on(self, pool: PoolDeclaration) -> bool:
        """Whether whoever fills an object hands it on at a certain length: `if len(*batch) >= batchSize { … }`."""
        bounds = (
            step.touch
            for get in pool.gets
            for step in self._holders.steps(get)
            if step.touch.deed is Deed.BOUND and not step.depth and not step.path
        )
        return any(is_limit(each.node) or self._is_put_while_small(pool, each) for each in bounds)

    def _is_put_while_small(self, pool: PoolDeclaration, look: Touch) -> bool:
        """`if len(*batch) < 16 { pool.Put(batch); return }`: it goes on to somebody else when it is full."""
        around = self._resolver.parent(look.file, look.node)
        then = child(around, "consequence") if around is not None and around.type == "if_statement" else None
        if then is None or operator(look.node) not in {"<", "<="}:
            return False
        return any(
            put.file is look.file and then.start_byte <= put.call.start_byte < then.end_byte for put in pool.puts
        )

    def _is_fed_in_portions(self, site: PoolSite) -> bool:
        """Whether the function around a Put writes in portions of a largest size."""
        body = child(site.function, "body") if site.function is not None else None
        around: Node | None = site.function
        while around is not None and around.type == "func_literal":
            around = self._resolver.enclosing_function(site.file, around)
            body = child(around, "body") if around is not None else body
        if body is None:
            return False
        if body.id not in self._clamped:
            self._clamped[body.id] = any(map(_is_clamped, walk(body)))
        return self._clamped[body.id]

    def _is_replaced(self, step: Step, path: Path, steps: list[Step]) -> bool:
        """Whether the part is made anew, and not only where it is not there or too small."""
        value = step.touch.value
        if step.touch.deed is not Deed.SET or step.path != path or value is None or not _is_made(value):
            return False
        if is_kept_otherwise(self._resolver, step, steps):
            return False
        return not any(
            b"== nil" in (each.text or b"") or _TOO_SMALL.search(each.text or b"") is not None
            for each in conditions_around(self._resolver, step.touch.file, step.touch.node)
        )

    def _is_given(self, step: Step, path: Path) -> bool:
        """Whether the part is set to a parameter, which whoever takes the object has had before."""
        value = step.touch.value
        if step.touch.deed is not Deed.SET or step.path != path or step.depth or value is None:
            return False
        object_ = self._resolver.object_of(step.touch.value_file, value) if value.type == "identifier" else None
        return object_ is not None and object_.kind == "param"

    def _may_grow(self, step: Step, field: Field) -> bool:
        """Whether a field grows in the function of a Put, or the object goes to somebody who may write to it."""
        if step.touch.deed is Deed.GROW:
            return step.path[-1:] == (field.name,)
        return step.touch.deed is Deed.CALL and not step.path and not step.depth

    def _is_bounded_somewhere(self, pool: PoolDeclaration, chain: tuple[PoolSite, ...], field: Field) -> bool:
        """Whether code elsewhere in the package checks the capacity of the field, and not for another Put alone."""
        here = {site.function.id for site in chain if site.function is not None}
        others = {site.function.id for site in pool.puts if site.function is not None} - here
        if not any(self._may_grow(step, field) for site in chain for step in self._holders.steps_before(site)):
            others = set()  # it goes back as it was taken, as large as the other Puts have let it become
        return any(
            use.touch.deed is Deed.BOUND
            and b"cap(" in (use.touch.node.text or b"").lower()
            and (use.function is None or use.function.id not in others)
            and self._decides(use.touch)
            for use in self._uses.of(field)
        )


def is_limit(comparison: Node) -> bool:
    """Whether a size is above something that has a name: `len(b) >= batchSize`, not `len(b) > 1`."""
    right = child(comparison, "right")
    return right is not None and right.type in _NAMES and operator(comparison) in {">", ">="}


def _is_clamped(node: Node) -> bool:
    """`if n > maximum { n = maximum }`."""
    if node.type != "if_statement":
        return False
    condition, then = child(node, "condition"), child(node, "consequence")
    if condition is None or then is None or operator(condition) not in {">", ">="}:
        return False
    left, right = child(condition, "left"), child(condition, "right")
    return left is not None and right is not None and f"{text(left)} = {text(right)}" in text(then)


def _drops(step: Step, path: Path) -> bool:
    """Whether a step that clears lets the memory go: an assignment of nil or of something new, not a reset."""
    if not path or path[: len(step.path)] != step.path:
        return False
    node = step.touch.node
    if node.type in CALLS:
        return any(is_zero(each) for each in arguments(node))
    if node.type not in {"assignment_statement", "short_var_declaration"}:
        return False
    right = child(node, "right")
    is_nil = right is not None and [text(each) for each in parts(right)] == ["nil"]
    return bool(step.path) or not is_nil  # `s.buf = nil` of the name that holds the object leaves the object as it is


def _may_let_go(step: Step) -> bool:
    """Whether the object goes to a function value that is called like a reset: it may let go of what the object has."""
    callee = step.touch.callee
    if step.touch.deed is not Deed.CALL or step.path or callee is None or callee.kind != "value":
        return False
    function = child(step.touch.node, "function")
    return function is not None and reset_names().may_reset(text(function).rpartition(".")[2])


def _is_made(value: Node) -> bool:
    return text(value).startswith(("make(", "&"))


def _compares_sizes(node: Node) -> bool:
    """Whether a size is compared with another, or a capacity is that of a class: `cap(b) == classSize`."""
    compared = _SIZE if operator(node) in _ORDERED else _CAPACITY if operator(node) in _EQUAL else None
    return compared is not None and compared.search(node.text or b"") is not None


def _overlap(one: Path, other: Path) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]
