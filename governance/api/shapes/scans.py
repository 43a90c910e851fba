"""A scan, and how far it is."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from django.utils.translation import get_language
from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.scans.models import State, Trigger

if TYPE_CHECKING:
    from collections.abc import Mapping

    from governance.scans.models import Scan

ScanState = Annotated[State, words(State)]


def in_language(texts: Mapping[str, str]) -> str:
    """Return a text in the language that the caller asked for."""
    return texts.get(get_language() or "en") or texts.get("en", "")


class Failure(Answer):
    """Why a scan failed, and what to do about it."""

    code: str = Field(examples=["auth-needed"])
    message: str = Field(examples=["The server asks for a credential. Add a token or a key to the service."])
    reference: str | None = Field(
        description="Finds the cause in the log where the fault is the service's own.", examples=[None]
    )


class ScanAnswer(Answer):
    """One run of the analyser over one commit of a service."""

    id: int = Field(examples=[118])
    service: str = Field(description="Slug of its service.", examples=["gateway"])
    state: ScanState = Field(examples=["done"])
    trigger: Trigger = Field(description="What asked for it.", examples=["push"])
    requested_by: str | None = Field(examples=["lin.wei"])
    branch: str = Field(examples=["main"])
    commit: str | None = Field(
        description="Null until the newest commit of the branch is known.",
        examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"],
    )
    commit_subject: str = Field(examples=["Reuse buffers"])
    committed_at: datetime | None = Field(examples=["2026-01-30T09:12:00Z"])
    pull_request: int | None = Field(description="Its number at the forge.", examples=[None])
    fork: str = Field(description="The fork whose branch it is; empty: the repository's own.", examples=[""])
    base_branch: str = Field(description="What a pull request would be merged into.", examples=[""])
    base_commit: str = Field(description="Merge base of a pull request.", examples=[""])
    analyser: str = Field(examples=["ironrules 0.1.0"])
    profile: str = Field(examples=["iron"])
    queued_at: datetime = Field(examples=["2026-01-30T09:12:04Z"])
    fetching_at: datetime | None = Field(examples=["2026-01-30T09:12:05Z"])
    analysing_at: datetime | None = Field(examples=["2026-01-30T09:12:07Z"])
    saving_at: datetime | None = Field(examples=["2026-01-30T09:12:09Z"])
    ended_at: datetime | None = Field(examples=["2026-01-30T09:12:10Z"])
    error: Failure | None = Field(examples=[None])

    @classmethod
    def of(cls, scan: Scan) -> ScanAnswer:
        """Describe a scan whose service and requester are loaded."""
        return cls(**_values(scan))


class Skipped(Answer):
    """Something that could not be analysed, and why; it lowers coverage."""

    path: str = Field(examples=["internal/broken.go"])
    line: int = Field(examples=[12])
    message: str = Field(examples=["The file does not parse."])


class ScanDetail(ScanAnswer):
    """A scan with its figures, and what it had to leave out."""

    stats: dict[str, Any] = Field(
        description="Figures of the fetch and of the report.",
        examples=[{"findings": {"new": 2, "reopened": 0, "fixed": 1}}],
    )
    problems: list[Skipped]

    @classmethod
    def of(cls, scan: Scan) -> ScanDetail:
        """Describe a scan with everything that is known of it."""
        problems = [
            Skipped(path=each["path"], line=each["line"], message=in_language(each["messages"]))
            for each in scan.problems
        ]
        return cls(**_values(scan), stats=scan.stats, problems=problems)


class ProgressAnswer(Answer):
    """How far a scan is."""

    state: ScanState = Field(examples=["analysing"])
    has_ended: bool = Field(description="Whether nothing more will happen.", examples=[False])
    stage: str | None = Field(description="fetch, read, parse or analyse.", examples=["parse"])
    done: int | None = Field(description="Of `total`; null where nothing can be counted.", examples=[12])
    total: int | None = Field(examples=[40])

    @classmethod
    def of(cls, scan: Scan) -> ProgressAnswer:
        """Describe where a scan stands."""
        told = {} if scan.has_ended else scan.progress
        return cls(
            state=State(scan.state),
            has_ended=scan.has_ended,
            stage=told.get("stage"),
            done=told.get("done"),
            total=told.get("total"),
        )


class ScanRequest(Body):
    """Which commit to scan; without a field, the newest of the default branch."""

    branch: str = Field("", max_length=250, description="Default: the default branch.", examples=["main"])
    commit: str = Field("", max_length=64, description="Default: the newest.", examples=[""])


class ScanFilter(Paged):
    """Which scans are wanted; newest first."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    state: ScanState | None = Field(None, examples=["done"])
    trigger: Trigger | None = Field(None, examples=["push"])
    branch: str = Field("", max_length=250, examples=["main"])
    commit: str = Field("", max_length=64, examples=["9fceb02d0ae598e95dc970b74767f19372d61af8"])


def _values(scan: Scan) -> dict[str, Any]:
    error = None
    if scan.error_code:
        error = Failure(code=scan.error_code, message=scan.error_message, reference=scan.error_reference or None)
    return {
        "id": scan.pk,
        "service": scan.service.slug,
        "state": State(scan.state),
        "trigger": Trigger(scan.trigger),
        "requested_by": scan.requested_by.username if scan.requested_by else None,
        "commit": scan.commit or None,
        "error": error,
    } | {name: getattr(scan, name) for name in _AS_THEY_ARE}


_AS_THEY_ARE = (
    *("branch", "commit_subject", "committed_at", "pull_request", "fork", "base_branch", "base_commit"),
    *("analyser", "profile", "queued_at", "fetching_at", "analysing_at", "saving_at", "ended_at"),
)
