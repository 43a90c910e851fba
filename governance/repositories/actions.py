"""What the service does with repositories: look at one, fetch one commit of it, read from what was fetched."""

from __future__ import annotations

import logging
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from governance.errors import ServiceError, UserError
from governance.registry.credentials import OpenCredential, open_credential
from governance.repositories import authors, cache, failures, git, merge_base
from governance.repositories.access import connection
from governance.repositories.fetch import Fetch, Origin
from governance.repositories.identity import fork_address
from governance.repositories.limits import READING, Limits
from governance.repositories.names import check_branch, check_commit, reference_of
from governance.repositories.url_guard import check, resolve
from governance.repositories.values import FetchedCommit, MergeBase, Probe

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from governance.registry.models import Service
    from governance.repositories.access import Access
    from governance.repositories.url_guard import GuardedURL, Resolver
    from governance.repositories.values import Authorship, Progress

log = logging.getLogger(__name__)


def probe(
    url: str, credential: OpenCredential | None = None, *, branch: str = "", resolver: Resolver = resolve
) -> Probe:
    """Look at the repository at `url` without fetching anything, and return its default branch and head.

    With `branch` the look is at that branch instead. Takes at most PROBE_SECONDS. Raises UserError: the codes of
    `url_guard.check`, of `failures`, and `repository-empty`, `default-branch-missing`, `branch-missing`, `time-out`.
    """
    if branch:
        check_branch(branch)
    guarded = check(url, resolver=resolver)
    with connection(guarded, credential) as access:
        references = _references(guarded, access, "HEAD", *([f"refs/heads/{branch}"] if branch else []))
        if not references:
            _check_not_empty(guarded, access)
    if branch:
        if f"refs/heads/{branch}" not in references:
            raise failures.failure("branch-missing")
        return Probe(guarded.url, branch, references[f"refs/heads/{branch}"])
    default = references.get("symref HEAD", "").removeprefix("refs/heads/")
    if not default or "HEAD" not in references:
        raise UserError(
            "default-branch-missing",
            _("The repository does not say which branch is its default."),
            _("Give the name of the branch to scan."),
        )
    return Probe(guarded.url, check_branch(default), references["HEAD"])


def fetch_commit(
    service: Service,
    *,
    branch: str,
    commit: str = "",
    fork: str = "",
    beside: Sequence[str] = (),
    progress: Progress | None = None,
    resolver: Resolver = resolve,
) -> FetchedCommit:
    """Fetch one commit of `service` into its cache: `commit`, or the head of `branch` when no commit is named.

    With `fork` it comes from that one, `owner/name` on the same server. The commits `beside` it, of the repository
    itself, are fetched too. Only those commits with their trees and files, no history, no tags, no
    submodules. Waits for another fetch of the same repository at most FETCH_SECONDS, then takes at most FETCH_SECONDS
    itself. A damaged cache is thrown away and fetched anew, once. Raises UserError: the codes of `url_guard.check`, of
    `failures`, of `limits`, and `repository-busy`; ServiceError `git-failed` when git fails in a way that nobody
    foresaw.
    """
    wanted = _wanted(service, fork, _source(branch, commit), *map(check_commit, beside))
    started = time.monotonic()
    with _fetching(service, wanted, progress, resolver) as (fetch, git_dir):
        found, *_others = fetch.into_cache(git_dir)
        return _describe(git_dir, found, time.monotonic() - started)


def find_merge_base(
    service: Service,
    *,
    branch: str,
    commit: str = "",
    fork: str = "",
    base_branch: str,
    progress: Progress | None = None,
    resolver: Resolver = resolve,
) -> MergeBase:
    """Look for the commit at which `commit`, or the head of `branch`, left `base_branch`; nothing stays in the cache.

    Takes as long as a fetch at most, and raises what `fetch_commit` does; and `fork-unrelated` where a fork has no
    commit in common with the repository. It is named by a call from outside, and must not become a way to have any
    repository read that the credential of the service opens.
    """
    wanted = _wanted(service, fork, _source(branch, commit), _source(base_branch))
    with _fetching(service, wanted, progress, resolver) as (fetch, git_dir):
        found = merge_base.find(fetch, git_dir.with_suffix(".history"))
    if fork and not found.is_merge_base:
        raise failures.failure("fork-unrelated", fork=fork)
    return found


def find_authors(
    service: Service, commit: str, lines: Iterable[tuple[str, int]], *, resolver: Resolver = resolve
) -> dict[tuple[str, int], Authorship]:
    """Return who wrote lines of a commit, each a path and a number, where the newest AUTHOR_COMMITS commits say so.

    Nothing stays in the cache. Takes about a minute at most, beside waiting for a fetch of the same repository, and
    raises what `fetch_commit` does.
    """
    with _fetching(service, _wanted(service, "", check_commit(commit)), None, resolver) as (fetch, git_dir):
        return authors.find(fetch, git_dir.with_suffix(".history"), lines)


