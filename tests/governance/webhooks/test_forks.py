"""Pull requests of forks at Bitbucket Cloud, which keeps no reference for them: the fork itself is fetched from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from governance.scans.models import Scan
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery
from tests.governance.webhooks import calls

if TYPE_CHECKING:
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db


def followed(send: Send, set_up: SetUp, repository: object) -> str:
    """What a worker made of a pull request whose source is in this repository."""
    hook, secret = set_up("bitbucket")
    payload = json.loads(calls.pull_request("bitbucket", secret).body)
    payload["pullrequest"]["source"]["repository"] = repository
    send(hook, calls.call("bitbucket", secret, "pullrequest:created", payload))
    handle()
    return Delivery.objects.get().reason


def test_pull_request_of_a_fork_is_scanned_from_the_fork(set_up: SetUp, send: Send) -> None:
    links = {"clone": [{"name": "https", "href": "https://elsewhere.example.com/somebody/gateway.git"}]}
    assert followed(send, set_up, {"full_name": "Somebody/gateway", "links": links}) == "pull-request"
    scan = Scan.objects.get()
    assert (scan.fork, scan.branch, scan.pull_request, scan.base_branch) == ("Somebody/gateway", "topic", 7, "main")


def test_repository_is_no_fork_of_itself_however_it_is_spelled(set_up: SetUp, send: Send) -> None:
    assert followed(send, set_up, {"full_name": "Messaging/Gateway"}) == "pull-request"
    assert Scan.objects.get().fork == ""


@pytest.mark.parametrize("name", ["../gateway", "somebody", "https://elsewhere.example.com/x/y", "a/" + "b" * 300])
def test_fork_whose_name_cannot_be_leads_to_nothing(set_up: SetUp, send: Send, name: str) -> None:
    assert followed(send, set_up, {"full_name": name}) == "pull-request-of-a-fork"
    assert not Scan.objects.exists()


def test_fork_that_was_deleted_leads_to_nothing(set_up: SetUp, send: Send) -> None:
    assert followed(send, set_up, None) == "pull-request-of-a-fork"
    assert not Scan.objects.exists()
