"""Every path, on one page."""

from django.contrib import admin
from django.urls import path

from governance.dashboard.views import (
    audit,
    findings,
    health,
    imports,
    overview,
    registration,
    rules,
    scans,
    services,
    sessions,
)

urlpatterns = [
    path("", overview.dashboard, name="dashboard"),
    path("sign-in", sessions.sign_in, name="sign-in"),
    path("sign-out", sessions.sign_out, name="sign-out"),
    path("language", sessions.language, name="language"),
    path("theme", sessions.theme, name="theme"),
    path("services/register", registration.register, name="register"),
    path("services/import", imports.import_services, name="import-services"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("services/<slug:slug>/edit", registration.edit, name="edit"),
    path("services/<slug:slug>/credential", registration.replace_credential, name="replace-credential"),
    path("services/<slug:slug>/credential/remove", registration.drop_credential, name="remove-credential"),
    path("services/<slug:slug>/scan", services.scan_now, name="scan-now"),
    path("imports/<int:import_id>/", imports.import_result, name="import"),
    path("scans/<int:scan_id>/", scans.scan, name="scan"),
    path("scans/<int:scan_id>/progress", scans.scan_progress, name="scan-progress"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    path("audit/", audit.trail, name="audit"),
    path("audit/export", audit.export, name="export-trail"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:code>/", rules.rule, name="rule"),
    path("healthz", health.health, name="health"),
    path("admin/", admin.site.urls),
]

handler403 = "governance.dashboard.views.errors.forbidden"
handler404 = "governance.dashboard.views.errors.not_found"
handler500 = "governance.dashboard.views.errors.server_error"
