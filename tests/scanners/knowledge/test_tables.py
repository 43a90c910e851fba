"""What a team adds to the tables is known while it is asked for, and not longer."""

from __future__ import annotations

from scanners.knowledge.resources import lifecycle, resource_kind
from scanners.knowledge.tables import Additions, added
from scanners.pools.objects.contents import reset_names

OURS = Additions(
    {
        "resources.toml": {"resources": [{"package": "example.com/m", "kind": "connection", "types": ["Link"]}]},
        "lifecycle.toml": {"methods": ["Stop"]},
        "reset_names.toml": {"methods": ["blank"]},
    }
)


def known() -> tuple[str | None, bool, bool]:
    return resource_kind("example.com/m", "Link"), "Stop" in lifecycle().methods, reset_names().is_reset("Blank")


def test_additions_are_known_inside_the_block_only() -> None:
    assert known() == (None, False, False)
    with added(OURS):
        assert known() == ("connection", True, True)
    assert known() == (None, False, False)


def test_additions_take_nothing_away() -> None:
    with added(OURS):
        assert resource_kind("net", "Conn") == "connection"
        assert {"Close", "Stop"} <= lifecycle().methods


def test_table_is_read_once_for_the_same_additions() -> None:
    with added(OURS):
        assert lifecycle() is lifecycle()
