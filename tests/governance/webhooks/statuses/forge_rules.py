"""What the API of each forge takes: paths, methods, required fields and words for states, after its documentation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

SHA: Final = "(?P<sha>[0-9a-f]{40})"
GITHUB_STATES: Final = {"error", "failure", "pending", "success"}


@dataclass(frozen=True)
class Rule:
    """What one address of an API takes: the fields that it must have, and the words that one of them may hold."""

    method: str
    path: str
    required: frozenset[str] = frozenset()
    allowed: frozenset[str] = frozenset()
    words: tuple[str, frozenset[str]] = ("", frozenset())
    status: int = 201


def statuses_of(forge: str) -> list[Rule]:
    match forge:
        case "github":
            fields = frozenset({"state", "target_url", "description", "context"})
            return [Rule("POST", f"/statuses/{SHA}", frozenset({"state"}), fields, ("state", frozenset(GITHUB_STATES)))]
        case "gitlab":
            fields = frozenset({"state", "ref", "name", "context", "target_url", "description", "coverage"})
            states = frozenset({"pending", "running", "success", "failed", "canceled", "skipped"})
            return [Rule("POST", f"/statuses/{SHA}", frozenset({"state"}), fields, ("state", states))]
        case "gitea":
            fields = frozenset({"state", "target_url", "description", "context"})
            states = frozenset({*GITHUB_STATES, "warning", "skipped"})
            return [Rule("POST", f"/statuses/{SHA}", frozenset(), fields, ("state", states))]
        case "gitee":
            fields = frozenset({"name", "head_sha", "details_url", "status", "conclusion", "output", "started_at"})
            words = ("status", frozenset({"queued", "in_progress", "completed"}))
            return [
                Rule("POST", "/check-runs", frozenset({"name", "head_sha"}), fields, words),
                Rule("PATCH", "/check-runs/[0-9]+", frozenset(), fields - {"head_sha"}, words, 200),
            ]
        case _:
            fields = frozenset({"key", "state", "name", "url", "description", "refname"})
            end = "STOPPED" if forge == "bitbucket" else "CANCELLED"
            words = ("state", frozenset({"SUCCESSFUL", "FAILED", "INPROGRESS", end}))
            path = f"/commit/{SHA}/statuses/build" if forge == "bitbucket" else f"/commits/{SHA}/builds"
            required = frozenset({"key", "state", "url"})
            return [Rule("POST", path, required, fields, words, 201 if forge == "bitbucket" else 204)]


def comments_of(forge: str) -> tuple[str, Rule, Rule]:
    """Where comments are listed, written and edited."""
    body = frozenset({"body"})
    match forge:
        case "gitlab":
            path = "/merge_requests/[0-9]+/notes"
            return path, Rule("POST", path, body, body), Rule("PUT", f"{path}/[0-9]+", body, body, status=200)
        case "gitee":
            edit = Rule("PATCH", "/pulls/comments/[0-9]+", body, body, status=200)
            return "/pulls/[0-9]+/comments", Rule("POST", "/pulls/[0-9]+/comments", body, body), edit
        case "bitbucket":
            path, content = "/pullrequests/[0-9]+/comments", frozenset({"content"})
            edit = Rule("PUT", f"{path}/[0-9]+", content, content, status=200)
            return path, Rule("POST", path, content, content), edit
        case "bitbucket-dc":
            path, text = "/pull-requests/[0-9]+/comments", frozenset({"text"})
            edit = Rule("PUT", f"{path}/[0-9]+", text | {"version"}, text | {"version"}, status=200)
            return "/pull-requests/[0-9]+/activities", Rule("POST", path, text, text), edit
        case _:
            edit = Rule("PATCH", "/issues/comments/[0-9]+", body, body, status=200)
            return "/issues/[0-9]+/comments", Rule("POST", "/issues/[0-9]+/comments", body, body), edit


LINES: Final = {
    # What one annotation must have, may have, and the words of one of its fields; how many a call and a report take.
    "github": (
        {"path", "start_line", "end_line", "annotation_level", "message"},
        {"title", "raw_details", "start_column", "end_column"},
        ("annotation_level", {"notice", "warning", "failure"}),
        (50, 10_000),
    ),
    "bitbucket": (
        {"external_id", "annotation_type", "summary"},
        {"details", "severity", "path", "line", "link", "result"},
        ("severity", {"CRITICAL", "HIGH", "MEDIUM", "LOW"}),
        (100, 1_000),
    ),
    "bitbucket-dc": (
        {"message", "severity"},
        {"externalId", "type", "path", "line", "link"},
        ("severity", {"HIGH", "MEDIUM", "LOW"}),
        (1_000, 1_000),
    ),
}


def reports_of(forge: str) -> list[Rule]:
    """Where line annotations go: what they belong to is made first."""
    result, key = ("result", frozenset({"PASSED", "FAILED", "PENDING"})), "/reports/[A-Za-z0-9._-]{1,50}"
    match forge:
        case "github":
            fields = frozenset({"name", "head_sha", "details_url", "status", "conclusion", "output", "external_id"})
            words = ("status", frozenset({"completed"}))
            return [
                Rule("POST", "/check-runs", frozenset({"name", "head_sha"}), fields, words),
                Rule("PATCH", "/check-runs/[0-9]+", frozenset({"output"}), fields - {"head_sha"}, status=200),
            ]
        case "bitbucket":
            path = f"/commit/{SHA}{key}"
            fields = frozenset({"title", "details", "report_type", "reporter", "link", "result", "data"})
            required = frozenset({"title", "details", "report_type"})
            return [
                Rule("PUT", path, required, fields, result, 200),
                Rule("POST", f"{path}/annotations", status=200),
            ]
        case "bitbucket-dc":
            path = f"insights/commits/{SHA}{key}"
            fields = frozenset({"title", "details", "reporter", "link", "result", "data", "logoUrl", "createdDate"})
            words = ("result", frozenset({"PASS", "FAIL"}))
            return [
                Rule("PUT", path, frozenset({"title", "data"}), fields, words, 200),
                Rule("DELETE", f"{path}/annotations", status=204),
                Rule("POST", f"{path}/annotations", frozenset({"annotations"}), frozenset({"annotations"}), status=204),
            ]
    return []


def fault_of(rule: Rule, body: Any) -> str:
    """What the real forge would say against a body; empty when nothing."""
    if not isinstance(body, dict):
        return "no JSON object"
    if rule.required - body.keys() or body.keys() - rule.allowed:
        return f"fields {sorted(body)}"
    name, words = rule.words
    if name and body.get(name) not in words:
        return f"{name} is {body.get(name)}"
    if len(body.get("description", "")) > 255 or len(body.get("key", "")) > 40:
        return "too long"
    return ""
