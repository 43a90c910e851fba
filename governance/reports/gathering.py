"""Reads what a report says out of the database, in a number of queries that does not grow with what it is about."""

from __future__ import annotations

import hashlib
from collections import Counter
from contextlib import contextmanager
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

import rfc8785
from django.db import connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone, translation

from governance.policies.policy import Policy
from governance.registry.models import Service
from governance.reports import content
from governance.reports.exceptions import overrides_of, waivers_of
from governance.reports.findings import Window, findings_of, text_in
from governance.reports.masking import mask
from governance.reports.models import Report, ScopeKind
from governance.scans.models import Scan, State
from governance.scorecards.models import Scorecard
from governance.scorecards.scoring import Coverage, Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from django.db.models import QuerySet

BATCH: Final = 2000
PROBLEMS: Final = 2000  # of all services together; beyond, a report is no place to read them


def gather(report: Report) -> content.Content:
    """Return everything that `report` says, in its language, as it stood at the end of its period."""
    window = _window(report)
    with translation.override(report.language), _snapshot():
        services = _services(report)
        first, last = _cards(services, window)
        policies = {card.service_id: Policy.from_json(card.policy) for card in last.values()}
        return content.Content(
            number=report.pk,
            basename=report.basename,
            scope=content.Scope(report.kind, report.slug, report.name),
            since=report.since,
            until=report.until,
            as_of=window.until,
            language=report.language,
            requested_by=report.requested_by_name,
            services=_parts(services, first, last, window),
            refusals=tuple(_refusals(services, window)),
            overrides=tuple(overrides_of(services, window)),
            findings=tuple(findings_of(services, policies, first, window, report.language)),
            waivers=tuple(waivers_of(services, window)),
            failed_scans=tuple(_failed_scans(services, window, report.language)),
            problems=tuple(_problems(services, last, report.language)),
            policies=_policies(last),
        )


def _window(report: Report) -> Window:
    """Return where the period begins and ends; what happened after the report was asked for is in none."""
    zone = timezone.get_default_timezone()
    end = datetime.combine(report.until + timedelta(days=1), time.min, zone)
    return Window(datetime.combine(report.since, time.min, zone), min(end, report.requested_at))


@contextmanager
def _snapshot() -> Iterator[None]:
    """Let all queries see one state of the database."""
    outermost = not connection.in_atomic_block
    with transaction.atomic():
        if outermost:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _services(report: Report) -> QuerySet[Service]:
    services = Service.objects.select_related("team").order_by("team__name", "name")
    match report.kind:
        case ScopeKind.SERVICE:
            return services.filter(pk=report.service_id) if report.service_id else services.none()
        case ScopeKind.TEAM:
            return services.filter(team=report.team_id) if report.team_id else services.none()
        case _:
            return services


def _cards(services: QuerySet[Service], window: Window) -> tuple[dict[int, Scorecard], dict[int, Scorecard]]:
    """Return by service the scorecards at both ends; the first of a service that is younger than the period."""
    cards = (
        Scorecard.objects.filter(service__in=services.order_by(), scan__branch=F("service__default_branch"))
        .filter(created_at__lt=window.until)
        .select_related("scan")
        .defer("scan__stats")
    )
    first = cards.order_by("service_id", "scan_id").distinct("service_id")
    before = cards.filter(created_at__lt=window.since).order_by("service_id", "-scan_id").distinct("service_id")
    last = cards.order_by("service_id", "-scan_id").distinct("service_id")
    return (
        {card.service_id: card for chosen in (first, before) for card in chosen.defer("scan__problems")},
        {card.service_id: card for card in last},
    )


