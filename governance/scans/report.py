"""What the analyser reported, checked at the edge: whatever passes here can be stored and scored."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec

from scanners.model import VERSION, Profile, RuleVerdict, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

# The bounds are those of the columns that keep the values.
Short = Annotated[str, msgspec.Meta(max_length=10)]
Name = Annotated[str, msgspec.Meta(max_length=50)]
Fingerprint = Annotated[str, msgspec.Meta(min_length=1, max_length=64)]
Number = Annotated[int, msgspec.Meta(ge=0, le=2_147_483_647)]


class ReportInvalid(ValueError):  # noqa: N818 - the name says what is wrong
    """What the analyser wrote is not a report; the message says where."""


class Place(msgspec.Struct, frozen=True):
    """A position in a file; lines and columns start at 1.

    Scores count places, tens of thousands for a large service: this is made and compared in C.
    """

    path: str
    line: Number
    column: Number = 1


@dataclass(frozen=True, slots=True)
class Site:
    """One Get or Put of a pool; see `scanners.model.Site`."""

    path: str
    line: Number
    kind: Literal["get", "put"]
    function: str
    column: Number = 1
    direct: bool = True
    counted: bool = True
    via: str | None = None

    @property
    def place(self) -> Place:
        """Where it is: what iron rule 2 counts."""
        return Place(self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Pool:
    """A row of the inventory; a rule that is not in `verdicts` does not apply to the pool."""

    id: str
    name: str
    path: str
    line: Number
    package: str
    scope: Annotated[str, msgspec.Meta(max_length=20)]
    element: str | None
    sites: tuple[Site, ...]
    wrappers: tuple[str, ...]
    verdicts: dict[Literal["IR1", "IR2", "IR3"], RuleVerdict]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace, its note in each language."""

    path: str
    line: Number
    notes: dict[str, str]


@dataclass(frozen=True, slots=True)
class Suppressed:
    """That a comment in the code says to ignore the finding, and why."""

    reason: str


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken; `site` is the Get or Put that fails because of it, where there is one."""

    code: Short
    name: Name
    severity: Severity
    verdicts: dict[Profile, Verdict]
    path: str
    line: Number
    column: Number
    end_line: Number
    messages: dict[str, str]
    pool: str | None
    trace: tuple[Step, ...]
    fingerprint: Fingerprint
    site: Place | None = None
    fix: dict[str, Any] | None = None
    suppressed: Suppressed | None = None
    function: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be analysed, and why, in each language; see `scanners.model.Problem`."""

    path: str
    line: Number
    messages: dict[str, str]
    function: str = ""


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a pool of connections or a client is made: what the companion checks count."""

    path: str
    line: Number
    column: Number
    kind: Short
    name: str

    @property
    def place(self) -> Place:
        """Where it is."""
        return Place(self.path, self.line, self.column)


@dataclass(frozen=True, slots=True)
class Report:
    """The whole report of one commit."""

    version: int
    analyser: Name
    profile: Profile
    commit: str | None
    stats: dict[str, Any]
    pools: tuple[Pool, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    connections: tuple[Connection, ...] = ()


def parse(raw: bytes) -> Report:
    """Turn the analyser's JSON into a `Report`, or raise `ReportInvalid` naming the first field that is wrong."""
    try:
        report = msgspec.convert(_storable(json.loads(raw, parse_constant=_refuse)), Report)
    except (ValueError, RecursionError) as error:  # the errors of json, of msgspec and of decoding say where
        raise ReportInvalid(str(error)) from error
    if report.version != VERSION:
        raise ReportInvalid(f"version is {report.version}, expected {VERSION}")
    _once("finding", (finding.fingerprint for finding in report.findings))
    _once("pool", (pool.id for pool in report.pools))
    strangers = {finding.pool for finding in report.findings if finding.pool} - {pool.id for pool in report.pools}
    if strangers:
        raise ReportInvalid(f"a finding names the pool {min(strangers)}, which is not in the report")
    return report


def _refuse(constant: str) -> None:
    raise ReportInvalid(f"{constant} is not JSON")


def _once(kind: str, identities: Iterable[str]) -> None:
    for identity, times in Counter(identities).most_common(1):
        if times > 1:
            raise ReportInvalid(f"the {kind} {identity} is there {times} times")


def _storable(value: Any) -> Any:
    """Replace what PostgreSQL cannot keep in a text, NUL and lone surrogates: names of files may hold either."""
    match value:
        case str():
            return value.replace("\0", "\N{REPLACEMENT CHARACTER}").encode(errors="replace").decode()
        case list():
            return [_storable(item) for item in value]
        case dict():
            return {_storable(key): _storable(item) for key, item in value.items()}
        case _:
            return value
