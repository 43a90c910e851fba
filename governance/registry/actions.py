"""What changes services and their credentials; each function is one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team
from governance.audit.actions import Subject, record
from governance.audit.models import Action
from governance.errors import UserError
from governance.registry.credentials import OpenCredential, check_credential
from governance.registry.encryption import encrypt, rotate
from governance.registry.models import Credential, Service
from governance.registry.names import slug_of
from governance.registry.refusals import may_not_change, name_taken

if TYPE_CHECKING:
    from governance.accounts.models import User


def create_service(*, team: Team, url: str, name: str, branch: str, by: User | None) -> Service:
    """Register a repository as a service of `team` and return it.

    `url` and `branch` are those of a `Probe`, so they have been checked; `by` is None at the command line. The slug
    comes from the name, or from the repository when the name has no Latin letters. Raises UserError `not-allowed`,
    `service-name`, `service-exists` (same repository in the same team) or `service-name-taken` (same slug anywhere).
    """
    _check_may_change(team, by)
    name = _check_name(name)
    slug = slug_of(name=name, url=url)
    service = Service(team=team, slug=slug, name=name, repository_url=url, default_branch=branch, registered_by=by)
    with transaction.atomic():
        _save(service)
        details = {"repository": url, "branch": branch}
        record(Action.SERVICE_REGISTERED, on=_subject(service), by=by, team=team.slug, details=details)
    return service


def edit_service(
    service: Service, *, name: str, url: str, branch: str, badge_is_public: bool | None = None, by: User | None
) -> Service:
    """Change what a service is called and where it is fetched from; its slug stays, links keep working.

    Whether anybody may see its badge stays as it is unless it is said.

    When the repository moves to another host its credential is removed: otherwise a secret that nobody may see could be
    sent to a server of the editor's choice. Raises the UserErrors of `create_service`.
    """
    _check_may_change(service.team, by)
    with transaction.atomic():
        before = _registration(service)
        moved = _server(url) != _server(service.repository_url)
        forgotten = bool(moved and Credential.objects.filter(service=service).delete()[0])
        service.name = _check_name(name)
        service.repository_url = url
        service.default_branch = branch
        if badge_is_public is not None:
            service.badge_is_public = badge_is_public
        _save(service)
        changed = {field: value for field, value in _registration(service).items() if value != before[field]}
        if changed:
            details = {"before": {field: before[field] for field in changed}, "after": changed}
            record(Action.SERVICE_EDITED, on=_subject(service), by=by, team=service.team.slug, details=details)
        if forgotten:
            record(Action.CREDENTIAL_REMOVED, on=_subject(service), by=by, team=service.team.slug)
    return service


def set_credential(
    service: Service, *, kind: str, username: str, secret: str, known_hosts: str = "", by: User | None
) -> None:
    """Encrypt and keep a credential, in place of the one that was there; raise UserError when it cannot be used."""
    keep_credential(service, check_credential(kind, username=username, secret=secret, known_hosts=known_hosts), by=by)


def keep_credential(service: Service, credential: OpenCredential, *, by: User | None) -> None:
    """Encrypt and keep a credential that has been checked, in place of the one that was there."""
    _check_may_change(service.team, by)
    _check_fits(service.repository_url, credential.kind)
    ciphertext = encrypt(credential.secret)
    with transaction.atomic():
        Credential.objects.update_or_create(
            service=service,
            defaults={
                "kind": credential.kind,
                "username": credential.username,
                "known_hosts": credential.known_hosts,
                "ciphertext": ciphertext,
            },
        )
        details = {"kind": credential.kind}
        record(Action.CREDENTIAL_SET, on=_subject(service), by=by, team=service.team.slug, details=details)


def remove_credential(service: Service, *, by: User | None) -> None:
    """Forget the credential of `service`; nothing happens when it has none."""
    _check_may_change(service.team, by)
    with transaction.atomic():
        if Credential.objects.filter(service=service).delete()[0]:
            record(Action.CREDENTIAL_REMOVED, on=_subject(service), by=by, team=service.team.slug)


def rotate_credentials() -> int:
    """Encrypt every stored credential under the first key and return how many there are."""
    with transaction.atomic():
        stored = list(Credential.objects.select_for_update())
        for credential in stored:
            credential.ciphertext = rotate(credential.ciphertext)
            credential.save(update_fields=["ciphertext"])
        record(Action.CREDENTIALS_ROTATED, on=Subject("credentials"), by=None, details={"count": len(stored)})
    return len(stored)


def _subject(service: Service) -> Subject:
    return Subject("service", service.pk, service.slug)


def _registration(service: Service) -> dict[str, str | bool]:
    return {
        "name": service.name,
        "repository": service.repository_url,
        "branch": service.default_branch,
        "badge is public": service.badge_is_public,
    }


def _check_may_change(team: Team, by: User | None) -> None:
    if by is not None and not Team.objects.changeable_by(by).filter(pk=team.pk).exists():
        raise may_not_change(team.name)


def _check_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 100 or not name.isprintable():
        raise UserError(
            "service-name",
            _("A service needs a name of at most 100 characters."),
            _("Enter a shorter or another name."),
        )
    return name


def _check_fits(url: str, kind: str) -> None:
    """Refuse a token for an SSH address and a key for an HTTPS one: it would never be sent."""
    over_http = url.startswith(("https://", "http://"))
    if over_http == (kind == Credential.Kind.HTTPS_TOKEN) and not url.startswith("file:"):
        return
    raise UserError(
        "credential-kind",
        _("This kind of credential does not fit the address of the repository."),
        _("An https:// address takes a token, an SSH address takes a deploy key."),
    )


def _save(service: Service) -> None:
    """Save, and say in words which of the two unique constraints is in the way."""
    try:
        with transaction.atomic():
            service.save()
    except IntegrityError as error:
        constraint = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        if constraint == "one_registration_a_team":
            raise UserError(
                "service-exists",
                _("This repository is already registered for %(team)s."),
                _("Open the service that is there."),
                team=service.team.name,
            ) from None
        if constraint and "slug" in constraint:
            raise name_taken(service.slug) from None
        raise


def _server(url: str) -> str:
    """Return everything of an address before the path."""
    scheme, found, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0]}" if found else url.partition(":")[0]
