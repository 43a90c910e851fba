"""A comment that suppresses findings and does not say why suppresses nothing."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import text
from scanners.model import Severity, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Every such comment in the selected files."""
    for suppression in context.suppressions.bare():
        comment = text(suppression.node).strip()
        yield Draft(suppression.file, suppression.node, Text.of("IR001.no-reason", comment=comment), subject=comment)


RULE = Rule(
    code="IR001",
    name="bare-suppression",
    severity=Severity.LOW,
    iron=Verdict.VIOLATION,
    pragmatic=Verdict.VIOLATION,
    check=check,
)
