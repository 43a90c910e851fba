"""Where a variable, field or function is used, over all files that can name it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.spelling import CALLED
from scanners.golang.syntax import CALLS, Node, SourceFile, child, text
from scanners.golang.types import Interface, Named, Type
from scanners.pools.code.implementations import Implementations
from scanners.pools.code.objects_in_functions import names_of
from scanners.pools.code.targets import assigned, is_same, stored_object
from scanners.pools.inventory.promoted import promoted_uses
from scanners.pools.inventory.statements import is_set_once

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.packages import Package
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.mentions import Mentions

_INTERFACES: Final = re.compile(rb"^type \w+ interface \{(.*?)^\}", re.MULTILINE | re.DOTALL)
_INSTANCES: Final = frozenset({"index_expression", "generic_type", "type_instantiation_expression"})  # f[int](x)


class Uses:
    """Finds uses by name and asks what each name means."""

    def __init__(self, resolver: Resolver, mentions: Mentions) -> None:
        self._resolver: Final = resolver
        self._mentions: Final = mentions
        self._implementations: Final = Implementations(resolver)

    def primary(self, object_: Object) -> Object:
        """Of a variable that several build variants declare, the one that stands for all."""
        return self.variants(object_)[0]

    def variants(self, object_: Object) -> list[Object]:
        """The variable in each build variant, the primary one first."""
        declared = object_.declared
        first = declared.package.declaration(declared.name) if declared is not None and declared.kind == "var" else None
        if first is None:
            return [object_]
        return [self._resolver.object_of_declaration(each) for each in (first, *first.alternatives)]

    def expressions(
        self, object_: Object, behind: re.Pattern[bytes] | None = None
    ) -> Iterator[tuple[SourceFile, Node]]:
        """The expressions that name an object: `x`, `pkg.X`, `s.x`; `s` of `s.Get()` for an embedded pool.

        Where it is said what text stands behind the name, others may be left out.
        """
        if object_.file is None:
            return
        if object_.is_local and object_.kind != "field":
            files: Iterator[SourceFile] = iter((object_.file,))
        else:
            package = self._mentions.program.package_of(object_.file.path)
            if package is None:
                return
            declared = object_.declared
            is_member = object_.kind == "field" or (declared is not None and declared.kind == "method")
            files = self._mentions.files(package, object_.name, is_member=is_member)
            if object_.kind == "field":
                yield from promoted_uses(self._resolver, self._mentions, package, object_)
        for file in files:
            scopes = self._resolver.scopes
            for name in scopes.uses(file, object_) if behind is None else scopes.uses_before(file, object_, behind):
                if object_.identifier is not None and name.id == object_.identifier.id:
                    continue
                parent = self._resolver.parent(file, name)
                if parent is None or self._is_key(file, name, parent):
                    continue
                selected = (parent.type == "selector_expression" and is_same(child(parent, "field"), name)) or (
                    parent.type == "qualified_type" and is_same(child(parent, "name"), name)
                )
                yield file, parent if selected else name

    def files_with(self, *texts: bytes) -> Iterator[SourceFile]:
        """The selected files, of any package, that hold each of some texts."""
        return self._mentions.files_with(*texts)

    def calls(self, file: SourceFile, function: Node) -> Iterator[tuple[SourceFile, Node]]:
        """The calls of a function: of a declaration by its name, of a literal on the spot or by a variable's name."""
        if function.type == "func_literal":
            called = self._called_as(file, function)
            if isinstance(called, Node):
                yield file, called
                return
            object_ = called
        else:
            name = child(function, "name")
            object_ = self._resolver.object_of(file, name) if name is not None else None
        if object_ is None:
            return
        for used_in, node, parent in self._instances(object_, CALLED):
            if parent.type in CALLS and parent.start_byte == node.start_byte:
                yield used_in, parent
        if function.type == "method_declaration":
            yield from self._calls_through_interfaces(file, object_)

    def calls_by_value(self, file: SourceFile, function: Node) -> Iterator[tuple[SourceFile, Node, Node]]:
        """The calls of local variables that hold a declared function or a method, each with what they are set to.

        `release := b.Free; …; release()`: the receiver is in what the variable is set to.
        """
        name = child(function, "name")
        object_ = self._resolver.object_of(file, name) if name is not None else None
        for used_in, value, _ in self._instances(object_) if object_ is not None else ():
            for variable in names_of(self._resolver, used_in, value):
                if variable.kind == "var" and is_set_once(self._resolver, used_in, variable):
                    for use in self._resolver.scopes.uses(used_in, variable):
                        call = self._resolver.parent(used_in, use)
                        if call is not None and call.type in CALLS and call.start_byte == use.start_byte:
                            yield used_in, call, value

    def _instances(
        self, object_: Object, behind: re.Pattern[bytes] | None = None
    ) -> Iterator[tuple[SourceFile, Node, Node]]:
        """The expressions that name a function, with their type arguments, and what they stand in."""
        for used_in, use in self.expressions(object_, behind):
            node = use
            parent = self._resolver.parent(used_in, node)
            while parent is not None and parent.type in _INSTANCES and parent.start_byte == node.start_byte:
                node, parent = parent, self._resolver.parent(used_in, parent)
            if parent is not None:
                yield used_in, node, parent

    def _calls_through_interfaces(self, file: SourceFile, method: Object) -> Iterator[tuple[SourceFile, Node]]:
        """Calls `x.m()` in the package where x is an interface of it that the method's receiver implements.

        Only for unexported names: they cannot be implemented elsewhere, and say what they mean. An exported method
        counts where no other type of the package implements the interface; one that others know must be that of a pool.
        """
        package = self._mentions.program.package_of(file.path)
        if package is None or method.declared is None or method.declared.receiver is None:
            return
        is_exported = method.name[:1].isupper()
        if is_exported and not self._is_in_interface(package, method.name):
            return
        declared = package.declaration(method.declared.receiver)
        if declared is None:
            return
        owner = self._resolver.type_of_declaration(declared)
        word = re.compile(rb"\.\s*(" + re.escape(method.name.encode()) + rb")\s*\(")
        for each in self._mentions.files(package, method.name, is_member=True):
            for match in word.finditer(each.source):
                selected = each.node_at(match.start(1), match.end(1))
                selector = self._resolver.parent(each, selected) if selected is not None else None
                operand = child(selector, "operand") if selector is not None else None
                call = self._resolver.parent(each, selector) if selector is not None else None
                if operand is None or call is None or call.type != "call_expression":
                    continue
                type_ = self._resolver.type_of(each, operand)
                is_interface = isinstance(self._resolver.underlying(type_), Interface)
                if not is_interface or not self._implementations.implements(owner, type_):
                    continue
                if not is_exported or self._is_only_one(type_, method):
                    yield each, call

    def _is_in_interface(self, package: Package, name: str) -> bool:
        """Whether the text of the package has an interface that lists a method."""
        listed = re.compile(rb"^\s*" + name.encode() + rb"\(", re.MULTILINE)
        texts = (self._mentions.program.source.read(path) for path in package.paths)
        return any(
            listed.search(body) is not None
            for each in texts
            if name.encode() in each
            for body in _INTERFACES.findall(each)
        )

    def _is_only_one(self, interface: Type, method: Object) -> bool:
        """Whether one type implements an interface of the package, with this method."""
        declared = interface.declaration if isinstance(interface, Named) else None
        if declared is None or method.declared is None:
            return False
        found = self._implementations.only(declared, method.name)
        if found is None or found.node.id != method.declared.node.id:
            return False
        return declared.name[:1].islower() or self._implementations.gives_and_takes(declared)

    def _called_as(self, file: SourceFile, literal: Node) -> Object | Node | None:
        """What a function literal is called by: the variable that it is assigned to, or the call around it."""
        node = literal
        parent = self._resolver.parent(file, node)
        while parent is not None and parent.type == "parenthesized_expression":
            node, parent = parent, self._resolver.parent(file, parent)
        if parent is not None and parent.type == "call_expression" and is_same(child(parent, "function"), node):
            return parent
        if parent is None or parent.type != "expression_list":
            return None
        object_ = stored_object(self._resolver, file, assigned(self._resolver, file, parent, node, 0))
        return self.primary(object_) if object_ is not None else None

    def _is_key(self, file: SourceFile, name: Node, parent: Node) -> bool:
        """Whether an identifier is the key of `T{key: …}`."""
        if parent.type != "literal_element" or text(name) != text(parent):
            return False
        keyed = self._resolver.parent(file, parent)
        return keyed is not None and keyed.type == "keyed_element" and is_same(child(keyed, "key"), parent)
