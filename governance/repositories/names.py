"""Names of branches and commits as they come from outside, checked before git sees them."""

from __future__ import annotations

import re
from typing import Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

_COMMIT: Final = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})", re.ASCII)
# The rules of git-check-ref-format(1), and: no leading dash, which git itself only refuses for `--branch`.
_FORBIDDEN_IN_BRANCH: Final = re.compile(
    r"[\x00-\x20\x7f~^:?*\[\\]|\.\.|@\{|//|(?:^|/)\.|\.lock(?:/|$)|^[-/]|[/.]$|^@$|^HEAD$"
)
BRANCH_LENGTH: Final = 250
# Where forges keep the head of a pull request: GitHub, Gitea and Gitee; GitLab; Bitbucket Data Center.
_PULL_REQUEST: Final = re.compile(
    r"refs/(?:pull/[0-9]+/head|merge-requests/[0-9]+/head|pull-requests/[0-9]+/from)", re.ASCII
)


def check_branch(name: str) -> str:
    """Return `name` if it can be the name of a branch; raise UserError `branch-name` otherwise."""
    if not name or len(name.encode("utf-8", "surrogatepass")) > BRANCH_LENGTH or _FORBIDDEN_IN_BRANCH.search(name):
        raise UserError(
            "branch-name",
            _("This is not a valid name of a branch."),
            _("Give the name as `git branch` shows it, for example main."),
        )
    return name


def reference_of(branch: str) -> str:
    """Return the full reference of a branch, or of the head of a pull request that is named by its reference."""
    return branch if _PULL_REQUEST.fullmatch(branch) else f"refs/heads/{branch}"


def check_commit(commit: str) -> str:
    """Return `commit` if it is a full object id in lower case; raise UserError `commit-name` otherwise."""
    if not _COMMIT.fullmatch(commit):
        raise UserError(
            "commit-name",
            _("This is not the full id of a commit."),
            _("Give all 40 hexadecimal digits, as `git rev-parse` shows them."),
        )
    return commit
