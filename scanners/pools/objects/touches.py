"""Everything that a function does to an object that it holds: itself, under other names, and in what it calls."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, text
from scanners.golang.types import Basic, Interface, Map, Pointer, Slice
from scanners.pools.code.objects_in_functions import assigned_values, base, names_of
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.code.values import Cut, cut_of
from scanners.pools.objects.contents import reset_names
from scanners.pools.objects.deeds import ELEMENT, Deed, Path, Touch
from scanners.pools.objects.fresh_values import is_nothing
from scanners.pools.objects.place_deeds import PlaceDeeds

if TYPE_CHECKING:
    from scanners.golang.declarations import Declaration
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 6  # calls into one another
_MOST: Final = 400  # touches of one object in one function with those of its callees; beyond, the deepest are left out
_ALIASES: Final = 3
_LOOKS: Final = frozenset({Deed.READ, Deed.CHECK})  # a third of all that callees do, and nobody asks for it
_SHARING: Final = frozenset({"unary_expression", "parenthesized_expression", "type_assertion_expression"})


@dataclass(frozen=True, slots=True)
class Step:
    """A touch as the function sees it that holds the object: `at` is the statement or call in that function.

    `is_by_name` marks what the name of a callee says of the whole object, where the steps of its body follow.
    """

    touch: Touch
    at: Node
    depth: int = 0
    is_by_name: bool = False

    @property
    def path(self) -> Path:
        """The part that is touched."""
        return self.touch.path


class Touches:
    """Answers for one program, and remembers."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._deeds: Final = PlaceDeeds(resolver)
        self._known: Final[dict[Object, tuple[tuple[Step, ...], int]]] = {}  # with how many calls lie below
        self._cut: Final[dict[tuple[Object, int], tuple[Step, ...]]] = {}  # what goes on below the deepest call
        self._reached = 0  # the deepest call of what is being worked out

    @property
    def deeds(self) -> PlaceDeeds:
        """What single places do."""
        return self._deeds

    def of(self, file: SourceFile, object_: Object, depth: int = 0) -> tuple[Step, ...]:
        """The touches of what a variable, parameter or receiver holds, in the order of the source.

        What is cut off below the deepest call is remembered for its depth alone: whoever asks gets the same answer,
        whatever has been asked before.
        """
        known, height = self._known.get(object_, ((), _DEEPEST + 1))
        if depth + height <= _DEEPEST:
            self._reached = max(self._reached, depth + height)
            return known
        if (object_, depth) not in self._cut:
            around, self._reached = self._reached, depth
            found = tuple(self._find(file, object_, depth))
            reached, self._reached = self._reached, max(around, self._reached)
            if reached <= _DEEPEST:
                self._known[object_] = found, reached - depth
                return found
            self._cut[object_, depth] = found
        self._reached = _DEEPEST + 1
        return self._cut[object_, depth]

    def _find(self, file: SourceFile, object_: Object, depth: int) -> Iterator[Step]:
        room = _MOST
        for use in self._resolver.scopes.uses(file, object_):
            for touch in self._deeds.at(file, use):
                steps = _nearest(self.followed(file, touch, depth), room)
                room -= len(steps)
                yield from steps

    def in_chain(self, file: SourceFile, value: Node) -> Iterator[Step]:
        """The touches by methods that are called on what an expression gives: `pool.Get().(*T).Reset()`."""
        for touch in self._deeds.at(file, value):
            if touch.node.type in CALLS and touch.argument is None and touch.node.start_byte == value.start_byte:
                yield from _nearest(self.followed(file, touch, 0), _MOST)

    def followed(self, file: SourceFile, touch: Touch, depth: int = 0) -> Iterator[Step]:
        """A touch with what it leads to: in a callee, or under another name."""
        if touch.deed is Deed.CALL and touch.callee is not None:
            yield from self._called(touch, depth)
            return
        yield Step(touch, touch.node)
        if touch.deed is Deed.READ or _is_whole_array(touch):
            yield from self._renamed(file, touch, depth)

    def _renamed(self, file: SourceFile, touch: Touch, depth: int) -> Iterator[Step]:
        """What happens under another name: `c := x`, `h := &x.h`, `all := x[:cap(x)]`, `for _, y := range x.all`."""
        for other, path in self._other_names(file, touch):
            if depth >= _DEEPEST:
                self._reached = _DEEPEST + 1
                return
            of_elements = isinstance(self._resolver.underlying(other.type), Slice)
            for step in self.of(file, other, depth + 1):
                # A whole new value under the other name says nothing of this object; of a slice only the array is its.
                is_whole = not step.path and step.touch.deed in {Deed.SET, Deed.GROW, Deed.CUT}
                if not is_whole and (not of_elements or step.path[:1] == (ELEMENT,)):
                    yield self._below(step, path, step.at, step.depth)

    def _other_names(self, file: SourceFile, touch: Touch) -> Iterator[tuple[Object, Path]]:
        """The local variables that a read gives the object to, or a part of it, each with what of it they hold."""
        node: Node | None = touch.node
        if touch.node.type == "range_clause":
            left = child(touch.node, "left")
            node = left.named_children[1] if left is not None and left.named_child_count > 1 else None
            each = self._resolver.object_of(file, node) if node is not None and node.type == "identifier" else None
            if each is not None and isinstance(self._resolver.underlying(each.type), Interface | Map | Pointer):
                yield each, (*touch.path, ELEMENT)
            return
        if touch.node.type not in {"identifier", "selector_expression", *_SHARING} and not _is_whole_array(touch):
            return
        node = touch.node
        while (parent := self._resolver.parent(file, node)) is not None and parent.type in _SHARING:
            node = parent
        if touch.node.type == "unary_expression" or self._is_reference(file, touch.node):
            for other in names_of(self._resolver, file, node):
                if other.is_local and other.kind == "var":
                    yield other, touch.path

    def _is_reference(self, file: SourceFile, node: Node) -> bool:
        return not isinstance(self._resolver.underlying(self._resolver.type_of(file, node)), Basic)

    def _called(self, touch: Touch, depth: int) -> Iterator[Step]:
        """What a callee does, as this function sees it; the call itself where the body is not at hand."""
        callee = touch.callee
        declaration = callee.declaration if callee is not None else None
        is_at_hand = (
            declaration is not None and not declaration.package.is_knowledge and child(declaration.node, "body")
        )
        if callee is None or declaration is None or not is_at_hand:
            yield Step(touch, touch.node)
            return
        if depth >= _DEEPEST:
            self._reached = _DEEPEST + 1
            yield Step(touch, touch.node)
            return
        given = arguments(touch.node)
        declared = parameters(self._resolver, declaration.file, declaration.node)
        if touch.argument is None:
            parameter = receiver(self._resolver, declaration.file, declaration.node)
            if given and callee.receiver is not None and given[0].id == callee.receiver.id:
                given = given[1:]
        else:
            parameter = declared[touch.argument] if touch.argument < len(declared) else None
        by_name = self._as_reset(touch, declaration.name, given)
        yield Step(by_name, touch.node, is_by_name=True)
        if parameter is None:
            return
        bound = {each: value for each, value in zip(declared, given, strict=False) if each is not None}
        for step in _once(self.of(declaration.file, parameter, depth + 1)):
            if step.path or step.touch.deed not in {Deed.SET, Deed.CUT, Deed.GROW} or self._is_by_pointer(parameter):
                yield self._below(self._bound(step, bound, touch.file), touch.path, touch.node, step.depth + 1)
        if self._is_unseen_reset(touch, declaration, parameter, depth):
            yield Step(replace(touch, deed=Deed.CLEAR), touch.node)

    def _is_unseen_reset(self, touch: Touch, declaration: Declaration, parameter: Object, depth: int) -> bool:
        """Whether a callee is named a reset of the object, and hands it on to where that cannot be seen."""
        is_other = touch.argument is not None and declaration.kind == "method"
        if is_other or not reset_names().is_reset(declaration.name):
            return False
        deeds = {step.touch.deed for step in self.of(declaration.file, parameter, depth + 1) if not step.is_by_name}
        return Deed.CALL in deeds and not deeds & {Deed.CLEAR, Deed.CUT, Deed.SET}

    def _as_reset(self, touch: Touch, name: str, given: list[Node]) -> Touch:
        """`x.Reset(w)` as a touch of the whole: it wraps what it is given, or lets go; other calls only read."""
        if touch.argument is not None or name != "Reset" or not given:
            return replace(touch, deed=Deed.READ)
        if is_nothing(self._resolver, touch.file, given[0]):
            return replace(touch, deed=Deed.CLEAR)
        is_stream = self._resolver.method_names(self._resolver.type_of(touch.file, given[0])) & {"Read", "Write"}
        return replace(touch, deed=Deed.SET, value=given[0]) if is_stream else replace(touch, deed=Deed.READ)

    def _is_by_pointer(self, parameter: Object) -> bool:
        return isinstance(self._resolver.underlying(parameter.type), Pointer)

    def _below(self, step: Step, prefix: Path, at: Node, depth: int) -> Step:
        touch = replace(step.touch, path=(*prefix, *step.touch.path)) if prefix else step.touch
        return Step(touch, at, depth, step.is_by_name)

    def _bound(self, step: Step, bound: dict[Object, Node], file: SourceFile) -> Step:
        """A value that is a parameter of the callee is what the caller gives for it."""
        value = step.touch.value
        named = base(value) if value is not None else None
        if value is None or named is None or named.type != "identifier" or text(value) != text(named):
            return step
        given = self._given(step.touch.value_file, named, bound)
        if given is None:
            return step
        if is_nothing(self._resolver, file, given) and step.touch.deed is Deed.SET:
            return replace(step, touch=replace(step.touch, deed=Deed.CLEAR, value=None))
        return replace(step, touch=replace(step.touch, value=given, given_in=file))

    def _given(self, file: SourceFile, name: Node, bound: dict[Object, Node]) -> Node | None:
        """What the caller gives for a parameter, or for a variable that is set to one: `rr := r.(io.ByteReader)`."""
        object_ = self._resolver.object_of(file, name)
        if object_ is None or object_ in bound or not object_.is_local or object_.kind != "var":
            return bound.get(object_) if object_ is not None else None
        for value in assigned_values(self._resolver, file, object_):
            origin = base(value)
            meant = self._resolver.object_of(file, origin) if origin.type == "identifier" else None
            if meant is not None and meant in bound:
                return bound[meant]
        return None


def _is_whole_array(touch: Touch) -> bool:
    """Whether a slice is taken up to its capacity: whoever clears that clears all there is."""
    return touch.node.type == "slice_expression" and cut_of(touch.node) is Cut.FULL


def _once(steps: Iterable[Step]) -> Iterable[Step]:
    """The steps of a callee without its looks, each place at its last turn.

    Half of them are places that several calls lead to; where the caller stands, all lie at one call.
    """
    last: dict[tuple[Path, Deed, int, int, bool], Step] = {}
    for step in steps:
        touch = step.touch
        if touch.deed not in _LOOKS:
            value = 0 if touch.value is None else touch.value.id
            place = (touch.path, touch.deed, touch.node.id, value, step.is_by_name)
            last.pop(place, None)
            last[place] = step
    return last.values()


def _nearest(steps: Iterable[Step], most: int) -> list[Step]:
    """The steps without those of the deepest calls, where they are too many.

    What a later statement clears matters more than all that a call does.
    """
    near = list(steps)
    for depth in range(_DEEPEST, 0, -1):
        if len(near) <= most:
            break
        near = [step for step in near if step.depth < depth]
    return near
