"""What is sent to both Bitbuckets fits the types that were generated from Atlassian's descriptions of their APIs.

The descriptions themselves are in no registry. Bitbucket Cloud's leaves every field optional and takes any other: here
only fields that it names are taken.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final

import pytest

from governance.webhooks.statuses.bitbucket import Bitbucket
from governance.webhooks.statuses.bitbucket_dc import BitbucketDC
from governance.webhooks.statuses.sending import Request
from tests.governance.webhooks.published import BITBUCKET_TYPES
from tests.governance.webhooks.statuses.every_call import every_call
from tests.governance.webhooks.statuses.typescript import complaints_about, unpack

if TYPE_CHECKING:
    from pathlib import Path

ROOTS: Final = {"cloud": "https://api.bitbucket.org/2.0", "server": "https://stash.example.com/rest"}
FORGES: Final = {
    "cloud": Bitbucket(ROOTS["cloud"], "messaging/gateway"),
    "server": BitbucketDC(f"{ROOTS['server']}/api/latest", "messaging/gateway"),
}
TYPES: Final = """
import type { components, paths } from "./types.d.ts";
type Known<T> = { [K in keyof T as string extends K ? never : number extends K ? never : K]: T[K] };
type Named<T> = T extends readonly (infer E)[] ? Omit<Known<E>, "type">[] : Omit<Known<T>, "type">;
type Body<O> = O extends { readonly requestBody?: { readonly content: infer C } } ? Named<C[keyof C]> : never;
type Is<O> = O extends object ? true : never;
"""
# What a comment of a pull request inherits from a comment, the generator lost.
INHERITED: Final = 'Body<{ requestBody: { content: { "application/json": components["schemas"]["comment"] } } }>'


def statement(kind: str, templates: list[str], call: Request, number: int) -> str:
    """Return a declaration that compiles if the call is one of the description; the longest fitting path is meant."""
    path = call.url.removeprefix(ROOTS[kind])
    fitting = [each for each in templates if re.fullmatch(re.sub(r"\{[^}]+\}", "[^/]+", each), path)]
    operation = f'paths["{max(fitting, key=len, default=path)}"]["{call.method.lower()}"]'
    if call.json is None:
        return f"const call{number}: Is<{operation}> = true;"
    body = INHERITED if kind == "cloud" and "/comments" in path else f"Body<{operation}>"
    return f"const is{number}: Is<{operation}> = true; const call{number}: {body} = {json.dumps(call.json)};"


def complaints(kind: str, calls: list[Request], directory: Path) -> list[str]:
    unpack(BITBUCKET_TYPES, directory)
    types = (directory / f"package/dist/{kind}/openapi/openapi-typescript.d.ts").read_text()
    (directory / "types.d.ts").write_text(types)
    templates = re.findall(r'^    readonly "(/[^"]+)": \{$', types, re.MULTILINE)
    statements = [statement(kind, templates, call, number) for number, call in enumerate(calls)]
    return complaints_about("\n".join([TYPES, *statements]), directory)


@pytest.mark.parametrize("kind", FORGES)
def test_every_call_is_as_described(kind: str, tmp_path: Path) -> None:
    assert complaints(kind, every_call(FORGES[kind]), tmp_path) == []


def test_calls_that_are_not_described_are_told_apart(tmp_path: Path) -> None:
    right = every_call(FORGES["cloud"])[0]
    assert isinstance(right.json, dict)
    wrong = [
        Request("PATCH", right.url, right.json),
        Request("POST", right.url.replace("/statuses/", "/status/"), right.json),
        Request("POST", right.url, {**right.json, "state": "PASSED"}),
        Request("POST", right.url, {**right.json, "target_url": "https://rules.example.com"}),
    ]
    found = complaints("cloud", [right, *wrong], tmp_path)
    first = TYPES.count("\n") + 2
    assert {int(line.partition("(")[2].partition(",")[0]) - first for line in found} == {1, 2, 3, 4}
