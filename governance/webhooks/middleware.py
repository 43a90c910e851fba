"""Takes calls of forges past what only people need: a session, a language, a policy for what a browser may load."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.urls import Resolver404, resolve

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

PREFIX: Final = "/hooks/"


class HooksMiddleware:
    """Answers calls of hooks at once: all middleware below took half a millisecond of processor time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Call the view itself; what is no hook's address goes the way of all pages."""
        if not request.path_info.startswith(PREFIX):
            return self._get_response(request)
        try:
            match = resolve(request.path_info)
        except Resolver404:
            return self._get_response(request)
        response: HttpResponse = match.func(request, *match.args, **match.kwargs)
        response["Content-Length"] = str(len(response.content))  # so that the forge may keep its connection
        return response
