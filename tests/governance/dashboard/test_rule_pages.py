"""Pages of rules: from the analyser's folders, in both languages."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from governance.dashboard import rule_pages
from governance.dashboard.rule_pages import rule_folders
from scanners.rule import HEADINGS, load_rules

if TYPE_CHECKING:
    from django.test import Client

CODES = [folder.rule.code for folder in load_rules()]
COOKIES = {"en": "en", "zh-hans": "zh-hans"}


@pytest.mark.parametrize("language", ["en", "zh-hans"])
@pytest.mark.parametrize("code", CODES)
def test_page_of_each_rule_shows_all_its_parts(reader: Client, code: str, language: str) -> None:
    reader.cookies["django_language"] = language
    response = reader.get(reverse("rule", args=[code]))
    page = response.content.decode()
    assert response.status_code == 200
    for heading in HEADINGS[language]:
        assert f"<h2>{heading}</h2>" in page
    assert "bad.go" in page
    assert "good.go" in page
    assert "// want" not in page


def test_list_names_every_rule(reader: Client) -> None:
    page = reader.get(reverse("rules")).content.decode()
    assert all(f'href="/rules/{code}/"' in page for code in rule_folders())


def test_unknown_rule_is_a_missing_page(reader: Client) -> None:
    assert reader.get(reverse("rule", args=["IR999"])).status_code == 404


@pytest.mark.parametrize(
    ("source", "page"),
    [
        ("归还之前\n重置", "归还之前重置"),
        ("清空它，\nGet 返回", "清空它，Get 返回"),
        ("调用\nGet", "调用\nGet"),
        ("go\non", "go\non"),
    ],
)
def test_line_break_of_the_source_makes_no_space_in_chinese(source: str, page: str) -> None:
    assert rule_pages.markdown().render(source) == f"<p>{page}</p>\n"
