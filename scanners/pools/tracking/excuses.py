"""What looks like a misuse of an object that went back, and is none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import SourceFile
from scanners.pools.code.comparisons import is_compared
from scanners.pools.tracking.incidents import Fault, Incident
from scanners.pools.tracking.releases import Release, Where
from scanners.pools.tracking.renewed_fields import RenewedFields

if TYPE_CHECKING:
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
        is_asked = incident.fault in {Fault.READ, Fault.LEFT} and release.where is not Where.LENDER
        if not is_asked or release.site.file is not file:
            return False
        return is_compared(self._resolver, file, release.site.call, release.value, incident.node)
