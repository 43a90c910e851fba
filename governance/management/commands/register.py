"""`manage.py register URL --team TEAM`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from governance.accounts.models import Team
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import ServiceError, UserError
from governance.registry.credentials import OpenCredential, check_credential
from governance.registry.models import Credential
from governance.scans.models import Scan
from governance.scans.onboarding import onboard


class Command(BaseCommand):
    """Registers a repository as a service and requests its first scan."""

    help = "Try a repository, register it as a service of a team, and scan it."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare the arguments; a token comes from a file, because arguments can be seen by others."""
        parser.add_argument("url", help="clone address of the repository")
        parser.add_argument("--team", required=True, metavar="SLUG", help="the team that the service belongs to")
        parser.add_argument("--create-team", action="store_true", help="create the team if there is none of this name")
        parser.add_argument("--name", default="", help="default: the name of the repository")
        parser.add_argument("--branch", default="", help="default: the repository's default branch")
        parser.add_argument("--token-file", type=Path, help="file with an HTTPS token that may read the repository")
        parser.add_argument("--username", default="", help="the user that the token belongs to, where that matters")

    def handle(self, *_: Any, **options: Any) -> None:
        """Register, and say which service and scan came of it."""
        try:
            with transaction.atomic():  # so that a repository that does not answer leaves no new team behind
                was_there = Team.objects.filter(slug=options["team"]).exists()
                scan = _onboard(options)
                if not was_there:  # only now: with an event written, every other change waits for this transaction
                    team = scan.service.team
                    record(Action.TEAM_CREATED, on=Subject("team", team.pk, team.name), by=None, team=team.slug)
        except (UserError, ServiceError) as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Registered {scan.service.slug} ({scan.branch}); scan {scan.id} is queued.")


def _onboard(options: dict[str, Any]) -> Scan:
    return onboard(
        team=_team(options["team"], create=options["create_team"]),
        url=options["url"],
        name=options["name"],
        branch=options["branch"],
        credential=_credential(options["token_file"], options["username"]),
    )


def _team(slug: str, *, create: bool) -> Team:
    if create:
        return Team.objects.get_or_create(slug=slug, defaults={"name": slug})[0]
    team = Team.objects.filter(slug=slug).first()
    if team is None:
        known = ", ".join(Team.objects.values_list("slug", flat=True)) or "none"
        raise CommandError(f"There is no team {slug} (teams: {known}). Add --create-team to create it.")
    return team


def _credential(token_file: Path | None, username: str) -> OpenCredential | None:
    if token_file is None:
        return None
    try:
        token = token_file.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise CommandError(f"The token cannot be read: {error}") from error
    return check_credential(Credential.Kind.HTTPS_TOKEN, username=username, secret=token)
