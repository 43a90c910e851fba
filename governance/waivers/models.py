"""What is excused until when: waivers, and what was decided about them."""

from __future__ import annotations

from typing import ClassVar, Final

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import MD5, Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User
from governance.findings.models import Finding
from governance.registry.models import Service

REASON_LENGTH: Final = 20  # characters at least: "legacy" and "false positive" tell the next reader nothing
PATTERN_LENGTH: Final = 300


class State(models.TextChoices):
    """Where a waiver stands; a change of state is always a conditional update of the row."""

    REQUESTED = "requested", _("requested")
    APPROVED = "approved", _("approved")
    REJECTED = "rejected", _("rejected")
    EXPIRED = "expired", _("expired")
    REVOKED = "revoked", _("revoked")


LIVE: tuple[State, ...] = (State.REQUESTED, State.APPROVED)


class Kind(models.TextChoices):
    """What a waiver is for."""

    FINDING = "finding", _("a finding")
    POOL = "pool", _("a pool")
    PATH = "path", _("a rule in a path")


def one_in(state: State, name: str) -> list[models.BaseConstraint]:
    """Return the constraints by which for each thing at most one waiver is in `state`."""
    return [
        models.UniqueConstraint(
            fields=["finding"], condition=Q(state=state, kind=Kind.FINDING), name=f"{name}_finding"
        ),
        models.UniqueConstraint(  # by its digest, as in Pool
            "service", "code", MD5("pool"), condition=Q(state=state, kind=Kind.POOL), name=f"{name}_pool"
        ),
        models.UniqueConstraint(
            fields=["service", "code", "pattern"], condition=Q(state=state, kind=Kind.PATH), name=f"{name}_path"
        ),
    ]


class WaiverQuerySet(models.QuerySet["Waiver"]):
    """Questions about waivers."""

    def for_the_same(self, waiver: Waiver) -> WaiverQuerySet:
        """Return the waivers for what `waiver`, or the draft of one, is for."""
        if waiver.kind == Kind.FINDING:
            return self.filter(finding=waiver.finding_id)
        same = {"kind": waiver.kind, "code": waiver.code, "pool": waiver.pool, "pattern": waiver.pattern}
        return self.filter(service=waiver.service_id, **same)

    def visible_to(self, user: User) -> WaiverQuerySet:
        """Return the waivers of the services that `user` may see."""
        return self.filter(service__in=Service.objects.visible_to(user))

    def decidable_by(self, user: User) -> WaiverQuerySet:
        """Return the waivers that `user` may decide about, if they are not the user's own."""
        return self.filter(service__team__in=Team.objects.administered_by(user))

    def in_force(self) -> WaiverQuerySet:
        """Return the waivers that excuse something now; the database's clock decides."""
        return self.filter(state=State.APPROVED, expires_at__gt=Now())


class Waiver(models.Model):
    """That findings of a service are excused until a date: asked for by one person, approved by another.

    A waiver for a pool is about the findings on it, of one rule or, when `code` is empty, of all; one for a path about
    the findings of the rule `code` in files that fit `pattern`. Both excuse findings that are yet to come, too.
    `decided_by`, `decided_at` and `note` are of its approval or rejection, whatever came after; `approved_code` holds
    digests of the code that the approval was about (see `coverage.code_of`).
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="waivers")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, null=True, related_name="waivers")
    pool = models.TextField(blank=True)  # identity of the pool
    pool_name = models.TextField(blank=True)
    code = models.CharField(max_length=10, blank=True)
    pattern = models.CharField(max_length=PATTERN_LENGTH, blank=True)
    reason = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True)
    expires_at = models.DateTimeField()
    warn_at = models.DateTimeField(null=True)  # from the policy that it was approved under
    warned_at = models.DateTimeField(null=True)
    approved_code = models.JSONField(default=dict)

    objects = WaiverQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["service", "state"], name="waivers_of_a_service"),
            models.Index(fields=["expires_at"], condition=Q(state__in=LIVE), name="waivers_to_expire"),
            models.Index(
                fields=["warn_at"],
                condition=Q(state=State.APPROVED, warned_at__isnull=True),
                name="waivers_to_warn_of",
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind=Kind.FINDING, finding__isnull=False, pool="", pattern="")
                | (Q(kind=Kind.POOL, finding__isnull=True, pattern="") & ~Q(pool=""))
                | (Q(kind=Kind.PATH, finding__isnull=True, pool="") & ~Q(pattern="") & ~Q(code="")),
                name="waiver_is_for_one_thing",
            ),
            models.CheckConstraint(condition=~Q(decided_by=F("requested_by")), name="waiver_is_decided_by_another"),
            models.CheckConstraint(
                condition=Q(state=State.REQUESTED, decided_at__isnull=True)
                | Q(state__in=[State.APPROVED, State.REJECTED], decided_at__isnull=False)
                | Q(state__in=[State.EXPIRED, State.REVOKED]),
                name="waiver_keeps_when_it_was_decided",
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("requested_at")), name="waiver_ends_after_it_began"),
            *one_in(State.REQUESTED, "one_request_a"),
            *one_in(State.APPROVED, "one_waiver_in_force_a"),
        ]

    def __str__(self) -> str:
        return f"{self.service} · {self.subject}"

    @property
    def subject(self) -> str:
        """What it is for, in the analyser's words."""
        match self.kind:
            case Kind.PATH:
                return f"{self.code} {self.pattern}"
            case Kind.POOL:
                return f"{self.code} {self.pool_name}".strip()
            case _:
                return f"{self.code} #{self.finding_id}"

    @property
    def expires_soon(self) -> bool:
        """Whether it is time to repair, or to ask for another one that replaces it."""
        return self.state == State.APPROVED and self.warn_at is not None and self.warn_at <= timezone.now()


class WaiverEvent(models.Model):
    """One step in the life of a waiver; there is an event of the trail for each.

    `by` is null, and `by_name` empty, for what the service did by itself.
    """

    class Kind(models.TextChoices):
        REQUESTED = "requested", _("asked for")
        APPROVED = "approved", _("approved")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        REVOKED = "revoked", _("revoked")
        EXPIRED = "expired", _("expired")
        ASKED_AGAIN = "asked-again", _("asked again, because the code has changed")
        REPLACED = "replaced", _("replaced by another one")

    waiver = models.ForeignKey(Waiver, on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=150, blank=True)  # stays when the account goes
    at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.waiver_id} {self.kind}"
