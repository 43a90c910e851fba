"""Making the control-flow graph of a body (flow.py) out of its statements."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from scanners.golang.flow import Block, Edge, Ending, Flow, ranked
from scanners.golang.syntax import Node, operator, parts, text

# Deepest nesting seen in hand-written code is about 20; each level costs four Python frames of the default 1,000.
MAXIMUM_NESTING: Final = 120
_ENDS_PROGRAM: Final = frozenset(
    {"os.Exit", "syscall.Exit", "runtime.Goexit", "log.Fatal", "log.Fatalf", "log.Fatalln"}
)
_PANICS: Final = frozenset({"panic", "log.Panic", "log.Panicf", "log.Panicln"})
# Loggers of one's own end what the one of the library ends: `logger.Panicf("…")`, `s.log.Fatal(err)`. One that is given
# nothing makes an event, which is written later.
_LOGS_LAST: Final = re.compile(r"\.(Fatal|Panic)(f|w|ln)?$")


class TooDeep(Exception):  # noqa: N818 - says what the code is
    """Statements nested deeper than MAXIMUM_NESTING."""


def build(body: Node) -> Flow:
    """The graph of a function's `block` node; raises TooDeep."""
    builder = _Builder()
    builder.sequence(body, depth=0)
    builder.end(Ending.RETURN)
    return ranked(builder.blocks)


@dataclass(slots=True)
class _Frame:
    """Where `break` and `continue` go inside one statement; `continue_to` is None in switch and select."""

    label: str | None
    break_to: Block
    continue_to: Block | None


