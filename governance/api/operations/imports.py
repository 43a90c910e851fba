"""Imports: what a file would register, its application, and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from ninja import Query, Router, Status

from governance.accounts.models import Team
from governance.api.authentication import READ, WRITE, APIRequest
from governance.api.lookups import Identity
from governance.api.paging import Page, page
from governance.api.shapes.imports import ImportAnswer, ImportBody, ImportFilter, PlanAnswer
from governance.imports import files
from governance.imports.actions import plan_for, request_import
from governance.imports.models import Import

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from governance.accounts.models import User

router = Router(tags=["imports"], auth=READ)


@router.post(
    "/imports/plan", auth=WRITE, response=PlanAnswer, operation_id="plan_import", summary="Ask what a file would do"
)
def plan_import(request: APIRequest, body: ImportBody) -> PlanAnswer:
    """`services.yaml` or `catalog-info.yaml`: what it says itself tells which. Nothing is changed."""
    _check_may_import(request.auth.user)
    content = files.read(body.text)
    return PlanAnswer.of(content, plan_for(content.entries, by=request.auth.user))


@router.post("/imports", auth=WRITE, response={202: ImportAnswer}, operation_id="apply_import", summary="Apply a file")
def apply_import(request: APIRequest, body: ImportBody) -> Status[ImportAnswer]:
    """A worker registers and changes what the plan says. What the file does not name is left alone."""
    _check_may_import(request.auth.user)
    return Status(202, ImportAnswer.of(request_import(body.text, by=request.auth.user)))


@router.get("/imports", response=Page[ImportAnswer], operation_id="list_imports", summary="List imports")
def list_imports(request: APIRequest, wanted: Query[ImportFilter]) -> Page[ImportAnswer]:
    """Those of the caller; to the middleware team, all."""
    imports = _visible(request.auth.user).defer("text")
    return page(request, imports, ("-id",), wanted, lambda rows: [ImportAnswer.of(row) for row in rows])


@router.get("/imports/{import_id}", response=ImportAnswer, operation_id="get_import", summary="Read an import")
def get_import(request: APIRequest, import_id: Identity) -> ImportAnswer:
    """How far it is, and what came of each service."""
    return ImportAnswer.of(get_object_or_404(_visible(request.auth.user), pk=import_id))


def _visible(user: User) -> QuerySet[Import]:
    imports = Import.objects.select_related("requested_by")
    return imports if user.is_superuser else imports.filter(requested_by=user)


def _check_may_import(user: User) -> None:
    if not Team.objects.changeable_by(user).exists():
        raise PermissionDenied
