"""What is sent to Gitea and Forgejo is what a client sends that was generated from Gitea's description of its API."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from governance.webhooks.statuses.gitea import Gitea
from tests.governance.webhooks.published import GITEA_JS
from tests.governance.webhooks.statuses.every_call import COMMENT, NUMBER, calls_of_comments, calls_of_statuses
from tests.governance.webhooks.statuses.scans import COMMIT
from tests.governance.webhooks.statuses.typescript import complaints_about, unpack

if TYPE_CHECKING:
    from pathlib import Path

    from governance.webhooks.statuses.sending import Request

HOST = "https://git.example.com"
PROGRAM = """
import { giteaApi } from "./package/dist/index.mjs";
const made: unknown[] = [];
const api = giteaApi("%(host)s", { customFetch: async (url: any, call: any) => {
    made.push([call.method, String(url), call.body === undefined ? null : JSON.parse(call.body)]);
    return new Response("{}");
} });
const [owner, name] = ["messaging", "gateway"] as const;
%(calls)s
console.log(JSON.stringify(made));
"""


def written(call: Request) -> str:
    """The same call, as somebody writes it who has the client."""
    body = json.dumps(call.json)
    match call.method, "/statuses/" in call.url:
        case "POST", True:
            return f'await api.repos.repoCreateStatus(owner, name, "{COMMIT}", {body});'
        case "GET", _:
            return f"await api.repos.issueGetComments(owner, name, {NUMBER});"
        case "POST", _:
            return f"await api.repos.issueCreateComment(owner, name, {NUMBER}, {body});"
        case _:
            return f"await api.repos.issueEditComment(owner, name, {COMMENT}, {body});"


def test_every_call_is_that_of_the_client(tmp_path: Path) -> None:
    api = Gitea(f"{HOST}/api/v1", "messaging/gateway")
    calls = [*calls_of_statuses(api), *calls_of_comments(api)]
    unpack(GITEA_JS, tmp_path)
    program = PROGRAM % {"host": HOST, "calls": "\n".join(map(written, calls))}
    assert complaints_about(program, tmp_path) == []
    made = subprocess.run(["node", "calls.mjs"], cwd=tmp_path, capture_output=True, check=True).stdout
    assert json.loads(made) == [[call.method, call.url, call.json] for call in calls]


def test_field_that_gitea_does_not_know_is_told_apart(tmp_path: Path) -> None:
    unpack(GITEA_JS, tmp_path)
    call = 'await api.repos.repoCreateStatus(owner, name, "abc", { state: "success", url: "https://example.com" });'
    (complaint,) = complaints_about(PROGRAM % {"host": HOST, "calls": call}, tmp_path)
    assert "'url' does not exist" in complaint
