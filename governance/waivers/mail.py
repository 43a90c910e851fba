"""The e-mail that warns of a waiver that ends soon, in the language of whoever reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from governance.accounts.models import Role, User

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.db.models import QuerySet

    from governance.waivers.models import Waiver


def warnings(waiver: Waiver) -> Iterator[EmailMessage]:
    """Yield a message for everybody who should know that `waiver` ends soon."""
    for reader in readers(waiver):
        with translation.override(reader.language or settings.LANGUAGE_CODE):
            facts = {
                "service": waiver.service.name,
                "subject": waiver.subject,
                "date": date_format(timezone.localtime(waiver.expires_at), "Y-m-d H:i T"),
                "reason": waiver.reason,
                "address": f"{settings.PUBLIC_URL}{reverse('waiver', args=[waiver.pk])}",
            }
            subject = _("A waiver of %(service)s ends soon: %(subject)s") % facts
            paragraphs = (
                _("The waiver %(subject)s of %(service)s ends on %(date)s."),
                _("What it covers is open again then, and counts in the score and in the gate."),
                _("Its reason was: %(reason)s"),
                _("Repair the code, or ask for another waiver, which replaces this one: %(address)s"),
            )
            text = "".join(f"{paragraph % facts}\n\n" for paragraph in paragraphs)
        yield EmailMessage(" ".join(subject.split()), text, to=[reader.email])


def readers(waiver: Waiver) -> QuerySet[User]:
    """Return who asked for the waiver and the admins of the team, as far as they read e-mail."""
    admins = Q(memberships__team=waiver.service.team_id, memberships__role=Role.ADMIN)
    asked = Q(pk=waiver.requested_by_id)
    return User.objects.filter(admins | asked, is_active=True).exclude(email="").order_by("pk").distinct()
