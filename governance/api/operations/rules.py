"""The rules of the analyser."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Annotated

from django.http import Http404
from django.utils.translation import get_language
from ninja import Field, Router

from governance.api.authentication import READ, APIRequest
from governance.api.shapes.rules import RuleAnswer, RuleDetail, RuleList
from scanners.model import LANGUAGES
from scanners.rule import load_rules

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanners.rule import RuleFolder

router = Router(tags=["rules"], auth=READ)
RuleCode = Annotated[str, Field(max_length=10, examples=["IR204"])]


@router.get("/rules", response=RuleList, operation_id="list_rules", summary="List rules")
def list_rules(request: APIRequest) -> RuleList:  # noqa: ARG001 - ninja passes it
    """All of them: there are a few dozen."""
    return RuleList(items=[RuleAnswer.of(folder, _language()) for folder in _folders().values()])


@router.get("/rules/{code}", response=RuleDetail, operation_id="get_rule", summary="Read a rule")
def get_rule(request: APIRequest, code: RuleCode) -> RuleDetail:  # noqa: ARG001 - the same
    """With its page as Markdown, and code that breaks and keeps it."""
    folder = _folders().get(code)
    if folder is None:
        raise Http404(code)
    return RuleDetail.of(folder, _language())


@cache
def _folders() -> Mapping[str, RuleFolder]:
    return {folder.rule.code: folder for folder in load_rules()}


def _language() -> str:
    language = get_language() or "en"
    return language if language in LANGUAGES else "en"