def _parts(
    services: QuerySet[Service],
    first: Mapping[int, Scorecard],
    last: Mapping[int, Scorecard],
    window: Window,
) -> tuple[content.ServicePart, ...]:
    gates = {
        service: (passed, refused)
        for service, passed, refused in _judged(services, window)
        .order_by()
        .values("service")
        .annotate(passed=Count("pk", filter=Q(gate_passed=True)), refused=Count("pk", filter=Q(gate_passed=False)))
        .values_list("service", "passed", "refused")
    }
    return tuple(
        content.ServicePart(
            slug=service.slug,
            name=service.name,
            team=service.team.name,
            branch=service.default_branch,
            start=_card(first.get(service.pk)),
            end=_card(last.get(service.pk)),
            gates_passed=gates.get(service.pk, (0, 0))[0],
            gates_refused=gates.get(service.pk, (0, 0))[1],
        )
        for service in services
    )


def _card(card: Scorecard | None) -> content.Card | None:
    if card is None:
        return None
    return content.Card(
        at=card.created_at,
        commit=card.scan.commit,
        grade=card.grade,
        cap=card.cap,
        score=card.score,
        raw_score=card.raw_score,
        figures={rule: Figure(**figure) for rule, figure in sorted(card.figures.items())},
        coverage=Coverage(card.coverage_passed, card.coverage_total),
        gate_passed=card.gate_passed,
        analyser=card.analyser,
        policy=_digest(card.policy),
    )


def _judged(services: QuerySet[Service], window: Window) -> QuerySet[Scorecard]:
    return Scorecard.objects.filter(
        service__in=services.order_by(), created_at__gte=window.since, created_at__lt=window.until
    )


def _refusals(services: QuerySet[Service], window: Window) -> Iterator[content.Refusal]:
    refused = _judged(services, window).filter(gate_passed=False).order_by("created_at", "pk")
    for card in refused.values(
        "service__slug", "created_at", "gate_reasons", "scan__branch", "scan__commit", "scan__pull_request"
    ).iterator(BATCH):
        yield content.Refusal(
            service=card["service__slug"],
            at=card["created_at"],
            branch=card["scan__branch"],
            commit=card["scan__commit"],
            pull_request=card["scan__pull_request"],
            reasons=tuple(
                content.Reason(reason["code"], reason["severity"], reason["fingerprint"])
                for reason in card["gate_reasons"]
            ),
        )


def _failed_scans(services: QuerySet[Service], window: Window, language: str) -> Iterator[content.FailedScan]:
    failed = Scan.objects.filter(
        service__in=services.order_by(), state=State.FAILED, ended_at__gte=window.since, ended_at__lt=window.until
    ).order_by("ended_at", "pk")
    for scan in failed.values("service__slug", "ended_at", "branch", "commit", "error_code", "error_messages"):
        assert scan["ended_at"]  # noqa: S101 - narrows the type; the filter asks for it
        yield content.FailedScan(
            service=scan["service__slug"],
            at=scan["ended_at"],
            branch=scan["branch"],
            commit=scan["commit"],
            code=scan["error_code"],
            message=text_in(language, scan["error_messages"]),
        )


def _problems(services: QuerySet[Service], last: Mapping[int, Scorecard], language: str) -> Iterator[content.Problem]:
    left = PROBLEMS
    for service in services:
        problems = last[service.pk].scan.problems[:left] if service.pk in last else []
        left -= len(problems)
        for problem in problems:
            text = mask(text_in(language, problem["messages"]))
            yield content.Problem(service.slug, problem["path"], problem["line"], text)


def _policies(last: Mapping[int, Scorecard]) -> tuple[content.PolicyVersion, ...]:
    used = Counter(_digest(card.policy) for card in last.values())
    values = {_digest(card.policy): card.policy for card in last.values()}
    return tuple(
        content.PolicyVersion(
            digest=digest,
            services=used[digest],
            profile=str(values[digest].get("profile", "")),
            gate=tuple(values[digest].get("gate", ())),
            versions=values[digest].get("versions", {}),
            values=values[digest],
        )
        for digest in sorted(used)
    )


def _digest(policy: Mapping[str, Any]) -> str:
    """Return the name of a policy: the first digits of its SHA-256."""
    return hashlib.sha256(rfc8785.dumps(dict(policy))).hexdigest()[:12]
