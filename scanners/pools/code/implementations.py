"""Which method a call through an interface runs, where only one type of the interface's package implements it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from scanners.golang.types import Basic, Interface

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration, Package
    from scanners.golang.resolver import Resolver
    from scanners.golang.types import Type


class Implementations:
    """Answers for one program, and remembers them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._known: Final[dict[tuple[int, str], tuple[Declaration, ...]]] = {}

    def only(self, interface: Declaration, method: str) -> Declaration | None:
        """The declaration of the method; None where no type or several of the package have all that is asked for.

        What is built for other systems alone is the same thing in another build, not another choice.
        """
        found = self.all(interface, method)
        built = [each for each in found if each.package.builds_by_default(each.file.path)] or found
        return built[0] if len(built) == 1 else None

    def all(self, interface: Declaration, method: str) -> tuple[Declaration, ...]:
        """The declarations of the method, one for each type of the package that has all that is asked for."""
        key = (interface.node.id, method)
        if key not in self._known:
            self._known[key] = tuple(self._declared(interface, method))
        return self._known[key]

    def gives_and_takes(self, interface: Declaration) -> bool:
        """Whether a method takes back what another one hands out, as those of a pool do."""
        type_ = self._resolver.type_of_declaration(interface)
        methods = [self._resolver.method(type_, name) for name in sorted(self._resolver.method_names(type_))]
        given = {(each.name, result) for each in methods if each is not None for result in each.signature.results}
        taken = {(each.name, param) for each in methods if each is not None for param in each.signature.params}
        return any(
            name != other and type_ == result and not isinstance(self._resolver.underlying(type_), Basic)
            for name, type_ in taken
            for other, result in given
        )

    def implements(self, type_: Type, asked: Type) -> bool:
        """Whether a type has the methods of an interface, each with as many parameters and results."""
        wanted = self._resolver.method_names(asked)
        if not wanted <= self._resolver.method_names(type_):
            return False
        return all(self._shape(type_, name) == self._shape(asked, name) for name in wanted)

    def _declared(self, interface: Declaration, method: str) -> list[Declaration]:
        """The methods of the types in the package that have all that is asked for."""
        is_asked = isinstance(self._resolver.underlying(self._resolver.type_of_declaration(interface)), Interface)
        if interface.package.is_knowledge or not is_asked:
            return []
        package = interface.package
        found = []
        for owner in sorted(self._receivers(package, method)):
            declared, made = package.declaration(owner), package.methods(owner).get(method)
            if declared is None or made is None:
                continue
            if self.implements(*map(self._resolver.type_of_declaration, (declared, interface))):
                found.append(made)
        return found

    def _shape(self, type_: Type, name: str) -> tuple[int, int] | None:
        method = self._resolver.method(type_, name)
        return (len(method.signature.params), len(method.signature.results)) if method is not None else None

    def _receivers(self, package: Package, method: str) -> set[str]:
        """The types of a package that declare a method of this name."""
        word = re.compile(rb"^func\s*\(\s*(?:\w+\s+)?\*?(\w+)[^)]*\)\s*" + method.encode() + rb"\s*\(", re.MULTILINE)
        return {
            owner.decode()
            for source in map(self._resolver.program.source.read, package.paths)
            if method.encode() in source
            for owner in word.findall(source)
            if method in package.methods(owner.decode()).names
        }
