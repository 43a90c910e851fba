"""The pages of rules, made from the rule folders of the analyser."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from governance.dashboard.code import example_listing, highlighted_block
from scanners.model import LANGUAGES
from scanners.rule import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token

    from governance.dashboard.code import Listing
    from scanners.rule import Page, RuleFolder


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule in the reader's language: sections as (heading, HTML), in the order of the page."""

    folder: RuleFolder
    title: str
    sections: tuple[tuple[str, SafeString], ...]

    @property
    def why(self) -> SafeString:
        """What can happen when it is broken: the second section of every page."""
        return self.sections[1][1]

    @property
    def bad(self) -> Listing:
        """The example that breaks the rule."""
        return example_listing("bad.go", self.folder.bad)

    @property
    def good(self) -> Listing:
        """The example that keeps it."""
        return example_listing("good.go", self.folder.good)


@cache
def rule_folders() -> Mapping[str, RuleFolder]:
    """Return every rule by its code; they change with the code of the analyser only."""
    return {folder.rule.code: folder for folder in load_rules()}


def rule_language() -> str:
    """Return the language of rule pages that is the reader's, or English."""
    language = get_language() or "en"
    return language if language in LANGUAGES else "en"


def rule_page(code: str) -> RulePage | None:
    """Return the page of the rule `code`, or None when there is no such rule."""
    folder = rule_folders().get(code)
    return _rendered(folder.rule.code, rule_language()) if folder else None


def page_in_language(folder: RuleFolder) -> Page:
    """Return the page of a rule as the analyser keeps it."""
    return folder.pages[rule_language()]


@cache
def _rendered(code: str, language: str) -> RulePage:
    folder = rule_folders()[code]
    page = folder.pages[language]
    renderer = markdown()
    sections = tuple(
        (heading, mark_safe(renderer.render(text)))  # noqa: S308 - our own text, and HTML in it is escaped
        for heading, text in page.sections.items()
    )
    return RulePage(folder, page.title, sections)


def markdown() -> MarkdownIt:
    """Return what makes HTML of the pages of rules."""
    renderer = MarkdownIt("commonmark", {"html": False, "highlight": highlighted_block}).enable("table")
    renderer.add_render_rule("softbreak", _line_break)
    return renderer


def _line_break(_renderer: RendererHTML, tokens: Sequence[Token], index: int, *_: object) -> str:
    """Return what a line break of the source is on the page: nothing between Chinese, which has no spaces there."""
    before, after = tokens[index - 1].content[-1:], tokens[index + 1].content[:1]
    wide = [bool(each) and unicodedata.east_asian_width(each) in "WF" for each in (before, after)]
    punctuation = [
        is_wide and unicodedata.category(each)[0] == "P" for each, is_wide in zip((before, after), wide, strict=True)
    ]
    return "" if all(wide) or any(punctuation) else "\n"
