"""The badge for a README, for anybody where the service says so."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import translation
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from governance.dashboard.badge import badge_of
from governance.registry.models import Service
from governance.scorecards import queries

if TYPE_CHECKING:
    from governance.dashboard.requests import OpenRequest

SECONDS: Final = 300
LANGUAGES: Final = {"en": "en", "zh": "zh-hans", "zh-hans": "zh-hans"}


@login_not_required
@require_safe
def badge(request: OpenRequest, slug: str) -> HttpResponse:
    """Draw the badge; a service that is not public looks like one that is not there."""
    service = get_object_or_404(Service, slug=slug, badge_is_public=True)
    card = queries.newest(service)
    with translation.override(LANGUAGES.get(request.GET.get("lang", "").lower(), "en")):
        content = badge_of(service, card).encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": f"public, max-age={SECONDS}"}
    response = HttpResponse(content, content_type="image/svg+xml; charset=utf-8", headers=headers)
    conditional = get_conditional_response(request, etag=tag, response=response)
    assert isinstance(conditional, HttpResponse)  # noqa: S101 - narrows the type: a response was given
    return conditional
