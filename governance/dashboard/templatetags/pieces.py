"""Pieces of pages that consist of many alike: rows of tables and lists, drawn by Jinja from templates/pieces.

Jinja compiles its templates: a page of 25 findings, 25 pools and 30 scans took three times as long in Django's.
"""

from __future__ import annotations

from functools import cache, lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from governance.dashboard.templatetags import ironrules
from governance.findings.models import Finding
from governance.scans.models import State, Trigger

register = template.Library()


@register.simple_tag
def piece(name: str, **values: Any) -> SafeString:
    """Draw templates/pieces/NAME.jinja with `values`, the only names that it knows beside tags and filters of ours."""
    drawn = _environment().get_template(f"{name}.jinja").render(values)
    return mark_safe(drawn)  # noqa: S308 - Jinja escapes


@lru_cache(maxsize=4096)
def address(name: str, *values: str) -> str:
    """Return the address of a page, as `{% url %}` does."""
    return reverse(name, args=values)


def page_of(name: str, number: int) -> str:
    """Return the address of a page that has a number: a list of findings has a hundred, no two alike."""
    before, after = _around_the_number(name)
    return f"{before}{number}{after}"


@cache
def _around_the_number(name: str) -> tuple[str, str]:
    before, _number, after = reverse(name, args=[0]).partition("0")
    return before, after


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(settings.BASE_DIR / "templates" / "pieces"),
        autoescape=True,
        undefined=StrictUndefined,
        auto_reload=settings.DEBUG,
    )
    environment.globals |= {
        "_": gettext,
        "ngettext": ngettext,
        "address": address,
        "page_of": page_of,
        "rail": ironrules.rail,
        "sign": ironrules.sign,
        # Looked up here: `get_state_display` of a model makes the whole table first, each time.
        "finding_states": dict(Finding.State.choices),
        "scan_states": dict(State.choices),
        "triggers": dict(Trigger.choices),
    }
    for name in ("ago", "codes", "count_sites", "due", "in_language", "scope", "short"):
        environment.filters[name] = getattr(ironrules, name)
    return environment