def _source(branch: str, commit: str = "") -> str:
    check_branch(branch)
    return check_commit(commit) if commit else reference_of(branch)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What is to come from an address; `fork` names the fork that is there."""

    url: str
    sources: tuple[str, ...]
    fork: str = ""


def _wanted(service: Service, fork: str, head: str, *others: str) -> list[_Wanted]:
    """Return what is to be fetched from where: all from the repository itself, or the head from a fork of it."""
    url = service.repository_url
    if not fork:
        return [_Wanted(url, (head, *others))]
    address = fork_address(url, fork)
    if address is None:
        raise failures.failure("fork-out-of-reach", fork=failures.plain(fork))
    return [_Wanted(address, (head,), fork), _Wanted(url, others)]


@contextmanager
def _fetching(
    service: Service, wanted: Sequence[_Wanted], progress: Progress | None, resolver: Resolver
) -> Iterator[tuple[Fetch, Path]]:
    """Give what fetches all that is wanted, and where the cache is, while the block holds the lock of the cache.

    The credential of the service goes to each address: all are on the server that it is for.
    """
    checked = [(each, check(each.url, resolver=resolver)) for each in wanted]
    credential = open_credential(service)
    git_dir = cache.git_dir_of(service)
    with cache.locked(git_dir, settings.FETCH_SECONDS) as lock, ExitStack() as stack:
        origins = tuple(
            Origin(guarded, stack.enter_context(connection(guarded, credential)), each.sources, each.fork)
            for each, guarded in checked
        )
        cache.remove_former(service)
        yield Fetch(origins, progress=progress, lock=lock), git_dir


def read_blob(git_dir: Path, commit: str, path: str, *, limit: int = 1_000_000) -> bytes:
    """Return the file `path` of a fetched commit.

    Raises UserError `file-missing` when the commit or the file is not in the cache, `limit-output` when it is larger
    than `limit` bytes.
    """
    if "\0" in path:
        raise _missing(path)
    request = f"{check_commit(commit)}:".encode() + path.encode("utf-8", "surrogateescape") + b"\0"
    if not git_dir.is_dir():
        raise _missing(path)
    # The header line before the blob has at most 100 bytes.
    output = git.run(
        ["cat-file", "--batch", "-z"],
        git_dir=git_dir,
        stdin=request,
        limits=Limits(seconds=READING.seconds, output_bytes=limit + 100),
    )
    header, _line, rest = output.stdout.partition(b"\n")
    fields = header.split()
    if len(fields) != 3 or fields[1] != b"blob" or len(rest) < int(fields[2]):
        raise _missing(path)
    return rest[: int(fields[2])]


def read_lines(git_dir: Path, commit: str, path: str, first: int, last: int) -> Sequence[str]:
    """Return the lines `first` to `last` of a file, both included and counted from 1, as far as there are any.

    Invalid UTF-8 is shown as replacement characters. Raises the UserErrors of `read_blob`.
    """
    text = read_blob(git_dir, commit, path).decode("utf-8", "replace")
    return text.split("\n")[max(first, 1) - 1 : last]


def _describe(git_dir: Path, commit: str, seconds: float) -> FetchedCommit:
    """Read what is said about a commit; text of the repository, so shortened and without control characters."""
    output = git.run(
        ["log", "-1", "--no-show-signature", "--format=%cI%x00%an%x00%s", "--end-of-options", commit],
        git_dir=git_dir,
        limits=READING,
    )
    committed_at, author, subject = output.stdout.decode("utf-8", "replace").rstrip("\n").split("\0", 2)
    return FetchedCommit(
        git_dir=git_dir,
        commit=commit,
        subject=failures.plain(subject)[:200],
        author=failures.plain(author)[:200],
        committed_at=datetime.fromisoformat(committed_at),
        bytes=git.disk_bytes(git_dir),
        objects=git.packed_objects(git_dir),
        seconds=seconds,
    )


def _check_not_empty(guarded: GuardedURL, access: Access) -> None:
    """Tell apart why there is no HEAD: no branch at all, or no Git server.

    git takes a web page for a repository without branches that is served as plain files; a trace of the protocol's
    packets, which a Git server always sends, shows the difference.
    """
    tracing = replace(access, environment={**access.environment, "GIT_TRACE_PACKET": "2"})
    output = _ls_remote(guarded, tracing, "refs/heads/*")
    if " packet: " not in output.stderr:
        raise failures.failure("not-git", detail="no packet")
    if not output.stdout:
        raise UserError("repository-empty", _("The repository is empty."), _("Push a first commit, then try again."))


def _references(guarded: GuardedURL, access: Access, *patterns: str) -> dict[str, str]:
    """Return the references of a remote repository that match, and under `symref HEAD` where HEAD points."""
    references = {}
    for line in _ls_remote(guarded, access, *patterns).stdout.decode("utf-8", "replace").splitlines():
        value, _tab, name = line.partition("\t")
        if value.startswith("ref: "):
            references[f"symref {name}"] = value.removeprefix("ref: ")
        else:
            references[name] = value
    return references


def _ls_remote(guarded: GuardedURL, access: Access, *patterns: str) -> git.Output:
    try:
        output = git.run(
            ["ls-remote", "--quiet", "--symref", "--end-of-options", guarded.url, *patterns],
            access=access,
            limits=Limits(seconds=settings.PROBE_SECONDS),
        )
    except UserError as error:
        if error.code == "limit-seconds":
            raise failures.failure("time-out", **error.facts) from None
        raise
    if output.status != 0:
        known = failures.recognise(output.stderr, with_credential=bool(access.secrets))
        if known:
            raise known
        failed = ServiceError("git-failed", f"git ls-remote failed: {failures.plain(output.stderr)}")
        log.error("%s", failed)
        raise failed
    return output


def _missing(path: str) -> UserError:
    return UserError(
        "file-missing",
        _("The file %(path)s of this commit is no longer in the cache."),
        _("Scan the commit again."),
        path=failures.plain(path),
    )
