"""The OpenAPI document is valid, has an example of everything, and is shown as a page."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from ninja.schema import NinjaGenerateJsonSchema
from openapi_schema_validator import OAS31Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from governance.api.openapi import TAGS, document, operations
from governance.api.routes import api
from scanners.model import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.test import Client

OPERATIONS = {operation["operationId"]: operation for _path, _method, operation in operations(document())}


def contents(operation: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for part in (operation.get("requestBody", {}), *operation["responses"].values()):
        yield from part.get("content", {}).values()


def test_document_is_valid_openapi(client: Client) -> None:
    served = client.get("/api/v1/openapi.json").json()
    assert served["openapi"] == "3.1.0"
    assert not list(OpenAPIV31SpecValidator(served).iter_errors())
    assert served["servers"] == [{"url": "http://testserver"}]


@pytest.mark.parametrize("name", OPERATIONS)
def test_operation_is_described_with_examples_that_fit(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert set(operation["tags"]) <= set(TAGS)
    assert operation["security"] == [{"Token": []}, {"Session": []}]
    assert list(contents(operation))
    for content in contents(operation):
        schema = {**content["schema"], "components": document()["components"]}
        OAS31Validator(schema).validate(content["example"])
    for parameter in operation["parameters"]:
        OAS31Validator({**parameter["schema"], "components": document()["components"]}).validate(
            parameter.get("example", "gateway")
        )


def test_no_two_shapes_share_a_name() -> None:
    """Ninja keeps the last of two that do, and describes the other's fields by it."""
    seen: dict[str, Any] = {}
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            for operation in view.operations:
                for model in (*operation.models, *filter(None, operation.response_models.values())):
                    mode: Any = "validation" if model in operation.models else "serialization"
                    described = model.model_json_schema(schema_generator=NinjaGenerateJsonSchema, mode=mode)
                    for name, shape in described.get("$defs", {}).items():
                        assert seen.setdefault(name, shape) == shape, name


def test_enumerations_of_one_name_are_told_apart() -> None:
    (scope,) = (each["schema"] for each in OPERATIONS["list_pools"]["parameters"] if each["name"] == "scope")
    assert scope["enum"] == [scope.value for scope in Scope]


def test_page_shows_every_operation_with_a_call_to_copy(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    for name in OPERATIONS:
        assert f'id="{name}"' in page
    assert page.count("curl -H") == len(OPERATIONS) + 1
    assert "http://testserver/api/v1/services/gateway/scans" in page


def test_page_and_document_need_no_script_or_foreign_address(client: Client) -> None:
    page = client.get("/api/v1/docs").content.decode()
    assert "<script" not in page
    assert "//cdn" not in page
    assert json.dumps(document())
