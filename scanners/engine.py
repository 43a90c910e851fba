"""Source in, report out: read -> parse -> pools -> rules -> suppressions -> Report.

The same input gives the same report, whatever the order of its files. What cannot be analysed becomes a Problem; only
a source that cannot be read at all is an error.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import Final

from scanners.fingerprints import fingerprints
from scanners.golang.packages import Program
from scanners.golang.resolver import Resolver
from scanners.golang.syntax import SourceFile, location
from scanners.model import Connection, Finding, Pool, Problem, Profile, Report, RuleVerdict, Stats, Text, Verdict
from scanners.pools.inventory import Inventory, PoolDeclaration, PoolSite, find_pools
from scanners.progress import Progress, no_progress
from scanners.reading import Reading, Selection, read
from scanners.rule import Context, Draft, Rule, RuleFolder, load_rules
from scanners.source import Source, Unreadable
from scanners.suppressions import Suppressions

IRON_RULES: Final = ("IR1", "IR2", "IR3")
_NOT_FOLLOWED: Final = frozenset({"analyser.too-many-steps", "analyser.too-deep"})


def scan(
    source: Source,
    *,
    analyser: str,
    profile: Profile = Profile.IRON,
    selection: Selection = Selection(),  # noqa: B008 - a frozen value
    rules: Sequence[RuleFolder] | None = None,
    progress: Progress = no_progress,
) -> Report:
    """Analyse a source with the rules (default: all of them). Raises SourceError when it cannot be read at all."""
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
    judged: list[_Judged] = []
    for number, folder in enumerate(sorted(folders, key=lambda folder: folder.rule.about_suppressions)):
        progress("analyse", number, len(folders))
        judged += [
            _Judged(folder.rule, draft, _reason(folder.rule, draft, context.suppressions))
            for draft in _check(folder.rule, context)
            if draft.file.path in reading.selected
        ]
    findings = _findings(judged, program)
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
            file = program.file(path)
        except KeyError:
            problems.append(Problem(path, 0, Text.of("analyser.no-package")))
            continue
        files.append(file)
        if file.broken:
            problems.append(Problem(path, file.broken[0], Text.of("analyser.syntax-error")))
    progress("parse", len(reading.texts), len(reading.texts))
    return files


def _check(rule: Rule, context: Context) -> Iterable[Draft]:
    """The drafts of one rule; code nested beyond its bounds, or a fault of the rule, ends this rule alone."""
    drafts: list[Draft] = []
    try:
        drafts.extend(rule.check(context))
    except RecursionError:
        context.problems.append(Problem("", 0, Text.of("analyser.rule-failed", code=rule.code)))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001 - the other rules' findings are worth having, and the report says so
        fault = f"{type(error).__name__}: {error}"
        context.problems.append(Problem("", 0, Text.of("analyser.rule-broken", code=rule.code, error=fault)))
    return drafts


def _suppressions(program: Program, reading: Reading, folders: Iterable[RuleFolder]) -> Suppressions:
    def parsed(path: str) -> SourceFile | None:
        return program.file(path) if program.package_of(path) is not None else None

    def known() -> frozenset[str]:
        return frozenset(folder.rule.code for folder in load_rules())

    return Suppressions(reading.suppressing, parsed, frozenset(folder.rule.code for folder in folders), known)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A draft, and the reason why it is suppressed."""

    rule: Rule
    draft: Draft
    reason: str | None

    @property
    def order(self) -> tuple[str, int, int, str, str, tuple[tuple[str, str], ...]]:
        node, message = self.draft.node, self.draft.message
        return (
            self.draft.file.path,
            node.start_byte,
            -node.end_byte,
            self.rule.code,
            self.draft.subject,
            message.arguments,
        )


def _reason(rule: Rule, draft: Draft, suppressions: Suppressions) -> str | None:
    """The reason of the comment that suppresses a draft, or None."""
    if rule.about_suppressions:
        return None
    spots = [(draft.file, location(draft.file, draft.node).line)]
    if draft.pool is not None:
        spots.append((draft.pool.file, draft.pool.location.line))
    return suppressions.reason(rule.code, spots)


def _findings(judged: Iterable[_Judged], program: Program) -> tuple[Finding, ...]:
    ordered = sorted(judged, key=lambda each: each.order)
    identified = []
    for each in ordered:
        package = program.package_of(each.draft.file.path)
        identified.append((each.rule.code, package.import_path if package is not None else "", each.draft))
    return tuple(
        Finding(
            code=each.rule.code,
            name=each.rule.name,
            severity=each.draft.severity or each.rule.severity,
            verdicts=each.rule.verdicts,
            location=location(each.draft.file, each.draft.node),
            message=each.draft.message,
            pool=each.draft.pool.identity if each.draft.pool is not None else None,
            trace=each.draft.trace,
            fingerprint=fingerprint,
            site=each.draft.site,
            fix=each.draft.fix,
            suppressed=each.reason,
        )
        for each, fingerprint in zip(ordered, fingerprints(identified), strict=True)
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


def _problem_order(problem: Problem) -> tuple[str, int, str, tuple[tuple[str, str], ...]]:
    return (problem.path, problem.line, problem.message.key, problem.message.arguments)
