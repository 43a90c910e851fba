"""The names inside one top-level declaration, bound in one pass.

Iterative, because nesting comes from outside. Scopes follow the Go specification ("Declarations and scope"): a
variable's begins after its declaration, a type's at its name, parameters share the scope of the body, every clause of
a switch has its own. In one file, because it is one dispatch over kinds of nodes that share one stack of scopes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from scanners.golang.declarations import constant_specs, receiver_type
from scanners.golang.objects import Kind, Object
from scanners.golang.syntax import (
    Node,
    SourceFile,
    child,
    children_of_type,
    has_token,
    names,
    parts,
    text,
    walk,
)

if TYPE_CHECKING:
    from scanners.golang.resolver import Resolver

_FEW: Final = 20  # children
DEPTH: Final = 1_000  # nodes within nodes, sums aside; the deepest in Go's own sources is 409, in test data

_SCOPES: Final = frozenset(
    {
        "block",
        "if_statement",
        "for_statement",
        "expression_switch_statement",
        "type_switch_statement",
        "expression_case",
        "default_case",
        "type_case",
        "communication_case",
    }
)
# Where the other children are names that only a type can explain, or names that nothing can refer to.
_NO_NAMES: Final = MappingProxyType(
    {
        "selector_expression": "operand",
        "qualified_type": "package",
        "parameter_declaration": "type",
        "variadic_parameter_declaration": "type",
        "field_declaration": "type",
    }
)
# Nothing is below these, and they name nothing that a function declares.
_LEAVES: Final = frozenset(
    {
        "field_identifier",
        "int_literal",
        "float_literal",
        "imaginary_literal",
        "rune_literal",
        "interpreted_string_literal_content",
        "raw_string_literal_content",
        "escape_sequence",
        "comment",
    }
)
_TEXTS: Final = frozenset({"interpreted_string_literal", "raw_string_literal"})  # only leaves are below these
_NAMES: Final = frozenset({"identifier", "iota", "nil", "true", "false"})  # predeclared ones can be declared anew
_SYMBOL_CASES: Final = frozenset({"type_case", "default_case"})
_FUNCTIONS: Final = frozenset({"function_declaration", "method_declaration"})
_PARAMETERS: Final = ("parameter_declaration", "variadic_parameter_declaration")
_VARIABLES: Final = frozenset({"var", "param", "receiver", "result"})


class Bindings:
    """Objects of local names and parents of nodes, both by node id, and the functions in order.

    `parents` is shared by the declarations of a program: a node's parent is asked for most often of all.
    Function literals outside functions (`var f = func() {…}`) are in `functions` too. Of a function declaration only
    what stands before its body is bound at first: most are asked for their signature alone. What nests too deep, the
    body or all of it, is not bound.
    """

    def __init__(self, resolver: Resolver, file: SourceFile, top: Node, parents: dict[int, Node]) -> None:
        self.objects: Final[dict[int, Object]] = {}
        self.parents: Final = parents
        self.functions: Final[list[Node]] = []
        self._resolver: Final = resolver
        self._file: Final = file
        self._function: Node | None = None
        self._visible: Final[dict[bytes | None, list[tuple[int, Object]]]] = {}
        self._scopes: Final[list[tuple[int, list[bytes | None], Node | None]]] = []
        self._serial = 0
        self._bodies: Final[set[int]] = set()
        self._symbols: Final[dict[int, Node]] = {}
        self._constants: Final[dict[int, tuple[Node, int]]] = {}
        self._labels: Final[dict[tuple[int, str], Object]] = {}
        self._label_uses: Final[list[tuple[int, Node]]] = []
        self._is_too_deep = False
        self._depths: dict[int, int] | None = None
        self._waiting: Final[list[Node | Callable[[], None]]] = [top]
        self._body = child(top, "body") if top.type in _FUNCTIONS else None
        self._body_start: Final = self._body.start_byte if self._body is not None else top.end_byte
        self._unbound = top.end_byte  # what nests too deep begins here
        in_body = self._body.descendant_count if self._body is not None else 0
        self._count_depths(top, 0, top.descendant_count - in_body)
        self._enter(None)
        self._run()
        if self._is_too_deep:
            self._body, self._unbound = None, top.start_byte
        if self._body is None:
            self._finish()

    def holds(self, node: Node) -> bool:
        """Whether a node is bound already."""
        return self._body is None or node.start_byte < self._body_start

    def complete(self) -> None:
        """Bind the body too."""
        body, self._body = self._body, None
        if body is not None:
            self._waiting.append(body)
            self._count_depths(body, 1, body.descendant_count)
            self._run()
            if self._is_too_deep:
                self._unbound = self._body_start
            self._finish()

    @property
    def nests_too_deep(self) -> bool:
        """Whether a part nests too deep, as far as it was bound."""
        return self._is_too_deep

    def is_too_deep(self, node: Node) -> bool:
        """Whether a node that is held stands in what nests too deep."""
        return self._is_too_deep and node.start_byte >= self._unbound

    def _run(self) -> None:
        # The innermost loop of all: every node of every function that is bound comes by here.
        waiting, handlers = self._waiting, self._HANDLERS
        while waiting and not self._is_too_deep:
            item = waiting.pop()
            if not isinstance(item, Node):
                item()
            elif (handler := handlers.get(kind := item.type)) is not None:
                handler(self, item)
            elif kind not in _LEAVES:
                self._descend(item, kind)

    def _count_depths(self, node: Node, depth: int, nodes: int) -> None:
        """Count how deep nodes nest: nothing nests deeper than there are nodes, and most declarations have few."""
        self._depths = {node.id: depth} if nodes >= DEPTH else None

    def _finish(self) -> None:
        self._depths = None  # an entry for each node, and never asked for again
        for function, use in self._label_uses:
            if label := self._labels.get((function, text(use))):
                self.objects[use.id] = label

    def _descend(self, node: Node, kind: str) -> None:
        children = self._adopt(node)
        if kind in _TEXTS:
            return
        if (field := _NO_NAMES.get(kind)) is not None:
            if (inner := child(node, field)) is not None:
                self._waiting.append(inner)
            return
        if kind in _SCOPES and node.id not in self._bodies:
            self._enter(self._function)
            self._waiting.append(self._leave)
            switch = self.parents.get(node.id)  # in broken code a case may stand anywhere
            symbol = self._symbols.get(switch.id) if switch is not None and kind in _SYMBOL_CASES else None
            if symbol is not None:
                self._declare("var", symbol, node, bind=False)
        children.reverse()
        self._waiting.extend(children)

    def _adopt(self, node: Node) -> list[Node]:
        """Note the node as the parent of its named children."""
        # `named_children` makes nodes of all tokens too, and keeps them as long as the node: 48 MB of Go's own source.
        # But `named_child` counts from the first each time.
        children: list[Node] = []
        if (count := node.named_child_count) < _FEW:
            for index in range(count):
                if (each := node.named_child(index)) is not None:
                    children.append(each)
                    self.parents[each.id] = node
        else:
            children += node.named_children
            self.parents.update((each.id, node) for each in children)
        if self._depths is not None:
            self._count(self._depths, node, children)
        return children

    def _count(self, depths: dict[int, int], node: Node, children: list[Node]) -> None:
        depth = depths.get(node.id, 0) + (node.type != "binary_expression")  # a long sum is no deep nesting
        for each in children:
            depths[each.id] = depth
        self._is_too_deep |= depth > DEPTH

    def _then(self, *items: Node | Callable[[], None] | None) -> None:
        """Do these next, in this order."""
        self._waiting.extend([item for item in reversed(items) if item is not None])

    def _enter(self, function: Node | None) -> None:
        self._serial += 1
        self._scopes.append((self._serial, [], self._function))
        self._function = function

    def _leave(self) -> None:
        _, declared, self._function = self._scopes.pop()
        for name in declared:
            self._visible[name].pop()

    def _declare(self, kind: Kind, identifier: Node, declaration: Node, index: int = 0, *, bind: bool = True) -> None:
        made = self._object(kind, identifier, declaration, index)
        name = identifier.text
        if bind:
            self.objects[identifier.id] = made
        if name != b"_":
            serial, declared, _ = self._scopes[-1]
            declared.append(name)
            self._visible.setdefault(name, []).append((serial, made))

    def _object(self, kind: Kind, identifier: Node, declaration: Node, index: int = 0) -> Object:
        value_spec, iota = self._constants.get(declaration.id, (None, 0))
        return Object(
            self._resolver,
            kind,
            text(identifier),
            file=self._file,
            declaration=declaration,
            identifier=identifier,
            function=self._function,
            index=index,
            value_spec=value_spec,
            iota=iota,
        )

    def _declare_or_assign(self, declaration: Node, left: Node) -> None:
        """The left side of `:=`: names that this very scope has already are assigned to."""
        for index, identifier in enumerate(parts(left)):
            if identifier.type not in _NAMES:
                self._then(identifier)
                continue
            found = self._visible.get(identifier.text)
            if found and found[-1][0] == self._scopes[-1][0] and found[-1][1].kind in _VARIABLES:
                self.objects[identifier.id] = found[-1][1]
            else:
                self._declare("var", identifier, declaration, index)

    # Node kinds that are not simply "visit the children".

    def _name(self, node: Node) -> None:
        found = self._visible.get(node.text)
        if found:
            self.objects[node.id] = found[-1][1]

    def _declared_after_right(self, node: Node) -> None:
        left, right = child(node, "left"), child(node, "right")
        self._adopt(node)
        if left is None:
            self._then(right)
        elif node.type == "short_var_declaration" or has_token(node, ":="):
            self._adopt(left)
            self._then(right, partial(self._declare_or_assign, node, left))
        else:
            self._then(right, left)

    def _type_switch(self, node: Node) -> None:
        children = self._adopt(node)
        self._enter(self._function)
        self._waiting.append(self._leave)
        symbol = child(node, "alias")
        if symbol is not None:
            self._adopt(symbol)
            for identifier in children_of_type(symbol, "identifier"):
                self._symbols[node.id] = identifier
                self.objects[identifier.id] = self._object("var", identifier, node)
        self._then(*(each for each in children if symbol is None or each.id != symbol.id))

    def _variables(self, node: Node) -> None:
        self._adopt(node)
        kind: Kind = "const" if node.type == "const_spec" else "var"
        declare = partial(self._declare_all, kind, node) if self._function is not None else None
        self._then(child(node, "type"), child(node, "value"), declare)

    def _declare_all(self, kind: Kind, node: Node) -> None:
        for index, identifier in enumerate(names(node)):
            self._declare(kind, identifier, node, index)

    def _constant_group(self, node: Node) -> None:
        for spec, value_spec, iota in constant_specs(node):
            self._constants[spec.id] = (value_spec, iota)
        self._then(*self._adopt(node))

    def _type(self, node: Node) -> None:
        self._adopt(node)
        identifier = child(node, "name")
        if self._function is not None and identifier is not None:
            self._declare("type", identifier, node)
        self._enter(self._function)
        self._then(self._file.type_parameters(node), child(node, "type"), self._leave)

    def _type_parameters(self, node: Node) -> None:
        declarations = self._adopt(node)
        for declaration in declarations:
            self._adopt(declaration)
            for index, identifier in enumerate(names(declaration)):
                self._declare("type", identifier, declaration, index)
        self._then(*(child(declaration, "type") for declaration in declarations))

    def _function_like(self, node: Node) -> None:
        self._adopt(node)
        self.functions.append(node)
        self._enter(node)
        body = child(node, "body")
        if body is not None:
            self._bodies.add(body.id)
        if node.type == "method_declaration":
            self._receiver_parameters(node)
        self._then(
            self._file.type_parameters(node),
            child(node, "receiver"),
            child(node, "parameters"),
            child(node, "result"),
            partial(self._parameters, node),
            *((body, self._leave) if self._body is None or node.type == "func_literal" else ()),
        )

    def _receiver_parameters(self, method: Node) -> None:
        """`K` and `V` of `func (m *Map[K, V])` are declared there."""
        spec = receiver_type(method)
        for node in walk(spec) if spec is not None else ():
            if node.type == "type_arguments":
                for index, element in enumerate(parts(node)):
                    inner = parts(element)
                    if len(inner) == 1 and inner[0].type == "type_identifier":
                        self._declare("type", inner[0], element, index)
                return

    def _parameters(self, function: Node) -> None:
        """Parameter names are visible in the body only, so they are declared after all types were visited."""
        kinds: tuple[tuple[str, Kind], ...] = (("receiver", "receiver"), ("parameters", "param"), ("result", "result"))
        for field, kind in kinds:
            listed = child(function, field)
            if listed is None or listed.type != "parameter_list":
                continue
            for declaration in children_of_type(listed, *_PARAMETERS):
                for index, identifier in enumerate(names(declaration)):
                    self._declare(kind, identifier, declaration, index)

    def _function_type(self, node: Node) -> None:
        """Parameters of function types and interface methods have names that nothing can refer to."""
        self._adopt(node)
        kinds: tuple[tuple[str, Kind], ...] = (("parameters", "param"), ("result", "result"))
        for field, kind in kinds:
            listed = child(node, field)
            for declaration in children_of_type(listed, *_PARAMETERS) if listed is not None else ():
                for index, identifier in enumerate(names(declaration)):
                    self.objects[identifier.id] = self._object(kind, identifier, declaration, index)
        self._then(child(node, "parameters"), child(node, "result"))

    def _labeled(self, node: Node) -> None:
        children = self._adopt(node)
        label = child(node, "label")
        if label is not None:
            made = self._object("label", label, node)
            self._labels.setdefault((self._function.id if self._function else 0, made.name), made)
        self._then(*children)

    def _label(self, node: Node) -> None:
        self._label_uses.append((self._function.id if self._function else 0, node))

    _HANDLERS: Final[dict[str, Callable[[Bindings, Node], None]]] = {
        "function_type": _function_type,
        "method_elem": _function_type,
        "identifier": _name,
        "iota": _name,
        "nil": _name,
        "true": _name,
        "false": _name,
        "type_identifier": _name,
        "package_identifier": _name,
        "short_var_declaration": _declared_after_right,
        "range_clause": _declared_after_right,
        "receive_statement": _declared_after_right,
        "type_switch_statement": _type_switch,
        "var_spec": _variables,
        "const_spec": _variables,
        "const_declaration": _constant_group,
        "type_spec": _type,
        "type_alias": _type,
        "type_parameter_list": _type_parameters,
        "function_declaration": _function_like,
        "method_declaration": _function_like,
        "func_literal": _function_like,
        "labeled_statement": _labeled,
        "label_name": _label,
    }
