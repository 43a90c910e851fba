"""The trail: events that are written once and never again."""

from __future__ import annotations

from datetime import UTC
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from governance.audit.words import detail_name


class Action(models.TextChoices):
    """What can happen that matters."""

    SERVICE_REGISTERED = "service.registered", _("registered a service")
    SERVICE_EDITED = "service.edited", _("changed a service")
    SERVICES_IMPORTED = "services.imported", _("imported a list of services")
    CREDENTIAL_SET = "credential.set", _("set a credential")
    CREDENTIAL_REMOVED = "credential.removed", _("removed a credential")
    CREDENTIALS_ROTATED = "credentials.rotated", _("encrypted the credentials under a new key")
    POLICY_SAVED = "policy.saved", _("saved a policy")
    HOOK_SET_UP = "hook.set-up", _("set up a webhook")
    HOOK_SECRET_REPLACED = "hook.secret-replaced", _("replaced the secret of a webhook")
    HOOK_REMOVED = "hook.removed", _("removed a webhook")
    DELIVERY_REPLAYED = "delivery.replayed", _("replayed a delivery")
    STATUS_TOKEN_SET = "status-token.set", _("set a token for commit statuses")
    STATUS_TOKEN_REMOVED = "status-token.removed", _("removed a token for commit statuses")
    GATE_OVERRIDDEN = "gate.overridden", _("overrode a gate")
    GATE_OVERRIDE_REVOKED = "gate-override.revoked", _("revoked the override of a gate")
    TEAM_CREATED = "team.created", _("created a team")
    TEAM_EDITED = "team.edited", _("changed a team or its members")
    TEAM_REMOVED = "team.removed", _("removed a team")
    ACCOUNT_CREATED = "account.created", _("created an account")
    ACCOUNT_EDITED = "account.edited", _("changed an account")
    ACCOUNT_REMOVED = "account.removed", _("removed an account")
    FINDING_ASSIGNED = "finding.assigned", _("assigned a finding")
    WAIVER_REQUESTED = "waiver.requested", _("requested a waiver")
    WAIVER_APPROVED = "waiver.approved", _("approved a waiver")
    WAIVER_REJECTED = "waiver.rejected", _("rejected a waiver")
    WAIVER_WITHDRAWN = "waiver.withdrawn", _("withdrew the request for a waiver")
    WAIVER_REVOKED = "waiver.revoked", _("revoked a waiver")
    WAIVER_EXPIRED = "waiver.expired", _("a waiver expired")
    WAIVER_ASKED_AGAIN = "waiver.asked-again", _("a waiver asks again: the code has changed")
    WAIVER_REPLACED = "waiver.replaced", _("a waiver was replaced by another one")
    REPORT_UPLOADED = "report.uploaded", _("uploaded a report of the analyser")
    TOKEN_CREATED = "token.created", _("created an API token")
    TOKEN_REVOKED = "token.revoked", _("revoked an API token")
    SIGN_IN_FAILED = "sign-in.failed", _("failed to sign in")
    TRAIL_EXPORTED = "trail.exported", _("exported the trail")
    REPORT_REQUESTED = "report.requested", _("asked for a report")
    REPORT_MADE = "report.made", _("made a report")
    REPORT_DOWNLOADED = "report.downloaded", _("downloaded a report")


class AuditEvent(models.Model):
    """One event of the chain; `actions.record` writes it, and the database refuses to change it.

    Who and what are kept as text beside their ids: the event stays readable when the account or the service is gone.
    """

    sequence = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    action = models.CharField(max_length=40)  # of Action; no choices, so that a new one needs no migration
    actor_id = models.BigIntegerField(null=True)  # null: the command line, the service itself, or nobody signed in
    actor_name = models.CharField(max_length=150, blank=True)
    team = models.CharField(max_length=50, blank=True)  # slug
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=40, blank=True)
    object_name = models.CharField(max_length=200, blank=True)
    details = models.JSONField(default=dict)
    previous_sha256 = models.CharField(max_length=64, unique=True)  # unique: the chain cannot fork
    previous_sm3 = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    sm3 = models.CharField(max_length=64)
    key = models.CharField(max_length=16)
    signature = models.CharField(max_length=88)

    class Meta:
        ordering: ClassVar = ["-sequence"]
        indexes: ClassVar = [models.Index(fields=["team", "-sequence"], name="events_of_a_team")]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"

    @property
    def sentence(self) -> str:
        """What was done, in words; the code itself where a later version knows it no more."""
        return str(Action(self.action).label) if self.action in Action.values else self.action

    @property
    def lines(self) -> list[str]:
        """What exactly, a line each: `repository: https://…`; of a change what it was and what it is."""
        before, after = self.details.get("before"), self.details.get("after")
        if isinstance(before, dict) and isinstance(after, dict):
            return [f"{detail_name(name)}: {before.get(name)} → {value}" for name, value in after.items()]
        return [f"{detail_name(name)}: {value}" for name, value in self.details.items() if name != "changes"]

    def body(self) -> dict[str, Any]:
        """Return what is digested, in the words of the export."""
        actor = {"id": self.actor_id, "name": self.actor_name} if self.actor_name else None
        return {
            "sequence": self.sequence,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "action": self.action,
            "actor": actor,
            "team": self.team,
            "object": {"kind": self.object_kind, "id": self.object_id, "name": self.object_name},
            "details": self.details,
            "previous": {"sha256": self.previous_sha256, "sm3": self.previous_sm3},
        }

    def exported(self) -> dict[str, Any]:
        """Return the event as an export has it."""
        seal = {"sha256": self.sha256, "sm3": self.sm3, "key": self.key, "signature": self.signature}
        return {**self.body(), **seal}
