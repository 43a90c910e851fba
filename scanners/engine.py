"""Source in, report out: read -> parse -> pools -> rules -> suppressions -> Report.

The same input gives the same report, whatever the order of its files. What cannot be analysed becomes a Problem; only
a source that cannot be read at all is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from time import perf_counter
from typing import Final

from scanners.fingerprints import fingerprints
from scanners.golang.program import Program
from scanners.golang.resolver import Resolver
from scanners.golang.syntax import SourceFile
from scanners.judgements import Judged, Judgement, judge
from scanners.model import Connection, Finding, Pool, Problem, Profile, Report, RuleVerdict, Stats, Text, Verdict
from scanners.pools.inventory.inventory import Inventory, PoolDeclaration, PoolSite, find_pools
from scanners.pools.inventory.shares import Share, shares
from scanners.processes import shared
from scanners.progress import Progress, no_progress
from scanners.reading import Reading, Selection, read
from scanners.rule import Context, RuleFolder, load_rules
from scanners.source import Source, Unreadable
from scanners.suppressions import Suppressions

IRON_RULES: Final = ("IR1", "IR2", "IR3")
# A second process costs some 50 ms, and finds out anew what both need.
_WORTH_A_PROCESS: Final = 10  # files with a trigger word
_SHARES: Final = 4  # of the pools for each process: how long one takes is not known before
_NOT_FOLLOWED: Final = frozenset({"analyser.too-many-steps", "analyser.too-deep"})


def scan(
    source: Source,
    *,
    analyser: str,
    profile: Profile = Profile.IRON,
    selection: Selection = Selection(),  # noqa: B008 - a frozen value
    rules: Sequence[RuleFolder] | None = None,
    progress: Progress = no_progress,
    jobs: int = 1,
) -> Report:
    """Analyse a source with the rules (default: all of them), in several processes if `jobs` allows.

    Raises SourceError when the source cannot be read at all.
    """
    folders = load_rules() if rules is None else rules
    clock = _Clock()
    reading = read(source, selection, progress=lambda done, total: progress("read", done, total))
    problems = list(reading.problems)
    clock.lap("read")

    program = Program(_Kept(source, reading, problems), tests=selection.tests)
    files = _parse(program, reading, problems, progress)
    clock.lap("parse")

    resolver = Resolver(program)
    inventory = find_pools(program, resolver, reading)
    context = Context(program, resolver, reading, inventory, problems, _suppressions(program, reading, folders))
    judged = _judged([folder for folder in folders if not folder.rule.about_suppressions], context, progress, jobs)
    problems += judged.problems
    judgements = [_suppressed(each, context.suppressions) for each in judged.judgements]
    for folder in folders:
        if folder.rule.about_suppressions:
            judgements += judge(folder.rule, context).judgements
    findings = _findings(judgements)
    connections = tuple(_connections(context, folders))
    judging = _Judging({folder.rule.iron_rule for folder in folders}, resolver, problems)
    pools = _pools(inventory, findings, judging, profile)
    progress("analyse", len(folders), len(folders))
    clock.lap("analyse")

    return Report(
        analyser=analyser,
        profile=profile,
        commit=source.commit,
        stats=Stats(
            files=len(reading.selected),
            parsed=len(files),
            bytes=reading.size,
            packages=len({path.rpartition("/")[0] for path in reading.selected}),
            pools=len(pools),
            seconds=tuple(clock.laps.items()),
        ),
        pools=pools,
        findings=findings,
        problems=tuple(sorted(set(problems), key=_problem_order)),
        connections=connections,
    )


@dataclass
class _Clock:
    started: float = field(default_factory=perf_counter)
    laps: dict[str, float] = field(default_factory=dict)

    def lap(self, stage: str) -> None:
        now = perf_counter()
        self.laps[stage] = now - self.started
        self.started = now


class _Kept:
    """The source as packages see it: every file is read once at most, unreadable files are empty."""

    def __init__(self, source: Source, reading: Reading, problems: list[Problem]) -> None:
        self._source = source
        self._problems = problems
        self._texts = dict(reading.texts)

    def paths(self) -> Sequence[str]:
        return self._source.paths()

    def read(self, path: str) -> bytes:
        if path not in self._texts:
            try:
                self._texts[path] = self._source.read(path)
            except Unreadable as refusal:
                self._problems.append(Problem(path, 0, refusal.message))
                self._texts[path] = b""
        return self._texts[path]


def _parse(program: Program, reading: Reading, problems: list[Problem], progress: Progress) -> list[SourceFile]:
    files = []
    for number, path in enumerate(sorted(reading.texts)):
        if number % 20 == 0:
            progress("parse", number, len(reading.texts))
        try:
            file = program.file(path, whole=True)
        except KeyError:
            problems.append(Problem(path, 0, Text.of("analyser.no-package")))
            continue
        files.append(file)
        if file.broken:
            problems.append(Problem(path, file.broken[0], Text.of("analyser.syntax-error")))
    progress("parse", len(reading.texts), len(reading.texts))
    return files


def _judged(folders: Sequence[RuleFolder], context: Context, progress: Progress, jobs: int) -> Judged:
    """What the rules say, shared by several processes where that is worth while.

    A process takes a share of the pools through all the rules that look at them one by one: what it finds out about
    their packages is found out once.
    """
    processes = jobs if len(context.reading.texts) >= _WORTH_A_PROCESS else 1
    by_pool = [folder for folder in folders if folder.rule.by_pool]
    parts = shares(context.pools, processes * _SHARES if processes > 1 else 1)
    tasks = [partial(_judged_by, by_pool, context, share) for share in parts]
    tasks += [partial(_judged_by, [folder], context) for folder in folders if not folder.rule.by_pool]
    with context.reading.source:
        pass  # what it reads through is ended: two processes would take each other's answers
    told = shared(tasks, processes, begun=lambda number: progress("analyse", number, len(tasks)))
    return sum(told, Judged())


def _judged_by(folders: Sequence[RuleFolder], context: Context, share: Share | None = None) -> Judged:
    context.share = share
    return sum((judge(folder.rule, context) for folder in folders), Judged())


def _suppressions(program: Program, reading: Reading, folders: Iterable[RuleFolder]) -> Suppressions:
    def parsed(path: str) -> SourceFile | None:
        return program.file(path) if program.package_of(path) is not None else None

    def known() -> frozenset[str]:
        return frozenset(folder.rule.code for folder in load_rules())

    return Suppressions(reading.suppressing, parsed, frozenset(folder.rule.code for folder in folders), known)


def _suppressed(judgement: Judgement, suppressions: Suppressions) -> Judgement:
    """The judgement with the reason of the comment that suppresses it, if there is one."""
    reason = suppressions.reason(judgement.finding.code, judgement.lines)
    return replace(judgement, finding=replace(judgement.finding, suppressed=reason)) if reason else judgement


def _findings(judgements: Iterable[Judgement]) -> tuple[Finding, ...]:
    ordered = sorted(judgements, key=lambda each: each.order)
    identified = fingerprints(each.identity for each in ordered)
    return tuple(
        replace(each.finding, fingerprint=fingerprint) for each, fingerprint in zip(ordered, identified, strict=True)
    )


def _pools(inventory: Inventory, findings: Iterable[Finding], judging: _Judging, profile: Profile) -> tuple[Pool, ...]:
    failed = {
        (finding.pool, finding.code[:3])
        for finding in findings
        if finding.suppressed is None and dict(finding.verdicts)[profile] is Verdict.VIOLATION
    }
    rows = []
    for pool in inventory.pools:
        verdicts = []
        for iron_rule in IRON_RULES:
            if (pool.identity, iron_rule) in failed:
                verdicts.append((iron_rule, RuleVerdict.FAIL))
            elif not judging.covers(pool, iron_rule):
                verdicts.append((iron_rule, RuleVerdict.UNKNOWN))
            else:
                verdicts.append((iron_rule, RuleVerdict.PASS))
        rows.append(pool.row(tuple(verdicts)))
    return tuple(sorted(rows, key=lambda row: (row.location.path, row.location.line, row.location.column, row.id)))


def _connections(context: Context, folders: Iterable[RuleFolder]) -> Iterator[Connection]:
    """What the companion checks looked at, where any of them ran."""
    if any(folder.rule.code.startswith("CP") for folder in folders):
        for made in context.connection_pools:
            yield Connection(made.location, made.kind, made.name)


class _Judging:
    """What was looked at: whether a pool without findings was seen well enough to pass."""

    def __init__(self, ran: Collection[str | None], resolver: Resolver, problems: Iterable[Problem]) -> None:
        self._ran: Final = ran
        self._resolver: Final = resolver
        self._not_followed: Final = {
            (problem.path, problem.line) for problem in problems if problem.message.key in _NOT_FOLLOWED
        }

    def covers(self, pool: PoolDeclaration, iron_rule: str) -> bool:
        """Whether a rule was asked about a pool, and could tell."""
        if iron_rule not in self._ran:
            return False
        if iron_rule == "IR1":
            return pool.element is not None
        return iron_rule != "IR2" or (bool(pool.sites) and all(map(self._is_followed, pool.sites)))

    def _is_followed(self, site: PoolSite) -> bool:
        """Whether no function around a site was given up."""
        function = site.function if self._not_followed else None
        while function is not None:
            if (site.file.path, function.start_point[0] + 1) in self._not_followed:
                return False
            function = self._resolver.enclosing_function(site.file, function)
        return True


def _problem_order(problem: Problem) -> tuple[str, int, str, tuple[tuple[str, tuple[str, ...]], ...]]:
    return (problem.path, problem.line, problem.message.key, problem.message.arguments)
