"""A comment that suppresses nothing hides the next mistake on its line."""

from __future__ import annotations

from collections.abc import Iterator

from scanners.golang.syntax import text
from scanners.model import Severity, Text, Verdict
from scanners.rule import Context, Draft, Rule


def check(context: Context) -> Iterator[Draft]:
    """Every such comment, once for each code that it need not name."""
    for unneeded in context.suppressions.unneeded():
        suppression = unneeded.suppression
        comment = text(suppression.node).strip()
        message = Text.of(f"IR002.{unneeded.why}", comment=comment, code=unneeded.code or "ironrules")
        yield Draft(suppression.file, suppression.node, message, subject=f"{comment} {unneeded.code}")


RULE = Rule(
    code="IR002",
    name="unused-suppression",
    severity=Severity.LOW,
    iron=Verdict.ADVISORY,
    pragmatic=Verdict.ADVISORY,
    check=check,
)
