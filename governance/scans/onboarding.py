"""From an address to a service that is being scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from governance.registry.actions import create_service, keep_credential
from governance.registry.names import repository_name
from governance.repositories.actions import probe
from governance.scans.actions import request_scan
from governance.scans.models import Trigger

if TYPE_CHECKING:
    from governance.accounts.models import Team, User
    from governance.registry.credentials import OpenCredential
    from governance.scans.models import Scan


def onboard(
    *,
    team: Team,
    url: str,
    name: str = "",
    branch: str = "",
    credential: OpenCredential | None = None,
    by: User | None = None,
) -> Scan:
    """Try the repository, register it as a service of `team`, and return its first scan.

    Without a name the service is called as its repository, without a branch the repository's default branch is watched.
    Raises the UserErrors of `probe` and of `create_service`; nothing is kept then.
    """
    found = probe(url, credential, branch=branch)
    with transaction.atomic():
        service = create_service(
            team=team, url=found.url, name=name or repository_name(found.url), branch=found.default_branch, by=by
        )
        if credential is not None:
            keep_credential(service, credential, by=by)
        return request_scan(service=service, trigger=Trigger.REGISTERED, requested_by=by)
