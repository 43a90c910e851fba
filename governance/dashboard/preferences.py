"""What a reader chose about the looks: light or dark, and the language."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE: Final = "theme"
THEMES: Final = {"auto": _("system"), "light": _("light"), "dark": _("dark")}
YEAR_SECONDS: Final = 365 * 24 * 3600


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Give every template the chosen theme, what it is called, and the one that comes next."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    if theme not in THEMES:
        theme = "auto"
    names = list(THEMES)
    return {
        "theme": theme,
        "theme_name": THEMES[theme],
        "next_theme": names[(names.index(theme) + 1) % len(names)],
    }
