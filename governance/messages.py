"""Catalogues of the service's messages, without GNU gettext: `make messages` collects what is to be translated.

Messages stand in Python files and in templates, Django's and Jinja's. Compiled catalogues are not kept under version
control; the launcher, the image and the tests make them.
"""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize
from jinja2.ext import babel_extract

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "governance" / "locale"
# Django's names of the functions, beside those that every gettext has.
KEYWORDS: dict[str, Any] = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "_": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}


def catalogues() -> list[Path]:
    """Return the catalogue of each language."""
    return sorted(LOCALE.glob("*/LC_MESSAGES/django.po"))


def read(path: Path) -> Catalog:
    """Return the catalogue in `path`."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def compile_catalogues() -> None:
    """Compile every catalogue that is newer than what was compiled from it; safe to run side by side."""
    for path in catalogues():
        compiled = path.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime > path.stat().st_mtime:
            continue
        content = io.BytesIO()
        write_mo(content, read(path))
        unfinished = compiled.with_suffix(f".{os.getpid()}")
        unfinished.write_bytes(content.getvalue())
        unfinished.replace(compiled)


def collect() -> Catalog:
    """Return a catalogue of all messages in the code and in the templates, none translated."""
    found = Catalog(charset="utf-8")
    methods: dict[str, str | Callable[..., Any]] = {
        "governance/**/*.py": "python",
        "templates/**/*.html": _extract_template,
        "templates/**/*.jinja": babel_extract,
    }
    for pattern, method in methods.items():
        for path in sorted(ROOT.glob(pattern)):
            with path.open("rb") as file:
                for _, message, comments, context in extract(method, file, KEYWORDS, ("Translators:",)):
                    found.add(
                        message, locations=[(str(path.relative_to(ROOT)), 0)], auto_comments=comments, context=context
                    )
    return found


def update(path: Path, found: Catalog) -> None:
    """Bring the catalogue in `path` up to `found`: what is new comes in untranslated, what is gone goes."""
    catalogue = read(path)
    created = catalogue.creation_date
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.creation_date = created  # otherwise each run changes the file
    with path.open("wb") as file:
        write_po(file, catalogue, width=120, ignore_obsolete=True, include_lineno=False, sort_output=True)


def _extract_template(file: IO[bytes], keywords: Any, comment_tags: Any, options: Any) -> Iterator[Any]:
    """Let Django turn a template into something that reads as Python, and extract from that."""
    source = templatize(file.read().decode("utf-8"), origin=file.name)
    return extract_python(io.BytesIO(source.encode("utf-8")), keywords, comment_tags, options)


def _is_translated(message: Message) -> bool:
    forms = message.string if isinstance(message.string, tuple | list) else (message.string,)
    return bool(forms) and all(forms)


def main() -> int:
    """Update every catalogue and say what is left to translate; return 1 if anything is."""
    found = collect()
    untranslated = 0
    for path in catalogues():
        update(path, found)
        missing = [message.id for message in read(path) if message.id and not _is_translated(message)]
        untranslated += len(missing)
        print(f"{path.relative_to(ROOT)}: {len(found)} messages, {len(missing)} without translation")
    compile_catalogues()
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
