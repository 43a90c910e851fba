"""Where a statement names a variable or field, and whether it looks at the memory behind it or only hands it on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, arguments, child, parts
from scanners.pools.objects.carriers import Path
from scanners.pools.tracking.releases import Releases
from scanners.pools.tracking.sharing import is_inert

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_VARIABLES: Final = frozenset({"var", "param", "receiver", "result"})
_ASSIGNMENTS: Final = frozenset({"assignment_statement", "short_var_declaration", "receive_statement", "range_clause"})
_TRANSPARENT: Final = frozenset({"parenthesized_expression", "type_assertion_expression", "slice_expression"})
_HANDS_ON: Final = frozenset({"literal_element", "keyed_element", "return_statement", "send_statement", "var_spec"})


class Role(Enum):
    """What happens to the value that is named."""

    READ = auto()
    HANDED_ON = auto()  # assigned, returned, sent, stored: whoever gets it may look
    ASSIGNED = auto()  # it stands on the left of an assignment
    POINTEE_ASSIGNED = auto()  # `*x = v`
    RELEASED = auto()


@dataclass(frozen=True, slots=True)
class Mention:
    """A variable with the fields that are selected from it, shortest first; `role` is that of the longest."""

    chain: tuple[tuple[Path, Node], ...]
    role: Role


class Reads:
    """Finds the mentions in the statements of one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, releases: Releases) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._releases: Final = releases
        self._found: Final[dict[int, tuple[Mention, ...]]] = {}

    def mentions(self, statement: Node) -> tuple[Mention, ...]:
        """Every variable that a statement names, function literals left out, in the order of the source."""
        if statement.id not in self._found:
            self._found[statement.id] = tuple(self._mentions(statement))
        return self._found[statement.id]

    def _mentions(self, statement: Node) -> Iterator[Mention]:
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            if node.type == "func_literal":
                continue
            if node.type == "identifier" and (mention := self._mention(node)) is not None:
                yield mention
            waiting.extend(reversed(node.children))

    def _mention(self, identifier: Node) -> Mention | None:
        root = self._resolver.object_of(self._file, identifier)
        if root is None or root.kind not in _VARIABLES:
            return None
        chain = [(Path(root), identifier)]
        node = identifier
        while (parent := self._parent(node)) is not None:
            if parent.type == "selector_expression":
                name = child(parent, "field")
                field = (name.text or b"").decode("utf-8", "replace") if name is not None else ""
                if self._is_released(parent, node):
                    return Mention(tuple(chain), Role.RELEASED)
                above = chain[-1][0].fields
                chain += ((Path(root, (*above, *each)), parent) for each in self._embedded(node, parent, field))
                chain.append((Path(root, (*above, field)), parent))
            elif parent.type != "parenthesized_expression":
                break
            node = parent
        return Mention(tuple(chain), self._role(node))

    def _embedded(self, operand: Node, selector: Node, name: str) -> Iterator[tuple[str, ...]]:
        """The embedded fields that a promoted field or method is reached through, where methods put such back."""
        if not self._releases.embedded:
            return
        field = self._resolver.field(self._resolver.type_of(self._file, operand), name)
        call = self._parent(selector)
        path = field.path[:-1] if field is not None else ()
        if field is None and call is not None and call.type in CALLS:
            path = self._resolver.callee(self._file, call).path
        yield from (path[: place + 1] for place, each in enumerate(path) if each in self._releases.embedded)

    def _is_released(self, selector: Node, operand: Node) -> bool:
        """Whether this is the receiver of a method that puts it back: `b` of `b.Free()`."""
        call = self._parent(selector)
        if call is None or call.type not in CALLS:
            return False
        return any(release.value.id == operand.id for release in self._releases.of_call(call))

    def _role(self, node: Node) -> Role:
        top = node
        parent = self._parent(node)
        while parent is not None and self._is_transparent(parent, node):
            node, parent = parent, self._parent(parent)
        if parent is None:
            return Role.READ
        if parent.type == "expression_list":
            statement = self._parent(parent)
            if statement is None:
                return Role.READ
            if statement.type in _ASSIGNMENTS:
                left = child(statement, "left")
                if left is not None and left.id == parent.id:
                    return Role.ASSIGNED if node.id == top.id else Role.READ
                is_plain = statement.type != "assignment_statement" or _is_plain(statement)
                return Role.HANDED_ON if is_plain and statement.type != "range_clause" else Role.READ
            return Role.HANDED_ON if statement.type in {"return_statement", "var_spec"} else Role.READ
        if parent.type in _HANDS_ON:
            return Role.HANDED_ON
        if parent.type == "unary_expression" and node.id == top.id and self._is_assigned(parent):
            return Role.POINTEE_ASSIGNED
        if parent.type == "type_conversion_expression":
            return Role.READ
        if parent.type == "argument_list":
            call = self._parent(parent)
            return self._role_as_argument(call, node) if call is not None else Role.READ
        return Role.READ

    def _is_assigned(self, dereference: Node) -> bool:
        """Whether `*x` stands on the left of a plain assignment."""
        listed = self._parent(dereference)
        statement = self._parent(listed) if listed is not None and listed.type == "expression_list" else None
        left = child(statement, "left") if statement is not None and statement.type == "assignment_statement" else None
        is_left = left is not None and listed is not None and left.id == listed.id
        star = child(dereference, "operator")
        return is_left and statement is not None and _is_plain(statement) and star is not None and star.type == "*"

    def _is_transparent(self, parent: Node, node: Node) -> bool:
        if parent.type in _TRANSPARENT:
            operand = child(parent, "operand")
            return parent.type == "parenthesized_expression" or (operand is not None and operand.id == node.id)
        operator = child(parent, "operator") if parent.type == "unary_expression" else None
        return operator is not None and operator.type == "&"

    def _role_as_argument(self, call: Node, node: Node) -> Role:
        if any(release.value.id == node.id for release in self._releases.of_call(call)):
            return Role.RELEASED
        callee = self._resolver.callee(self._file, call)
        if callee.qualified is not None and is_inert(callee.qualified):
            return Role.HANDED_ON
        if callee.kind == "builtin" and callee.qualified == "append":
            handed = arguments(call)
            listed = child(call, "arguments")
            spread = listed is not None and parts(listed) and parts(listed)[-1].type == "variadic_argument"
            return Role.HANDED_ON if handed and handed[0].id != node.id and not spread else Role.READ
        return Role.READ

    def _parent(self, node: Node) -> Node | None:
        return self._resolver.parent(self._file, node)


def _is_plain(statement: Node) -> bool:
    """Whether an assignment is `=`, not `+=`."""
    operator = child(statement, "operator")
    return operator is None or operator.type == "="
