"""The lists of resources, dialers and lifecycles agree with each other and with the rules that read them."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

import scanners.knowledge
import scanners.rules
from scanners.knowledge.resources import dialer_kind, is_memory, lifecycle, resource_kind

DIRECTORY = Path(scanners.knowledge.__file__).parent
RESOURCES = tomllib.loads((DIRECTORY / "resources.toml").read_text())["resources"]
DIALERS = tomllib.loads((DIRECTORY / "dialers.toml").read_text())["dialers"]
MESSAGES = tomllib.loads((Path(scanners.rules.__path__[0]) / "ir105_connection_factory" / "messages.toml").read_text())


@pytest.mark.parametrize("entry", [*RESOURCES, *DIALERS], ids=lambda entry: f"{entry['package']}-{entry['kind']}")
def test_every_kind_has_a_message_that_names_the_proper_pool(entry: dict[str, str]) -> None:
    assert entry["kind"] in MESSAGES


@pytest.mark.parametrize("entry", [*RESOURCES, *DIALERS], ids=lambda entry: f"{entry['package']}-{entry['kind']}")
def test_entries_name_something_and_nothing_twice(entry: dict[str, list[str]]) -> None:
    names = [*entry.get("types", []), *entry.get("functions", []), *entry.get("methods", [])]
    assert names
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("path", "name", "kind"),
    [
        ("net", "Conn", "connection"),
        ("database/sql", "Tx", "database"),
        ("github.com/redis/go-redis/v9", "Client", "redis"),
        ("github.com/redis/go-redis", "Client", "redis"),
        ("github.com/jackc/pgx/v5/pgxpool", "Pool", "database"),
        ("google.golang.org/grpc", "ClientConn", "grpc"),
        ("bytes", "Buffer", None),
        ("example.com/net", "Conn", None),
    ],
)
def test_resource_is_known_under_every_major_version(path: str, name: str, kind: str | None) -> None:
    assert resource_kind(path, name) == kind


@pytest.mark.parametrize(
    ("qualified", "kind"),
    [
        ("net.Dial", "connection"),
        ("(*net.Dialer).DialContext", "connection"),
        ("(net.Listener).Accept", "connection"),
        ("github.com/redis/go-redis/v9.NewClient", "redis"),
        ("(*github.com/gomodule/redigo/redis.Pool).Get", "redis"),
        ("net.Pipe", None),
        ("os.ReadFile", None),
        ("append", None),
    ],
)
def test_dialer_is_known_by_its_qualified_name(qualified: str, kind: str | None) -> None:
    assert dialer_kind(qualified) == kind


def test_codecs_are_memory_under_every_major_version() -> None:
    assert is_memory("github.com/pierrec/lz4/v4", "Writer")
    assert is_memory("compress/gzip", "Writer")
    assert not is_memory("net", "Conn")


def test_nothing_is_both_a_resource_and_plain_memory() -> None:
    both = [
        (entry["package"], name) for entry in RESOURCES for name in entry["types"] if is_memory(entry["package"], name)
    ]
    assert both == []


def test_a_connection_is_what_net_conn_can_do() -> None:
    assert lifecycle().connection >= {"Read", "Write", "Close", "SetDeadline"}
