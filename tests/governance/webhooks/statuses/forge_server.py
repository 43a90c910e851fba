"""A stand-in for the API of each forge: takes only what the real one takes, and remembers it."""

from __future__ import annotations

import json
import re
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

from tests.governance.webhooks.statuses.forge_rules import LINES, Rule, comments_of, fault_of, reports_of, statuses_of

TOKEN: Final = "t0ken"
AUTHORISATIONS: Final = {
    "github": ("Authorization", f"Bearer {TOKEN}"),
    "gitlab": ("PRIVATE-TOKEN", TOKEN),
    "gitea": ("Authorization", f"token {TOKEN}"),
    "gitee": ("Authorization", f"Bearer {TOKEN}"),
    "bitbucket": ("Authorization", f"Bearer {TOKEN}"),
    "bitbucket-dc": ("Authorization", f"Bearer {TOKEN}"),
}
ROOTS: Final = {
    "github": "/api/v3",
    "gitlab": "/api/v4",
    "gitea": "/api/v1",
    "gitee": "/api/v5",
    "bitbucket": "/2.0",
    "bitbucket-dc": "/rest/api/latest",
}
REPOSITORIES: Final = {
    "gitlab": "/projects/messaging%2Fgateway",
    "bitbucket": "/repositories/messaging/gateway",
    "bitbucket-dc": "/projects/messaging/repos/gateway",
}


FORK: Final = "/2.0/repositories/somebody/gateway"


@dataclass
class Sent:
    """A call that the forge took."""

    method: str
    path: str
    body: Any


@dataclass
class Comment:
    """A comment under the pull request."""

    id: int
    text: str
    version: int = 0


@dataclass
class State:
    """What the stand-in knows."""

    forge: str
    repository: str
    statuses: list[Sent] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    reports: list[Sent] = field(default_factory=list)
    lines: list[dict[str, Any]] = field(default_factory=list)
    calls_of_lines: int = 0
    has_apps_token: bool = True  # GitHub makes check runs for an app's token alone
    may_write_to_forks: bool = False
    calls: list[Sent] = field(default_factory=list)  # all that proved who makes them
    faults: list[str] = field(default_factory=list)  # calls that the real forge would not have taken
    answers: list[int] = field(default_factory=list)  # given first, in place of the right ones; 0 is the right one


