"""The OpenAPI document as a page shows it: chapters of operations, each with a call that can be copied."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from governance.api.openapi import operations

if TYPE_CHECKING:
    from collections.abc import Mapping

    Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Parameter:
    """What an operation takes in its address or its headers."""

    name: str
    place: str
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Described:
    """One operation; `body` and `answer` are examples as JSON, empty where there is none."""

    id: str
    method: str
    path: str
    summary: str
    description: str
    parameters: tuple[Parameter, ...]
    body: str
    status: str
    answer: str
    curl: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """The operations of one tag."""

    name: str
    description: str
    operations: tuple[Described, ...]


def chapters(document: Json, address: str) -> list[Chapter]:
    """Return the operations by tag; `address` is where the service is reached."""
    found = [
        (operation["tags"][0], _described(operation, path, method, address))
        for path, method, operation in operations(document)
    ]
    return [
        Chapter(tag["name"], tag["description"], tuple(each for name, each in found if name == tag["name"]))
        for tag in document["tags"]
    ]


def _described(operation: Json, path: str, method: str, address: str) -> Described:
    status, answer = next((code, each) for code, each in operation["responses"].items() if code.startswith("2"))
    body = _example(operation.get("requestBody", {}))
    return Described(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation.get("description", ""),
        parameters=tuple(
            Parameter(each["name"], each["in"], each["required"], each.get("description", ""))
            for each in operation["parameters"]
        ),
        body=_json(body),
        status=status,
        answer=_json(_example(answer)),
        curl=_curl(operation, method.upper(), address + path, body),
    )


def _curl(operation: Json, method: str, url: str, body: Any) -> str:
    """Return the call as a line for a shell, with the examples of what it must have."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            url = url.replace(f"{{{parameter['name']}}}", str(parameter.get("example", parameter["name"].upper())))
    required = [
        f"{each['name']}={each.get('example', each['name'].upper())}"
        for each in operation["parameters"]
        if each["in"] == "query" and each["required"]
    ]
    url += f"?{'&'.join(required)}" if required else ""
    words = ["curl", "-H 'Authorization: Bearer $TOKEN'".replace("'", '"')]
    if method != "GET":
        words.append(f"-X {method}")
    if body is not None:
        sent = json.dumps({name: value for name, value in body.items() if value not in ("", None)}, ensure_ascii=False)
        words += ["-H 'Content-Type: application/json'", f"-d '{sent}'"]
    return " ".join([*words, f"'{url}'"])


def _example(described: Mapping[str, Any]) -> Any:
    return next((content["example"] for content in described.get("content", {}).values()), None)


def _json(value: Any) -> str:
    return "" if value is None else json.dumps(value, ensure_ascii=False, indent=2)
