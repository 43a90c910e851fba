"""What the analyser says: plain frozen values, the same in every output format.

The JSON of a report is described in docs/report.md; `VERSION` is its version.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

VERSION: Final = 1
LANGUAGES: Final = ("en", "zh-hans")


class Severity(StrEnum):
    """How bad a finding is, most severe first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Verdict(StrEnum):
    """Whether a finding breaks the rule under a profile or is only advice."""

    VIOLATION = "violation"
    ADVISORY = "advisory"


class Profile(StrEnum):
    """The two readings of the rules: as written, or as experienced Go programmers accept."""

    IRON = "iron"
    PRAGMATIC = "pragmatic"


class RuleVerdict(StrEnum):
    """What one pool gets for one iron rule; unknown means that something it needs could not be resolved."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    UNKNOWN = "unknown"


class Scope(StrEnum):
    """Where a pool lives."""

    PACKAGE = "package"  # unexported package-level variable
    EXPORTED = "exported"  # exported package-level variable
    FIELD = "field"  # field of a struct
    LOCAL = "local"  # variable of a function
    PARAMETER = "parameter"  # a pool that is only ever handed in
    LITERAL = "literal"  # a pool value that has no name of its own


@dataclass(frozen=True, slots=True)
class Location:
    """A place in a file; lines and columns start at 1, columns count UTF-8 bytes as Go tools do."""

    path: str
    line: int
    column: int = 1
    end_line: int = 0


@dataclass(frozen=True, slots=True)
class Text:
    """A message as a template and its arguments, so that it reads in every language.

    `key` names the template: `<rule code>.<name>`, looked up in the rule's `messages.toml`. An argument is what a
    placeholder names: one thing, or several, which each language joins in its own way.
    """

    key: str
    arguments: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @classmethod
    def of(cls, key: str, **arguments: object) -> Text:
        """The text with its arguments as strings: `Text.of("IR301.exported", pool="bufPool")`; a list names several."""
        return cls(key, tuple((name, _named(value)) for name, value in arguments.items()))


def _named(value: object) -> tuple[str, ...]:
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a trace: "taken from the pool here"."""

    location: Location
    note: Text


@dataclass(frozen=True, slots=True)
class Site:
    """One Get or Put of a pool: the unit that iron rule 2 counts.

    `direct` sites call the pool itself; the others call a wrapper. A direct site inside a wrapper whose callers are
    known is not `counted`: its callers are.
    """

    location: Location
    kind: Literal["get", "put"]
    function: str
    direct: bool = True
    counted: bool = True
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Pool:
    """A row of the inventory."""

    id: str
    name: str
    location: Location
    package: str
    scope: Scope
    element: str | None
    sites: tuple[Site, ...] = ()
    wrappers: tuple[str, ...] = ()
    verdicts: tuple[tuple[str, RuleVerdict], ...] = ()


@dataclass(frozen=True, slots=True)
class Connection:
    """Where a pool of connections or a client is made, such as `sql.Open`: the unit that companion checks count."""

    location: Location
    kind: Literal["sql", "redis", "grpc", "http"]
    name: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Replacement of the bytes `start:end` of a file."""

    path: str
    start: int
    end: int
    replacement: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A suggested edit that is certain: it compiles and it ends the finding."""

    title: Text
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place where a rule is broken.

    `site` is the Get or Put that iron rule 2 counts as failed because of this finding, where there is one. `verdicts`
    holds the verdict under each profile before a team's overrides. `function` is the declaration that it lies in,
    as `Server.serve` or a variable; empty outside of any.
    """

    code: str
    name: str
    severity: Severity
    verdicts: tuple[tuple[Profile, Verdict], ...]
    location: Location
    message: Text
    pool: str | None
    trace: tuple[Step, ...]
    fingerprint: str
    site: Location | None = None
    fix: Fix | None = None
    suppressed: str | None = None
    function: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be analysed, with the reason: it lowers coverage.

    `function` names the one function that could not be followed; everything else of the file was.
    """

    path: str
    line: int
    message: Text
    function: str = ""


@dataclass(frozen=True, slots=True)
class Stats:
    """Figures of a run; seconds are wall time. `is_kept` says that the report is that of an earlier scan."""

    files: int = 0
    parsed: int = 0
    bytes: int = 0
    packages: int = 0
    pools: int = 0
    seconds: tuple[tuple[str, float], ...] = ()
    is_kept: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The result of a scan."""

    analyser: str
    profile: Profile
    commit: str | None
    stats: Stats
    pools: tuple[Pool, ...]
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...]
    connections: tuple[Connection, ...] = ()
