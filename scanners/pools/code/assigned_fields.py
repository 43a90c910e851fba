"""What the fields and package variables of the source are set to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.packages import Declaration, Package
from scanners.golang.spelling import SET
from scanners.golang.syntax import CALLS, FUNCTIONS, IDENTIFIERS, Node, SourceFile, child, parts
from scanners.golang.types import Map
from scanners.pools.code.guards import conditions_around

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_EMPTY: Final = rb"\.%s == nil\b"
_CUT: Final = rb"\.%s\[:"
_EMPTIED: Final = rb"\b(?:[cC]lear|delete)\([\w.]*\.%s\b"
_MEASURED: Final = re.compile(rb"\b(?:cap|len|Cap|Len)\((?![^()]*\)\s*(?:[!=]=|>)\s*0\b)")  # other than `len(x.f) > 0`
_OVERWRITTEN: Final = re.compile(rb"^[ \t]*\*[\w.]+ = (\w+)(\{[^{}]*\})", re.MULTILINE)
_APPENDED: Final = rb"\bappend\([\w.]+(?:\[[\w.:]*\])?,\s*%s\{"
_EXTENDED: Final = rb"\bcap\([\w.]*\.%s\)|\.%s\[:[^\]\n]*\+"
_SET_TO: Final = re.compile(rb"^[ \t]*\*[\w.]+ = (\w+)[ \t]*(?:/.*)?\r?$", re.MULTILINE)
_PUT: Final = b".Put("
_MOST: Final = 8  # values that one variable of function type is set to


class AssignedFields:
    """Answers for one program, and remembers them."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver: Final = resolver
        self._functions: Final[dict[Object, tuple[Declaration | str, ...]]] = {}
        self._given_away: Final[dict[Object, bool]] = {}
        self._replaced: Final[dict[Object, bool]] = {}
        self._reused: Final[dict[Object, bool]] = {}
        self._made_anew: Final[dict[tuple[Object, Object | None], bool]] = {}
        self._renewed: Final[dict[Object, bool]] = {}
        self._overwritten: Final[dict[str, dict[bytes, list[bytes]]]] = {}

    def functions(self, object_: Object) -> tuple[Declaration | str, ...]:
        """The functions that a field or package variable of function type is set to."""
        if object_ not in self._functions:
            self._functions[object_] = tuple(self._set_to(object_))[:_MOST]
        return self._functions[object_]

    def is_given_away(self, field: Object) -> bool:
        """Whether somewhere a field of slice or map type is let go of, but for one that has grown too large.

        It is set to nil; a map is made right where its struct goes back: `e.data = map[string]any{}; pool.Put(e)`. Or
        it never has anything but what its users give: `l.input = input`.
        """
        if field not in self._given_away:
            is_map = isinstance(self._resolver.underlying(field.type), Map)
            values = list(self._values(field))
            self._given_away[field] = (
                self._is_left_out(field)
                or any(
                    (value.type == "nil" and not self._is_too_large(file, value))
                    or (is_map and self._is_made_at_put(file, value))
                    for file, value in values
                )
                or (bool(values) and all(self._is_of_user(file, value) for file, value in values))
            )
        return self._given_away[field]

    def _is_of_user(self, file: SourceFile, value: Node) -> bool:
        """Whether an assignment sets something to a parameter as it is."""
        object_ = self._resolver.object_of(file, value) if value.type == "identifier" else None
        is_given = object_ is not None and object_.kind == "param" and object_.is_local
        return is_given and _is_assigned(self._resolver, file, value)

    def _is_made_at_put(self, file: SourceFile, value: Node) -> bool:
        """Whether a value is made and assigned in a function that then puts something back."""
        function = self._resolver.enclosing_function(file, value)
        if function is None or not _is_assigned(self._resolver, file, value) or not self._is_just_made(file, value):
            return False
        return _PUT in (function.text or b"")[value.end_byte - function.start_byte :]

    def is_replaced(self, field: Object) -> bool:
        """Whether somewhere a field that is a struct is overwritten as a whole: `w.out = *bytes.NewBuffer(given)`."""
        if field not in self._replaced:
            self._replaced[field] = any(
                _is_assigned(self._resolver, file, value) and not self._is_too_large(file, value)
                for file, value in self._values(field)
            )
        return self._replaced[field]

    def is_reused(self, field: Object) -> bool:
        """Whether somewhere a slice goes on with the array that it has: `x.f = x.f[:0]`, `append(x.f[:0], …)`."""
        if field not in self._reused:
            cut = re.compile(_CUT % re.escape(field.name.encode()))
            values = self._values(field)
            self._reused[field] = any(cut.search(value.text or b"") is not None for _, value in values)
        return self._reused[field]

    def is_made_anew(self, field: Object, elements: Object | None) -> bool:
        """Whether the elements of a list are appended as new ones, `append(list, T{})`, and none is used again.

        What an element of the list has there is then its user's: no field goes on with what it had, none is emptied,
        and the list is never made longer over what lay beyond its end.
        """
        key = field, elements
        if key not in self._made_anew:
            self._made_anew[key] = (
                self._is_appended(field)
                and not self.is_reused(field)
                and not self._is_in_package(_EMPTIED, field)
                and (elements is None or not self._is_in_package(_EXTENDED, elements))
            )
        return self._made_anew[key]

    def _is_appended(self, field: Object) -> bool:
        """Whether literals of the type that has a field are appended to a list."""
        owner = self._owner(field)
        package = self._resolver.program.package_of(field.file.path) if field.file is not None else None
        if owner is None or package is None or package.is_knowledge:
            return False
        appended = re.compile(_APPENDED % re.escape(owner))
        return any(appended.search(self._resolver.program.source.read(path)) is not None for path in package.paths)

    def is_renewed(self, field: Object) -> bool:
        """Whether a map is only ever set to one that has just been made, whatever there is, and never emptied."""
        if field not in self._renewed:
            values = list(self._values(field))
            is_made = bool(values) and all(self._is_just_made(file, value) for file, value in values)
            self._renewed[field] = (
                is_made
                and not self._is_in_package(_EMPTIED, field)
                and any(_is_assigned(self._resolver, file, value) for file, value in values)
            )
        return self._renewed[field]

    def _is_just_made(self, file: SourceFile, value: Node) -> bool:
        """Whether a value is a literal or comes of `make`, under no condition."""
        callee = self._resolver.callee(file, value) if value.type in CALLS else None
        is_made = value.type == "composite_literal" or (callee is not None and callee.qualified == "make")
        return is_made and not any(conditions_around(self._resolver, file, value))

    def _is_in_package(self, pattern: bytes, field: Object) -> bool:
        """Whether the package that declares a field has something about it: what empties it, or makes it longer."""
        package = self._resolver.program.package_of(field.file.path) if field.file is not None else None
        named = re.compile(pattern.replace(b"%s", re.escape(field.name.encode())))
        sources = map(self._resolver.program.source.read, package.paths) if package is not None else ()
        return any(named.search(source) is not None for source in sources)

    def _is_left_out(self, field: Object) -> bool:
        """Whether a whole struct is overwritten somewhere with a literal that does not name the field: `*x = T{}`.

        So is the field of a struct that lies in another one which is overwritten.
        """
        owner = self._owner(field)
        package = self._resolver.program.package_of(field.file.path) if field.file is not None else None
        if owner is None or package is None or package.is_knowledge:
            return False
        overwritten = self._overwritten_in(package)
        if _leaves_out(overwritten.get(owner, []), field.name.encode()):
            return True
        sources = [self._resolver.program.source.read(path) for path in package.paths] if overwritten else []
        return any(
            _leaves_out(literals, name)
            for outer, literals in overwritten.items()
            for source in sources
            for name in _fields_of(source, outer, owner)
        )

    def _overwritten_in(self, package: Package) -> dict[bytes, list[bytes]]:
        """The literals that structs of a package are overwritten with as a whole, by their type."""
        if package.import_path not in self._overwritten:
            found: dict[bytes, list[bytes]] = {}
            for source in map(self._resolver.program.source.read, package.paths):
                for struct, literal in _OVERWRITTEN.findall(source):
                    found.setdefault(struct, []).append(literal)
                for name in set(_SET_TO.findall(source)):
                    struct = _type_of_empty(package.declaration(name.decode()))
                    if struct is not None:
                        found.setdefault(struct, []).append(b"{}")
            self._overwritten[package.import_path] = found
        return self._overwritten[package.import_path]

    def _owner(self, field: Object) -> bytes | None:
        """The name of the type that declares a field."""
        at = field.declaration
        while at is not None and field.file is not None and at.type != "type_spec":
            at = self._resolver.parent(field.file, at)
        name = child(at, "name") if at is not None else None
        return name.text if name is not None else None

    def is_filled_when_nil(self, field: Object) -> bool:
        """Whether a field is set only where it is nil, or where its struct is made."""
        filled = [self._asks_for_nil(file, value, field) for file, value in self._values(field) if value.type != "nil"]
        return True in filled and False not in filled

    def _asks_for_nil(self, file: SourceFile, value: Node, field: Object) -> bool | None:
        """Whether `if x.f == nil` is around an assignment; None where a literal of the struct is made."""
        at: Node | None = value
        while at is not None and at.type not in FUNCTIONS:
            if at.type == "keyed_element":
                return None
            at = self._resolver.parent(file, at)
            condition = child(at, "condition") if at is not None and at.type == "if_statement" else None
            if condition is not None and re.search(_EMPTY % re.escape(field.name.encode()), condition.text or b""):
                return True
        return False

    def _is_too_large(self, file: SourceFile, node: Node) -> bool:
        """Whether a condition on a capacity decides."""
        conditions = conditions_around(self._resolver, file, node)
        return any(_MEASURED.search(each.text or b"") is not None for each in conditions)

    def _set_to(self, object_: Object) -> Iterator[Declaration | str]:
        """The functions on the right where a field or package variable of function type is assigned."""
        for file, value in self._values(object_):
            named = self._resolver.object_of_expression(file, value)
            if named is not None and named.declared is not None:
                yield named.declared
            elif (outside := self._resolver.unresolved_member(file, value)) is not None:
                yield f"{outside[0].import_path}.{outside[1]}"

    def _values(self, object_: Object) -> Iterator[tuple[SourceFile, Node]]:
        """What a field or package variable is assigned anywhere in its package."""
        if object_.file is None or (object_.kind != "field" and object_.is_local):
            return
        package = self._resolver.program.package_of(object_.file.path)
        if package is None or package.is_knowledge:
            return
        for path in package.paths:
            if object_.name.encode() in self._resolver.program.source.read(path):
                file = package.file(path)
                for use in self._resolver.scopes.uses_before(file, object_, SET):
                    value = _assigned_value(self._resolver, file, use)
                    if value is not None:
                        yield file, value


