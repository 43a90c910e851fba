"""What a statement does to an object, one event for each place where it is named, in the order of evaluation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import CALLS, Node, SourceFile, child, operator, text
from scanners.golang.types import Pointer, Signature
from scanners.pools.code.values import cut_of, is_error, is_operand
from scanners.pools.objects.carriers import Carrier, Path
from scanners.pools.objects.contents import Contents, Kind
from scanners.pools.objects.events import BEHIND, Action, Event
from scanners.pools.resets.asked_for_reset import ASKING, asks_for_reset
from scanners.pools.resets.assignment_events import AssignmentEvents
from scanners.pools.resets.call_events import CallEvents
from scanners.pools.resets.draining import says_drained
from scanners.pools.resets.nil_checks import said_to_be_nil
from scanners.pools.resets.reading_events import ReadingEvents
from scanners.pools.resets.subjects import Subject

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver

_AROUND: Final = frozenset({"parenthesized_expression", "type_assertion_expression"})
_ELEMENTS: Final = frozenset({"literal_element", "keyed_element"})


class Occurrences:
    """Finds the events of one carrier in one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, carrier: Carrier, contents: Contents) -> None:
        self._subject: Final = Subject(resolver, file, carrier, contents)
        self._readings: Final = ReadingEvents(self._subject)
        self._calls: Final = CallEvents(self._subject, self._readings)
        self._assignments: Final = AssignmentEvents(self._subject)
        self._found: Final[dict[int, tuple[Event, ...]]] = {}
        self._names: Final = {path.root.name.encode() for path in carrier.paths}
        self._sites: Final = [site.call.start_byte for site in (*carrier.gets.values(), *carrier.puts.values())]

    def events(self, node: Node) -> tuple[Event, ...]:
        """The events of a statement or expression, without those inside function literals."""
        if node.id not in self._found:
            events = list(self._events(node)) if self._may_concern(node) else []
            events.sort(key=lambda event: (event.action is Action.TAKE, event.node.end_byte))
            self._found[node.id] = tuple(each for event in events for each in self._handed_on(event))
        return self._found[node.id]

    def _handed_on(self, event: Event) -> Iterator[Event]:
        """An event, and what follows at once from where it stands: `w := &W{b: p.Get().(*bytes.Buffer)}`."""
        yield event
        if event.action is Action.TAKE:
            value, around = event.node, self._subject.resolver.parent(self._subject.file, event.node)
            while around is not None and around.type in _AROUND:
                value, around = around, self._subject.resolver.parent(self._subject.file, around)
            if around is not None and around.type in _ELEMENTS:
                yield self._subject.shared(value, None)

    def _may_concern(self, node: Node) -> bool:
        """Whether the text can name the object, or is a site: most statements are told apart so, without a walk."""
        start, end, source = node.start_byte, node.end_byte, self._subject.file.source
        is_site = any(start <= site < end for site in self._sites)
        return is_site or any(source.find(name, start, end) >= 0 for name in self._names)

    def says_empty(self, condition: Node, *, outcome: bool) -> bool:
        """Whether an outcome of a condition says that the object holds nothing."""
        if self._subject.kind is Kind.SLICE and says_drained(self._subject, condition, outcome=outcome):
            return True
        return self._readings.says_empty(condition, outcome=outcome)

    def says_absent(self, condition: Node, *, outcome: bool) -> bool:
        """Whether an outcome of a condition says that there is no object: `x == nil`, `reflect.ValueOf(x).IsNil()`."""
        return any(self._subject.is_own(each) for each in said_to_be_nil(condition, outcome=outcome))

    def lacks_callback(self, condition: Node, *, outcome: bool) -> bool:
        """Whether an outcome says that there is no function to call: `p.reset == nil`, which others may have reset."""
        sides = [child(condition, "left"), child(condition, "right")]
        asked = next((each for each in sides if each is not None and each.type != "nil"), None)
        if asked is None or all(each is None or each.type != "nil" for each in sides):
            return False
        if operator(condition) not in {"==", "!="} or outcome != (operator(condition) == "=="):
            return False
        meant = self._subject.resolver.underlying(self._subject.resolver.type_of(self._subject.file, asked))
        return isinstance(meant, Signature) and bool(meant.params)

    def _events(self, statement: Node) -> Iterator[Event]:
        waiting = [statement]
        while waiting:
            node = waiting.pop()
            if node.type == "func_literal":
                if self._is_captured(node):
                    yield Event(Action.LOSE, node)
                continue
            if node.type in CALLS:
                if site := self._subject.carrier.gets.get(node.id):
                    yield Event(Action.TAKE, node, site=site)
                if site := self._subject.carrier.puts.get(node.id):
                    yield Event(Action.PUT, node, site=site, clean=self._is_clean_value(site.value))
            elif node.type == "identifier":
                object_ = self._subject.resolver.object_of(self._subject.file, node)
                if object_ is not None and self._subject.carrier.matches(object_):
                    yield from self._occurrence(node, object_)
            waiting.extend(reversed(node.children))

    def _is_captured(self, literal: Node) -> bool:
        waiting = [literal]
        while waiting:
            node = waiting.pop()
            if node.type == "identifier":
                object_ = self._subject.resolver.object_of(self._subject.file, node)
                if object_ is not None and self._subject.carrier.matches(object_):
                    return True
            waiting.extend(node.children)
        return False

    def _is_clean_value(self, value: Node | None) -> bool:
        """Whether a Put sets the length itself: `Put(b[:0])`, `Put(b[:size])`."""
        return self._subject.kind is Kind.SLICE and value is not None and value.type == "slice_expression"

    def _occurrence(self, identifier: Node, root: Object) -> Iterator[Event]:
        """Climb from a name to the largest expression that is the object, or a part of it; then look around."""
        node, fields, part = identifier, list[str](), None
        matched = Path(root) in self._subject.carrier.paths
        while (parent := self._subject.resolver.parent(self._subject.file, node)) is not None:
            operand = child(parent, "operand")
            if parent.type == "selector_expression" and operand is not None and operand.id == node.id:
                call = self._subject.resolver.parent(self._subject.file, parent)
                function = child(call, "function") if call is not None and call.type in CALLS else None
                if matched and call is not None and function is not None and function.id == parent.id:
                    yield from self._calls.method_call(call, part)
                    return
                name = child(parent, "field")
                if matched and name is not None:
                    part = self._part(node, part, text(name))
                fields.append(text(name) if name is not None else "")
                matched = matched or Path(root, tuple(fields)) in self._subject.carrier.paths
            elif parent.type in _AROUND or operator(parent) in {
                "&",
                "*",
            }:
                if parent.type == "type_assertion_expression" and is_error(parent):
                    return  # no object, but what New gave in its place
                if matched and part is None and self._asks_for_reset(parent):
                    yield Event(Action.LOSE, parent)
                    return
                if part is not None and operator(parent) == "&":
                    if self._is_filled(parent):
                        yield Event(Action.FIX, parent, part)
                    return  # the address of a part: whoever has it may read or overwrite it
            else:
                break
            node = parent
        if matched and parent is not None:
            yield from self._in_context(node, parent, part)

    def _asks_for_reset(self, question: Node) -> bool:
        if question.type not in ASKING:
            return False
        subject = self._subject
        return asks_for_reset(subject.resolver, subject.file, question, subject.contents.element)

    def _is_filled(self, address: Node) -> bool:
        """Whether a call may set what it is given the address of: `json.Unmarshal(data, &x.f)`."""
        listed = self._subject.resolver.parent(self._subject.file, address)
        call = self._subject.resolver.parent(self._subject.file, listed) if listed is not None else None
        if listed is None or listed.type != "argument_list" or call is None or call.type not in CALLS:
            return False
        return not (self._subject.resolver.callee(self._subject.file, call).qualified or "").startswith("sync/atomic.")

    def _part(self, operand: Node, part: str | None, name: str) -> str:
        """The part that a selector names: a field, or one behind a pointer, which may stay while that changes."""
        if part is None:
            return name
        is_pointer = isinstance(self._subject.resolver.type_of(self._subject.file, operand), Pointer)
        return f"{part}{BEHIND}{name}" if is_pointer and BEHIND not in part else part

    def _in_context(self, node: Node, parent: Node, part: str | None) -> Iterator[Event]:
        cut = None
        if parent.type == "slice_expression" and is_operand(parent, node):
            cut = cut_of(parent)
            node, above = parent, self._subject.resolver.parent(self._subject.file, parent)
            if above is None:
                return
            parent = above
        handler = {
            "argument_list": self._calls.argument,
            "expression_list": self._assignments.listed,
            "inc_statement": self._readings.changed,
            "dec_statement": self._readings.changed,
            "range_clause": self._readings.ranged,
            "binary_expression": self._readings.compared,
            "index_expression": self._readings.indexed,
            "var_spec": self._assignments.declared,
        }.get(parent.type)
        if handler is not None:
            yield from handler(node, parent, part, cut)
        elif parent.type == "send_statement" or parent.type in _ELEMENTS:
            yield self._subject.shared(node, part)
        elif part is None and self._asks_for_reset(parent):
            yield Event(Action.LOSE, node)
        elif part is not None and cut is None:
            yield Event(Action.USE, node, part)
