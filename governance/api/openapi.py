"""The OpenAPI document: what ninja makes of the types, and what holds for every operation beside them."""

from __future__ import annotations

import json
from functools import cache
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from django.utils import translation

from governance.api.idempotency import HEADER, KEY_LENGTH
from governance.api.problems import MEDIA_TYPE, problem
from governance.api.routes import api

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    Json = dict[str, Any]

PREFIX: Final = "api/v1/"
TAGS: Final = {
    "services": "Registered repositories and their credentials.",
    "imports": "Files that register many services.",
    "scans": "Runs of the analyser over one commit.",
    "findings": "What breaks a rule, followed from scan to scan.",
    "pools": "The pool inventory of the company: evidence for what is right, not only for what is wrong.",
    "scorecards": "How well a service keeps the iron rules.",
    "gate": "Whether a release may go.",
    "policies": "What services are held to.",
    "waivers": "What is excused until when.",
    "webhooks": "What forges call, and the secrets that prove it is they.",
    "deliveries": "Calls of webhooks.",
    "reports": "Signed reports over a period, for auditors.",
    "accounts": "Teams, members, and API tokens.",
    "audit": "What was changed, by whom and when.",
    "rules": "What the analyser looks for.",
}
_PROBLEM: Final[Json] = {
    "type": "object",
    "description": "What is wrong and what to do about it (RFC 9457).",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string", "const": "about:blank", "examples": ["about:blank"]},
        "title": {"type": "string", "examples": ["Unprocessable Entity"]},
        "status": {"type": "integer", "examples": [422]},
        "code": {"type": "string", "description": "Stable; for programs.", "examples": ["fields-invalid"]},
        "detail": {"type": "string", "examples": ["Some fields are not as they should be."]},
        "hint": {"type": "string", "description": "What to do.", "examples": ["Choose another name."]},
        "reference": {
            "type": "string",
            "description": "Of a fault of the service: finds its cause in the log.",
            "examples": ["5f1d7a84-0c8e-4d4a-9a56-1f6b1f3b3a11"],
        },
        "errors": {
            "type": "array",
            "description": "Of an invalid request: what is wrong with each field.",
            "items": {
                "type": "object",
                "required": ["in", "field", "detail"],
                "properties": {
                    "in": {"type": "string", "examples": ["query"]},
                    "field": {"type": "string", "examples": ["limit"]},
                    "detail": {"type": "string", "examples": ["Input should be less than or equal to 100"]},
                },
            },
        },
    },
}
# Which refusals an operation can answer with, by what it takes.
_ALWAYS: Final = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
)
_CHANGES: Final = (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY)
_BODIES: Final = (
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)


@cache
def document() -> Json:
    """Return the whole document, in English; it changes with the code only."""
    with translation.override("en"):
        return _build()


def _build() -> Json:
    schema: Json = dict(api.get_openapi_schema(path_prefix=PREFIX))
    schema["tags"] = [{"name": name, "description": text} for name, text in TAGS.items()]
    schema["components"]["schemas"]["Problem"] = _PROBLEM
    shapes = schema["components"]["schemas"]
    for path, method, operation in operations(schema):
        _complete(operation, path, method)
        _exemplify(operation, shapes)
    written_out = [name for name in shapes if name.endswith("Filter")]  # ninja lists their fields as parameters
    for name in written_out:
        del shapes[name]
    return schema


def operations(schema: Json) -> Iterator[tuple[str, str, Json]]:
    """Yield path, method and operation."""
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _complete(operation: Json, path: str, method: str) -> None:
    """Add what every operation of its kind takes and answers."""
    operation["responses"] = {str(status): answer for status, answer in operation["responses"].items()}
    for parameter in operation["parameters"]:
        _plain(parameter)
    statuses = {*_ALWAYS}
    if "{" in path:
        statuses.add(HTTPStatus.NOT_FOUND)
    if operation["parameters"]:
        statuses.add(HTTPStatus.UNPROCESSABLE_ENTITY)
    if method == "get":
        operation["responses"]["304"] = {"description": "Not changed since the answer with this ETag."}
        operation["parameters"].append(_header("If-None-Match", "ETag of an answer that is still at hand.", 'W/"0f"'))
        operation["responses"]["200"]["headers"] = {
            "ETag": {"description": "Changes when the answer does.", "required": True, "schema": {"type": "string"}}
        }
    else:
        statuses.update(_CHANGES)
        text = "Made up by the caller for this change; sent again with it when the answer got lost."
        operation["parameters"].append(_header(HEADER, text, "release-118", minLength=1, maxLength=KEY_LENGTH))
    if "requestBody" in operation:
        statuses.update((*_BODIES, HTTPStatus.NOT_FOUND))
    for status in sorted((*statuses, HTTPStatus.INTERNAL_SERVER_ERROR)):
        operation["responses"][str(status.value)] = {
            "description": status.phrase,
            "content": {
                MEDIA_TYPE: {
                    "schema": {"$ref": "#/components/schemas/Problem"},
                    "example": json.loads(problem(status.value).content),
                }
            },
        }


def _header(name: str, text: str, example: str, **schema: Any) -> Json:
    return {
        "in": "header",
        "name": name,
        "required": False,
        "description": text,
        "schema": {"type": "string", **schema},
        "example": example,
    }


def _plain(parameter: Json) -> None:
    """Say of a parameter what can be sent: one that may be left out is never null, and its example is a value."""
    schema = parameter["schema"]
    if "anyOf" in schema:
        choices = [choice for choice in schema.pop("anyOf") if choice != {"type": "null"}]
        schema |= choices[0] if len(choices) == 1 else {"anyOf": choices}
        schema.pop("default", None)
    examples = parameter.pop("examples", None) or schema.get("examples")
    if examples:
        parameter["example"] = examples[0]


def _exemplify(operation: Json, schemas: Mapping[str, Json]) -> None:
    """Give every body that goes in or comes out an example, put together from those of its fields."""
    bodies = [operation["requestBody"]] if "requestBody" in operation else []
    for body in (*bodies, *operation["responses"].values()):
        for content in body.get("content", {}).values():
            if "example" not in content:
                content["example"] = example_of(content["schema"], schemas)


def example_of(schema: Mapping[str, Any], schemas: Mapping[str, Json]) -> Any:
    """Return an example of what a schema describes; raise LookupError where a field has none."""
    if schema.get("examples"):
        return schema["examples"][0]
    if "$ref" in schema:
        return example_of(schemas[schema["$ref"].rpartition("/")[2]], schemas)
    if "anyOf" in schema:
        return example_of(next(choice for choice in schema["anyOf"] if choice != {"type": "null"}), schemas)
    if "properties" in schema:
        return {name: example_of(part, schemas) for name, part in schema["properties"].items()}
    if schema.get("type") == "array":
        return [example_of(schema["items"], schemas)]
    raise LookupError(f"no example for {schema}")
