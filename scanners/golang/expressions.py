"""Types of expressions, and what expressions name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.generics import substitute_signature
from scanners.golang.members import Method, Selection
from scanners.golang.objects import Object
from scanners.golang.syntax import CALLS, CONSTANTS, IDENTIFIERS, Node, SourceFile, child, has_token, only, parts, text
from scanners.golang.type_expressions import type_arguments
from scanners.golang.types import (
    BYTE,
    UNKNOWN,
    UNTYPED_BOOL,
    Array,
    Chan,
    Map,
    Pointer,
    Signature,
    Slice,
    Type,
    default_type,
)
from scanners.golang.untyped import LITERALS, combined, is_untyped

if TYPE_CHECKING:
    from scanners.golang.memory import Memory
    from scanners.golang.resolver import Resolver

TYPE_NODES: Final = frozenset(
    {
        "array_type",
        "channel_type",
        "function_type",
        "implicit_length_array_type",
        "interface_type",
        "map_type",
        "negated_type",
        "parenthesized_type",
        "pointer_type",
        "slice_type",
        "struct_type",
    }
)
_COMPARISONS: Final = frozenset({"==", "!=", "<", "<=", ">", ">="})
# Where an expression goes on to the left: the chain is answered from its inner end, so that its length does not count
# as depth.
_SPINE: Final[dict[str, str]] = {
    "binary_expression": "left",
    "call_expression": "function",
    "index_expression": "operand",
    "selector_expression": "operand",
    "slice_expression": "operand",
    "type_assertion_expression": "operand",
    "unary_expression": "operand",
}
UNWRAPPED: Final = 64  # parentheses and stars around a name
_STEP: Final = 6  # links of such a chain that are answered in one go


class Expressions:
    """Answers about expressions; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory

    def type_of(self, file: SourceFile, node: Node) -> Type:
        if node.id not in self._memory:
            if self._resolver.scopes.is_too_deep(file, node):
                return UNKNOWN
            for each in self._chain(node):
                self._memory.recall(each.id, self._type_of, file, each, unknown=UNKNOWN)
        return self._memory.recall(node.id, self._type_of, file, node, unknown=UNKNOWN)

    def _chain(self, node: Node) -> list[Node]:
        chain: list[Node] = []
        at: Node | None = node
        while at is not None:
            if at.type == "parenthesized_expression":
                at = only(at)
            else:
                at = child(at, _SPINE[at.type]) if at.type in _SPINE else None
            if at is None or at.id in self._memory:
                break
            chain.append(at)
        return chain[::-_STEP] if len(chain) > _STEP else []

    def _type_of(self, file: SourceFile, node: Node) -> Type:
        kind = node.type
        if kind in LITERALS:
            return LITERALS[kind]
        if kind in IDENTIFIERS or kind in CONSTANTS:
            found = self._resolver.object_of(file, node)
            return self._resolver.type_of_object(found) if found is not None else UNKNOWN
        if kind in CALLS:
            return self._resolver.calls.result(file, node)
        if kind in TYPE_NODES:
            return self._resolver.type_from(file, node)
        match kind:
            case "selector_expression" | "qualified_type":
                return self._selected(file, node)
            case "parenthesized_expression" | "expression_list" | "literal_element" | "variadic_argument":
                inner = parts(node)
                return self.type_of(file, inner[0]) if len(inner) == 1 else UNKNOWN
            case "unary_expression":
                return self._unary(file, node)
            case "binary_expression":
                return self._binary(file, node)
            case "index_expression" | "generic_type" | "type_instantiation_expression":
                return self._indexed_or_instantiated(file, node)
            case "slice_expression":
                return self._sliced(file, node)
            case "type_assertion_expression":
                asserted = child(node, "type")
                return self._resolver.type_from(file, asserted) if asserted is not None else UNKNOWN
            case "composite_literal":
                return self._resolver.literals.composite(file, node)
            case "literal_value":
                outer = self._resolver.parent(file, node)
                is_body = outer is not None and outer.type == "composite_literal"
                return (
                    self.type_of(file, outer)
                    if outer is not None and is_body
                    else self._resolver.literals.inner(file, node)
                )
            case "func_literal":
                return self._resolver.signature(file, node)
            case _:
                return UNKNOWN

    # Operators.

    def _unary(self, file: SourceFile, node: Node) -> Type:
        operand, sign = child(node, "operand"), child(node, "operator")
        if operand is None or sign is None:
            return UNKNOWN
        if sign.type == "*" and self._resolver.is_type(file, operand):
            return Pointer(self._resolver.type_from(file, operand))
        type_ = self.type_of(file, operand)
        match sign.type:
            case "&":
                return Pointer(default_type(type_)) if type_ is not UNKNOWN else UNKNOWN
            case "*":
                meant = self._resolver.underlying(type_)
                return meant.element if isinstance(meant, Pointer) else UNKNOWN
            case "<-":
                meant = self._resolver.underlying(type_)
                return meant.element if isinstance(meant, Chan) else UNKNOWN
            case _:
                return type_

    def _binary(self, file: SourceFile, node: Node) -> Type:
        left, right, sign = child(node, "left"), child(node, "right"), child(node, "operator")
        if left is None or right is None or sign is None:
            return UNKNOWN
        if sign.type in _COMPARISONS:
            return UNTYPED_BOOL
        first = self.type_of(file, left)
        if sign.type in {"<<", ">>"}:  # of a constant by a variable: the type is what the context needs
            is_constant = not is_untyped(first) or self._resolver.constants.integer(file, right, 0) is not None
            return first if is_constant else UNKNOWN
        if first is not UNKNOWN and not is_untyped(first):
            return first
        return combined(first, self.type_of(file, right))

    # Members.

    def selector(self, file: SourceFile, node: Node) -> tuple[Node, str] | None:
        """What stands before and after the dot of a selector; None for other nodes and for members of packages."""
        if node.type not in {"selector_expression", "qualified_type"}:
            return None
        is_selector = node.type == "selector_expression"
        operand = child(node, "operand" if is_selector else "package")
        name = child(node, "field" if is_selector else "name")
        if operand is None or name is None or self._package(file, operand) is not None:
            return None
        return operand, text(name)

    def _package(self, file: SourceFile, operand: Node) -> Object | None:
        found = self._resolver.object_of(file, operand) if operand.type in IDENTIFIERS else None
        return found if found is not None and found.kind == "package" else None

    def _selected(self, file: SourceFile, node: Node) -> Type:
        parted = self.selector(file, node)
        if parted is None:
            found = self._resolver.object_of_expression(file, node)
            if found is not None:
                return self._resolver.type_of_object(found)
            return self._resolver.type_from(file, node) if node.type == "qualified_type" else UNKNOWN
        operand, name = parted
        found_member = self._resolver.members.find(self.type_of(file, operand), name)
        if isinstance(found_member, Selection):
            return found_member.type
        return self.method_value(file, operand, found_member) if found_member is not None else UNKNOWN

    def method_value(self, file: SourceFile, operand: Node, method: Method) -> Signature:
        """The type of `x.m`; of `T.m`, with the receiver as the first parameter."""
        if not self._resolver.is_type(file, operand):
            return method.signature
        signature = method.signature
        return Signature((self.type_of(file, operand), *signature.params), signature.results, signature.variadic)

    def object_of_expression(self, file: SourceFile, node: Node) -> Object | None:
        at: Node | None = node
        is_instance = False  # behind type arguments only functions and types have a name
        for _ in range(UNWRAPPED):
            if at is None:
                return None
            kind = at.type
            if kind in IDENTIFIERS:
                found = self._resolver.object_of(file, at)
                return found if not is_instance or (found and found.kind in {"func", "type"}) else None
            if kind in {"selector_expression", "qualified_type"}:
                found = self._object_of_selector(file, at)
                return found if not is_instance or (found and found.kind in {"func", "type"}) else None
            if kind in {"parenthesized_expression", "parenthesized_type", "literal_element", "expression_list"}:
                inner = parts(at)
                at = inner[0] if len(inner) == 1 else None
            elif kind == "unary_expression" and (has_token(at, "*") or has_token(at, "&")):
                at = child(at, "operand")
            else:
                at = type_arguments(at)[0] if not is_instance else None
                is_instance = True
        return None

    def _object_of_selector(self, file: SourceFile, node: Node) -> Object | None:
        is_selector = node.type == "selector_expression"
        operand = child(node, "operand" if is_selector else "package")
        name = child(node, "field" if is_selector else "name")
        if operand is None or name is None:
            return None
        if (package := self._package(file, operand)) is not None:
            return self._resolver.member_of_package(file, package, text(name))
        member = self._resolver.members.find(self.type_of(file, operand), text(name))
        if isinstance(member, Selection):
            return self._resolver.object_of_field(member.field)
        return self._resolver.object_of_method(member) if member is not None else None

    # Elements.

    def _indexed_or_instantiated(self, file: SourceFile, node: Node) -> Type:
        base, given = type_arguments(node)
        if base is None:
            return UNKNOWN
        named = self._resolver.object_of_expression(file, base)
        if named is not None and named.kind == "type":
            return self._resolver.type_from(file, node)
        if named is not None and named.kind == "func":
            signature = self.type_of(file, base)
            if isinstance(signature, Signature):
                types = (self._resolver.type_from(file, each) for each in given)
                return substitute_signature(signature, dict(zip(signature.type_parameters, types, strict=False)))
        return self.indexed(file, base)

    def indexed(self, file: SourceFile, operand: Node) -> Type:
        """The type of `operand[i]`."""
        type_ = self.type_of(file, operand)
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Pointer):
            meant = self._resolver.underlying(meant.element)
        if isinstance(meant, Slice | Array | Map):
            return meant.element
        return BYTE if self._resolver.underlying_types.is_bytes(type_) else UNKNOWN

    def _sliced(self, file: SourceFile, node: Node) -> Type:
        operand = child(node, "operand")
        type_ = self.type_of(file, operand) if operand is not None else UNKNOWN
        meant = self._resolver.underlying(type_)
        if isinstance(meant, Pointer):
            meant = self._resolver.underlying(meant.element)
        if isinstance(meant, Array):
            return Slice(meant.element)
        if isinstance(meant, Slice) or self._resolver.underlying_types.is_bytes(type_):
            return default_type(type_)
        return UNKNOWN
