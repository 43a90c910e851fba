"""What a waiver can be for: drafts of waivers, not yet asked for, that say what they would cover."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError
from governance.findings.models import Finding
from governance.waivers.models import PATTERN_LENGTH, Kind, Waiver

if TYPE_CHECKING:
    from governance.findings.models import Pool
    from governance.registry.models import Service

_CODE: Final = re.compile(r"[A-Z]{2}\d{1,4}")


def for_finding(finding: Finding) -> Waiver:
    """Return a draft for one finding; raise UserError `waiver-fixed` when it is not in the code any more."""
    if finding.state == Finding.State.FIXED:
        raise fixed()
    return Waiver(service=finding.service, kind=Kind.FINDING, finding=finding, code=finding.code)


def for_pool(pool: Pool, code: str = "") -> Waiver:
    """Return a draft for the findings on a pool, of the rule `code` alone where it is given."""
    code = _rule(code) if code else ""
    return Waiver(service=pool.scan.service, kind=Kind.POOL, pool=pool.identity, pool_name=pool.name, code=code)


def for_path(service: Service, code: str, pattern: str) -> Waiver:
    """Return a draft for the findings of a rule in files whose path fits `pattern`, in which * stands for any text.

    Raises UserError `waiver-rule` or `waiver-pattern`.
    """
    pattern = pattern.strip()
    parts = pattern.split("/")
    if not pattern or len(pattern) > PATTERN_LENGTH or not pattern.isprintable() or {"", ".", ".."} & set(parts):
        raise UserError(
            "waiver-pattern",
            _("This is no path from the root of a repository."),
            _("Write it like internal/legacy/*.go; * stands for any text, also over folders."),
        )
    return Waiver(service=service, kind=Kind.PATH, code=_rule(code), pattern=pattern)


def fixed() -> UserError:
    """Return what is said of a finding that is not in the code any more."""
    return UserError("waiver-fixed", _("The finding is fixed."), _("There is nothing to waive."))


def _rule(code: str) -> str:
    if not _CODE.fullmatch(code):
        raise UserError("waiver-rule", _("A waiver for a path is for one rule."), _("Choose a rule."))
    return code
