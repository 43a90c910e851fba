"""New findings learn who wrote their line; nothing of it hinders a scan."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from governance.errors import UserError
from governance.findings import authors
from governance.findings.models import Finding
from governance.findings.tasks import find_authors
from governance.repositories.values import Authorship
from tests.governance.report_values import a_finding, a_report
from tests.governance.saving import begun, saved

if TYPE_CHECKING:
    from pytest_django import Settings

    from governance.registry.models import Service
    from governance.scans.models import Scan

ROB = Authorship("Rob", "rob@example.com", "c" * 40, datetime(2026, 1, 2, tzinfo=UTC))


@pytest.fixture
def scan(service: Service) -> Scan:
    """A scan that was the first to find two findings."""
    scan = begun(service)
    saved(scan, a_report([a_finding(fingerprint="f1", line=1), a_finding(fingerprint="f2", line=2)]))
    return scan


def test_author_is_kept_where_the_history_says_so(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(authors, "find_authors", lambda *_: {("a/b.go", 1): ROB})
    find_authors(scan.pk)
    known, unknown = Finding.objects.order_by("fingerprint")
    assert (known.author_name, known.author_email, known.authored_in) == ("Rob", "rob@example.com", "c" * 40)
    assert known.came_about_at == ROB.at
    assert unknown.author_name == ""
    assert unknown.came_about_at == unknown.first_seen_at


def test_known_findings_are_not_asked_for_again(scan: Scan, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []

    def ask(_service: Service, _commit: str, lines: Any) -> dict[Any, Authorship]:
        asked.extend(lines)
        return {}

    monkeypatch.setattr(authors, "find_authors", ask)
    later = begun(service)
    saved(later, a_report([a_finding(fingerprint="f1", line=1), a_finding(fingerprint="f3", line=3)]))
    find_authors(later.pk)
    assert asked == [("a/b.go", 3)]


def test_repository_that_is_away_leaves_the_author_unknown(scan: Scan, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise UserError("unreachable", "It is away.", "Wait.")

    monkeypatch.setattr(authors, "find_authors", away)
    find_authors(scan.pk)
    assert not Finding.objects.exclude(author_name="").exists()


def test_nothing_is_fetched_when_authors_are_not_wanted(scan: Scan, settings: Settings) -> None:
    settings.AUTHOR_COMMITS = 0  # else the repository, which does not exist, would be asked
    assert authors.keep_authors(scan) == 0


@pytest.mark.django_db
def test_scan_that_is_gone_is_left_alone() -> None:
    find_authors(0)
