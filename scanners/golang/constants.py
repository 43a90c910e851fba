"""Values of integer constants, as far as lengths of arrays need them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scanners.golang.memory import Memory
from scanners.golang.syntax import Node, SourceFile, child, parts, text
from scanners.golang.types import Basic

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_STRINGS: Final = frozenset({"interpreted_string_literal", "raw_string_literal"})
_LIMIT: Final = 1 << 128  # math.MaxUint64 is made from `1<<64`; `1 << (1 << 60)` would fill the memory
_BITS: Final = MappingProxyType({"uint8": 8, "uint16": 16, "uint32": 32, "uint64": 64, "uint": 64, "uintptr": 64})


def _divide(left: int, right: int) -> int:
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


_OPERATORS: Final = MappingProxyType[str, Callable[[int, int], int]](
    {
        "+": operator.add,
        "-": operator.sub,
        "*": operator.mul,
        "/": _divide,
        "%": lambda left, right: left - right * _divide(left, right),
        "<<": lambda left, right: left << right if right < 128 else _LIMIT,
        ">>": operator.rshift,
        "&": operator.and_,
        "|": operator.or_,
        "^": operator.xor,
        "&^": lambda left, right: left & ~right,
    }
)


class Constants:
    """Evaluates constant expressions; None for everything that is no small integer."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory

    def integer(self, file: SourceFile, node: Node, iota: int | None = None) -> int | None:
        """The value of an integer constant expression; `iota` is set inside a constant declaration."""
        value = self._memory.recall(("value", node.id, iota), self._integer, file, node, iota, unknown=None)
        return value if value is not None and abs(value) < _LIMIT else None

    def _integer(self, file: SourceFile, node: Node, iota: int | None) -> int | None:
        match node.type:
            case "int_literal":
                return _literal(text(node))
            case "rune_literal":
                spelled = text(node)[1:-1]
                return ord(spelled) if len(spelled) == 1 else None
            case "iota":
                return iota
            case "parenthesized_expression" | "expression_list" | "literal_element":
                inner = parts(node)
                return self.integer(file, inner[0], iota) if len(inner) == 1 else None
            case "unary_expression":
                return self._unary(file, node, iota)
            case "binary_expression":
                return self._binary(file, node, iota)
            case "identifier" | "selector_expression" | "qualified_type" | "type_identifier":
                found = self._resolver.object_of_expression(file, node)
                return self.value_of(found) if found is not None else None
            case "call_expression":
                return self._call(file, node, iota)
            case _:
                return None

    def value_of(self, constant: Object) -> int | None:
        """The value of a named constant."""
        if constant.kind != "const" or constant.value_spec is None or constant.file is None:
            return None
        listed = child(constant.value_spec, "value")
        values = parts(listed) if listed else []
        if constant.index >= len(values):
            return None
        return self.integer(constant.file, values[constant.index], constant.iota)

    def _unary(self, file: SourceFile, node: Node, iota: int | None) -> int | None:
        operand, sign = child(node, "operand"), child(node, "operator")
        value = self.integer(file, operand, iota) if operand else None
        if value is None or sign is None:
            return None
        if sign.type == "^" and operand is not None:
            meant = self._resolver.underlying(self._resolver.type_of(file, operand))
            bits = _BITS.get(meant.identity) if isinstance(meant, Basic) else None
            return ~value if bits is None else ~value & ((1 << bits) - 1)
        return {"-": -value, "+": value}.get(sign.type)

    def _binary(self, file: SourceFile, node: Node, iota: int | None) -> int | None:
        left, right, sign = child(node, "left"), child(node, "right"), child(node, "operator")
        if left is None or right is None or sign is None or (operate := _OPERATORS.get(sign.type)) is None:
            return None
        one, other = self.integer(file, left, iota), self.integer(file, right, iota)
        if one is None or other is None or (sign.type in {"<<", ">>"} and other < 0):
            return None
        return operate(one, other) if other != 0 or sign.type not in {"/", "%"} else None

    def _call(self, file: SourceFile, node: Node, iota: int | None) -> int | None:
        """Conversions such as `int(x)`, and `len` of an array or of a string constant."""
        callee = self._resolver.callee(file, node)
        listed = child(node, "arguments")
        given = parts(listed) if listed else []
        if len(given) != 1:
            return None
        if callee.kind == "conversion":
            return self.integer(file, given[0], iota)
        if callee.qualified == "len":
            spelled = self._string(file, given[0])
            return len(spelled) if spelled is not None else self._resolver.length_of(file, given[0])
        return None

    def _string(self, file: SourceFile, node: Node) -> bytes | None:
        """The bytes of a string constant without escapes: a literal, or a name for one."""
        constant = self._resolver.object_of_expression(file, node) if node.type not in _STRINGS else None
        if constant is not None and constant.kind == "const" and constant.value_spec and constant.file:
            listed = child(constant.value_spec, "value")
            values = parts(listed) if listed else []
            node = values[constant.index] if constant.index < len(values) else node
        spelled = text(node) if node.type in _STRINGS else ""
        if not spelled or (node.type == "interpreted_string_literal" and "\\" in spelled):
            return None
        return spelled[1:-1].replace("\r", "").encode()


def _literal(spelled: str) -> int | None:
    spelled = spelled.replace("_", "")
    if len(spelled) > 24:
        return None
    try:
        if spelled.startswith("0") and spelled.isdigit():
            return int(spelled, 8)
        return int(spelled, 0)
    except ValueError:
        return None
