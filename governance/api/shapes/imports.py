"""A file that registers services: what it would do, and what came of it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Literal

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, Body, words
from governance.imports.plan import Verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from governance.imports.files import Content
    from governance.imports.models import Import
    from governance.imports.plan import Step

PlanVerb = Annotated[Verb, words(Verb)]
_FILE = "version: 1\nteam: messaging\nservices:\n  - repository: https://git.example.com/messaging/gateway.git\n"


class ImportBody(Body):
    """A `services.yaml`, or the documents of a `catalog-info.yaml`."""

    text: str = Field(max_length=1_000_000, examples=[_FILE])


class PlanStep(Answer):
    """What becomes of one service that the file names."""

    line: int = Field(examples=[4])
    verb: PlanVerb = Field(examples=["create"])
    team: str = Field(examples=["messaging"])
    repository: str = Field(examples=["https://git.example.com/messaging/gateway.git"])
    name: str = Field(examples=["gateway"])
    service: str | None = Field(description="Slug that the service has or would get.", examples=["gateway"])
    changes: dict[str, list[str]] = Field(
        description="By field: what it is and what it becomes.", examples=[{"branch": ["master", "main"]}]
    )
    code: str | None = Field(description="Why it is refused; stable.", examples=[None])
    detail: str | None = Field(examples=[None])

    @classmethod
    def of(cls, step: Step) -> PlanStep:
        """Describe a step."""
        entry = step.entry
        return cls(
            line=entry.line,
            verb=step.verb,
            team=entry.team,
            repository=entry.repository,
            name=step.name,
            service=step.slug or None,
            changes={field: list(values) for field, values in step.changes.items()},
            code=step.error.code if step.error else None,
            detail=str(step.error) if step.error else None,
        )


class PlanFault(Answer):
    """Something in the file that cannot be understood; it cannot be applied as long as there is one."""

    line: int = Field(examples=[7])
    code: str = Field(examples=["import-field-unknown"])
    detail: str = Field(examples=["`branhc` is not a field of a service."])


class PlanAnswer(Answer):
    """What applying the file would do; nothing was changed."""

    may_apply: bool = Field(examples=[True])
    steps: list[PlanStep]
    faults: list[PlanFault]
    skipped: list[str] = Field(description="Entities of a catalogue that are no services.", examples=[["docs-site"]])

    @classmethod
    def of(cls, content: Content, steps: Sequence[Step]) -> PlanAnswer:
        """Describe a plan."""
        return cls(
            may_apply=bool(steps) and not content.faults,
            steps=[PlanStep.of(step) for step in steps],
            faults=[
                PlanFault(line=fault.line, code=fault.error.code, detail=str(fault.error)) for fault in content.faults
            ],
            skipped=[component.name for component in content.skipped],
        )


class ImportResult(Answer):
    """What came of one service that the file names."""

    line: int = Field(examples=[4])
    team: str = Field(examples=["messaging"])
    repository: str = Field(examples=["https://git.example.com/messaging/gateway.git"])
    name: str = Field(examples=["gateway"])
    outcome: Literal["created", "changed", "unchanged", "refused"] = Field(examples=["created"])
    slug: str = Field(description="Empty where it was refused.", examples=["gateway"])
    messages: dict[str, str] = Field(description="Why it was refused, by language.", examples=[{}])


class ImportAnswer(Answer):
    """A file that is applied: a worker goes through its services in their order."""

    id: int = Field(examples=[12])
    requested_by: str | None = Field(examples=["lin.wei"])
    requested_at: datetime = Field(examples=["2026-01-30T09:12:04Z"])
    ended_at: datetime | None = Field(description="Null while it is going on.", examples=[None])
    total: int = Field(description="Services that the file names.", examples=[1])
    results: list[ImportResult] = Field(description="Of those that are done.")

    @classmethod
    def of(cls, kept: Import) -> ImportAnswer:
        """Describe an import whose requester is loaded."""
        return cls(
            id=kept.pk,
            requested_by=kept.requested_by.username if kept.requested_by else None,
            requested_at=kept.requested_at,
            ended_at=kept.ended_at,
            total=kept.total,
            results=[ImportResult(**result) for result in kept.results],
        )


class ImportFilter(Paged):
    """How much of the list of imports is wanted; newest first."""
