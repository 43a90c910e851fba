"""What is said when a registration is not possible; a plan and the registration itself say the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from governance.errors import UserError


def may_not_change(team: str) -> UserError:
    """Return what is said to somebody who may not change services of the team of this name."""
    return UserError(
        "not-allowed",
        _("Changing services of %(team)s needs the role maintainer or admin."),
        _("Ask an admin of the team."),
        team=team,
    )


def name_taken(slug: str) -> UserError:
    """Return what is said of a name whose slug another service has."""
    return UserError(
        "service-name-taken",
        _("Another service is already called %(slug)s."),
        _("Choose another name; the name of the team in front makes it unique."),
        slug=slug,
    )
