"""The request as a page sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django_htmx.middleware import HtmxDetails

    from governance.accounts.models import User


class OpenRequest(HttpRequest):
    """A request of anybody: what the few pages get that are open to all."""

    user: User | AnonymousUser
    htmx: HtmxDetails


class SignedInRequest(HttpRequest):
    """A request of somebody who signed in: what every other page gets."""

    user: User
    htmx: HtmxDetails
