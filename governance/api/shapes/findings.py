"""A finding, and the way through the code that leads to it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.api.shapes.scans import in_language
from governance.findings.models import Finding
from scanners.model import Severity, Verdict

if TYPE_CHECKING:
    from governance.findings.models import Occurrence

FindingState = Annotated[Finding.State, words(Finding.State)]


class FindingAnswer(Answer):
    """One problem, followed from scan to scan by its fingerprint, as its newest scan saw it."""

    id: int = Field(examples=[4711])
    service: str = Field(examples=["gateway"])
    fingerprint: str = Field(examples=["3f2c9a51e07b4d6c8a90d1e2f3b4c5d6"])
    state: FindingState = Field(examples=["open"])
    code: str = Field(description="The rule.", examples=["IR204"])
    name: str = Field(examples=["use-after-put"])
    severity: Severity = Field(examples=["critical"])
    verdicts: dict[str, Verdict] = Field(
        description="By profile.", examples=[{"iron": "violation", "pragmatic": "violation"}]
    )
    message: str = Field(examples=["`buf` is used after it went back into `bufPool` (line 41)."])
    path: str = Field(examples=["internal/frame/encode.go"])
    line: int = Field(examples=[43])
    column: int = Field(description="In bytes.", examples=[2])
    end_line: int = Field(examples=[43])
    pool: int | None = Field(description="Id of its pool in the inventory of that scan.", examples=[902])
    suppressed: str | None = Field(description="Reason of the comment that suppresses it.", examples=[None])
    first_seen_at: datetime = Field(examples=["2026-01-20T07:30:00Z"])
    last_seen_at: datetime = Field(examples=["2026-01-30T09:12:10Z"])
    fixed_at: datetime | None = Field(examples=[None])
    due_at: datetime | None = Field(description="When it has to be repaired.", examples=["2026-02-19T07:30:00Z"])
    assignee: str | None = Field(description="Who repairs it.", examples=["lin.wei"])
    first_scan: int | None = Field(examples=[97])
    last_scan: int | None = Field(examples=[118])

    @classmethod
    def of(cls, occurrence: Occurrence) -> FindingAnswer:
        """Describe a finding whose service is loaded, by its newest occurrence."""
        return cls(**_values(occurrence))


class StepAnswer(Answer):
    """One step of the way through the code."""

    path: str = Field(examples=["internal/frame/encode.go"])
    line: int = Field(examples=[41])
    note: str = Field(examples=["`buf` goes back into `bufPool`"])


class ExcerptAnswer(Answer):
    """Lines of a file, from `start` on."""

    path: str = Field(examples=["internal/frame/encode.go"])
    start: int = Field(examples=[40])
    lines: list[str] = Field(
        examples=[["\tn := copy(out, buf.Bytes())", "\tbufPool.Put(buf)", "", "\treturn buf.Len()"]]
    )


class PlaceAnswer(Answer):
    """A Get or a Put."""

    path: str = Field(examples=["internal/frame/encode.go"])
    line: int = Field(examples=[41])
    column: int = Field(examples=[2])


class FindingDetail(FindingAnswer):
    """A finding with its trace, the code around it and the suggested edit."""

    trace: list[StepAnswer]
    excerpts: list[ExcerptAnswer] = Field(description="Empty for a report that was uploaded.")
    site: PlaceAnswer | None = Field(description="The Get or Put that counts as failed because of it.")
    fix: dict[str, Any] | None = Field(description="As in the JSON report of the analyser.", examples=[None])

    @classmethod
    def of(cls, occurrence: Occurrence) -> FindingDetail:
        """Describe a finding with everything that is known of it."""
        trace = [
            StepAnswer(path=step["path"], line=step["line"], note=in_language(step["notes"]))
            for step in occurrence.trace
        ]
        return cls(
            **_values(occurrence),
            trace=trace,
            excerpts=[ExcerptAnswer(**excerpt) for excerpt in occurrence.excerpts],
            site=PlaceAnswer(**occurrence.site) if occurrence.site else None,
            fix=occurrence.fix,
        )


class AssigneeBody(Body):
    """Who is to repair a finding: a member of the team, or nobody."""

    username: str | None = Field(max_length=150, examples=["lin.wei"])


class FindingFilter(Paged):
    """Which findings are wanted."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    state: FindingState | None = Field(None, description="Default: open and waived.", examples=["open"])
    code: str = Field("", max_length=10, description="A rule, or how its code begins: `IR2`.", examples=["IR204"])
    severity: Severity | None = Field(None, examples=["critical"])
    assignee: str = Field("", max_length=150, description="Name of an account.", examples=["lin.wei"])
    path: str = Field("", max_length=500, description="How its path begins.", examples=["internal/"])
    order: Literal["severity", "-first_seen", "first_seen"] = Field("severity", examples=["severity"])


def _values(occurrence: Occurrence) -> dict[str, Any]:
    finding = occurrence.finding
    return {
        "id": finding.pk,
        "service": finding.service.slug,
        "fingerprint": finding.fingerprint,
        "state": Finding.State(finding.state),
        "code": occurrence.code,
        "name": occurrence.name,
        "severity": Severity(finding.severity),
        "verdicts": occurrence.verdicts,
        "message": in_language(occurrence.messages),
        "path": occurrence.path,
        "line": occurrence.line,
        "column": occurrence.column,
        "end_line": occurrence.end_line,
        "pool": occurrence.pool_id,
        "suppressed": occurrence.suppressed,
        "first_seen_at": finding.first_seen_at,
        "last_seen_at": finding.last_seen_at,
        "fixed_at": finding.fixed_at,
        "due_at": finding.due_at,
        "assignee": finding.assignee.username if finding.assignee else None,
        "first_scan": finding.first_scan_id,
        "last_scan": finding.last_scan_id,
    }
