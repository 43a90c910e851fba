"""One call of the API of a forge: to the address that was checked and no other, within a time, without redirects."""

from __future__ import annotations

import json
import ssl
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import httpx
from django.conf import settings

from governance.errors import UserError
from governance.webhooks.statuses.addresses import guarded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

ANSWER_BYTES: Final = 2_000_000  # a page of a hundred long comments
WORDS_LENGTH: Final = 300


@dataclass(frozen=True, slots=True)
class Request:
    """A call: `json` is its body, `headers` say who calls and are never logged."""

    method: str
    url: str
    json: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
    query: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: Any


class ForgeError(Exception):
    """The forge could not be told; `words` say why, without secrets, and `again` whether another attempt may help."""

    def __init__(self, words: str, *, again: bool) -> None:
        super().__init__(words)
        self.words = words[:WORDS_LENGTH]
        self.again = again


def send(request: Request, headers: Mapping[str, str]) -> Answer:
    """Make a call and return the answer; raise ForgeError unless it is a success."""
    try:
        place = guarded(request.url)
    except UserError as error:
        raise ForgeError(f"{error.code}: {error}", again=error.code == "host-unknown") from None
    parts = urlsplit(place.url)
    address = f"[{place.addresses[0]}]" if ":" in place.addresses[0] else place.addresses[0]
    pinned = parts._replace(netloc=f"{address}:{place.port}").geturl()
    sent = {"Accept": "application/json", "User-Agent": "ironrules", **headers, "Host": parts.netloc}
    try:
        with (
            httpx.Client(
                verify=_tls(settings.REPOSITORY_CA_FILE),
                timeout=settings.FORGE_SECONDS,
                trust_env=False,
                follow_redirects=False,
            ) as client,
            client.stream(
                request.method,
                pinned,
                json=request.json,
                params=dict(request.query) or None,
                headers=sent,
                extensions={"sni_hostname": place.host},
            ) as response,
        ):
            return _checked(response.status_code, _read(response))
    except httpx.HTTPError as error:
        raise ForgeError(f"{type(error).__name__}: {error}".removesuffix(": "), again=True) from None


@lru_cache(maxsize=4)  # to read all certificates of the system again was a quarter of the cost of a message
def _tls(ca_file: str) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file or None)


def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    for chunk in response.iter_bytes():
        read += chunk
        if len(read) > ANSWER_BYTES:
            raise ForgeError(f"HTTP {response.status_code}, and more of an answer than is read", again=False)
    return bytes(read)


def _checked(status: int, text: bytes) -> Answer:
    try:
        body = json.loads(text) if text else None
    except ValueError:
        body = None
    if 200 <= status < 300:
        return Answer(status, body)
    message = body.get("message") or body.get("error") if isinstance(body, dict) else None
    words = f"HTTP {status}" + (f": {message}" if isinstance(message, str) else "")
    # 429 and 5xx are passing; a token that lacks a right or a commit that is unknown stay so.
    raise ForgeError(words, again=status == 429 or status >= 500)
