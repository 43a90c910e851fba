"""Messages: templates in every language of `LANGUAGES`, and the sentences made from them.

A template is a line of a `messages.toml` with named placeholders and nothing else in braces:

    [exported]
    en = "`{pool}` is exported, so any module can reach it"
    zh-hans = "`{pool}` 是导出的，任何模块都能触及它"
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Final

from scanners.model import LANGUAGES, Text

_KEY: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_PLACEHOLDER: Final = re.compile(r"[a-z][a-z0-9_]*")
_SEPARATORS: Final = {"en": ", ", "zh-hans": "、"}  # of what is listed
_OWN_MESSAGES: Final = Path(__file__).parent / "locale" / "messages.toml"


class BrokenMessages(ValueError):  # noqa: N818 - names the thing, as a reader of the traceback would
    """A messages.toml that lacks a language, or whose languages disagree about their placeholders."""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Templates by full key (`<prefix>.<name>`) and language."""

    templates: Mapping[str, Mapping[str, str]]

    def render(self, text: Text, language: str) -> str:
        """The sentence in one language; raises KeyError when the key, language or an argument is missing."""
        named = {name: _SEPARATORS[language].join(values) for name, values in text.arguments}
        return self.templates[text.key][language].format(**named)

    def render_all(self, text: Text) -> dict[str, str]:
        """The sentence in every language."""
        return {language: self.render(text, language) for language in LANGUAGES}

    def __or__(self, other: Catalogue) -> Catalogue:
        return Catalogue({**self.templates, **other.templates})


def load_messages(path: Path, prefix: str) -> Catalogue:
    """Read one messages.toml; keys become `<prefix>.<key>`. Raises BrokenMessages on any fault."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenMessages(f"{path}: {error}") from error
    templates = {}
    for key, entry in tables.items():
        if not _KEY.fullmatch(key):
            raise BrokenMessages(f"{path}: key {key!r} is not lower-case words joined by hyphens")
        if not isinstance(entry, dict) or set(entry) != set(LANGUAGES):
            raise BrokenMessages(f"{path}: [{key}] must have exactly the languages {', '.join(LANGUAGES)}")
        if not all(isinstance(template, str) and template.strip() for template in entry.values()):
            raise BrokenMessages(f"{path}: [{key}] has an empty template")
        wanted = placeholders(entry[LANGUAGES[0]], f"{path}: [{key}]")
        for language in LANGUAGES[1:]:
            found = placeholders(entry[language], f"{path}: [{key}]")
            if found != wanted:
                raise BrokenMessages(
                    f"{path}: [{key}] {language} has placeholders {sorted(found)}, not {sorted(wanted)}"
                )
        templates[f"{prefix}.{key}"] = entry
    return Catalogue(templates)


def placeholders(template: str, where: str) -> frozenset[str]:
    """The names in braces; raises BrokenMessages for anything but a bare name."""
    names = set()
    try:
        for _, name, specification, conversion in Formatter().parse(template):
            if name is None:
                continue
            if specification or conversion or not _PLACEHOLDER.fullmatch(name):
                raise BrokenMessages(f"{where}: placeholder {{{name}}} must be a bare lower-case name")
            names.add(name)
    except ValueError as error:
        raise BrokenMessages(f"{where}: {error}") from error
    return frozenset(names)


@cache
def own_messages() -> Catalogue:
    """The analyser's own messages: problems, and what reports say around the findings."""
    return load_messages(_OWN_MESSAGES, "analyser")
