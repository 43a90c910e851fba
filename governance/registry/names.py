"""What a service is called, and its slug."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from governance.errors import UserError

SLUG_LENGTH: Final = 100


def repository_name(url: str) -> str:
    """Return the last part of an address, `gateway` for `https://git.example.com/messaging/gateway.git`."""
    return unquote(url).rstrip("/").removesuffix(".git").rpartition("/")[2].rpartition(":")[2]


def slug_of(*, name: str, url: str) -> str:
    """Return the slug of the name, or of the repository when the name has no Latin letters.

    Raises UserError `service-name` when neither has any.
    """
    slug = slugify(name) or slugify(repository_name(url))
    if not slug:
        raise UserError("service-name", _("The name has no letters for an address."), _("Add a Latin letter or digit."))
    return slug[:SLUG_LENGTH]
