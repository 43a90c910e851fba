"""Where the lines of a trend run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from governance.dashboard.trend import sparkline, trend_of
from governance.scorecards import queries
from scanners.model import RuleVerdict
from tests.governance.dashboard.history import scanned
from tests.governance.report_values import PASS, a_finding, a_pool, a_report

if TYPE_CHECKING:
    from governance.registry.models import Service


def test_better_is_higher() -> None:
    (_, low), (_, high) = sparkline([40.0, 90.0])
    assert float(high) < float(low)


def test_scans_without_a_score_are_left_out() -> None:
    assert len(sparkline([None, 50.0, None])) == 1


def test_one_scan_is_no_trend(service: Service) -> None:
    scanned(service, a_report([], [a_pool()]))
    assert not trend_of(queries.trend(service)).is_drawn


def test_rule_that_does_not_apply_has_no_points(service: Service) -> None:
    for days in (2, 1):
        scanned(service, a_report([], [a_pool()]), days_ago=days)
    by_rule = {line.rule: line.dots for line in trend_of(queries.trend(service)).lines}
    assert by_rule["IR1"] == (("10.0", "0.0"), ("990.0", "0.0"))
    assert by_rule["IR2"] == ()


def test_fall_is_drawn(service: Service) -> None:
    scanned(service, a_report([], [a_pool()]), days_ago=2)
    scanned(service, a_report([a_finding("IR301", pool="p1")], [a_pool(verdicts=PASS | {"IR3": RuleVerdict.FAIL})]))
    line = trend_of(queries.trend(service)).lines[2]
    assert [y for _x, y in line.dots] == ["0.0", "100.0"]
