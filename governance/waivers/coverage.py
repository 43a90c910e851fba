"""Which findings a waiver excuses, and whether their code is still the code that was approved."""

from __future__ import annotations

import re
from functools import reduce
from hashlib import sha256
from operator import or_
from typing import TYPE_CHECKING, Final

from django.db.models import F, Q

from governance.findings.models import Finding, Occurrence
from governance.waivers.models import Kind

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from django.db.models import QuerySet

    from governance.registry.models import Service
    from governance.waivers.models import Waiver

_NOTHING: Final = Q(pk__in=())


def last_seen(service: Service) -> QuerySet[Occurrence]:
    """Return the findings of the service that are not fixed, as they were seen last."""
    there = Occurrence.objects.filter(finding__service=service, scan=F("finding__last_scan"))
    return there.exclude(finding__state=Finding.State.FIXED).order_by()


def scope(waiver: Waiver) -> Q:
    """Return the condition on occurrences of the waiver's service that it is for."""
    match waiver.kind:
        case Kind.FINDING:
            return Q(finding=waiver.finding_id)
        case Kind.POOL:
            on_pool = Q(pool__identity=waiver.pool)
            return on_pool & Q(code=waiver.code) if waiver.code else on_pool
        case _:
            return Q(code=waiver.code, path__regex=_regex(waiver.pattern))


def covered(occurrences: QuerySet[Occurrence], waivers: Iterable[Waiver]) -> QuerySet[Occurrence]:
    """Return those of `occurrences` that any of the waivers excuses; one query, however many waivers there are."""
    return occurrences.filter(reduce(or_, map(scope, waivers), _NOTHING))


def fits(pattern: str, path: str) -> bool:
    """Tell whether a path fits a pattern, as `scope` lets the database tell."""
    return re.fullmatch(_regex(pattern), path, re.DOTALL) is not None


def code_of(waiver: Waiver, occurrences: QuerySet[Occurrence]) -> dict[str, str]:
    """Return digests of the code that an approval of the waiver is about: of each finding, and of its pool.

    A waiver for a path is for a place, such as generated files, whatever code comes there: it has none.
    """
    return {} if waiver.kind == Kind.PATH else dict(_digests(covered(occurrences, [waiver])))


def changed(waivers: Collection[Waiver], occurrences: QuerySet[Occurrence]) -> list[Waiver]:
    """Return the waivers of which something approved is among `occurrences`, but is other code now; one query."""
    remembered = [waiver for waiver in waivers if waiver.approved_code]
    if not remembered:
        return []
    names = {name for waiver in remembered for name in waiver.approved_code}
    findings = {name.removeprefix(_FINDING) for name in names if name.startswith(_FINDING)}
    pools = {waiver.pool for waiver in remembered if waiver.pool}
    now = dict(_digests(occurrences.filter(Q(finding__in=findings) | Q(pool__identity__in=pools))))
    return [
        waiver
        for waiver in remembered
        if any(now.get(name, digest) != digest for name, digest in waiver.approved_code.items())
    ]


_FINDING: Final = "finding "
_POOL: Final = "pool "


def _digests(occurrences: QuerySet[Occurrence]) -> Iterator[tuple[str, str]]:
    """Yield the digest of each finding, with the lines that its trace leads through, and of each declared pool."""
    for seen in occurrences.select_related("pool").defer("messages", "verdicts", "fix", "site"):
        yield f"{_FINDING}{seen.finding_id}", _digest(seen.fingerprint, *_lines(seen))
        if seen.pool:
            yield f"{_POOL}{seen.pool.identity}", _digest(seen.pool.scope, seen.pool.element or "")


def _lines(seen: Occurrence) -> Iterator[str]:
    """Yield the lines of a finding and of its trace; how they are indented and aligned is no matter."""
    text = {
        (excerpt["path"], number): " ".join(line.split())
        for excerpt in seen.excerpts
        for number, line in enumerate(excerpt["lines"], excerpt["start"])
    }
    places = [(seen.path, line) for line in range(seen.line, seen.end_line + 1)]
    places += [(step["path"], step["line"]) for step in seen.trace]
    return (text.get(place, "") for place in places)


def _digest(*parts: str) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def _regex(pattern: str) -> str:
    """Return a pattern of paths as a regular expression: * is any text, also over folders, ? one character."""
    wild = {"*": ".*", "?": "."}
    return f"^{''.join(wild.get(character) or re.escape(character) for character in pattern)}$"
