"""What a change of policy would do to the last scans, before it is saved: scored and gated again from their rows."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from typing import TYPE_CHECKING, Final

from governance.findings.models import Occurrence
from governance.policies.actions import check_values
from governance.policies.queries import levels_of, place_of
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.scorecards.gate import judge
from governance.scorecards.queries import of_default_branch
from governance.scorecards.scoring import RULES, Figure, score
from governance.scorecards.stored import stored_scans

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from governance.policies.models import Subject
    from governance.policies.policy import Policy
    from governance.scorecards.stored import StoredScan

# How many services are read at a time: 100 with 200 findings each take about 60 MB.
SERVICES_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a service would stand: its grade, how many new violations its gate refuses, and its figures."""

    grade: str
    refused: int
    figures: Mapping[str, Figure]


@dataclass(frozen=True, slots=True)
class Effect:
    """What would become of one service."""

    service: Service
    before: Outcome
    after: Outcome

    @property
    def newly_fails(self) -> bool:
        """Whether its gate would refuse what it lets through now."""
        return bool(self.after.refused and not self.before.refused)

    @property
    def newly_passes(self) -> bool:
        """Whether its gate would let through what it refuses now."""
        return bool(self.before.refused and not self.after.refused)

    @property
    def falls(self) -> bool:
        """Whether its grade would be worse; a later letter is."""
        return self.after.grade > self.before.grade

    @property
    def rises(self) -> bool:
        """Whether its grade would be better."""
        return self.after.grade < self.before.grade


@dataclass(frozen=True)
class Preview:
    """What would become of every service that is concerned and was ever scanned."""

    effects: tuple[Effect, ...]

    @cached_property
    def changed(self) -> list[Effect]:
        """The services whose gate or grade would change: those that newly fail first, then those that fall."""
        changed = [each for each in self.effects if each.newly_fails or each.newly_passes or each.falls or each.rises]
        return sorted(changed, key=lambda each: (not each.newly_fails, not each.falls, each.service.name))

    @cached_property
    def newly_failing(self) -> int:
        """How many gates would refuse what they let through now."""
        return sum(each.newly_fails for each in self.effects)

    @cached_property
    def newly_passing(self) -> int:
        """How many gates would let through what they refuse now."""
        return sum(each.newly_passes for each in self.effects)

    @cached_property
    def falling(self) -> int:
        """How many grades would be worse."""
        return sum(each.falls for each in self.effects)

    @cached_property
    def rising(self) -> int:
        """How many grades would be better."""
        return sum(each.rises for each in self.effects)

    @cached_property
    def before(self) -> dict[str, Figure]:
        """The units of each rule over all of them, as they count now."""
        return _sum(each.before for each in self.effects)

    @cached_property
    def after(self) -> dict[str, Figure]:
        """The units of each rule over all of them, as they would count."""
        return _sum(each.after for each in self.effects)


def preview(subject: Subject, values: object) -> Preview:
    """Judge the last scan of each service that `subject` is or has, as things are and with `values` saved for it.

    Four queries for each `SERVICES_AT_ONCE`. Raises the UserErrors of `check_values`. Waivers count as they are today,
    and what a repository asks for itself in `profile` shows with its next scan.
    """
    services = {service.pk: service for service in _services(subject).select_related("team")}
    now = levels_of(services.values())
    then = now.drafted(place_of(subject), check_values(now, subject, values))
    effects = []
    for stored, known in _last_scans(services):
        service = services[stored.service_id]
        before, after = (levels.policy(service.team_id, service.pk) for levels in (now, then))
        effects.append(Effect(service, _outcome(stored, before, known), _outcome(stored, after, known)))
    return Preview(tuple(effects))


def _services(subject: Subject) -> QuerySet[Service]:
    match subject:
        case None:
            return Service.objects.all()
        case Service():
            return Service.objects.filter(pk=subject.pk)
        case team:
            return Service.objects.filter(team=team)


def _last_scans(services: Iterable[int]) -> Iterator[tuple[StoredScan, frozenset[str] | None]]:
    """Yield the last scan of each service's default branch, with what its gate knew; None for a first scan."""
    cards = of_default_branch().filter(service__in=list(services)).order_by("service_id", "-scan_id", "-id")
    newest = iter(cards.distinct("service_id").values_list("scan_id", "gate_base_id"))
    while bases := dict(islice(newest, SERVICES_AT_ONCE)):
        known = defaultdict[int, set[int]](set)
        seen = Occurrence.objects.filter(scan__in=filter(None, bases.values()), suppressed=None).order_by()
        for scan, finding in seen.values_list("scan_id", "finding_id").iterator():
            known[scan].add(finding)
        for stored in stored_scans(Scan.objects.filter(pk__in=bases)):
            base = bases[stored.scan_id]
            yield (
                stored,
                None
                if base is None
                else frozenset(fingerprint for fingerprint, row in stored.rows.items() if row in known[base]),
            )


def _outcome(stored: StoredScan, policy: Policy, known: frozenset[str] | None) -> Outcome:
    result = score(stored.report, policy, stored.waived)
    gate = judge(stored.report, policy, stored.waived, known)
    return Outcome(result.grade, len(gate.reasons), result.figures)


def _sum(outcomes: Iterable[Outcome]) -> dict[str, Figure]:
    sums = dict.fromkeys(RULES, Figure())
    for outcome in outcomes:
        for rule in RULES:
            sums[rule] += outcome.figures[rule]
    return sums
