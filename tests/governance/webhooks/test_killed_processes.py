"""Kill -9 after the answer, and in the middle of a batch: what was answered with 202 is handled, once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection

from governance.scans.models import Scan
from governance.webhooks.handling import handle
from governance.webhooks.models import Delivery
from tests.governance.webhooks import calls

if TYPE_CHECKING:
    from tests.governance.webhooks.calls import Call
    from tests.governance.webhooks.conftest import Send, SetUp

pytestmark = pytest.mark.django_db(transaction=True)

WEB = """
import json, os, signal, sys, django
django.setup()
from django.test import Client
call = json.load(sys.stdin)
answer = Client().post(call["path"], call["body"], content_type="application/json", headers=call["headers"])
os.write(1, answer.content)
os.kill(os.getpid(), signal.SIGKILL)
"""
WORKER = """
import os, signal, django
django.setup()
from governance.webhooks.handling import handle
from governance.webhooks.requests import Requests
Requests.cut_off = lambda self: os.kill(os.getpid(), signal.SIGKILL)  # all is written, nothing is committed
handle()
"""


def killed(program: str, given: object = None) -> str:
    """Run a program that kills itself, with the database of this test and no Redis, and return what it wrote."""
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", program],
        input=json.dumps(given),
        env=os.environ
        | {
            "DATABASE_URL": database,
            "REDIS_URL": "redis://127.0.0.1:1/0",
            "CREDENTIAL_KEYS": settings.CREDENTIAL_KEYS[0],
            "ALLOWED_HOSTS": "testserver",
            "DJANGO_SETTINGS_MODULE": "governance.settings",
        },
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == -signal.SIGKILL
    return done.stdout


def sent(call: Call) -> dict[str, object]:
    return {"path": "/hooks/services/gateway/github", "body": call.body.decode(), "headers": call.headers}


def test_delivery_of_a_web_process_that_is_killed_after_its_answer_is_handled(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    call = calls.push("github", secret)
    answer = json.loads(killed(WEB, sent(call)))
    assert (answer["outcome"], answer["scan"]) == ("received", None)
    assert send(hook, call).json()["reason"] == "duplicate"
    assert handle() == 1
    delivery = Delivery.objects.get(pk=answer["delivery"])
    assert (delivery.reason, delivery.scan) == ("push", Scan.objects.get())


def test_batch_of_a_worker_that_is_killed_is_handled_by_the_next(set_up: SetUp, send: Send) -> None:
    hook, secret = set_up("github")
    for _ in range(3):
        send(hook, calls.push("github", secret))
    killed(WORKER)
    assert not Scan.objects.exists()
    assert (handle(), handle()) == (3, 0)
    assert set(Delivery.objects.values_list("reason", "scan")) == {("push", Scan.objects.get().pk)}
