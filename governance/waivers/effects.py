"""What waivers do to findings: their states follow the waivers in force."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.dispatch import Signal

from governance.findings.actions import reopen, waive
from governance.findings.models import Finding, Occurrence
from governance.findings.queries import fingerprints_of
from governance.registry.models import Service
from governance.waivers.coverage import changed, covered, last_seen

if TYPE_CHECKING:
    from governance.scans.models import Scan
    from governance.waivers.models import Waiver

# Sent with `waiver` in the transaction in which a waiver came into force or ended: what is scored has changed. Whoever
# listens lies above this app.
takes_effect = Signal()


@dataclass(frozen=True, slots=True)
class Applied:
    """What waivers do to a scan: the fingerprints that they excuse, and which waivers ask again because of it.

    Both the fingerprint that the scan reported and every other one of the same finding are among them. `replaced` would
    ask again too, if another one for the same were not asked for already.
    """

    waived: frozenset[str] = frozenset()
    asking: tuple[Waiver, ...] = ()
    replaced: tuple[Waiver, ...] = ()


def hold(service: Service) -> None:
    """Keep out, until the transaction ends, whatever else changes findings and waivers of the service."""
    Service.objects.select_for_update(no_key=True).get(pk=service.pk)


def effect_on(scan: Scan) -> Applied:
    """Return what the waivers in force mean for a scan whose findings are stored.

    One for code that is other code in this scan excuses nothing in it.
    """
    waivers = list(scan.service.waivers.in_force())
    if not waivers:
        return Applied()
    found = Occurrence.objects.filter(scan=scan).order_by()
    outdated = changed(waivers, found)
    excused = covered(found, [waiver for waiver in waivers if waiver not in outdated])
    return Applied(fingerprints_of(excused), tuple(outdated))


def settle(service: Service) -> None:
    """Waive what the waivers in force cover, and open again what none covers any longer; the service is held."""
    found = covered(last_seen(service), service.waivers.in_force())
    excused = frozenset(found.values_list("finding_id", flat=True))
    waived = Finding.objects.filter(service=service, state=Finding.State.WAIVED).values_list("pk", flat=True)
    reopen(frozenset(waived) - excused)
    waive(excused)
