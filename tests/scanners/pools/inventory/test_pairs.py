"""Pairs of a team's own, of packages that are scanned with the code that uses them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners import DirectorySource, load_rules, scan
from scanners.knowledge.tables import Additions, added
from tests.scanners.go_source import write

OURS = Additions(
    {"pool_pairs.toml": {"pairs": [{"package": "example.com/m/arena", "take": ["Borrow"], "give": ["GiveBack"]}]}}
)
USER = """package user

import "example.com/m/arena"

func First(text string) byte {
	b := arena.Borrow(len(text))
	copy(b, text)
	arena.GiveBack(b)
	return b[0]
}
"""
PLAIN = """package arena

func Borrow(n int) []byte { return make([]byte, n) }
func GiveBack(b []byte)   {}
"""
POOLED = """package arena

import "sync"

type sized struct{ sync.Pool }

func Borrow(n int) []byte { return make([]byte, n) }
func GiveBack(b []byte)   {}
"""


@pytest.mark.parametrize(("arena", "found"), [(PLAIN, ["IR204"]), (POOLED, [])])
def test_pair_counts_where_the_package_shows_no_pool(tmp_path: Path, arena: str, found: list[str]) -> None:
    write(tmp_path, {"arena/arena.go": arena, "user/user.go": USER})
    rules = [folder for folder in load_rules() if folder.rule.code == "IR204"]
    with added(OURS), DirectorySource(tmp_path) as source:
        report = scan(source, rules=rules)
    assert [each.code for each in report.findings] == found
