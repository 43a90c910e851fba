"""Whose a value is that an object is given to keep: the user's, the owner's, or nobody's."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child
from scanners.golang.types import (
    Basic,
    Chan,
    Interface,
    Map,
    Named,
    Pointer,
    Signature,
    Slice,
    Struct,
    Type,
    TypeParameter,
)
from scanners.pools.code.objects_in_functions import assigned_values, base
from scanners.pools.objects.fresh_values import is_fresh, is_zero

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_DEEPEST: Final = 4
_PARTS: Final = frozenset({"selector_expression", "index_expression"})
_HARMLESS: Final = frozenset({"sync", "sync/atomic", "time", "reflect"})
_WRAPPING: Final = frozenset(
    {"bufio.NewReader", "bufio.NewWriter", "bytes.NewBuffer", "bytes.NewReader", "io.LimitReader", "io.MultiReader",
     "io.MultiWriter", "io.TeeReader", "io.NopCloser", "strings.NewReader", "io.NewSectionReader"}
)  # fmt: skip

_DERIVING: Final = frozenset(
    f"context.With{each}"
    for each in ("Cancel", "CancelCause", "Deadline", "DeadlineCause", "Timeout", "TimeoutCause", "Value", "outCancel")
)


class Owner(IntEnum):
    """Whose memory a value refers to."""

    UNKNOWN = 0
    NOBODY = 1  # nil, a constant, something of the package
    FRESH = 2  # made on the spot
    RECEIVER = 3  # of the method: the user, or the one who owns the pool
    USER = 4  # a parameter, or reached from one
    LOCAL = 5  # a local variable's own memory


class Origins:
    """Answers for one program."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._locals: Final[dict[tuple[Object, Type | None, int], Owner]] = {}

    def of(self, file: SourceFile, value: Node, own: Type | None, depth: int = 0) -> Owner:
        """Whose an expression is; objects of the type `own` and what they hold are nobody's."""
        if is_zero(value):
            return Owner.NOBODY
        if is_fresh(self._resolver, file, value) or self._is_copied(file, value):
            return Owner.FRESH
        node = base(value)
        if depth > _DEEPEST:
            return Owner.UNKNOWN
        if node.type in CALLS:
            return self._call(file, node, own, depth)
        while node.type in _PARTS:
            operand = child(node, "operand")
            if operand is None:
                return Owner.UNKNOWN
            node = base(operand)
        if node.type in CALLS:
            return self._call(file, node, own, depth)
        if node.type != "identifier":
            return Owner.UNKNOWN
        return self._named(file, node, value, own, depth)

    def _named(self, file: SourceFile, name: Node, value: Node, own: Type | None, depth: int) -> Owner:
        object_ = self._resolver.object_of(file, name)
        if object_ is None:
            return Owner.UNKNOWN
        if own is not None and _is_same(object_.type, own):
            return Owner.NOBODY
        if object_.kind == "param":
            return Owner.USER
        if object_.kind == "receiver":
            return Owner.RECEIVER
        if not object_.is_local:
            return Owner.NOBODY
        values = assigned_values(self._resolver, file, object_)
        if value.type == "unary_expression" and not values:
            return Owner.LOCAL  # `&buf` of `var buf bytes.Buffer`
        key = (object_, own, depth)
        if key not in self._locals:
            self._locals[key] = self._of_all(file, values, own, depth)
        return self._locals[key]

    def _of_all(self, file: SourceFile, values: tuple[Node, ...], own: Type | None, depth: int) -> Owner:
        """Whose a variable is that is set to these: of a parser's stack there may be hundreds."""
        found = Owner.UNKNOWN
        for each in values:
            owner = self.of(file, each, own, depth + 1)
            if owner is Owner.UNKNOWN:
                return owner
            found = max(found, owner)
        return found

    def _call(self, file: SourceFile, call: Node, own: Type | None, depth: int) -> Owner:
        callee = self._resolver.callee(file, call)
        given = arguments(call)
        if callee.kind == "conversion" and len(given) == 1:
            return self.of(file, given[0], own, depth + 1)
        if callee.qualified in _WRAPPING:
            return max((self.of(file, each, own, depth + 1) for each in given), default=Owner.NOBODY)
        if callee.receiver is not None and is_context(self._resolver.type_of(file, call)):
            return self.of(file, callee.receiver, own, depth + 1)
        if callee.qualified in _DERIVING and given:
            return self.of(file, given[0], own, depth + 1)
        return Owner.UNKNOWN

    def _is_copied(self, file: SourceFile, value: Node) -> bool:
        """Whether a value is a conversion from a string or to one, which copies: `[]byte(s)`."""
        given = arguments(value) if value.type in CALLS else []
        if len(given) != 1 or self._resolver.callee(file, value).kind != "conversion":
            return False
        types = [self._resolver.underlying(self._resolver.type_of(file, each)) for each in (value, given[0])]
        return types[0] != types[1] and any(isinstance(each, Basic) and each.name == "string" for each in types)


def _is_same(one: Type, other: Type) -> bool:
    """Whether two types are one, or pointers to one, whatever their type arguments."""
    inner = [each.element if isinstance(each, Pointer) else each for each in (one, other)]
    names = [each.qualified if isinstance(each, Named) else None for each in inner]
    return one == other or (names[0] is not None and names[0] == names[1])


def is_context(type_: Type) -> bool:
    """Whether a type is context.Context."""
    return isinstance(type_, Named) and type_.qualified == "context.Context"


def refers(resolver: Resolver, type_: Type, depth: int = 0) -> bool:
    """Whether values of a type lead to memory of others, other than through strings, byte slices and errors."""
    if isinstance(type_, Named) and (type_.qualified == "error" or type_.path in _HARMLESS):
        return False
    if isinstance(type_, TypeParameter):
        return False  # that depends on what it is
    match resolver.underlying(type_):
        case Pointer() | Interface() | Signature() | Chan():
            return True
        case Map() as meant:
            return refers(resolver, meant.key, depth + 1) or refers(resolver, meant.element, depth + 1)
        case Slice() as meant:
            return depth > 0 or refers(resolver, meant.element, depth + 1)
        case Struct() if depth < _DEEPEST:
            return any(refers(resolver, each.type, depth + 1) for each in resolver.fields(type_))
    return False


def holds_references(resolver: Resolver, type_: Type) -> bool:
    """Whether a type is a slice whose elements lead to memory of others."""
    meant = resolver.underlying(type_)
    inner = resolver.underlying(meant.element) if isinstance(meant, Slice) else None
    if isinstance(inner, Basic) and inner.name == "unsafe.Pointer":
        return True
    is_reference = isinstance(inner, Struct | Pointer | Interface | Signature | Map | Slice)
    return is_reference and isinstance(meant, Slice) and refers(resolver, meant.element, 1)
