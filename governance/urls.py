"""Every path, on one page."""

from django.contrib import admin
from django.urls import path

from governance.api import routes
from governance.api import views as api_views
from governance.dashboard.views import (
    audit,
    badges,
    deliveries,
    findings,
    gate,
    health,
    imports,
    overview,
    policies,
    registration,
    reports,
    rules,
    scans,
    services,
    sessions,
    teams,
    tokens,
    waivers,
    webhooks,
)
from governance.webhooks import endpoint

urlpatterns = [
    path("", overview.dashboard, name="dashboard"),
    path("sign-in", sessions.sign_in, name="sign-in"),
    path("sign-out", sessions.sign_out, name="sign-out"),
    path("language", sessions.language, name="language"),
    path("theme", sessions.theme, name="theme"),
    path("badge/<slug:slug>.svg", badges.badge, name="badge"),
    path("teams/<slug:team>/", teams.team, name="team"),
    path("services/register", registration.register, name="register"),
    path("services/import", imports.import_services, name="import-services"),
    path("services/<slug:slug>/", services.service, name="service"),
    path("services/<slug:slug>/edit", registration.edit, name="edit"),
    path("services/<slug:slug>/credential", registration.replace_credential, name="replace-credential"),
    path("services/<slug:slug>/credential/remove", registration.drop_credential, name="remove-credential"),
    path("services/<slug:slug>/gate", gate.gate, name="gate"),
    path("services/<slug:slug>/gate/override", gate.override, name="override-gate"),
    path("services/<slug:slug>/gate/overrides/<int:override_id>/revoke", gate.revoke, name="revoke-override"),
    path("services/<slug:slug>/scan", services.scan_now, name="scan-now"),
    path("services/<slug:slug>/policy", policies.service_policy, name="service-policy"),
    path("teams/<slug:team>/policy", policies.team_policy, name="team-policy"),
    path("policy/", policies.company_policy, name="company-policy"),
    path("policy/versions/<int:version_id>/restore", policies.restore_version, name="restore-policy"),
    path("imports/<int:import_id>/", imports.import_result, name="import"),
    path("scans/<int:scan_id>/", scans.scan, name="scan"),
    path("scans/<int:scan_id>/progress", scans.scan_progress, name="scan-progress"),
    path("findings/", findings.finding_list, name="findings"),
    path("findings/times", findings.repair_times, name="repair-times"),
    path("findings/<int:finding_id>/assign", findings.assign_finding, name="assign-finding"),
    path("findings/<int:finding_id>/", findings.finding, name="finding"),
    path("services/<slug:slug>/waivers/request", waivers.request_waiver, name="request-waiver"),
    path("waivers/", waivers.waivers, name="waivers"),
    path("waivers/<int:waiver_id>/", waivers.waiver, name="waiver"),
    path("waivers/<int:waiver_id>/approve", waivers.approve, name="approve-waiver"),
    path("waivers/<int:waiver_id>/reject", waivers.reject, name="reject-waiver"),
    path("waivers/<int:waiver_id>/revoke", waivers.revoke, name="revoke-waiver"),
    path("waivers/<int:waiver_id>/withdraw", waivers.withdraw, name="withdraw-waiver"),
    path("audit/", audit.trail, name="audit"),
    path("audit/export", audit.export, name="export-trail"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/accounts", tokens.create_account, name="create-service-account"),
    path("tokens/<int:token_id>/revoke", tokens.revoke, name="revoke-token"),
    path("reports/", reports.reports, name="reports"),
    path("reports/<int:report_id>/", reports.report, name="report"),
    path("reports/<int:report_id>/progress", reports.report_progress, name="report-progress"),
    path("reports/<int:report_id>/signature", reports.report_signature, name="report-signature"),
    path("reports/<int:report_id>/files/<slug:format>", reports.report_file, name="report-file"),
    path("rules/", rules.rules, name="rules"),
    path("rules/<slug:code>/", rules.rule, name="rule"),
    path("services/<slug:slug>/webhooks", webhooks.webhooks, name="service-webhooks"),
    path(
        "services/<slug:slug>/webhooks/<slug:forge>/secret", webhooks.replace_secret, name="service-replace-hook-secret"
    ),
    path("services/<slug:slug>/webhooks/<slug:forge>/remove", webhooks.remove_hook, name="service-remove-hook"),
    path("services/<slug:slug>/statuses", webhooks.set_status_token, name="service-set-status-token"),
    path(
        "services/<slug:slug>/statuses/<slug:forge>/remove",
        webhooks.remove_status_token,
        name="service-remove-status-token",
    ),
    path("teams/<slug:team>/webhooks", webhooks.webhooks, name="team-webhooks"),
    path("teams/<slug:team>/webhooks/<slug:forge>/secret", webhooks.replace_secret, name="team-replace-hook-secret"),
    path("teams/<slug:team>/webhooks/<slug:forge>/remove", webhooks.remove_hook, name="team-remove-hook"),
    path("teams/<slug:team>/statuses", webhooks.set_status_token, name="team-set-status-token"),
    path(
        "teams/<slug:team>/statuses/<slug:forge>/remove", webhooks.remove_status_token, name="team-remove-status-token"
    ),
    path("deliveries/", deliveries.deliveries, name="deliveries"),
    path("deliveries/<int:delivery_id>/", deliveries.delivery, name="delivery"),
    path("deliveries/<int:delivery_id>/replay", deliveries.replay, name="replay-delivery"),
    path("hooks/services/<slug:slug>/<slug:forge>", endpoint.service_hook, name="service-hook"),
    path("hooks/teams/<slug:team>/<slug:forge>", endpoint.team_hook, name="team-hook"),
    path("api/v1/openapi.json", api_views.openapi, name="openapi"),
    path("api/v1/docs", api_views.docs, name="api-docs"),
    path("api/v1/", routes.urls),
    path("api/v1/<path:path>", api_views.not_found, name="api-not-found"),
    path("healthz", health.health, name="health"),
    path("admin/", admin.site.urls),
]

handler403 = "governance.dashboard.views.errors.forbidden"
handler404 = "governance.dashboard.views.errors.not_found"
handler500 = "governance.dashboard.views.errors.server_error"
