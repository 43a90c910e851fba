"""Under a pull request one comment sums up the gate, if that is wanted: edited, never repeated."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from governance.webhooks.models import SummaryComment
from tests.governance.webhooks.statuses.forge_server import Comment
from tests.governance.webhooks.statuses.scans import done, told

if TYPE_CHECKING:
    from governance.registry.models import Service
    from tests.governance.webhooks.statuses.conftest import Allow
    from tests.governance.webhooks.statuses.forge_server import ForgeServer

pytestmark = pytest.mark.django_db


def test_summary_is_edited_and_not_repeated(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge, comments=True)
    told(done(service, "f1", pull_request=7, passed=False))
    assert "Gate refused" in forge.state.comments[0].text
    assert "IR201" in forge.state.comments[0].text
    told(done(service, pull_request=7))
    (comment,) = forge.state.comments
    assert "Gate passed" in comment.text
    assert comment.version == 1
    assert forge.state.faults == []


def test_summary_that_was_not_noted_is_found_by_its_marker(service: Service, allow: Allow, forge: ForgeServer) -> None:
    allow(forge, comments=True)
    forge.state.comments = [Comment(number, "looks good") for number in range(1, 151)]
    told(done(service, pull_request=7))
    SummaryComment.objects.all().delete()
    told(done(service, "f1", pull_request=7, passed=False))
    assert len(forge.state.comments) == 151
    assert "Gate refused" in forge.state.comments[-1].text


def test_push_gets_no_comment(service: Service, allow: Allow, github: ForgeServer) -> None:
    allow(github, comments=True)
    told(done(service))
    assert github.state.comments == []
