"""Catalogues are complete, current and can be compiled."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

import pytest

from governance import messages


@pytest.fixture(params=messages.catalogues(), ids=lambda path: path.parent.parent.name)
def catalogue(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


def test_chinese_is_there() -> None:
    assert [path.parent.parent.name for path in messages.catalogues()] == ["zh_Hans"]


def test_catalogue_has_every_message_of_code_and_templates_and_no_other(catalogue: Path) -> None:
    known = {(message.id, message.context) for message in messages.read(catalogue) if message.id}
    found = {(message.id, message.context) for message in messages.collect() if message.id}
    assert known == found, "run `make messages` and translate what is new"


def test_every_message_is_translated(catalogue: Path) -> None:
    assert [message.id for message in messages.read(catalogue) if "" in (flat(message.string) or ("",))] == []


def test_no_translation_is_a_guess(catalogue: Path) -> None:
    assert [message.id for message in messages.read(catalogue) if message.fuzzy and message.id] == []


def test_translations_keep_the_places_for_values(catalogue: Path) -> None:
    for message in messages.read(catalogue):
        if message.id:
            places = [set(re.findall(r"%\(\w+\)[sd]", text)) for text in (*flat(message.id), *flat(message.string))]
            assert places.count(places[0]) == len(places), message.id


def test_compiled_catalogue_translates(catalogue: Path) -> None:
    messages.compile_catalogues()
    with catalogue.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    message = next(message for message in messages.read(catalogue) if message.id and not message.pluralizable)
    assert compiled.gettext(str(message.id)) == message.string


def test_message_of_a_template_is_found() -> None:
    places = [place for message in messages.collect() for place, _ in message.locations]
    assert any(place.startswith("templates/") for place in places)


def flat(strings: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return the forms of a message, of which one that counts nothing has one."""
    return (strings,) if isinstance(strings, str) else tuple(strings or ())
