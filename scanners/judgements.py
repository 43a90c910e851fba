"""What the rules say, as plain data that can come from another process."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from scanners.fingerprints import identity
from scanners.golang.syntax import location
from scanners.model import Finding, Problem, Text
from scanners.pools.inventory.naming import function_name
from scanners.rule import Context, Draft, Rule


@dataclass(frozen=True, slots=True)
class Judgement:
    """A finding without its fingerprint, with what that is made of, its order, and the lines that can suppress it."""

    finding: Finding
    identity: str
    order: tuple[str, int, int, str, str, tuple[tuple[str, tuple[str, ...]], ...]]
    lines: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """What some of the rules say of a source, and what they could not analyse."""

    judgements: tuple[Judgement, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __add__(self, other: Judged) -> Judged:
        return Judged(self.judgements + other.judgements, self.problems + other.problems)


def judge(rule: Rule, context: Context) -> Judged:
    """What one rule says; code nested beyond its bounds, or a fault of the rule, ends this rule alone."""
    before = len(context.problems)
    judgements = tuple(
        _judgement(rule, draft, context)
        for draft in _check(rule, context)
        if draft.file.path in context.reading.selected
    )
    return Judged(judgements, tuple(context.problems[before:]))


def _check(rule: Rule, context: Context) -> Iterable[Draft]:
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


def _judgement(rule: Rule, draft: Draft, context: Context) -> Judgement:
    package = context.program.package_of(draft.file.path)
    finding = Finding(
        code=rule.code,
        name=rule.name,
        severity=draft.severity or rule.severity,
        verdicts=rule.verdicts,
        location=location(draft.file, draft.node),
        message=draft.message,
        pool=draft.pool.identity if draft.pool is not None else None,
        trace=tuple(step for step, _ in groupby(draft.trace)),
        fingerprint="",
        site=draft.site,
        fix=draft.fix,
        function=function_name(context.resolver, draft.file, draft.node),
    )
    return Judgement(
        finding,
        identity(rule.code, package.import_path if package is not None else "", draft),
        _order(rule, draft),
        tuple(_lines(draft)),
    )


def _order(rule: Rule, draft: Draft) -> tuple[str, int, int, str, str, tuple[tuple[str, tuple[str, ...]], ...]]:
    node = draft.node
    return (draft.file.path, node.start_byte, -node.end_byte, rule.code, draft.subject, draft.message.arguments)


def _lines(draft: Draft) -> Iterator[tuple[str, int]]:
    yield draft.file.path, location(draft.file, draft.node).line
    if draft.pool is not None:
        yield draft.pool.file.path, draft.pool.location.line
