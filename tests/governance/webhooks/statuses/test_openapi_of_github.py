"""What is sent to GitHub fits GitHub's own description of its API: address, method and body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30Validator

from governance.webhooks.statuses.annotations import Annotation
from governance.webhooks.statuses.github import GitHub
from governance.webhooks.statuses.verdicts import Told, Verdict
from scanners.model import Severity
from tests.governance.webhooks.published import openapi_of_github

if TYPE_CHECKING:
    from governance.webhooks.statuses.sending import Request

ROOT = "https://api.github.com"
COMMIT = "ab" * 20


@pytest.fixture(scope="module")
def described() -> Any:
    return openapi_of_github()


def faults_of(described: Any, request: Request) -> list[str]:
    """What the description says against a call."""
    path = request.url.removeprefix(ROOT)
    for template, operations in described["paths"].items():
        method = request.method.lower()
        if method in operations and re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", template), path):
            if request.json is None:
                return []
            schema = operations[method]["requestBody"]["content"]["application/json"]["schema"]
            validator = OAS30Validator({**schema, "components": described["components"]})
            return [error.message for error in validator.iter_errors(request.json)]
    return [f"{request.method} {path} is no operation"]


def test_every_call_is_as_described(described: Any) -> None:
    api = GitHub(ROOT, "octo/hello-world")
    told = [Told(verdict, "Gate …", "https://rules.example.com/scans/1/", "ironrules/gateway") for verdict in Verdict]
    some = [
        Annotation(f"f{line}", "a/b.go", line, line, severity, "IR201 x", "not reset", "https://rules.example.com/f/1/")
        for severity in Severity
        for line in range(1, 12)
    ][: api.ANNOTATIONS_A_CALL]
    comments = api.comments(7, 1)
    assert comments is not None
    calls = [
        *(api.status(COMMIT, each, "") for each in told),
        *(request for each in told for request in api.open_report(COMMIT, each)),
        api.annotate(COMMIT, told[0], "17", some),
        comments,
        api.add_comment(7, "text"),
        api.edit_comment(7, "3", "text"),
    ]
    assert [faults_of(described, call) for call in calls] == [[]] * len(calls)
    too_many = api.annotate(COMMIT, told[0], "17", some * 2)
    assert faults_of(described, too_many) != []
