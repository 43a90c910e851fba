"""What is known of the functions that a call may run: of the source, of libraries, and by name alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from scanners.golang.syntax import Node, SourceFile, child, text
from scanners.golang.types import Interface, Named, Slice
from scanners.pools.tracking.appending_names import is_taken_for_slice
from scanners.pools.tracking.holdings import Bond
from scanners.pools.tracking.sharing import appends, is_unsafe_conversion, keeps_by_name, library_summary
from scanners.pools.tracking.summaries import Summaries, Summary

if TYPE_CHECKING:
    from scanners.golang.packages import Declaration
    from scanners.golang.resolver import Callee, Resolver
    from scanners.golang.types import Signature


_FIRST_SHARED: Final = Summary(results=(frozenset({(0, Bond.PART)}),))


class Callees:
    """Answers for the calls of one file."""

    def __init__(self, resolver: Resolver, file: SourceFile, summaries: Summaries) -> None:
        self._resolver: Final = resolver
        self._file: Final = file
        self._summaries: Final = summaries

    def summaries(self, callee: Callee, call: Node) -> Iterator[Summary]:
        """A summary for each function that the call may run."""
        known = library_summary(callee.qualified or "")
        if known is not None:
            yield known
        elif callee.kind == "value" and callee.object is not None:
            for function in self._summaries.functions(callee.object):
                if isinstance(function, str):
                    yield self._by_name(callee, function, call)
                else:
                    yield self._summaries.of(function)
        elif (declaration := self.declaration(callee, call)) is not None:
            yield self._summaries.of(declaration)
        elif several := self._behind_interface(callee, call):
            # Any of them may run: what one of them keeps is kept, what it returns is known of none.
            yield Summary(kept=frozenset().union(*(self._summaries.of(each).kept for each in several)))
        elif callee.kind in {"function", "method"}:
            yield self._by_name(callee, callee.qualified or "", call)
        elif callee.kind == "unknown" and callee.receiver is not None:
            yield keeps_by_name(_last_name(call))

    def declaration(self, callee: Callee, call: Node) -> Declaration | None:
        """The function with its body, where it is at hand."""
        found = callee.declaration
        if found is None and len(several := self._behind_interface(callee, call)) == 1:
            found = several[0]
        return found if found is not None and not found.package.is_knowledge and child(found.node, "body") else None

    def _behind_interface(self, callee: Callee, call: Node) -> tuple[Declaration, ...]:
        """The methods of an interface's package that a call through it may run."""
        if callee.declaration is not None or callee.kind != "method" or callee.receiver is None:
            return ()
        type_ = self._resolver.type_of(self._file, callee.receiver)
        is_interface = isinstance(self._resolver.underlying(type_), Interface)
        if not is_interface or not isinstance(type_, Named) or type_.declaration is None:
            return ()
        return self._summaries.implementations(type_.declaration, _last_name(call))

    def _by_name(self, callee: Callee, qualified: str, call: Node) -> Summary:
        """What a function whose body is not at hand does, by its name and types."""
        name = qualified.rpartition(".")[2]
        if is_unsafe_conversion(name) or (appends(name) and self._is_about_slices(callee.signature, call)):
            return _FIRST_SHARED
        return keeps_by_name(name)

    def _is_about_slices(self, signature: Signature | None, call: Node) -> bool:
        """Whether the result is a slice of the first parameter's type, or where nothing is known is taken for one."""
        if signature is None:
            return is_taken_for_slice(self._resolver, self._file, call)
        return (
            len(signature.results) == 1
            and isinstance(signature.result, Slice)
            and signature.params[:1] == (signature.result,)
        )


def _last_name(call: Node) -> str:
    function = child(call, "function")
    name = child(function, "field") if function is not None and function.type == "selector_expression" else function
    return text(name) if name is not None else ""
