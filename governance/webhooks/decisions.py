"""What follows from an event: which service it is about, and the scan to ask for or the reason for none."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from governance.errors import UserError
from governance.registry.models import Service
from governance.repositories.identity import identity_of, repository_path
from governance.repositories.names import check_branch
from governance.scans.models import Scan, State, Trigger
from governance.webhooks.forges.events import Head, Ignored, PullRequest
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from governance.webhooks.forges.events import Event, Push, Repository
    from governance.webhooks.models import Hook

_PLAIN: Final = re.compile(r"[a-z0-9-]+", re.ASCII)


@dataclass(frozen=True, slots=True)
class Decision:
    """What is to be done; without `trigger` nothing."""

    reason: Reason
    service: Service | None = None
    trigger: Trigger | None = None
    branch: str = ""
    commit: str = ""
    pull_request: int | None = None
    base_branch: str = ""

    def request(self) -> dict[str, Any]:
        """Return the arguments of `request_scan`: the branch is resolved again then, the commit is only a hint."""
        return {
            "service": self.service,
            "branch": self.branch,
            "pull_request": self.pull_request,
            "base_branch": self.base_branch,
            "trigger": self.trigger,
        }


def decide(hook: Hook, event: Event) -> Decision:
    """Return what follows from an event at a hook.

    Belongs into a transaction: the service that it is about stays locked until the end of it, so that of many
    deliveries at once each sees what the one before asked for.
    """
    if isinstance(event, Ignored):
        return Decision(event.reason, hook.service)
    service = _service_of(hook, event.repository)
    if service is None:
        return Decision(Reason.UNKNOWN_REPOSITORY)
    return _pull_request(service, event) if isinstance(event, PullRequest) else _push(service, event)


def _push(service: Service, push: Push) -> Decision:
    head = next((head for head in push.heads if head.branch == service.default_branch), None)
    if head is None:
        shown = _printable(push.heads[0])
        return Decision(Reason.BRANCH_NOT_WATCHED, service, branch=shown.branch, commit=shown.commit)
    trigger = None if is_known(service, head) else Trigger.PUSH
    reason = Reason.PUSH if trigger else Reason.COMMIT_KNOWN
    return Decision(reason, service, trigger, head.branch, head.commit[:64])


def _pull_request(service: Service, event: PullRequest) -> Decision:
    try:
        reference, base = check_branch(event.reference), check_branch(event.base_branch)
    except UserError:
        return Decision(Reason.BODY_MALFORMED, service)
    return Decision(
        Reason.PULL_REQUEST, service, Trigger.PULL_REQUEST, reference, event.commit[:64], event.number, base
    )


def is_known(service: Service, head: Head) -> bool:
    """Whether the newest scan of the branch is of this commit; an older one is not enough: a branch may go back."""
    newest = (
        Scan.objects.filter(service=service, branch=head.branch, pull_request=None)
        .exclude(state__in=[State.SUPERSEDED, State.FAILED])
        .order_by("-id")
        .values_list("commit", flat=True)
        .first()
    )
    return bool(head.commit) and newest == head.commit


def _service_of(hook: Hook, repository: Repository) -> Service | None:
    """Return the service that a repository is.

    The secret of a service's own hook says already whose call it is, so there only the path has to be right: a forge
    may be reached under another name from outside than from inside.
    """
    services = Service.objects.order_by("id").select_for_update(of=("self",), no_key=True)
    if hook.service_id is not None:
        service = services.get(pk=hook.service_id)
        found = identity_of(service.repository_url)
        return service if found is None or _ends_with(found.path, repository.path) else None
    services = services.filter(team=hook.team_id)
    name = repository_path(repository.path).rpartition("/")[2]
    if _PLAIN.fullmatch(name):  # spelled alike in every address, so the database can leave out all others
        services = services.filter(repository_url__icontains=name)
    return next(_of_repository(services, repository), None)


def _of_repository(services: Iterable[Service], repository: Repository) -> Iterator[Service]:
    names = {identity_of(url) for url in repository.urls} - {None}
    for service in services:
        name = identity_of(service.repository_url)
        if name is not None and (name in names or (not names and _ends_with(name.path, repository.path))):
            yield service


def _ends_with(path: str, tail: str) -> bool:
    """Whether a repository's path ends so: Bitbucket Data Center puts `scm/` in front, others may add a prefix."""
    return f"/{path}".endswith(f"/{repository_path(tail)}")


def _printable(head: Head) -> Head:
    return Head(head.branch.replace("\0", "")[:250], head.commit.replace("\0", "")[:64])
