"""What forges tell, in one vocabulary; and what the check of a call found."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from governance.webhooks.reasons import Reason

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Protocol

    from governance.webhooks.models import Trust

    class ForgeModule(Protocol):
        """What the module of each forge has."""

        def verify(self, headers: Mapping[str, str], body: bytes, secrets: Sequence[str]) -> Trust: ...
        def event_of(self, headers: Mapping[str, str]) -> str: ...
        def identity_of(self, headers: Mapping[str, str]) -> str: ...
        def parse(self, event: str, payload: bytes) -> Event: ...


class Untrusted(Exception):  # noqa: N818 - it says what was found
    """The call did not pass the check; whoever sent it is told nothing more."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Repository:
    """How a forge names a repository: its addresses, and `owner/name` as the forge writes it."""

    path: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Head:
    """A branch and what the forge says is now its newest commit."""

    branch: str
    commit: str


@dataclass(frozen=True, slots=True)
class Push:
    """Commits arrived on branches: on one, or where a forge tells all of a push at once, on several."""

    repository: Repository
    heads: tuple[Head, ...]


@dataclass(frozen=True, slots=True)
class PullRequest:
    """A pull request was opened or has new commits.

    Its head can be fetched as `reference` from the repository, or from the `fork` of it that is named so: `owner/name`.
    """

    repository: Repository
    number: int
    reference: str
    base_branch: str
    commit: str
    fork: str = ""


@dataclass(frozen=True, slots=True)
class Ignored:
    """Nothing to do, for this reason."""

    reason: Reason


Event: TypeAlias = Push | PullRequest | Ignored


def push_of(repository: Repository, reference: str, commit: str) -> Push | Ignored:
    """Return what it means that `reference` now points at `commit`; all zeros say that it is gone."""
    if not reference.startswith("refs/heads/"):
        return Ignored(Reason.TAG if reference.startswith("refs/tags/") else Reason.EVENT_NOT_USED)
    if not commit.strip("0"):
        return Ignored(Reason.BRANCH_DELETED)
    return Push(repository, (Head(reference.removeprefix("refs/heads/"), commit),))
