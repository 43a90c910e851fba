"""The description of the API, as a document for programs and as a page for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.api.docs_page import chapters
from governance.api.openapi import document
from governance.api.problems import problem

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


@login_not_required
@require_safe
def openapi(request: HttpRequest) -> JsonResponse:
    """Return the OpenAPI document; it is the same for everybody."""
    return JsonResponse({**document(), "servers": [{"url": request.build_absolute_uri("/").rstrip("/")}]})


@login_not_required
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the operations as a page, made from the same document."""
    address = request.build_absolute_uri("/").rstrip("/")
    return render(request, "api/docs.html", {"chapters": chapters(document(), address), "address": address})


@login_not_required
def not_found(request: HttpRequest, path: str) -> HttpResponse:  # noqa: ARG001 - Django passes both
    """Answer for every address that is no operation."""
    return problem(404)