class _Builder:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.current = self.new()
        self.frames: list[_Frame] = []
        self.labels: dict[str, Block] = {}
        self.fall_to: Block | None = None
        self.statements: dict[str, Callable[[Node, int, str | None], None]] = {
            "if_statement": self._if,
            "for_statement": self._for,
            "expression_switch_statement": self._switch,
            "type_switch_statement": self._switch,
            "select_statement": self._select,
        }

    def new(self) -> Block:
        block = Block(len(self.blocks))
        self.blocks.append(block)
        return block

    def jump(self, target: Block | None, following: Block | None = None) -> None:
        """End the current block with an edge; what follows starts in `following`, or in a block nothing reaches."""
        if target is not None:
            self.current.edges.append(Edge(target.number))
        self.current = following or self.new()

    def end(self, ending: Ending) -> None:
        self.current.ending = ending
        self.current = self.new()

    def sequence(self, parent: Node, depth: int) -> None:
        """The statements of a block or case, in order."""
        if depth > MAXIMUM_NESTING:
            raise TooDeep
        for child in parent.named_children:
            if child.type == "statement_list":
                for statement in child.named_children:
                    self.statement(statement, depth)

    def statement(self, node: Node, depth: int, label: str | None = None) -> None:
        kind = node.type
        if kind in {"comment", "empty_statement"}:
            return
        if kind == "block":
            self.sequence(node, depth + 1)
        elif kind == "labeled_statement":
            self._labelled(node, depth)
        elif kind in self.statements:
            self.statements[kind](node, depth + 1, label)
        elif kind in {"break_statement", "continue_statement", "goto_statement", "fallthrough_statement"}:
            self._branch(node)
        else:
            self.current.nodes.append(node)
            if (ending := _ending(node)) is not None:
                self.end(ending)

    def _labelled(self, node: Node, depth: int) -> None:
        # Labels on labels are legal and nest in the tree; the innermost is the one that a loop answers to.
        while True:
            name = text(node.named_children[0])
            block = self._label(name)
            self.jump(block, block)
            inner = next((child for child in node.named_children[1:] if child.type != "comment"), None)
            if inner is None:
                return
            if inner.type != "labeled_statement":
                self.statement(inner, depth, name)
                return
            node = inner

    def _label(self, name: str) -> Block:
        if name not in self.labels:
            self.labels[name] = self.new()
        return self.labels[name]

    def _branch(self, node: Node) -> None:
        label = next((text(child) for child in node.named_children if child.type == "label_name"), None)
        target: Block | None = None
        if node.type == "goto_statement":
            target = self._label(label) if label else None
        elif node.type == "fallthrough_statement":
            target = self.fall_to
        else:
            for frame in reversed(self.frames):
                goal = frame.break_to if node.type == "break_statement" else frame.continue_to
                if goal is not None and label in {None, frame.label}:
                    target = goal
                    break
        self.jump(target)

    def _if(self, node: Node, depth: int, _label: str | None) -> None:
        after = self.new()
        # An else-if chain nests in the tree and is walked here as a list: generated ones have hundreds of links.
        while True:
            if initializer := node.child_by_field_name("initializer"):
                self.statement(initializer, depth)
            then, otherwise = self.new(), self.new()
            self.condition(node.child_by_field_name("condition"), then, otherwise)
            self.current = then
            if consequence := node.child_by_field_name("consequence"):
                self.sequence(consequence, depth)
            self.jump(after, otherwise)
            alternative = node.child_by_field_name("alternative")
            if alternative is None or alternative.type != "if_statement":
                break
            node = alternative
        if alternative is not None:
            self.sequence(alternative, depth)
        self.jump(after, after)

    def _for(self, node: Node, depth: int, label: str | None) -> None:
        head, inside, after = self.new(), self.new(), self.new()
        again = head
        clause = next((child for child in parts(node) if child.type != "block"), None)
        condition: Node | None = clause
        ranges = clause is not None and clause.type == "range_clause"
        if clause is not None and clause.type == "for_clause":
            if initializer := clause.child_by_field_name("initializer"):
                self.statement(initializer, depth)
            condition = clause.child_by_field_name("condition")
            if update := clause.child_by_field_name("update"):
                again = self.new()
                again.nodes.append(update)
                again.edges.append(Edge(head.number))
        self.jump(head, head)
        if ranges and clause is not None:
            head.nodes.append(clause)
            head.edges += [Edge(inside.number), Edge(after.number, ended=clause)]
        elif condition is not None:
            self.condition(condition, inside, after)
        else:
            head.edges.append(Edge(inside.number))
        self.current = inside
        if body := node.child_by_field_name("body"):
            self._framed(_Frame(label, after, again), body, depth)
        self.jump(again, after)

    def _framed(self, frame: _Frame, body: Node, depth: int) -> None:
        self.frames.append(frame)
        self.sequence(body, depth)
        self.frames.pop()

    def _switch(self, node: Node, depth: int, label: str | None) -> None:
        if initializer := node.child_by_field_name("initializer"):
            self.statement(initializer, depth)
        value = node.child_by_field_name("value")
        if value is not None:
            self.current.nodes.append(value)
        after = self.new()
        cases = [child for child in node.named_children if child.type in _CASES]
        bodies = [self.new() for _ in cases]
        default = after
        for case, body in zip(cases, bodies, strict=True):
            if case.type == "default_case":
                default = body
            else:
                self._tests(case, body, conditions=value is None)
        self.jump(default)
        for index, (case, body) in enumerate(zip(cases, bodies, strict=True)):
            outer_fall, self.fall_to = self.fall_to, bodies[index + 1] if index + 1 < len(bodies) else None
            self.current = body
            self._framed(_Frame(label, after, None), case, depth)
            self.jump(after)
            self.fall_to = outer_fall
        self.current = after

    def _tests(self, case: Node, body: Block, *, conditions: bool) -> None:
        """The tests of one case, in order: each leads to its body or to the next test."""
        if case.type == "type_case":
            following = self.new()
            self.current.edges.append(Edge(body.number))
            self.jump(following, following)
            return
        values = case.child_by_field_name("value")
        for value in parts(values) if values is not None else ():
            following = self.new()
            if conditions:
                self.condition(value, body, following)
                self.current = following
            else:
                self.current.nodes.append(value)
                self.current.edges.append(Edge(body.number))
                self.jump(following, following)

    def _select(self, node: Node, depth: int, label: str | None) -> None:
        head, after = self.current, self.new()
        for case in node.named_children:
            if case.type not in _CASES:
                continue
            self.current = self.new()
            head.edges.append(Edge(self.current.number))
            if communication := case.child_by_field_name("communication"):
                self.current.nodes.append(communication)
            self._framed(_Frame(label, after, None), case, depth)
            self.jump(after)
        self.current = after

    def condition(self, node: Node | None, then: Block, otherwise: Block) -> None:
        """Edges from the current block for a condition, taken apart with a list instead of recursion."""
        waiting = [(node, self.current, then, otherwise)]
        while waiting:
            part, block, yes, no = waiting.pop()
            if part is None:  # a syntax error left the condition out
                block.edges += [Edge(yes.number), Edge(no.number)]
            elif part.type == "parenthesized_expression" and part.named_children:
                waiting.append((part.named_children[0], block, yes, no))
            elif (sign := operator(part)) == "!":
                waiting.append((part.child_by_field_name("operand"), block, no, yes))
            elif sign in {"&&", "||"}:
                middle = self.new()
                first = (middle, no) if sign == "&&" else (yes, middle)
                waiting.append((part.child_by_field_name("right"), middle, yes, no))
                waiting.append((part.child_by_field_name("left"), block, *first))
            else:
                block.nodes.append(part)
                block.edges += [Edge(yes.number, part, outcome=True), Edge(no.number, part, outcome=False)]


_CASES: Final = frozenset({"expression_case", "type_case", "default_case", "communication_case"})


def _ending(node: Node) -> Ending | None:
    if node.type == "return_statement":
        return Ending.RETURN
    if node.type != "expression_statement" or not node.named_children:
        return None
    call = node.named_children[0]
    function = call.child_by_field_name("function") if call.type == "call_expression" else None
    if function is None:
        return None
    name = text(function)
    if name in _PANICS or name in _ENDS_PROGRAM:
        return Ending.PANIC if name in _PANICS else Ending.STOP
    last, given = _LOGS_LAST.search(name), call.child_by_field_name("arguments")
    if last is None or given is None or not given.named_children:
        return None
    return Ending.PANIC if last[1] == "Panic" else Ending.STOP
