"""What is sent to GitHub fits GitHub's own description of its API: address, method and body."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from openapi_schema_validator import OAS30Validator

from governance.webhooks.statuses.github import GitHub
from tests.governance.webhooks.published import openapi_of_github
from tests.governance.webhooks.statuses.every_call import ANNOTATIONS, TOLD, every_call
from tests.governance.webhooks.statuses.scans import COMMIT

if TYPE_CHECKING:
    from governance.webhooks.statuses.sending import Request

ROOT = "https://api.github.com"


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
    calls = every_call(api)
    assert [faults_of(described, call) for call in calls] == [[]] * len(calls)
    too_many = api.annotate(COMMIT, TOLD[0], "17", ANNOTATIONS * 2)
    assert faults_of(described, too_many) != []
