"""`manage.py scan SERVICE`."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from governance.errors import UserError
from governance.registry.models import Service
from governance.repositories.names import check_branch, check_commit
from governance.scans.actions import request_scan
from governance.scans.models import Scan, State, Trigger

POLL_SECONDS = 0.5


class Command(BaseCommand):
    """Requests a scan; with --wait the exit status tells how it ended."""

    help = "Scan a service again; with --wait, wait for the end and fail if the scan fails."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments."""
        parser.add_argument("service", metavar="SLUG", help="the service, as in the address of its page")
        parser.add_argument("--branch", default="", help="default: the service's default branch")
        parser.add_argument("--commit", default="", help="full id of a commit; default: the newest of the branch")
        parser.add_argument("--wait", action="store_true", help="wait until the scan has ended")

    def handle(self, *_: Any, **options: Any) -> None:
        """Request the scan and say what came of it."""
        service = Service.objects.filter(slug=options["service"]).first()
        if service is None:
            raise CommandError(f"There is no service {options['service']}.")
        try:
            branch = check_branch(options["branch"]) if options["branch"] else None
            commit = check_commit(options["commit"]) if options["commit"] else ""
        except UserError as error:
            raise CommandError(str(error)) from error
        scan = request_scan(service=service, branch=branch, commit=commit, trigger=Trigger.COMMAND)
        self.stdout.write(f"Scan {scan.id} of {service.slug} is queued.")
        if options["wait"]:
            self._wait(scan)

    def _wait(self, scan: Scan) -> None:
        while not scan.has_ended:
            time.sleep(POLL_SECONDS)
            scan.refresh_from_db()
        if scan.state != State.DONE:
            raise CommandError(f"The scan ended as {scan.state}. {scan.error_message}".strip())
        card = scan.scorecards.latest("id")
        figures = " ".join(f"{rule} {_fraction(figure)}" for rule, figure in sorted(card.figures.items()))
        gate = "passed" if card.gate_passed else "refused"
        self.stdout.write(f"{scan.commit[:10]} grade {card.grade or '–'}, {figures}, gate {gate}.")


def _fraction(figure: dict[str, int]) -> str:
    return f"{figure['passed'] + figure['waived']}/{figure['units']}" if figure["units"] else "–"
