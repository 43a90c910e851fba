"""What calls call, and what they give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

from scanners.golang.declarations import Declaration
from scanners.golang.generics import infer, substitute_signature
from scanners.golang.members import Method
from scanners.golang.objects import Object
from scanners.golang.syntax import IDENTIFIERS, Node, SourceFile, arguments, child, is_spread, only, parts, text
from scanners.golang.type_expressions import type_arguments
from scanners.golang.types import (
    BYTE,
    EMPTY_INTERFACE,
    INT,
    NO_VALUE,
    STRING,
    UINTPTR,
    UNKNOWN,
    UNSAFE_POINTER,
    Basic,
    Named,
    Pointer,
    Signature,
    Slice,
    Tuple,
    Type,
    default_type,
)
from scanners.golang.untyped import combined

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


@dataclass(frozen=True, slots=True)
class Callee:
    """What a call calls.

    `kind`: "function" and "method" are known by name (an interface's method too); "builtin"; "conversion" converts to
    `type`; "literal" calls the function literal `node` on the spot; "value" calls a variable, field or result of
    function type (`object` where it has a name); "unknown".
    `qualified` is "net.Dial", "(*sync.Pool).Get", "example.com/m/a.getBuf", "append"; None for the last four kinds.
    It is told by name even where the package is not at hand, as "github.com/redis/go-redis/v9.NewClient".
    `declaration` is None for interfaces' methods and packages that are not at hand.
    `receiver` is the expression before the dot of a method call (of `T.m(x)` it is `x`); `path` the embedded fields
    passed through. `signature` has type arguments filled in.
    """

    kind: Literal["function", "method", "builtin", "conversion", "literal", "value", "unknown"]
    qualified: str | None = None
    declaration: Declaration | None = None
    receiver: Node | None = None
    path: tuple[str, ...] = ()
    signature: Signature | None = None
    object: Object | None = None
    node: Node | None = None
    type: Type | None = None


_UNKNOWN: Final = Callee("unknown")
_RESULTS: Final[dict[str, Type]] = {
    "cap": INT,
    "clear": NO_VALUE,
    "close": NO_VALUE,
    "copy": INT,
    "delete": NO_VALUE,
    "len": INT,
    "panic": NO_VALUE,
    "print": NO_VALUE,
    "println": NO_VALUE,
    "recover": EMPTY_INTERFACE,
    "unsafe.Add": UNSAFE_POINTER,
    "unsafe.Alignof": UINTPTR,
    "unsafe.Offsetof": UINTPTR,
    "unsafe.Sizeof": UINTPTR,
    "unsafe.String": STRING,
    "unsafe.StringData": Pointer(BYTE),
}
_PARTS: Final = {"complex64": "float32", "complex128": "float64", "untyped complex": "float64"}


class Calls:
    """Answers about calls; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver

    def callee(self, file: SourceFile, call: Node) -> Callee:
        return self._resolver.memory.recall(("callee", call.id), self._callee, file, call, unknown=_UNKNOWN)

    def _callee(self, file: SourceFile, call: Node) -> Callee:
        function = child(call, "function" if call.type == "call_expression" else "type")
        while function is not None and function.type in {"parenthesized_expression", "pointer_type"}:
            function = only(function)  # the grammar reads `*(*T)(x)` as a conversion to `*(*T)`: see `result`
        if function is None:
            return _UNKNOWN
        if function.type == "func_literal":
            return Callee("literal", node=function, signature=self._resolver.signature(file, function))
        base, given = type_arguments(function)
        if (listed := child(call, "type_arguments")) is not None:
            base, given = function, parts(listed)
        if base is not None:
            found = self._resolver.object_of_expression(file, base)
            if found is not None and found.kind == "func":
                called = self._named(file, base, found, call)
                explicit = tuple(self._resolver.type_from(file, each) for each in given)
                return self._instantiated(file, called, call, explicit)
            if self._resolver.unresolved_member(file, base) is not None:
                return self._by_name_only(file, base)
            if (found is None and call.type == "call_expression") or (found is not None and found.kind != "type"):
                return self._value(self._resolver.expressions.indexed(file, base), None)
        if self._resolver.is_type(file, function):
            return Callee("conversion", type=self._resolver.type_from(file, function))
        if base is not None:
            return _UNKNOWN
        found = self._resolver.object_of_expression(file, function)
        return self._instantiated(file, self._named(file, function, found, call), call, ())

    def _named(self, file: SourceFile, function: Node, found: Object | None, call: Node) -> Callee:
        """The callee by the name that stands before the arguments."""
        member = self._method(file, function)
        if member is not None:
            method, operand, is_expression = member
            given = arguments(call)
            return Callee(
                "method",
                method.qualified,
                method.declaration,
                (given[0] if given else None) if is_expression else operand,
                method.path,
                self._resolver.expressions.method_value(file, operand, method),
            )
        if found is None:
            return self._by_name_only(file, function)
        if found.kind == "builtin":
            return Callee("builtin", found.name)
        if found.kind == "func" and found.declared is not None:
            signature = self._resolver.type_of_object(found)
            known = signature if isinstance(signature, Signature) else None
            return Callee("function", found.declared.qualified, found.declared, signature=known)
        if found.kind in {"package", "label", "type"}:
            return _UNKNOWN
        return self._value(self._resolver.type_of(file, function), found)

    def _value(self, type_: Type, named: Object | None) -> Callee:
        meant = self._resolver.underlying(type_)
        return Callee("value", object=named, signature=meant if isinstance(meant, Signature) else None)

    def _method(self, file: SourceFile, function: Node) -> tuple[Method, Node, bool] | None:
        """The method that a selector means, what stands before the dot, and whether that is a type."""
        parted = self._resolver.expressions.selector(file, function)
        if parted is None:
            return None
        operand, name = parted
        method = self._resolver.members.find(self._resolver.type_of(file, operand), name)
        return (method, operand, self._resolver.is_type(file, operand)) if isinstance(method, Method) else None

    def _by_name_only(self, file: SourceFile, function: Node) -> Callee:
        """What is called where the package is not at hand: names are known, types are not."""
        outside = self._resolver.unresolved_member(file, function)
        if outside is not None:
            package, name = outside
            return Callee("function", f"{package.import_path}.{name}")
        parted = self._resolver.expressions.selector(file, function)
        if parted is None:
            known = function.type not in IDENTIFIERS and self._resolver.type_of(file, function) is not UNKNOWN
            return self._value(self._resolver.type_of(file, function), None) if known else _UNKNOWN
        operand, name = parted
        type_ = self._resolver.type_of(file, operand)
        star, base = ("*", type_.element) if isinstance(type_, Pointer) else ("", type_)
        if isinstance(base, Named) and base.declaration is None and base.path:
            return Callee("method", f"({star}{base.qualified}).{name}", receiver=operand)
        return self._promoted(type_, name, operand) or replace(_UNKNOWN, receiver=operand)

    def _promoted(self, type_: Type, name: str, operand: Node) -> Callee | None:
        """The method of the one embedded type that is not at hand, where a name is nowhere else."""
        outside = self._resolver.members.outside(type_) if self._resolver.members.find(type_, name) is None else None
        if outside is None:
            return None
        path, embedded = outside
        held = type_
        for step in path:
            selection = self._resolver.field(held, step)
            held = selection.type if selection is not None else UNKNOWN
        star = "*" if isinstance(held, Pointer) else ""
        return Callee("method", f"({star}{embedded.qualified}).{name}", receiver=operand, path=path)

    def _instantiated(self, file: SourceFile, called: Callee, call: Node, explicit: tuple[Type, ...]) -> Callee:
        signature = called.signature
        if signature is None or not signature.type_parameters:
            return called
        types: tuple[Type, ...] = ()
        if len(explicit) < len(signature.type_parameters):
            types = tuple(self._resolver.type_of(file, each) for each in arguments(call))
            if len(types) == 1 and isinstance(types[0], Tuple):
                types = types[0].types
            if types and is_spread(call):
                last = self._resolver.underlying(types[-1])
                types = (*types[:-1], last.element if isinstance(last, Slice) else UNKNOWN)
        filled = infer(self._resolver, signature, explicit, types)
        return replace(called, signature=substitute_signature(signature, filled))

    def result(self, file: SourceFile, call: Node) -> Type:
        """The type of a call as an expression."""
        called = self.callee(file, call)
        if called.kind == "conversion":
            type_ = called.type or UNKNOWN
        elif called.kind == "builtin":
            type_ = self._builtin(file, called.qualified or "", arguments(call))
        else:
            type_ = called.signature.result if called.signature is not None else UNKNOWN
        taken = child(call, "type") if call.type == "type_conversion_expression" else None
        while taken is not None and taken.type == "pointer_type":  # each star in front takes what the result points to
            meant = self._resolver.underlying(type_)
            type_ = meant.element if isinstance(meant, Pointer) else UNKNOWN
            taken = only(taken)
        return type_

    def _builtin(self, file: SourceFile, name: str, given: list[Node]) -> Type:
        if name in _RESULTS:
            return _RESULTS[name]
        if not given:
            return UNKNOWN
        if name == "make":
            return self._resolver.type_from(file, given[0])
        if name == "new":
            is_type = self._resolver.is_type(file, given[0])
            return Pointer(
                self._resolver.type_from(file, given[0])
                if is_type
                else default_type(self._resolver.type_of(file, given[0]))
            )
        first = self._resolver.type_of(file, given[0])
        match name:
            case "append":
                return first if not isinstance(first, Basic) else UNKNOWN
            case "min" | "max":
                for each in given[1:]:
                    first = combined(first, self._resolver.type_of(file, each))
                return first
            case "complex":
                wide = self._resolver.underlying(first)
                return Basic("complex64") if wide == Basic("float32") else Basic("complex128")
            case "real" | "imag":
                wide = self._resolver.underlying(first)
                return Basic(_PARTS[wide.name]) if isinstance(wide, Basic) and wide.name in _PARTS else UNKNOWN
            case "unsafe.Slice":
                return Slice(first.element) if isinstance(first, Pointer) else UNKNOWN
            case "unsafe.SliceData":
                meant = self._resolver.underlying(first)
                return Pointer(meant.element) if isinstance(meant, Slice) else UNKNOWN
            case _:
                return UNKNOWN


def spelled(node: Node) -> str:
    """The name at the end of a selector or qualified type."""
    name = child(node, "field" if node.type == "selector_expression" else "name")
    return text(name) if name is not None else ""
