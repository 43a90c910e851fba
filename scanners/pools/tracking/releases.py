"""Which calls put an object back for certain: Puts, and wrappers that put back whatever they are given.

A wrapper counts only if it puts its parameter back before it returns and whoever calls it: not when it counts
references, when another argument decides, or when it happens in a goroutine or a callback.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, arguments, child, only, operator, parts
from scanners.pools.code.objects_in_functions import parameter_of
from scanners.pools.code.operands import uncut
from scanners.pools.code.parameters import parameters, receiver
from scanners.pools.inventory.declarations import PoolDeclaration, PoolSite
from scanners.pools.inventory.naming import function_name
from scanners.pools.objects.carriers import path_of
from scanners.pools.tracking.field_puts import FieldPuts
from scanners.pools.tracking.forces import Force, Runs
from scanners.pools.tracking.holdings import node_text
from scanners.pools.tracking.interface_puts import InterfacePuts
from scanners.pools.tracking.other_goroutines import Receivers, Waits
from scanners.pools.tracking.refusals import is_refused
from scanners.pools.tracking.release_closures import ReleaseClosures

if TYPE_CHECKING:
    from scanners.golang.objects import Object
    from scanners.golang.resolver import Resolver
    from scanners.pools.inventory.inventory import Inventory
    from scanners.pools.inventory.uses import Uses

_LEVELS: Final = 6


class Where(StrEnum):
    """Who puts an object back."""

    HERE = "here"
    RECEIVER = "receiver"  # whoever it is sent to
    GOROUTINE = "goroutine"  # one that is started with it
    LATE = "late"  # one that says before that it is done
    LENDER = "lender"  # whoever called the function with it
    FRAMEWORK = "framework"  # the one that called the handler with it


@dataclass(frozen=True, slots=True)
class Release:
    """A call that puts back `value`; `pool` is None where it lies in a dependency, `name` what it is called.

    Sending the value to somebody who puts it back is such a call too. Where the call puts back what `fields` of the
    value hold, `is_cleared` says that they do not hold it any more.
    """

    site: PoolSite
    pool: PoolDeclaration | None
    name: str
    force: Force
    where: Where = Where.HERE
    fields: tuple[str, ...] = ()
    is_cleared: bool = False

    @property
    def is_certain(self) -> bool:
        """Whether it always puts the object back, not only the first time."""
        return self.force is Force.ALWAYS

    @property
    def shown(self) -> str:
        """What is put back, as the source names it."""
        return ".".join((node_text(self.value), *self.fields))

    @property
    def value(self) -> Node:
        """The expression that is put back."""
        assert self.site.value is not None  # noqa: S101 - sites without a value are no releases
        return self.site.value


class Releases:
    """The releases of a program by call."""

    def __init__(self, resolver: Resolver, inventory: Inventory) -> None:
        self._resolver: Final = resolver
        self._inner: Final[dict[Object, dict[int, PoolSite]]] = {}
        self._forces: Final[dict[Object, Force]] = {}
        self._runs: Final = Runs(resolver)
        self._by_call: Final[dict[int, list[Release]]] = {}
        self._waiting: Final = Waits(resolver)
        self.fields: Final = FieldPuts()
        self.embedded: Final[set[str]] = set()  # fields that are put back by methods promoted from them
        for pool in inventory.pools:
            for site in pool.puts:
                if site.value is not None:
                    parameter = parameter_of(resolver, site.file, site.value)
                    if parameter is not None and not self._promoted(site):
                        self._inner.setdefault(parameter, {})[site.call.id] = site
        for pool in inventory.pools:
            for site in pool.puts:
                self._add(pool, site)
        behind = InterfacePuts(resolver)
        for pool in inventory.pools:
            for site in behind.of(pool):
                self._add(pool, site)
        for borrowed in inventory.borrowed:
            site = borrowed.site
            if site.kind == "put" and site.value is not None:
                self._by_call.setdefault(site.call.id, []).append(Release(site, None, borrowed.pair.name, Force.ALWAYS))
        self._add_closures(inventory)
        self._add_sends(inventory.uses)

    def of_call(self, call: Node) -> list[Release]:
        """What a call, or a send statement, puts back: one entry for each value."""
        return self._by_call.get(call.id, [])

    def by_goroutine(self, file: SourceFile, statement: Node) -> Iterator[Release]:
        """What the goroutine that a `go` statement starts puts back without waiting for anybody."""
        call = only(statement)
        function = child(call, "function") if call is not None else None
        body = child(function, "body") if function is not None and function.type == "func_literal" else None
        for release in self.of_call(call) if call is not None else ():
            if release.force is Force.ALWAYS and not self._waits(release):
                yield replace(release, where=Where.GOROUTINE)
        for listed in parts(body) if body is not None else ():
            for each in parts(listed):
                inner = only(each) if each.type in {"expression_statement", "defer_statement"} else None
                for release in self.of_call(inner) if inner is not None else ():
                    certain = release.force is Force.ALWAYS and body is not None
                    if not certain or body is None or self._is_own(file, body, release.value):
                        continue
                    if not self._waiting.before(file, body, release.site):
                        yield replace(release, where=Where.GOROUTINE)

    def _is_own(self, file: SourceFile, body: Node, value: Node) -> bool:
        """Whether a value is that of a variable which each goroutine with this body has for itself."""
        path = path_of(self._resolver, file, value)
        declared = path.root.identifier if path is not None else None
        return declared is not None and body.start_byte <= declared.start_byte < body.end_byte

    def late(self, call: Node) -> list[Release]:
        """What a call puts back for certain, in a goroutine that has said that it is done."""
        found = (each for each in self.of_call(call) if each.force is Force.ALWAYS and not self._waits(each))
        return [replace(each, where=Where.LATE) for each in found]

    def may_wait(self, file: SourceFile, node: Node) -> bool:
        """Whether a statement waits for another goroutine, or may do so in what it calls."""
        return self._waiting.within(file, node)

    def _waits(self, release: Release) -> bool:
        """Whether a wrapper may wait for somebody before it puts back what it is given."""
        parameter, wrapper = self.parameter(release.site), release.site.wrapper
        body = child(wrapper.node, "body") if wrapper is not None else None
        if parameter is None or body is None or wrapper is None:
            return not release.site.direct
        inner = self._inner.get(parameter, {}).values()
        return any(self._waiting.before(wrapper.file, body, site) for site in inner)

    def _add_closures(self, inventory: Inventory) -> None:
        """Calls of what came with an object and puts it back are releases like any other."""
        closures = ReleaseClosures(self._resolver, inventory.uses)
        for release in [each for each in self if each.force is Force.ALWAYS]:
            for site, fields in closures.calls(release.site):
                known = self._by_call.setdefault(site.call.id, [])
                again = replace(release, site=site, fields=fields)
                if all(each.value.id != again.value.id for each in known):  # of several pools it is for one
                    known.append(again)

    def _add_sends(self, uses: Uses) -> None:
        """Sends to channels whose receivers put back what they get are releases like any other."""
        releases = {each.site.call.id: each for each in self if each.force is Force.ALWAYS}
        receivers = Receivers(self._resolver, uses)
        for put, file, send in receivers.sends([each.site for each in releases.values()]):
            release, (value, fields) = releases[put.call.id], receivers.sent(put, file, send)
            if value is None:
                continue
            function = self._resolver.enclosing_function(file, send)
            name = function_name(self._resolver, file, send)
            site = PoolSite("put", file, send, value, function, name, direct=False)
            sent = replace(release, site=site, where=Where.RECEIVER, fields=fields)
            self._by_call.setdefault(send.id, []).append(sent)
            self._add_senders(uses, sent)

    def _add_senders(self, uses: Uses, sent: Release) -> None:
        """Calls of a function that always sends its parameter there are releases like any other."""
        file, send = sent.site.file, sent.site.call
        parameter = parameter_of(self._resolver, file, sent.value)
        function = parameter.function if parameter is not None else None
        if parameter is None or function is None or self._runs.of(sent.site, parameter) is not Force.ALWAYS:
            return
        taken = parameters(self._resolver, file, function)
        for used_in, call in uses.calls(file, function):
            handed = dict(zip(taken, arguments(call), strict=False))
            given = self._resolver.callee(used_in, call).receiver if parameter.kind == "receiver" else None
            value = handed.get(parameter, given)
            if value is not None and call.id != send.id and not self.of_call(call):
                around = self._resolver.enclosing_function(used_in, call)
                name = function_name(self._resolver, used_in, call)
                site = PoolSite("put", used_in, call, value, around, name, direct=False)
                self._by_call[call.id] = [replace(sent, site=site)]

    def is_of_pointee(self, call: int) -> bool:
        """Whether the call with this id puts back `*x`: setting `*x` anew afterwards does not touch what went back."""
        values = [uncut(each.value) for each in self._by_call.get(call, ())]
        return bool(values) and all(each.type == "unary_expression" and operator(each) == "*" for each in values)

    def is_of_address(self, call: int) -> bool:
        """Whether the call with this id is a Put of `&x`: setting x anew afterwards changes what went back.

        A wrapper may put a copy in.
        """
        found = self._by_call.get(call, ())
        return bool(found) and all(
            each.site.direct and each.value.type == "unary_expression" and operator(each.value) == "&" for each in found
        )

    def __iter__(self) -> Iterator[Release]:
        """All releases, in the order of the inventory."""
        return (release for releases in self._by_call.values() for release in releases)

    def _add(self, pool: PoolDeclaration, site: PoolSite) -> None:
        known = self._by_call.get(site.call.id, [])
        if site.value is None or any(each.value.id == site.value.id for each in known):
            return
        force = self._force(site, 0)
        if force is not Force.NOT:
            release = Release(site, pool, pool.name, force, fields=self._promoted(site))
            self.embedded.update(release.fields[-1:])
            self._by_call.setdefault(site.call.id, []).append(release)

    def _promoted(self, site: PoolSite) -> tuple[str, ...]:
        """The embedded fields between what a method is called on and what it puts back: `Reader` of `r.Release()`."""
        if site.direct or any(each.id == site.value.id for each in arguments(site.call) if site.value is not None):
            return ()
        return self._resolver.callee(site.file, site.call).path

    def _force(self, site: PoolSite, level: int) -> Force:
        if site.direct:
            return Force.ALWAYS
        parameter = self.parameter(site)
        if parameter is None or is_refused(self._resolver, site):
            return Force.NOT
        return self._force_of(parameter, level + 1)

    def parameter(self, site: PoolSite) -> Object | None:
        """The parameter or receiver of the wrapper that stands for the value."""
        wrapper = site.wrapper
        if wrapper is None or site.value is None:
            return None
        index = next((place for place, each in enumerate(arguments(site.call)) if each.id == site.value.id), None)
        if index is None:
            return receiver(self._resolver, wrapper.file, wrapper.node)
        declared = parameters(self._resolver, wrapper.file, wrapper.node)
        return declared[index] if index < len(declared) else None

    def _force_of(self, parameter: Object, level: int) -> Force:
        if parameter not in self._forces:
            if level > _LEVELS:
                return Force.NOT
            self._forces[parameter] = Force.NOT  # what calls itself adds nothing
            inner = self._inner.get(parameter, {}).values()
            found = [min(self._force(site, level), self._runs.of(site, parameter)) for site in inner]
            self._forces[parameter] = max(found, default=Force.NOT)
        return self._forces[parameter]
