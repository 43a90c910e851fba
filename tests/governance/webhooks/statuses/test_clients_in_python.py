"""What is sent to GitLab and Gitee is what published clients send.

python-gitlab has tables of the fields that a call may have; pygitee was generated from Gitee's description of its API,
and knows no check runs: for these there is Gitee's documentation alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from governance.webhooks.statuses.gitee import Gitee
from governance.webhooks.statuses.gitlab import GitLab
from governance.webhooks.statuses.sending import send
from tests.governance.webhooks.published import PYGITEE, PYTHON_GITLAB, REQUESTS_TOOLBELT
from tests.governance.webhooks.statuses.every_call import COMMENT, NUMBER, calls_of_comments, calls_of_statuses
from tests.governance.webhooks.statuses.forge_server import TOKEN, Comment, ForgeServer
from tests.governance.webhooks.statuses.scans import COMMIT

if TYPE_CHECKING:
    from governance.webhooks.statuses.sending import Request
    from tests.governance.webhooks.published import Package

PROGRAM_FOR_GITLAB = """
import gitlab
project = gitlab.Gitlab(url.removesuffix("/api/v4"), private_token=token).projects.get("messaging/gateway", lazy=True)
statuses = project.commits.get(commit, lazy=True).statuses
notes = project.mergerequests.get(number, lazy=True).notes
for method, body in calls:
    if method == "GET":
        notes.list(page=1, per_page=100, get_all=False)
    elif "state" in body:
        statuses.create(body)
    elif method == "POST":
        notes.create(body)
    else:
        notes.update(comment, body)
print(json.dumps([*statuses._create_attrs.required, *statuses._create_attrs.optional]))
"""
PROGRAM_FOR_GITEE = """
import gitee
made = []

def noted(method, url, post_params=(), body=None, **_):
    made.append((method, url, body or dict(post_params or ()) or None))

client = gitee.ApiClient()
client.configuration.host = url.removesuffix("/v5")
client.request = noted
api = gitee.PullRequestsApi(client)
place = ("messaging", "gateway")
for method, body in calls:
    if method == "GET":
        api.get_v5_repos_owner_repo_pulls_number_comments(*place, number, _preload_content=False)
    elif method == "POST":
        api.post_v5_repos_owner_repo_pulls_number_comments(gitee.Body34(**body), *place, number, _preload_content=False)
    else:
        api.patch_v5_repos_owner_repo_pulls_comments_id(token, body["body"], *place, comment, _preload_content=False)
print(json.dumps(made))
"""


def made_by(program: str, packages: list[Package], url: str, calls: list[Request]) -> Any:
    """Make the same calls with a client, in a process of its own, and return what it printed."""
    given = {
        "url": url,
        "token": TOKEN,
        "commit": COMMIT,
        "number": NUMBER,
        "comment": int(COMMENT),
        "calls": [(call.method, call.json) for call in calls],
    }
    wheels = [str(package.fetched()) for package in packages]
    start = f"import json, sys; sys.path[:0] = {wheels!r}; globals().update(json.loads(sys.argv[1]))\n"
    command = [sys.executable, "-I", "-W", "ignore", "-c", start + program, json.dumps(given)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_call_to_gitlab_is_that_of_its_client() -> None:
    with ForgeServer("gitlab") as server:
        server.state.comments = [Comment(number, "looks good") for number in range(1, int(COMMENT) + 1)]
        api = GitLab(server.api_url, "messaging/gateway")
        calls = [*calls_of_statuses(api), *calls_of_comments(api)]
        for call in calls:
            send(call, api.headers(TOKEN))
        ours = list(server.state.calls)
        known = made_by(PROGRAM_FOR_GITLAB, [PYTHON_GITLAB, REQUESTS_TOOLBELT], server.api_url, calls)
    assert (server.state.calls, server.state.faults) == (ours * 2, [])
    assert {name for call in ours if "/statuses/" in call.path for name in call.body} <= set(known)


def test_every_call_about_comments_of_gitee_is_that_of_its_client() -> None:
    calls = calls_of_comments(Gitee("https://gitee.com/api/v5", "messaging/gateway"))
    made = made_by(PROGRAM_FOR_GITEE, [PYGITEE], "https://gitee.com/api/v5", calls)
    for _method, _url, body in made:
        if body:
            body.pop("access_token", None)  # which may stand in the body as well as in a header
    assert made == [[call.method, call.url, call.json] for call in calls]
