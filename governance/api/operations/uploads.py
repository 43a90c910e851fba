"""Reports of the analyser that were made elsewhere."""

from __future__ import annotations

from typing import Any, Final

from ninja import Query, Router, Status

from governance.api.authentication import SCAN, APIRequest
from governance.api.lookups import Slug, changeable_service, visible_scans
from governance.api.middleware import body_of
from governance.api.shapes.scans import ScanAnswer
from governance.api.shapes.uploads import UploadFilter
from governance.api.uploads import save_report
from governance.repositories.names import check_branch, check_commit
from scanners import ANALYSER

router = Router(tags=["scans"])
EXAMPLE: Final[dict[str, Any]] = {
    "version": 1,
    "analyser": ANALYSER,
    "profile": "iron",
    "commit": "9fceb02d0ae598e95dc970b74767f19372d61af8",
    "stats": {"files": 118},
    "pools": [],
    "findings": [],
    "problems": [],
    "connections": [],
}
BODY: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "description": "What `ironrules scan` writes with `--format json` or `--format sarif`.",
        "content": {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}},
    }
}


@router.post(
    "/services/{slug}/reports",
    auth=SCAN,
    response={201: ScanAnswer},
    operation_id="upload_report",
    summary="Upload a report of the analyser",
    openapi_extra=BODY,
)
def upload_report(request: APIRequest, slug: Slug, wanted: Query[UploadFilter]) -> Status[ScanAnswer]:
    """It becomes a finished scan of the commit. The report has to be of the analyser's version that the service has."""
    user = request.auth.user
    service = changeable_service(user, slug)
    branch = check_branch(wanted.branch or service.default_branch)
    commit = check_commit(wanted.commit)
    scan = save_report(service, body_of(request), commit=commit, branch=branch, by=user)
    return Status(201, ScanAnswer.of(visible_scans(user).get(pk=scan)))
