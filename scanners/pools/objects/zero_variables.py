"""Package variables that only ever hold the zero value of a struct, for others to be set to: `*x = noRequest`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import IDENTIFIERS, Node, SourceFile, child, names, parts
from scanners.golang.types import Struct
from scanners.pools.code.assigned_fields import AssignedFields
from scanners.pools.objects.fresh_values import is_zero

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver


class ZeroVariables:
    """Answers for one program, and remembers them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._fields: Final = AssignedFields(resolver)
        self._known: Final[dict[Object, bool]] = {}

    def is_one(self, file: SourceFile, value: Node) -> bool:
        """Whether an expression names such a variable."""
        if value.type not in {*IDENTIFIERS, "selector_expression"}:
            return False
        variable = self._resolver.object_of_expression(file, value)
        if variable is None or variable.is_local or variable.kind != "var":
            return False
        if variable not in self._known:
            self._known[variable] = self._is_zero(variable)
        return self._known[variable]

    def _is_zero(self, variable: Object) -> bool:
        if variable.declared is None or not isinstance(self._resolver.underlying(variable.type), Struct):
            return False
        declared = child(variable.declared.node, "value")
        values = parts(declared) if declared is not None else []
        is_alone = len(names(variable.declared.node)) == 1
        return is_alone and all(is_zero(each) for each in values) and not self._fields.is_replaced(variable)
