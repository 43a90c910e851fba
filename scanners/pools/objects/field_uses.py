"""What the code of a package does to the fields of a struct type, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from scanners.golang.spelling import INDEXED, SET
from scanners.golang.syntax import Node, SourceFile, child, parts, word
from scanners.golang.types import Field, Named, Pointer, Struct, Type
from scanners.pools.code.targets import is_same
from scanners.pools.code.values import is_operand
from scanners.pools.objects.contents import stateful
from scanners.pools.objects.deeds import Deed, Path, Touch

if TYPE_CHECKING:
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.objects.place_deeds import PlaceDeeds

_LARGEST: Final = 80  # fields; larger structs are generated
_DEEPEST: Final = 3  # fields in fields


@dataclass(frozen=True, slots=True)
class FieldUse:
    """A touch of a field, its path starting below the field, in `function` (None at package level)."""

    touch: Touch
    function: Node | None


class FieldUses:
    """Answers for one program, and remembers."""

    def __init__(self, resolver: Resolver, deeds: PlaceDeeds) -> None:
        self._resolver: Final = resolver
        self._deeds: Final = deeds
        self._known: Final[dict[tuple[str, int, str], tuple[FieldUse, ...]]] = {}

    def fields(self, type_: Type) -> tuple[Field, ...]:
        """The fields of a struct of the source, or of what a pointer points to; () for other types."""
        if isinstance(type_, Pointer):
            type_ = type_.element
        if not isinstance(type_, Named) or type_.declaration is None or type_.declaration.package.is_knowledge:
            return ()
        if not isinstance(self._resolver.underlying(type_), Struct):
            return ()
        found = self._resolver.fields(type_)
        return found if len(found) <= _LARGEST else ()

    def of(self, field: Field, beside: Package | None = None) -> tuple[FieldUse, ...]:
        """The touches of one field in the package that declares it, and in the one whose pool holds its struct."""
        own = self.package(field)
        if own is None:
            return ()
        others = (beside,) if beside is not None and beside.import_path != own.import_path else ()
        return tuple(use for package in (own, *others) for use in self._within(package, field))

    def _within(self, package: Package, field: Field) -> tuple[FieldUse, ...]:
        if field.file is None or field.node is None:
            return ()
        key = (field.file.path, field.node.start_byte, package.import_path)
        if key not in self._known:
            self._known[key] = tuple(self._find(package, field))
        return self._known[key]

    def given(self, field: Field) -> Iterator[tuple[SourceFile, Node]]:
        """What the package sets a field to: by assignments, and in composite literals."""
        for use in self.of(field):
            if use.touch.deed is Deed.SET and not use.touch.path and use.touch.value is not None:
                yield use.touch.value_file, use.touch.value
        package = self.package(field)
        for file, name in self._identifiers(package, field, SET) if package is not None else ():
            element = self._resolver.parent(file, name)
            keyed = self._resolver.parent(file, element) if element is not None else None
            if element is not None and keyed is not None and keyed.type == "keyed_element":
                value = child(keyed, "value") if is_same(child(keyed, "key"), element) else None
                yield from ((file, each) for each in (parts(value) if value is not None else ()))

    def is_cut(self, field: Field) -> bool:
        """Whether some code of the package goes on with the memory of a slice: `x.f[:0]`, `x.f = x.f[:n]`."""
        package = self.package(field)
        slices = (
            (selector, sliced)
            for file, selector in (self._selectors(package, field, INDEXED) if package is not None else ())
            if (sliced := self._resolver.parent(file, selector)) is not None and sliced.type == "slice_expression"
        )
        return any(is_operand(sliced, selector) and child(sliced, "end") is not None for selector, sliced in slices)

    def _find(self, package: Package, field: Field) -> Iterator[FieldUse]:
        for file, selector in self._selectors(package, field):
            function = self._resolver.enclosing_function(file, selector)
            for touch in self._deeds.at(file, selector):
                yield FieldUse(touch, function)
        if field.embedded and stateful(field.type) is not None:
            yield from self._promoted(package, field)

    def _promoted(self, package: Package, field: Field) -> Iterator[FieldUse]:
        """What is done to an embedded buffer under the name of the struct around it: `entry.WriteString(text)`."""
        names = sorted(name.encode() for name in self._resolver.method_names(field.type))
        called = re.compile(rb"\.(" + b"|".join(names) + rb")\(")
        for path in package.paths if names else ():
            if called.search(self._resolver.program.source.read(path)) is None:
                continue
            file = package.file(path)
            for match in called.finditer(file.source):
                name = file.node_at(match.start(1), match.end(1))
                selector = self._resolver.parent(file, name) if name is not None else None
                operand = child(selector, "operand") if selector is not None else None
                if operand is None or not self._promotes(
                    self._resolver.type_of(file, operand), match[1].decode(), field
                ):
                    continue
                function = self._resolver.enclosing_function(file, operand)
                for touch in self._deeds.at(file, operand):
                    yield FieldUse(replace(touch, path=touch.path[1:]), function)

    def _promotes(self, type_: Type, name: str, field: Field) -> bool:
        """Whether a type has a method of this name from an embedded field."""
        method, selection = self._resolver.method(type_, name), self._resolver.field(type_, field.name)
        if method is None or selection is None or method.path != selection.path:
            return False
        found = selection.field.node
        return selection.field == field and found is not None and field.node is not None and found.id == field.node.id

    def _selectors(
        self, package: Package, field: Field, behind: re.Pattern[bytes] | None = None
    ) -> Iterator[tuple[SourceFile, Node]]:
        """Where a package selects a field."""
        for file, name in self._identifiers(package, field, behind):
            selector = self._resolver.parent(file, name)
            if selector is not None and selector.type == "selector_expression":
                yield file, selector

    def _identifiers(
        self, package: Package, field: Field, behind: re.Pattern[bytes] | None = None
    ) -> Iterator[tuple[SourceFile, Node]]:
        """The names of a field in a package, or no others than those that such a text stands behind."""
        object_ = self._resolver.object_of_field(field)
        if object_ is None:
            return
        named = word(field.name.encode())
        for path in package.paths:
            if named.search(self._resolver.program.source.read(path)) is None:
                continue
            file = package.file(path)
            scopes = self._resolver.scopes
            names = scopes.uses(file, object_) if behind is None else scopes.uses_before(file, object_, behind)
            yield from ((file, name) for name in names)

    def package(self, field: Field) -> Package | None:
        """The package that declares a field, if the source does: not for `type draft bytes.Buffer`."""
        package = self._resolver.program.package_of(field.file.path) if field.file is not None else None
        return package if package is not None and not package.is_knowledge else None


def type_at(uses: FieldUses, type_: Type | None, path: Path) -> Type | None:
    """The type of a field, or of one inside a struct that the object holds by value."""
    field = field_at(uses, type_, path)
    return field.type if field is not None else None


def field_at(uses: FieldUses, type_: Type | None, path: Path) -> Field | None:
    """A field, or one inside a struct that the object holds by value."""
    field: Field | None = None
    for place, name in enumerate(path) if len(path) <= _DEEPEST else ():
        if type_ is None or (place and isinstance(type_, Pointer)):
            return None
        field = next((each for each in uses.fields(type_) if each.name == name), None)
        type_ = field.type if field is not None else None
    return field
