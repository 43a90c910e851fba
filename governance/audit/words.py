"""What the details of events are called on the page of the trail; an export keeps the names as they are."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

DETAILS: Final = {
    "name": _("name"),
    "repository": _("repository"),
    "branch": _("branch"),
    "commit": _("commit"),
    "kind": _("kind"),
    "count": _("count"),
    "role": _("role"),
    "superuser": _("superuser"),
    "scope": _("scope"),
    "from": _("from"),
    "to": _("to"),
    "language": _("language"),
    "format": _("format"),
    "formats": _("formats"),
    "reason": _("reason"),
    "note": _("note"),
    "expires": _("expires"),
    "days": _("days"),
    "owner": _("owner"),
    "version": _("version"),
    "level": _("level"),
    "forge": _("forge"),
    "services": _("services"),
}


def detail_name(name: str) -> str:
    """Return the name of a detail in the reader's language; one that has no words stays as it is."""
    return str(DETAILS.get(name, name))
