"""Makes small reports for tests: everything has a default, so that a test names only what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from governance.scans.report import Finding, Place, Pool, Problem, Report, Site, Step, Suppressed
from scanners.model import Profile, RuleVerdict, Severity, Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable

BOTH = {Profile.IRON: Verdict.VIOLATION, Profile.PRAGMATIC: Verdict.VIOLATION}
IRON_ONLY = {Profile.IRON: Verdict.VIOLATION, Profile.PRAGMATIC: Verdict.ADVISORY}
PASS = {"IR1": RuleVerdict.PASS, "IR2": RuleVerdict.PASS, "IR3": RuleVerdict.PASS}
UNKNOWN = dict.fromkeys(PASS, RuleVerdict.UNKNOWN)


def a_site(line: int, *, path: str = "a/b.go", counted: bool = True) -> Site:
    return Site(path=path, line=line, kind="get", function="f", column=2, counted=counted)


def a_pool(identity: str = "p1", *, sites: Iterable[Site] = (), verdicts: Any = PASS) -> Pool:
    return Pool(
        id=identity,
        name="bufPool",
        path="a/b.go",
        line=3,
        package="example.com/m/a",
        scope="package",
        element="*bytes.Buffer",
        sites=tuple(sites),
        wrappers=(),
        verdicts=dict(verdicts),
    )


def a_finding(
    code: str = "IR201",
    fingerprint: str = "f1",
    *,
    severity: Severity = Severity.HIGH,
    verdicts: Any = BOTH,
    path: str = "a/b.go",
    line: int = 10,
    pool: str | None = None,
    site: Place | None = None,
    trace: Iterable[tuple[str, int]] = (),
    suppressed: str | None = None,
    fix: dict[str, Any] | None = None,
    function: str = "",
) -> Finding:
    return Finding(
        code=code,
        name="missing-reset",
        severity=severity,
        verdicts=dict(verdicts),
        path=path,
        line=line,
        column=2,
        end_line=line,
        messages={"en": "not reset", "zh-hans": "未重置"},
        pool=pool,
        trace=tuple(Step(path, line, {"en": "here", "zh-hans": "此处"}) for path, line in trace),
        fingerprint=fingerprint,
        site=site,
        fix=fix,
        suppressed=None if suppressed is None else Suppressed(suppressed),
        function=function,
    )


def a_problem(path: str = "a/broken.go", function: str = "") -> Problem:
    return Problem(path=path, line=1, messages={"en": "does not parse", "zh-hans": "无法解析"}, function=function)


def a_report(findings: Iterable[Finding] = (), pools: Iterable[Pool] = (), problems: Iterable[Problem] = ()) -> Report:
    return Report(
        version=1,
        analyser="ironrules 0.1.0",
        profile=Profile.IRON,
        commit="0" * 40,
        stats={"files": 3, "seconds": {"read": 0.1}},
        pools=tuple(pools),
        findings=tuple(findings),
        problems=tuple(problems),
    )
