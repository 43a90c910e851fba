"""The pages of reports: the list with the form, one report and how far it is, its files and their signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.audit.actions import signing_key
from governance.dashboard.report_form import ReportForm
from governance.errors import UserError
from governance.reports.actions import download, request_report
from governance.reports.formats import MEDIA_TYPES
from governance.reports.models import Format, Report
from trail import write_document

if TYPE_CHECKING:
    from governance.dashboard.requests import SignedInRequest

REPORTS_A_PAGE: Final = 25


def visible_report(request: SignedInRequest, report_id: int) -> Report:
    """Return the report if the reader may see it; else there is no such page."""
    reports = Report.objects.visible_to(request.user).select_related("service__team", "team")
    return get_object_or_404(reports, pk=report_id)


@require_http_methods(["GET", "POST"])
def reports(request: SignedInRequest) -> HttpResponse:
    """List the reports that the reader may see, and take a request for another one."""
    form = ReportForm(
        request.POST if request.method == "POST" else None, user=request.user, scope=request.GET.get("scope", "")
    )
    if request.method == "POST" and form.is_valid():
        try:
            report = request_report(**form.wanted(), by=request.user)
        except UserError as error:
            form.refuse(error)
        else:
            return redirect("report", report.pk)
    found = Report.objects.visible_to(request.user).select_related("service", "team").defer("manifest")
    context = {
        "section": "reports",
        "form": form,
        "page": Paginator(found, REPORTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "dashboard/reports.html", context, status=422 if form.errors else 200)


@require_safe
def report(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Show what a report is about, how far it is, its files, and how they are checked."""
    return render(request, "dashboard/report.html", report_context(request, report_id))


@require_safe
def report_progress(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Show how far a report is, for the page that asks every second."""
    return render(request, "dashboard/report_progress.html", report_context(request, report_id))


def report_context(request: SignedInRequest, report_id: int) -> dict[str, object]:
    """Return what the page of a report shows; the files without their content."""
    report = visible_report(request, report_id)
    files = list(report.files.defer("compressed"))
    return {"section": "reports", "report": report, "files": files, "key": signing_key().public}


@require_POST
def report_file(request: SignedInRequest, report_id: int, format: str) -> HttpResponse:  # noqa: A002 - the address's word
    """Hand out a file of a report; that somebody has it is on record."""
    report = visible_report(request, report_id)
    file = get_object_or_404(report.files.select_related("report__service__team", "report__team"), format=format)
    content = download(file, by=request.user)
    return _attachment(content, name=file.name, media_type=MEDIA_TYPES[Format(file.format)])


@require_safe
def report_signature(request: SignedInRequest, report_id: int) -> HttpResponse:
    """Hand out the signed list of the files of a report."""
    report = visible_report(request, report_id)
    if report.manifest is None:
        raise Http404
    name = f"{report.basename}.sig.json"
    return _attachment(write_document(report.manifest), name=name, media_type="application/json")


def _attachment(content: bytes, *, name: str, media_type: str) -> HttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=media_type, headers=headers)
