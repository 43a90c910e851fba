"""What follows from an event: the scan to ask for, or the reason for none; pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from governance.errors import UserError
from governance.repositories.identity import fork_address
from governance.repositories.names import check_branch
from governance.scans.models import Trigger
from governance.webhooks.forges.events import Ignored, PullRequest
from governance.webhooks.models import Outcome
from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from governance.registry.models import Service
    from governance.webhooks.forges.events import Event, Head, Push

LARGEST_NUMBER: Final = 2**31 - 1  # of a pull request, in the database


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
    fork: str = ""

    def request(self) -> dict[str, Any]:
        """Return the arguments of `request_scan`: the branch is resolved again then, the commit is only a hint."""
        return {
            "service": self.service,
            "branch": self.branch,
            "pull_request": self.pull_request,
            "fork": self.fork,
            "base_branch": self.base_branch,
            "trigger": self.trigger,
        }

    @property
    def outcome(self) -> Outcome:
        """What becomes of the delivery."""
        if self.reason == Reason.NOT_HANDLED_YET:
            return Outcome.RECEIVED
        return Outcome.ACCEPTED if self.trigger else Outcome.IGNORED


def first_decision(event: Event) -> Decision:
    """Return what the payload alone says: the reason for no scan, or what was announced and is not handled yet."""
    match event:
        case Ignored():
            return Decision(event.reason)
        case PullRequest():
            decision = _pull_request(None, event)
        case _:
            decision = _announced(event.heads[0])
    if decision.reason == Reason.BODY_MALFORMED:
        return decision
    return replace(decision, reason=Reason.NOT_HANDLED_YET, trigger=None)


def decide(service: Service | None, event: Event) -> Decision:
    """Return what follows from an event about a service, or about none that is known."""
    if isinstance(event, Ignored):
        return Decision(event.reason, service)
    if service is None:
        return replace(first_decision(event), reason=Reason.UNKNOWN_REPOSITORY)
    return _pull_request(service, event) if isinstance(event, PullRequest) else _push(service, event)


def _push(service: Service, push: Push) -> Decision:
    head = next((head for head in push.heads if head.branch == service.default_branch), None)
    if head is None:
        return replace(_announced(push.heads[0]), service=service)
    return Decision(Reason.PUSH, service, Trigger.PUSH, head.branch, head.commit[:64])


def _pull_request(service: Service | None, event: PullRequest) -> Decision:
    try:
        reference, base = check_branch(event.reference), check_branch(event.base_branch)
    except UserError:
        return Decision(Reason.BODY_MALFORMED, service)
    if not 0 < event.number <= LARGEST_NUMBER:
        return Decision(Reason.BODY_MALFORMED, service)
    if event.fork and service and fork_address(service.repository_url, event.fork) is None:
        return Decision(Reason.PULL_REQUEST_OF_A_FORK, service)
    return Decision(
        Reason.PULL_REQUEST, service, Trigger.PULL_REQUEST, reference, event.commit[:64], event.number, base, event.fork
    )


def _announced(head: Head) -> Decision:
    branch, commit = head.branch.replace("\0", "")[:250], head.commit.replace("\0", "")[:64]
    return Decision(Reason.BRANCH_NOT_WATCHED, branch=branch, commit=commit)
