"""Words that are stored, and so have to be written in every language before anybody reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation

if TYPE_CHECKING:
    from collections.abc import Callable


def in_each_language(say: Callable[[], str]) -> dict[str, str]:
    """Return what `say` says in each language of the service, by the code of the language."""
    texts = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            texts[language] = say()
    return texts
