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


@pytest.mark.parametrize(("settings", "found"), [("", ["IR209"]), ("Immutable: true", [])])
def test_option_that_makes_methods_copy_counts_wherever_it_is_set(
    tmp_path: Path, settings: str, found: list[str]
) -> None:
    main = f"""package main

import "github.com/gofiber/fiber/v2"

func main() {{ fiber.New(fiber.Config{{{settings}}}).Get("/", find) }}
"""
    handler = """package main

import "github.com/gofiber/fiber/v2"

func find(c *fiber.Ctx) error {
	name := c.Query("name")
	go func() { println(name) }()
	return nil
}
"""
    write(tmp_path, {"main.go": main, "find.go": handler})
    rules = [folder for folder in load_rules() if folder.rule.code == "IR209"]
    with DirectorySource(tmp_path) as source:
        report = scan(source, rules=rules)
    assert [each.code for each in report.findings] == found
