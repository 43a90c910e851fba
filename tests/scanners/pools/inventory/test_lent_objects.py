"""Frameworks of a team's own, which lend objects to handlers out of a pool that may be scanned with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from scanners import DirectorySource, load_rules, scan
from scanners.knowledge.tables import Additions, added
from tests.scanners.go_source import write

OURS = Additions({"pool_pairs.toml": {"lent": [{"package": "example.com/m/web", "types": ["*Call"]}]}})
HANDLER = """package shop

import "example.com/m/web"

func Order(c *web.Call) {
	go func() { println(c.Path) }()
}
"""
PLAIN = """package web

type Call struct{ Path string }
"""
POOLED = """package web

import "sync"

type Call struct{ Path string }

var calls = sync.Pool{New: func() any { return new(Call) }}
"""


@pytest.mark.parametrize(("web", "found"), [(PLAIN, ["IR209"]), (POOLED, [])])
def test_framework_lends_where_its_package_shows_no_pool(tmp_path: Path, web: str, found: list[str]) -> None:
    write(tmp_path, {"web/web.go": web, "shop/shop.go": HANDLER})
    rules = [folder for folder in load_rules() if folder.rule.code == "IR209"]
    with added(OURS), DirectorySource(tmp_path) as source:
        report = scan(source, rules=rules)
    assert [each.code for each in report.findings] == found
