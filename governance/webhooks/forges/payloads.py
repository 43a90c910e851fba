"""The shape of payloads that GitHub coined, and that Gitea, Forgejo and in part Gitee took over."""

from __future__ import annotations

import msgspec

from governance.webhooks.forges.events import Ignored, PullRequest, Push, Repository, push_of


class GitRepository(msgspec.Struct):
    """A repository with its addresses."""

    full_name: str
    clone_url: str = ""
    ssh_url: str = ""
    html_url: str = ""

    def named(self) -> Repository:
        """Return it in the vocabulary of all forges."""
        return Repository(self.full_name, (self.clone_url, self.ssh_url, self.html_url))


class PushBody(msgspec.Struct):
    """The body of a push."""

    ref: str
    after: str
    repository: GitRepository

    def told(self) -> Push | Ignored:
        """Return what it means."""
        return push_of(self.repository.named(), self.ref, self.after)


class Reference(msgspec.Struct):
    """A branch at a commit."""

    ref: str
    sha: str


class PullRequestBody(msgspec.Struct):
    """What the body of an event says of its pull request."""

    number: int
    head: Reference
    base: Reference

    def told(self, repository: Repository) -> PullRequest:
        """Return what it means; the forge keeps the head under the number, also that of a fork."""
        return PullRequest(
            repository,
            self.number,
            reference=f"refs/pull/{self.number}/head",
            base_branch=self.base.ref,
            commit=self.head.sha,
        )
