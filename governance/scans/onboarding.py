"""From an address to a service that is being scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from governance.registry.actions import create_service, keep_credential
from governance.repositories.actions import probe
from governance.scans.actions import request_scan
from governance.scans.models import Trigger

if TYPE_CHECKING:
    from governance.accounts.models import Team, User
    from governance.registry.credentials import OpenCredential
    from governance.registry.models import Service


def onboard(
    *, team: Team, url: str, name: str, credential: OpenCredential | None = None, by: User | None = None
) -> Service:
    """Try the repository, register it as a service of `team`, and request its first scan.

    Raises the UserErrors of `probe` and of `create_service`; nothing is kept then.
    """
    found = probe(url, credential)
    with transaction.atomic():
        service = create_service(team=team, url=found.url, name=name, branch=found.default_branch, by=by)
        if credential is not None:
            keep_credential(service, credential, by=by)
        request_scan(service=service, trigger=Trigger.REGISTERED, requested_by=by)
    return service
