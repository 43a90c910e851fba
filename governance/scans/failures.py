"""What is kept of a scan that could not be done: what happened and what to do, in each language."""

from __future__ import annotations

from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from governance.errors import ServiceError, UserError
from governance.languages import in_each_language
from governance.scans.errors import AnalyserError
from governance.scans.models import State


def failure(error: UserError | ServiceError) -> dict[str, object]:
    """Return the columns of a failed scan."""
    return {
        "state": State.FAILED,
        "claim": None,
        "ended_at": Now(),
        "progress": {},
        "error_code": error.code,
        "error_messages": in_each_language(lambda: str(error) if isinstance(error, UserError) else _ours(error)),
        "error_reference": error.reference if isinstance(error, ServiceError) else "",
    }


def attempts_spent() -> UserError:
    """Return what is said of a scan whose worker died in each attempt."""
    return UserError(
        "scan-attempts",
        gettext_lazy("The scan was tried several times and its worker died each time."),
        gettext_lazy("Ask your administrators to look at the memory of the workers, then scan again."),
    )


def _ours(error: ServiceError) -> str:
    what = (
        error.summary if isinstance(error, AnalyserError) else _("The scan could not be done: a fault of the service.")
    )
    return f"{what} " + _("Give your administrators the code %s.") % error.reference
