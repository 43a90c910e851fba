"""`manage.py gate SERVICE`."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING, Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.errors import UserError
from governance.registry.models import Service
from governance.scorecards.gate_queries import ask_gate

if TYPE_CHECKING:
    from collections.abc import Iterator

    from governance.scorecards.gate_answer import GateAnswer


class Command(BaseCommand):
    """Asks the gate; the exit status tells the answer."""

    help = "Ask whether a commit, a branch or a pull request may go: exit status 0 yes, 1 no, 2 not known (yet)."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("service", metavar="SLUG", help="the service, as in the address of its page")
        subject = parser.add_mutually_exclusive_group()
        subject.add_argument("--commit", default="", help="full id of a commit")
        subject.add_argument("--branch", default="", help="newest scan of a branch; default: the default branch")
        subject.add_argument("--pull-request", type=int, help="newest scan of a pull request")
        parser.add_argument("--launch", action="store_true", help="ask what a service needs that goes live")
        parser.add_argument("--format", choices=["text", "json"], default="text")

    def handle(self, *_: Any, **options: Any) -> None:
        """Ask, print the answer and end with its exit status."""
        service = Service.objects.filter(slug=options["service"]).first()
        if service is None:
            raise CommandError(f"There is no service {options['service']}.", returncode=2)
        asked = {name: options[name] for name in ("commit", "branch", "pull_request", "launch")}
        try:
            answer = ask_gate(service, **asked)
        except UserError as error:
            raise CommandError(str(error), returncode=2) from error
        if options["format"] == "json":
            self.stdout.write(json.dumps(answer.to_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write("\n".join(_lines(answer)))
        if answer.exit_status:
            sys.exit(answer.exit_status)


def _lines(answer: GateAnswer) -> Iterator[str]:
    judged = answer.judged
    subject = f" {judged.commit[:10] or judged.branch}" if judged else ""
    yield f"{answer.service}{subject}: {answer.outcome}"
    for reason in answer.reasons:
        place = f" {reason.path}:{reason.line}" if reason.path else ""
        yield f"  {' '.join(filter(None, (reason.severity, reason.code)))}{place} {reason.message}".rstrip()
    if override := answer.override:
        yield f"  overridden by {override.by} until {override.expires_at:%Y-%m-%d}: {override.reason}"
    if answer.what_to_do:
        yield f"  {answer.what_to_do}"
