"""The pages of the rules, made from their folders: docs/rules/en/IR201.md and docs/rules/zh-hans/IR201.md."""

from __future__ import annotations

import re
from collections.abc import Iterable
from types import MappingProxyType
from typing import Final

from scanners.model import LANGUAGES, Verdict
from scanners.rule import HEADINGS, RuleFolder

_EXPECTATION: Final = re.compile(r"[ \t]*// (?:want|missing|spurious) [\"`].*$", re.MULTILINE)
_WORDS: Final = MappingProxyType(
    {
        "en": {
            "bad": "Bad",
            "good": "Good",
            "facts": "Severity {severity}. Under the profile `iron` {iron}, under `pragmatic` {pragmatic}.",
            Verdict.VIOLATION: "a violation",
            Verdict.ADVISORY: "an advisory",
        },
        "zh-hans": {
            "bad": "反例",
            "good": "正例",
            "facts": "严重级别 {severity}。在 `iron` 档案下{iron}，在 `pragmatic` 档案下{pragmatic}。",
            Verdict.VIOLATION: "属于违规",
            Verdict.ADVISORY: "仅为建议",
        },
    }
)


def pages(folders: Iterable[RuleFolder]) -> dict[str, str]:
    """Every page by its path below docs/rules/."""
    return {
        f"{language}/{folder.rule.code}.md": render_page(folder, language)
        for folder in folders
        for language in LANGUAGES
    }


def render_page(folder: RuleFolder, language: str) -> str:
    """A rule's page in one language, as Markdown that ends with a newline."""
    words, page, rule = _WORDS[language], folder.pages[language], folder.rule
    what, why, *rest = HEADINGS[language]
    facts = words["facts"].format(severity=rule.severity, iron=words[rule.iron], pragmatic=words[rule.pragmatic])
    parts = [f"# {rule.code} {rule.name}: {page.title}", facts]
    for heading in (what, why):
        parts += [f"## {heading}", page.sections[heading]]
    for name, example in (("bad", folder.bad), ("good", folder.good)):
        parts += [f"## {words[name]}", f"```go\n{_EXPECTATION.sub('', example).strip()}\n```"]
    for heading in rest:
        parts += [f"## {heading}", page.sections[heading]]
    return "\n\n".join(parts) + "\n"
