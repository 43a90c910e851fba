"""What every page shows of its reader: the theme that was chosen, and which pages there are for whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User

if TYPE_CHECKING:
    from django.http import HttpRequest

THEME_COOKIE: Final = "theme"
THEMES: Final = {"auto": _("system"), "light": _("light"), "dark": _("dark")}
YEAR_SECONDS: Final = 365 * 24 * 3600


def preferences(request: HttpRequest) -> dict[str, Any]:
    """Give every template the chosen theme, what it is called, the one that comes next, and who may read the trail."""
    theme = request.COOKIES.get(THEME_COOKIE, "auto")
    if theme not in THEMES:
        theme = "auto"
    names = list(THEMES)
    user = getattr(request, "user", None)
    return {
        "may_audit": isinstance(user, User) and Team.objects.audited_by(user).exists(),
        "theme": theme,
        "theme_name": THEMES[theme],
        "next_theme": names[(names.index(theme) + 1) % len(names)],
    }
