"""Reports: ask for one, follow it, and download its files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Status

from governance.accounts.models import Team
from governance.api.authentication import READ, APIRequest
from governance.api.lookups import Identity, visible_service
from governance.api.paging import Page, page
from governance.api.shapes.reports import ReportAnswer, ReportBody, ReportDetail, ReportFilter, ReportFormat
from governance.reports.actions import download, request_report
from governance.reports.formats import MEDIA_TYPES
from governance.reports.models import Format, Report

if TYPE_CHECKING:
    from governance.accounts.models import User
    from governance.registry.models import Service

router = Router(tags=["reports"], auth=READ)
FileFormat = Annotated[ReportFormat, Field(examples=["csv"])]
FILES: Final[dict[str, Any]] = {
    "responses": {
        200: {
            "content": {
                media_type.partition(";")[0]: {"schema": {}, "example": f"the report as {name.label}"}
                for name, media_type in MEDIA_TYPES.items()
            }
        }
    }
}


@router.get("/reports", response=Page[ReportAnswer], operation_id="list_reports", summary="List reports")
def list_reports(request: APIRequest, wanted: Query[ReportFilter]) -> Page[ReportAnswer]:
    """About what the caller may see, newest first."""
    reports = Report.objects.visible_to(request.auth.user).defer("manifest")
    return page(request, reports, ("-id",), wanted, lambda rows: [ReportAnswer.of(report) for report in rows])


@router.post("/reports", response={202: ReportAnswer}, operation_id="request_report", summary="Ask for a report")
def ask_for_report(request: APIRequest, body: ReportBody) -> Status[ReportAnswer]:
    """It is queued; read it until `has_ended`. One about the company is for the middleware team."""
    report = request_report(
        scope=_scope(request.auth.user, body),
        since=body.since,
        until=body.until,
        language=body.language,
        formats=body.formats,
        by=request.auth.user,
    )
    return Status(202, ReportAnswer.of(report))


@router.get("/reports/{report_id}", response=ReportDetail, operation_id="get_report", summary="Read a report")
def get_report(request: APIRequest, report_id: Identity) -> ReportDetail:
    """With its files, their digests and the signature over them."""
    report = _visible(request.auth.user, report_id)
    return ReportDetail.with_files(report, report.files.select_related("report").defer("compressed"))


@router.post(
    "/reports/{report_id}/files/{format}",
    response={200: None},
    operation_id="download_report",
    summary="Download a file of a report",
    openapi_extra=FILES,
)
def download_file(request: APIRequest, report_id: Identity, format: FileFormat) -> HttpResponse:  # noqa: A002 - the address's word
    """That somebody has it is an event of the trail: for that reason it is no GET."""
    report = _visible(request.auth.user, report_id)
    file = get_object_or_404(report.files.select_related("report__service__team", "report__team"), format=format)
    content = download(file, by=request.auth.user)
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return HttpResponse(content, content_type=MEDIA_TYPES[Format(file.format)], headers=headers)


def _visible(user: User, report_id: int) -> Report:
    reports = Report.objects.visible_to(user).select_related("service__team", "team")
    return get_object_or_404(reports, pk=report_id)


def _scope(user: User, body: ReportBody) -> Team | Service | None:
    if body.service:
        return visible_service(user, body.service)
    return get_object_or_404(Team.objects.visible_to(user), slug=body.team) if body.team else None
