"""The resolver against go/types, on packages of Go's own sources.

Measured with go 1.27.3 when the floors were set. With all of Go's sources at hand: 100 % of types and 99.9 % of names
answered, all in agreement. With the packages alone and knowledge of the rest: 99.0 % of types and 99.5 % of names
answered (most of the others come from internal packages), 99.98 % in agreement.
"""

from __future__ import annotations

import pytest

from scanners.knowledge.standard_library import go_root
from tests.scanners.golang.agreement import Agreement, compare

pytestmark = [pytest.mark.toolchain, pytest.mark.slow]
SMALL = ["bufio", "bytes", "container/list", "encoding/json", "net/textproto", "slices", "sync", "text/template"]
OTHERS = ["bufio", "database/sql", "encoding/json", "go/parser", "log/slog", "net/textproto", "text/template"]


def explained(agreement: Agreement) -> str:
    return "\n".join([*agreement.wrong[:20], *agreement.examples[:20]])


def test_agrees_with_go_types_where_all_sources_are_at_hand() -> None:
    root = go_root() / "src"
    others = {path.parent.relative_to(root).as_posix() for path in root.rglob("*.go")}
    typed, named = compare(SMALL, sorted(each for each in others - set(SMALL) if not each.startswith("cmd/")))
    assert typed.facts > 15_000
    assert typed.answered_share > 0.998, explained(typed)
    assert typed.agreed_share > 0.9995, explained(typed)
    assert named.answered_share > 0.999, explained(named)
    assert named.agreed_share > 0.9995, explained(named)


def test_agrees_with_go_types_where_the_standard_library_is_only_known() -> None:
    typed, named = compare(OTHERS)
    assert typed.facts > 25_000
    assert typed.answered_share > 0.985, explained(typed)
    assert typed.agreed_share > 0.999, explained(typed)
    assert named.answered_share > 0.99, explained(named)
    assert named.agreed_share > 0.999, explained(named)
