"""What types stand for: the type behind a name, and what a type parameter's constraint allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.generics import substitute
from scanners.golang.memory import Memory
from scanners.golang.syntax import child
from scanners.golang.types import (
    BYTE,
    ERROR,
    ERROR_INTERFACE,
    STRING,
    UNKNOWN,
    UNTYPED_STRING,
    Interface,
    Named,
    Slice,
    Struct,
    Type,
    TypeParameter,
    Union,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver


class UnderlyingTypes:
    """Answers about types; see Resolver for the questions."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._memory: Final[Memory] = resolver.memory

    def of(self, type_: Type) -> Type:
        if isinstance(type_, Named):
            return self._memory.recall(("underlying", type_), self._of_named, type_, unknown=UNKNOWN)
        if isinstance(type_, TypeParameter):
            return self._memory.recall(("underlying", type_), self._of_parameter, type_, unknown=UNKNOWN)
        return type_

    def _of_named(self, type_: Named) -> Type:
        if type_.declaration is None:
            return ERROR_INTERFACE if type_ == ERROR else UNKNOWN
        spec = child(type_.declaration.node, "type")
        if spec is None:
            return UNKNOWN
        meant = self.of(self._resolver.type_from(type_.declaration.file, spec))
        parameters = self._resolver.type_parameters(type_.declaration.file, type_.declaration.node)
        return substitute(meant, dict(zip(parameters, type_.arguments, strict=False)))

    def _of_parameter(self, type_: TypeParameter) -> Type:
        core = self.core_of_constraint(type_)
        return self.of(core) if core is not None else self.constraint(type_)

    def constraint(self, parameter: TypeParameter) -> Type:
        """The interface that a type parameter must implement."""
        spec = child(parameter.node, "type") if parameter.node is not None else None
        if spec is None or parameter.file is None:
            return UNKNOWN
        meant = self._resolver.type_from(parameter.file, spec)
        if isinstance(meant, Union):
            return Interface((), (meant,))
        meant = self.of(meant) if not isinstance(meant, TypeParameter) else UNKNOWN
        return meant if isinstance(meant, Interface | Struct) or meant is UNKNOWN else Interface((), (meant,))

    def core_of_constraint(self, parameter: TypeParameter) -> Type | None:
        """The one type that all types in a constraint stand for; None where there is none.

        A constraint of one term without a tilde gives that very type.
        """
        terms = list(self._terms(self.constraint(parameter)))
        if len(terms) == 1 and not terms[0][0]:
            return terms[0][1]
        meant = {self.of(each) for _, each in terms if not isinstance(each, TypeParameter)}
        return meant.pop() if len(meant) == 1 and UNKNOWN not in meant else None

    def _terms(self, constraint: Type, depth: int = 8) -> Iterator[tuple[bool, Type]]:
        """The terms of the first union in a constraint."""
        for embedded in constraint.embedded if isinstance(constraint, Interface) and depth else ():
            if isinstance(embedded, Union):
                for tilde, each in embedded.terms:
                    meant = self.of(each) if isinstance(each, Named) else each
                    if isinstance(meant, Interface):
                        yield from self._terms(meant, depth - 1)
                    else:
                        yield tilde, each
                return
            meant = self.of(embedded)
            if isinstance(meant, Interface):
                yield from self._terms(meant, depth - 1)
            else:
                yield False, embedded

    def is_bytes(self, type_: Type) -> bool:
        """Whether an element is a byte: of strings, and of type parameters that stand for strings or byte slices."""
        if not isinstance(type_, TypeParameter):
            return self.of(type_) in {STRING, UNTYPED_STRING}
        terms = [self.of(each) for _, each in self._terms(self.constraint(type_))]
        return bool(terms) and all(each in {STRING, Slice(BYTE)} for each in terms)