class ForgeServer:
    """The stand-in; a context manager, whose `api_url` is given to the token."""

    def __init__(self, forge: str, repository: str = "") -> None:
        self.state = State(forge, repository or REPOSITORIES.get(forge, "/repos/messaging/gateway"))
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.state = self.state
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def api_url(self) -> str:
        """The root of the API."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{ROOTS[self.state.forge]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    state: State


class _Handler(BaseHTTPRequestHandler):
    server: _Server
    timeout = 10

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def do_PUT(self) -> None:
        self._answer()

    def do_PATCH(self) -> None:
        self._answer()

    def do_DELETE(self) -> None:
        self._answer()

    def log_message(self, format: str, *arguments: object) -> None:  # noqa: A002 - the name is the base class's
        """Keep the output of tests clean."""

    def _answer(self) -> None:
        state = self.server.state
        text = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        body = json.loads(text) if text else None
        if state.answers and (answer := state.answers.pop(0)):
            self._send(answer, {"message": "later"})
            return
        header, expected = AUTHORISATIONS[state.forge]
        if self.headers.get(header) != expected:
            self._send(401, {"message": "Bad credentials"})
            return
        self._send(*self._right(state, urlsplit(self.path), body))

    def _right(self, state: State, url: Any, body: Any) -> tuple[int, Any]:
        start = ROOTS[state.forge] + state.repository
        state.calls.append(Sent(self.command, url.path, body))
        if url.path.startswith(FORK):
            if not state.may_write_to_forks:
                return 403, {"message": "Access denied"}
            url = url._replace(path=url.path.replace(FORK, start, 1))
        called = url.path.replace(f"/rest/insights/latest{state.repository}/", f"{start}insights/", 1)
        path = called.removeprefix(start)
        listing, add, edit = comments_of(state.forge)
        if self.command == "GET" and re.fullmatch(listing, path):
            return 200, _listed(state, parse_qs(url.query))
        for rule in reports_of(state.forge):
            if self.command == rule.method and called.startswith(start) and re.fullmatch(rule.path, path):
                return self._reported(state, rule, Sent(self.command, path, body))
        for rule in (*statuses_of(state.forge), add, edit):
            if self.command == rule.method and called.startswith(start) and re.fullmatch(rule.path, path):
                fault = fault_of(rule, body)
                if fault:
                    break
                return rule.status, _taken(state, rule, add, edit, Sent(self.command, path, body))
        else:
            fault = "no such address"
        state.faults.append(f"{self.command} {self.path}: {fault}")
        return (404 if fault == "no such address" else 422), {"message": fault}

    def _reported(self, state: State, rule: Rule, sent: Sent) -> tuple[int, Any]:
        if not state.has_apps_token:
            return 403, {"message": "Resource not accessible by personal access token"}
        given = _lines_in(state.forge, sent)
        fault = (fault_of(rule, sent.body) if rule.allowed else "") or _fault_of_lines(state, given)
        if fault:
            state.faults.append(f"{self.command} {self.path}: {fault}")
            return 422, {"message": fault}
        if self.command == "DELETE":
            state.lines = []
        elif given is None:
            state.reports.append(sent)
        else:
            state.calls_of_lines += 1
            state.lines += given
        return rule.status, {"id": 700 + len(state.reports)}

    def _send(self, status: int, body: Any) -> None:
        text = b"" if status == 204 else json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


def _lines_in(forge: str, sent: Sent) -> list[dict[str, Any]] | None:
    """The annotations that a call brings; None when it is about the report."""
    if isinstance(sent.body, list):
        return sent.body
    body = sent.body or {}
    found: list[dict[str, Any]] | None = (body.get("output", {}) if forge == "github" else body).get("annotations")
    return found


def _fault_of_lines(state: State, given: list[dict[str, Any]] | None) -> str:
    if given is None:
        return ""
    required, more, (name, words), (a_call, in_all) = LINES[state.forge]
    if len(given) > a_call or len(state.lines) + len(given) > in_all:
        return f"{len(given)} annotations beside {len(state.lines)}"
    for each in given:
        if required - each.keys() or each.keys() - required - more or each[name] not in words:
            return f"annotation {each}"
        if len(each.get("summary", "")) > 450 or len(each.get("message", "")) > 2_000 or "\0" in str(each):
            return "too long"
    return ""


def _taken(state: State, rule: Rule, add: Rule, edit: Rule, sent: Sent) -> Any:
    if rule not in (add, edit):
        state.statuses.append(sent)
        return {"id": 1000 + len(state.statuses)}
    text = sent.body.get("body") or sent.body.get("text") or sent.body["content"]["raw"]
    if rule is add:
        state.comments.append(Comment(len(state.comments) + 1, text))
        return {"id": len(state.comments), "version": 0}
    comment = state.comments[int(sent.path.rpartition("/")[2]) - 1]
    comment.text, comment.version = text, comment.version + 1
    return {"id": comment.id, "version": comment.version}


def _listed(state: State, query: dict[str, list[str]]) -> Any:
    number = 100
    page = int(query.get("page", ["1"])[0]) if "start" not in query else int(query["start"][0]) // number + 1
    some = state.comments[(page - 1) * number : page * number]
    match state.forge:
        case "bitbucket":
            return {"values": [{"id": each.id, "content": {"raw": each.text}} for each in some]}
        case "bitbucket-dc":
            comments = [{"id": each.id, "text": each.text, "version": each.version} for each in some]
            return {"values": [{"action": "COMMENTED", "comment": each} for each in comments]}
        case "gitea":
            return [{"id": each.id, "body": each.text} for each in state.comments]
        case _:
            return [{"id": each.id, "body": each.text} for each in some]
