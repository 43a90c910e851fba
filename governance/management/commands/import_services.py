"""`manage.py import_services FILE`: shows the plan; with --apply, does it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.imports import files
from governance.imports.actions import plan_for, request_import
from governance.imports.plan import Step, Verb


class Command(BaseCommand):
    """Registers the services that a file names."""

    help = "Show what services.yaml or a catalog-info.yaml would do; with --apply, send it to a worker."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the file and the switch."""
        parser.add_argument("file", type=Path, help="services.yaml, or catalogue files of Backstage in one")
        parser.add_argument("--apply", action="store_true", help="do what the plan says")

    def handle(self, *_: Any, file: Path, apply: bool, **_options: Any) -> None:
        """Print a line for each service; fail when something is refused, and nothing is applied then."""
        try:
            content = files.read(file.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise CommandError(f"The file cannot be read: {error}") from error
        steps = plan_for(content.entries, by=None)
        for fault in content.faults:
            self.stdout.write(f"{file}:{fault.line}: {fault.error}")
        for step in steps:
            self.stdout.write(f"{file}:{step.entry.line}: {_words(step)}")
        refused = len(content.faults) + sum(step.verb is Verb.REFUSE for step in steps)
        if refused or not steps:
            raise CommandError(f"{refused} refused: nothing is applied." if refused else "The file names no service.")
        if apply:
            kept = request_import(file.read_text(encoding="utf-8"), by=None)
            self.stdout.write(f"Import {kept.pk} is queued: {kept.total} services.")


def _words(step: Step) -> str:
    changes = ", ".join(f"{field} {now} -> {wanted}" for field, (now, wanted) in step.changes.items())
    return (
        f"{step.verb} {step.entry.team}/{step.name}"
        + (f" ({changes})" if changes else "")
        + (f": {step.error}" if step.error else "")
    )
