"""One misuse of a pooled object, as the rules report it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scanners.golang.syntax import Node, SourceFile, child, only, parts
from scanners.model import Step, Text
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.tracking.holdings import node_text
from scanners.pools.tracking.incidents import Fault
from scanners.pools.tracking.releases import Where


@dataclass(frozen=True, slots=True)
class Misuse:
    """One fault: `node` is where it shows, `put` the Put that it concerns, `further` what was met with the same key."""

    fault: Fault
    file: SourceFile
    node: Node
    object: str  # as the source names it at the Put
    shown: str  # what is read, returned, stored
    way: str
    put: PoolSite
    pool: PoolDeclaration | None
    pool_name: str
    taken: PoolSite | None = None
    other: Node | None = None
    other_file: SourceFile | None = None  # where that is not `file`
    deferred: bool = False
    where: Where = Where.HERE
    further: tuple[Misuse, ...] = ()

    @property
    def key(self) -> tuple[Fault, int, int]:
        """What there is one misuse of: a fault of a Put, and of whom it lent the object to."""
        borrower = self.put.value.id if self.where is Where.LENDER and self.put.value is not None else 0
        return self.fault, self.put.call.id, borrower

    @property
    def leaving(self) -> Node | None:
        """The expression that leaves by a return, a send or an assignment; None where it is not the whole value."""
        if self.way == "sent":
            return child(self.node, "value")
        listed = only(self.node) if self.way == "returned" else child(self.node, "right")
        values = parts(listed) if listed is not None and listed.type == "expression_list" else []
        if self.way == "stored":
            return values[0] if len(values) == 1 else None
        return next((each for each in values if node_text(each) == self.shown), None)

    def steps(self, code: str) -> Iterator[Step]:
        """The way of the object to the Put: taken, put back."""
        if self.taken is not None:
            yield Step(self.taken.location, Text.of(f"{code}.taken", pool=self.pool_name))
        how = f"-{self.where}" if self.where is not Where.HERE else "-deferred" if self.deferred else ""
        by_whom = {"pool": self.pool_name} if self.where is Where.FRAMEWORK else {}
        yield Step(self.put.location, Text.of(f"{code}.put{how}", **by_whom))
