"""What looks like a misuse of an object that went back, and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child
from scanners.golang.types import Interface, Map, Pointer, Slice
from scanners.pools.code.comparisons import is_compared
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.releases import Release, Where
from scanners.pools.tracking.renewed_fields import RenewedFields

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.inventory import Inventory


class Excuses:
    """Answers for one program."""

    def __init__(self, resolver: Resolver, inventory: Inventory) -> None:
        self._resolver: Final = resolver
        self._renewed: Final = RenewedFields(resolver, inventory)

    def hold(self, file: SourceFile, incident: Incident, release: Release) -> bool:
        """Whether a Put goes by whether what is used is in other memory, or nobody finds what a field still names."""
        if incident.way == "dangling":
            return self._renewed.is_one(file, release.value)
        if incident.fault is Fault.RUNNING and incident.other is not None and release.site.file is file:
            return self._hands_over_renewed(file, incident.other, release.value)
        is_asked = incident.fault in {Fault.READ, Fault.LEFT} and release.where is not Where.LENDER
        if not is_asked or release.site.file is not file:
            return False
        return is_compared(self._resolver, file, release.site.call, release.value, incident.node)

    def _hands_over_renewed(self, file: SourceFile, call: Node, value: Node) -> bool:
        """Whether a call is handed nothing of an object but fields that whoever takes it next sets first."""
        object_ = self._resolver.object_of_expression(file, value)
        given = [
            each
            for each in (*arguments(call), self._resolver.callee(file, call).receiver)
            if each is not None and self._is_of(file, each, object_) and self._may_share(file, each)
        ]
        return bool(given) and all(self._renewed.is_one(file, each) for each in given)

    def _is_of(self, file: SourceFile, node: Node, object_: Object | None) -> bool:
        """Whether an expression is an object, or a field of it."""
        root = node
        while root.type == "selector_expression" and (operand := child(root, "operand")) is not None:
            root = operand
        return object_ is not None and self._resolver.object_of_expression(file, root) is object_

    def _may_share(self, file: SourceFile, node: Node) -> bool:
        """Whether it is the object itself, or a field whose memory may belong to it."""
        meant = self._resolver.underlying(self._resolver.type_of(file, node))
        return node.type != "selector_expression" or isinstance(meant, Interface | Map | Pointer | Slice)
