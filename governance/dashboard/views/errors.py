"""What is shown when a page cannot be."""

from __future__ import annotations

import logging
import sys
import uuid
from typing import TYPE_CHECKING

from django.http import HttpResponseServerError
from django.shortcuts import render
from django.template.loader import render_to_string

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that there is no such page, or none that the reader may see."""
    return render(request, "404.html", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that the reader may see this and not change it."""
    return render(request, "403.html", status=403)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 - Django passes it
    """Say that a form was too old, or came from another site, and what to do."""
    return render(request, "403_csrf.html", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Own up to a fault of ours, with a reference that finds it in the log.

    The page asks nothing of the database, the session or the reader: any of them may be what failed.
    """
    reference = str(uuid.uuid4())
    logger.error("page failed [%s] %s", reference, request.path, exc_info=sys.exc_info())
    return HttpResponseServerError(render_to_string("500.html", {"reference": reference}))
