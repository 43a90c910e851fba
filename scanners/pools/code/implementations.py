"""Which method a call through an interface runs, where only one type of the interface's package implements it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.types import Interface

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Resolver


class Implementations:
    """Answers for one program, and remembers them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[tuple[int, str], Declaration | None]] = {}

    def only(self, interface: Declaration, method: str) -> Declaration | None:
        """The declaration of the method; None where no type or several of the package have all that is asked for."""
        key = (interface.node.id, method)
        if key not in self._known:
            found = self._declared(interface, method)
            self._known[key] = found[0] if len(found) == 1 else None
        return self._known[key]

    def _declared(self, interface: Declaration, method: str) -> list[Declaration]:
        type_ = self._resolver.type_of_declaration(interface)
        if interface.package.is_knowledge or not isinstance(self._resolver.underlying(type_), Interface):
            return []
        wanted = self._resolver.method_names(type_)
        found = []
        for owner in sorted(self._receivers(interface, method)):
            declared, made = interface.package.declaration(owner), interface.package.methods(owner).get(method)
            if declared is None or made is None:
                continue
            if wanted <= self._resolver.method_names(self._resolver.type_of_declaration(declared)):
                found.append(made)
        return found

    def _receivers(self, interface: Declaration, method: str) -> set[str]:
        """The types of the package that declare a method of this name."""
        package = interface.package
        word = re.compile(rb"^func\s*\(\s*(?:\w+\s+)?\*?(\w+)[^)]*\)\s*" + method.encode() + rb"\s*\(", re.MULTILINE)
        return {
            owner.decode()
            for source in map(self._resolver.program.source.read, package.paths)
            if method.encode() in source
            for owner in word.findall(source)
            if method in package.methods(owner.decode()).names
        }
