"""A report over a period, and its files."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.reports.models import Format, ScopeKind, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.reports.models import Report, ReportFile

ReportState = Annotated[State, words(State)]
ReportKind = Annotated[ScopeKind, words(ScopeKind)]
ReportFormat = Annotated[Format, words(Format)]


class ReportAnswer(Answer):
    """A report about a service, a team or the company over a period."""

    id: int = Field(examples=[14])
    kind: ReportKind = Field(examples=["service"])
    slug: str = Field(description="Of what it is about; empty for the company.", examples=["gateway"])
    since: date = Field(examples=["2026-01-01"])
    until: date = Field(examples=["2026-01-31"])
    language: str = Field(examples=["en"])
    formats: list[ReportFormat] = Field(examples=[["pdf", "json"]])
    state: ReportState = Field(examples=["done"])
    has_ended: bool = Field(examples=[True])
    requested_by: str = Field(examples=["chen.yu"])
    requested_at: datetime = Field(examples=["2026-02-01T08:00:00Z"])
    ended_at: datetime | None = Field(examples=["2026-02-01T08:00:05Z"])
    error: str | None = Field(description="Why it failed, and what to do.", examples=[None])

    @classmethod
    def of(cls, report: Report) -> ReportAnswer:
        """Describe a report."""
        return cls(**_values(report))


class FileAnswer(Answer):
    """One file of a report."""

    format: ReportFormat = Field(examples=["pdf"])
    name: str = Field(examples=["ironrules-report-14-gateway-20260101-20260131.pdf"])
    size: int = Field(description="In bytes.", examples=[81920])
    sha256: str = Field(examples=["0f" * 32])
    sm3: str = Field(examples=["1e" * 32])


class ReportDetail(ReportAnswer):
    """A report with its files and the signed list of them, which `ironrules verify` checks."""

    files: list[FileAnswer]
    signature: dict[str, Any] | None = Field(description="Null until the report is done.", examples=[None])

    @classmethod
    def with_files(cls, report: Report, files: Iterable[ReportFile]) -> ReportDetail:
        """Describe a report and its files."""
        described = [
            FileAnswer(format=Format(file.format), name=file.name, size=file.size, sha256=file.sha256, sm3=file.sm3)
            for file in files
        ]
        return cls(**_values(report), files=described, signature=report.manifest)


class ReportBody(Body):
    """What about (a service, a team, or without either the company), over which days, in which formats."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    team: str = Field("", max_length=50, description="Slug.", examples=[""])
    since: date = Field(examples=["2026-01-01"])
    until: date = Field(description="Included.", examples=["2026-01-31"])
    language: Literal["en", "zh-hans"] = Field("en", examples=["en"])
    formats: list[ReportFormat] = Field(min_length=1, max_length=5, examples=[["pdf", "json"]])


class ReportFilter(Paged):
    """How much of the list of reports is wanted; newest first."""


def _values(report: Report) -> dict[str, Any]:
    return {
        "id": report.pk,
        "kind": ScopeKind(report.kind),
        "formats": [Format(name) for name in report.formats],
        "state": State(report.state),
        "requested_by": report.requested_by_name,
        "error": report.error_message or None,
    } | {name: getattr(report, name) for name in _AS_THEY_ARE}


_AS_THEY_ARE = ("slug", "since", "until", "language", "has_ended", "requested_at", "ended_at")