def _assigned_value(resolver: Resolver, file: SourceFile, use: Node) -> Node | None:
    """What is assigned where a name stands on the left, alone or after a dot; or the value of its key in a literal.

    A call may be the value of several names.
    """
    node = use
    parent = resolver.parent(file, node)
    if parent is not None and parent.type == "selector_expression":
        node, parent = parent, resolver.parent(file, parent)
    if parent is not None and parent.type == "literal_element" and use.type in IDENTIFIERS:
        keyed = resolver.parent(file, parent)
        value = child(keyed, "value") if keyed is not None and keyed.type == "keyed_element" else None
        return (parts(value) or [value])[0] if value is not None and value.type == "literal_element" else value
    statement = resolver.parent(file, parent) if parent is not None and parent.type == "expression_list" else None
    if statement is None or parent is None or statement.type != "assignment_statement":
        return None
    left, right = child(statement, "left"), child(statement, "right")
    if left is None or right is None or left.id != parent.id:
        return None
    targets, values = parts(left), parts(right)
    index = next((place for place, each in enumerate(targets) if each.id == node.id), None)
    if index is None or len(values) not in {1, len(targets)}:
        return None
    return values[index] if len(values) == len(targets) else values[0]


def _is_assigned(resolver: Resolver, file: SourceFile, value: Node) -> bool:
    """Whether a value stands on the right of an assignment, not in the literal that its struct is made with."""
    listed = resolver.parent(file, value)
    statement = resolver.parent(file, listed) if listed is not None else None
    return statement is not None and statement.type == "assignment_statement"


def _type_of_empty(variable: Declaration | None) -> bytes | None:
    """The name of the type that a package variable is declared with, where it is given no value: `var none request`."""
    if variable is None or variable.kind != "var" or child(variable.node, "value") is not None:
        return None
    type_ = child(variable.node, "type")
    return type_.text if type_ is not None and type_.type == "type_identifier" else None


def _leaves_out(literals: list[bytes], field: bytes) -> bool:
    """Whether one of the literals of a struct does not name a field, and so sets it to zero."""
    key = re.compile(rb"\b" + field + rb":")
    return any((b":" in literal or literal == b"{}") and key.search(literal) is None for literal in literals)


def _fields_of(source: bytes, struct: bytes, type_: bytes) -> Iterator[bytes]:
    """The fields of a type that a struct has by value, where the file declares the struct."""
    start = source.find(b"type " + struct + b" struct {")
    if start >= 0:
        held = re.compile(rb"^[ \t]*(?:(\w+)[ \t]+)?" + type_ + rb"[ \t]*(?:[/`].*)?\r?$", re.MULTILINE)
        yield from (found.group(1) or type_ for found in held.finditer(source, start, source.find(b"\n}", start)))
