"""A row of the pool inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from ninja import Field

from governance.api.paging import Paged
from governance.api.shapes.basis import Answer, words
from scanners.model import RuleVerdict, Scope

if TYPE_CHECKING:
    from governance.findings.models import Pool

PoolScope = Annotated[Scope, words(Scope)]


class PoolAnswer(Answer):
    """A pool as the newest scan of its service's branch saw it."""

    id: int = Field(examples=[902])
    service: str = Field(examples=["gateway"])
    scan: int = Field(examples=[118])
    identity: str = Field(
        description="Stays from scan to scan.", examples=["example.com/gateway/internal/frame.bufPool"]
    )
    name: str = Field(examples=["bufPool"])
    path: str = Field(examples=["internal/frame/encode.go"])
    line: int = Field(examples=[12])
    package: str = Field(examples=["example.com/gateway/internal/frame"])
    scope: str = Field(examples=["package"])
    element: str | None = Field(description="Type of what it holds; null where unresolved.", examples=["*bytes.Buffer"])
    verdicts: dict[str, RuleVerdict] = Field(
        description="By iron rule; one that does not apply is left out.",
        examples=[{"IR1": "pass", "IR2": "fail", "IR3": "pass"}],
    )

    @classmethod
    def of(cls, pool: Pool) -> PoolAnswer:
        """Describe a pool whose scan and service are loaded."""
        return cls(**_values(pool))


class SiteAnswer(Answer):
    """One Get or Put of a pool."""

    path: str = Field(examples=["internal/frame/encode.go"])
    line: int = Field(examples=[38])
    column: int = Field(examples=[9])
    kind: str = Field(description="get or put.", examples=["get"])
    function: str = Field(examples=["Encode"])
    direct: bool = Field(description="Whether the pool itself is called.", examples=[True])
    via: str | None = Field(description="The wrapper otherwise.", examples=[None])
    counted: bool = Field(description="Whether iron rule 2 counts it.", examples=[True])


class PoolDetail(PoolAnswer):
    """A pool with all its sites and wrappers, and the findings that are about it."""

    sites: list[SiteAnswer]
    wrappers: list[str] = Field(examples=[["getBuffer", "putBuffer"]])
    findings: list[int] = Field(description="Ids of the findings of that scan.", examples=[[4711]])

    @classmethod
    def of(cls, pool: Pool) -> PoolDetail:
        """Describe a pool with everything that is known of it."""
        findings = list(pool.occurrences.order_by("finding_id").values_list("finding_id", flat=True))
        return cls(
            **_values(pool),
            sites=[SiteAnswer(**site) for site in pool.sites],
            wrappers=pool.wrappers,
            findings=findings,
        )


class PoolFilter(Paged):
    """Which pools of the inventory are wanted."""

    service: str = Field("", max_length=100, description="Slug.", examples=["gateway"])
    team: str = Field("", max_length=50, description="Slug.", examples=["messaging"])
    name: str = Field("", max_length=100, description="Part of the name, however it is written.", examples=["buf"])
    element: str = Field("", max_length=200, description="Type of what it holds.", examples=["*bytes.Buffer"])
    scope: PoolScope | None = Field(None, examples=["package"])
    fails: str = Field("", pattern=r"^(IR[123])?$", description="An iron rule that it breaks.", examples=["IR2"])


def _values(pool: Pool) -> dict[str, Any]:
    return {
        "id": pool.pk,
        "service": pool.scan.service.slug,
        "scan": pool.scan_id,
        "identity": pool.identity,
        "name": pool.name,
        "path": pool.path,
        "line": pool.line,
        "package": pool.package,
        "scope": pool.scope,
        "element": pool.element,
        "verdicts": pool.verdicts,
    }
