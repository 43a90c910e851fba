"""Bitbucket Cloud files statuses and reports under the repository of a commit: that of a fork has them in the fork."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.webhooks.models import CommitStatus
from tests.governance.webhooks.statuses.forge_server import FORK
from tests.governance.webhooks.statuses.scans import done, told

if TYPE_CHECKING:
    from governance.registry.models import Service
    from tests.governance.webhooks.statuses.conftest import Allow
    from tests.governance.webhooks.statuses.forge_server import ForgeServer

pytestmark = [pytest.mark.django_db, pytest.mark.parametrize("forge", ["bitbucket"], indirect=True)]


def test_commit_of_a_fork_is_told_of_in_the_fork_and_summed_up_in_the_repository(
    service: Service, allow: Allow, forge: ForgeServer
) -> None:
    allow(forge, comments=True)
    forge.state.may_write_to_forks = True
    told(done(service, "f1", pull_request=7, fork="somebody/gateway", passed=False))
    assert (len(forge.state.statuses), len(forge.state.lines), len(forge.state.comments)) == (1, 1, 1)
    outside = [call.path for call in forge.state.calls if not call.path.startswith(FORK)]
    assert {path.rpartition("/pullrequests/")[2] for path in outside} == {"7/comments"}
    assert forge.state.faults == []


def test_token_that_may_not_write_to_the_fork_leaves_the_summary(
    service: Service, allow: Allow, forge: ForgeServer
) -> None:
    allow(forge, comments=True)
    told(done(service, "f1", pull_request=7, fork="somebody/gateway", passed=False))
    row = CommitStatus.objects.get()
    assert (row.state, row.answer, row.annotated) == ("failed", "HTTP 403: Access denied", None)
    assert ["Gate refused" in comment.text for comment in forge.state.comments] == [True]
