"""The words of a report in the language that is active."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.policies.policy import LEVELS, Level
from governance.waivers.models import State as WaiverState

if TYPE_CHECKING:
    from governance.reports.content import Content, PolicyVersion

RULES: Final = {
    "IR1": _("Pure memory"),
    "IR2": _("Validate and reset"),
    "IR3": _("Bound scope"),
    "CP": _("Connection pools"),
}
SEVERITIES: Final = {
    "critical": pgettext_lazy("severity", "critical"),
    "high": pgettext_lazy("severity", "high"),
    "medium": pgettext_lazy("severity", "medium"),
    "low": pgettext_lazy("severity", "low"),
}
VERDICTS: Final = {"violation": _("violation"), "advisory": _("advisory"), "shadow": _("shadow")}
STATES: Final = {"open": _("open"), "waived": _("waived"), "fixed": _("fixed")}
WAIVER_STATES: Final = dict(WaiverState.choices)
COUNTED: Final = {
    "open": _("Open at the end"),
    "waived": _("Waived at the end"),
    "fixed": _("Repaired in the period"),
    "new": _("New in the period"),
}
TITLES: Final = {
    "service": _("Report on a service"),
    "team": _("Report on a team"),
    "company": _("Report on all services"),
}
LABELS: Final = {
    "product": _("Iron Rules"),
    "period": _("Period"),
    "as_of": _("As of"),
    "requested_by": _("Requested by"),
    "number": _("Report no."),
    "services": _("Services"),
    "digest": _("Digest and signature"),
    "digest_text": _(
        "The digests of this file (SHA-256 and SM3) and their Ed25519 signature stand in the document beside it, "
        "%(name)s.sig.json. Check both with the public key of the service: ironrules verify FILE --key KEY"
    ),
    "rules": _("The three rules"),
    "start": _("start"),
    "end": _("end"),
    "points": _("points"),
    "not_applicable": _("not applicable"),
    "coverage": _("Coverage"),
    "findings": _("Findings"),
    "new": _("new"),
    "total": _("Total"),
    "scorecards": _("Scorecards"),
    "service": _("Service"),
    "team": _("Team"),
    "grade": _("Grade"),
    "gates": _("Gate passed / refused"),
    "gate_decisions": _("Gate decisions"),
    "no_refusals": _("The gate refused nothing in this period."),
    "overrides": _("Overrides of the gate"),
    "by": _("By"),
    "when": _("When"),
    "branch": _("Branch"),
    "commit": _("Commit"),
    "reasons": _("Reasons"),
    "open_findings": _("Open and waived findings"),
    "no_open": _("Nothing is open."),
    "repaired": _("Repaired findings"),
    "no_repaired": _("Nothing was repaired in this period."),
    "code": _("Rule"),
    "severity": _("Severity"),
    "state": _("State"),
    "place": _("Place"),
    "what": _("Finding"),
    "first_seen": _("First seen"),
    "fixed": _("Fixed"),
    "details": _("The most severe findings in full"),
    "waivers": _("Waivers"),
    "no_waivers": _("No waiver was asked for or in force in this period."),
    "applies_to": _("Applies to"),
    "reason": _("Reason"),
    "requested": _("Requested by"),
    "decided": _("Decided by"),
    "until": _("Until"),
    "unanalysed": _("What could not be analysed"),
    "all_analysed": _("Everything was analysed."),
    "never_scanned": _("Never scanned"),
    "failed_scans": _("Failed scans"),
    "problems": _("Files and lines that could not be read"),
    "versions": _("Versions"),
    "analyser": _("Analyser"),
    "policy": _("Policy"),
    "profile": _("Profile"),
    "gate": _("Gate"),
    "more": _("and %(count)d more; the CSV and the JSON have all"),
    "suppressed": _("suppressed in the code"),
}


def digest_text(content: Content) -> str:
    """Return where the digests of a report are, and how they are checked."""
    return str(LABELS["digest_text"]) % {"name": content.basename}


def versions(policy: PolicyVersion) -> str:
    """Return the stored versions that a policy was made of: `company 3 · team 1 · `; nothing for the built-in one."""
    return "".join(f"{LEVELS[Level(level)]} {number} · " for level, number in policy.versions.items())
