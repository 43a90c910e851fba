"""Variables that only ever hold the zero value of a struct, for others to be set to: `*x = noRequest`.

They belong to a package, or are local: `var zero request; *x = zero`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import IDENTIFIERS, Node, SourceFile, child, names, parts
from scanners.golang.types import Struct
from scanners.pools.code.assigned_fields import AssignedFields
from scanners.pools.code.targets import is_same
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
        if variable is None or variable.kind != "var":
            return False
        if variable not in self._known:
            is_zero_there = self._is_only_read(file, variable) if variable.is_local else self._is_zero(variable)
            self._known[variable] = is_zero_there
        return self._known[variable]

    def _is_zero(self, variable: Object) -> bool:
        if variable.declared is None or not isinstance(self._resolver.underlying(variable.type), Struct):
            return False
        declared = child(variable.declared.node, "value")
        values = parts(declared) if declared is not None else []
        is_alone = len(names(variable.declared.node)) == 1
        return is_alone and all(is_zero(each) for each in values) and not self._fields.is_replaced(variable)

    def _is_only_read(self, file: SourceFile, variable: Object) -> bool:
        """Whether a local struct is declared without a value, and named on the right of assignments only."""
        named = variable.identifier
        declared = self._resolver.parent(file, named) if named is not None else None
        if named is None or declared is None or declared.type != "var_spec" or child(declared, "value") is not None:
            return False
        is_struct = isinstance(self._resolver.underlying(variable.type), Struct)
        return is_struct and all(
            self._is_right(file, use) for use in self._resolver.uses(file, variable) if use.id != named.id
        )

    def _is_right(self, file: SourceFile, use: Node) -> bool:
        listed = self._resolver.parent(file, use)
        statement = self._resolver.parent(file, listed) if listed is not None else None
        return listed is not None and statement is not None and is_same(child(statement, "right"), listed)
