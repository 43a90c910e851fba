"""Hooks that forges call, each call as a delivery, and what was told back about a scan."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import Team, User
from governance.registry.models import Service
from governance.scans.models import Scan
from governance.webhooks.reasons import Reason


class Forge(models.TextChoices):
    """What a repository can live on."""

    GITHUB = "github", "GitHub"
    GITLAB = "gitlab", "GitLab"
    GITEA = "gitea", "Gitea / Forgejo"
    GITEE = "gitee", "Gitee"
    BITBUCKET = "bitbucket", "Bitbucket Cloud"
    BITBUCKET_DC = "bitbucket-dc", "Bitbucket Data Center"


class Trust(models.TextChoices):
    """What the check of a delivery proves."""

    BODY = "body", _("body signed")  # whoever wrote this body knows the secret
    TOKEN = "token", _("token only")  # whoever sent it knows the secret, which travels along
    TIMESTAMP = "timestamp", _("timestamp only")  # the secret was known then; the body is anybody's
    NONE = "none", _("not trusted")


class Outcome(models.TextChoices):
    """What became of a delivery."""

    RECEIVED = "received", _("received, not handled yet")
    ACCEPTED = "accepted", _("scan requested")
    IGNORED = "ignored", _("nothing to do")
    REFUSED = "refused", _("refused")


def owned_once(name: str) -> list[models.BaseConstraint]:
    """Return the constraints of what belongs to one service, to one team or to the company, once for each forge."""
    return [
        models.CheckConstraint(
            condition=Q(service=None) | Q(team=None), name=f"{name}_of_a_service_a_team_or_the_company"
        ),
        models.UniqueConstraint(fields=["service", "forge"], name=f"one_{name}_a_service_and_forge"),
        models.UniqueConstraint(fields=["team", "forge"], name=f"one_{name}_a_team_and_forge"),
        models.UniqueConstraint(
            fields=["forge"], condition=Q(service=None, team=None), name=f"one_{name}_of_the_company_a_forge"
        ),
    ]


class Hook(models.Model):
    """An address that one forge calls, and the secret it shares.

    It is for one service, for every service of a team, or, with neither, for every service of the company. While a
    secret is being replaced the former one is still taken, until `former_until`.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="hooks")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="hooks")
    forge = models.CharField(max_length=20, choices=Forge.choices)
    ciphertext = models.BinaryField()
    former_ciphertext = models.BinaryField(null=True)
    former_until = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    rotated_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["forge"]
        constraints: ClassVar = owned_once("hook")

    def __str__(self) -> str:
        return f"{self.service or self.team or 'company'} · {self.forge}"

    @property
    def owning_team(self) -> Team | None:
        """The team whose hook it is, directly or through its service; None of the company's."""
        return self.service.team if self.service is not None else self.team


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    """Questions about deliveries."""

    def visible_to(self, user: User) -> DeliveryQuerySet:
        """Return the deliveries to the teams whose services `user` may change: payloads are not for every viewer.

        Those that belong to no team are for superusers.
        """
        return self if user.is_superuser else self.filter(team__in=Team.objects.changeable_by(user))


class Delivery(models.Model):
    """One call of a hook, or its replay: what came, how far it is trusted, and what became of it.

    `headers` and `body` hold no secrets. The body is kept for WEBHOOK_BODY_DAYS, and only of deliveries that passed the
    check. Refused ones of the same reason within a minute are one row with a count.

    What a payload leaves open, a worker decides: until then a row is `received`, and says as branch and commit what was
    announced. One to the company's hook belongs to no team until a worker has found its service.
    """

    hook = models.ForeignKey(Hook, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="deliveries")
    service = models.ForeignKey(Service, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    forge = models.CharField(max_length=20, choices=Forge.choices)
    identity = models.CharField(max_length=200)  # the forge's own id; else a digest of the body; of a replay its own
    event = models.CharField(max_length=100, blank=True)
    trust = models.CharField(max_length=10, choices=Trust.choices)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    reason = models.CharField(max_length=40, choices=Reason.choices)
    branch = models.CharField(max_length=250, blank=True)
    commit = models.CharField(max_length=64, blank=True)  # as announced: a hint
    pull_request = models.PositiveIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(null=True)  # noqa: DJ001 - null: not kept or kept no longer; empty is a body
    received_at = models.DateTimeField(auto_now_add=True)
    repeats = models.PositiveIntegerField(default=0)
    scan = models.ForeignKey(Scan, on_delete=models.SET_NULL, null=True, related_name="deliveries")
    replay_of = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="replays")
    replayed_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["team", "-id"], name="deliveries_of_a_team"),
            models.Index(fields=["service", "-id"], name="deliveries_of_a_service"),
            models.Index(fields=["received_at"], condition=Q(body__isnull=False), name="deliveries_with_a_body"),
            models.Index(fields=["id"], condition=Q(outcome=Outcome.RECEIVED), name="deliveries_not_handled"),
        ]
        constraints: ClassVar = [
            # What failed the check may name any identity, and must not take the place of the delivery itself.
            models.UniqueConstraint(
                fields=["hook", "identity"], condition=~Q(outcome=Outcome.REFUSED), name="one_delivery_an_identity"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.forge} {self.event} {self.outcome} {self.reason}"


class HeadCheck(models.Model):
    """When the head of a service was last compared with what deliveries announced."""

    service = models.OneToOneField(Service, on_delete=models.CASCADE, related_name="head_check")
    checked_at = models.DateTimeField()
    commit = models.CharField(max_length=64, blank=True)
    error_code = models.CharField(max_length=50, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["checked_at"], name="heads_by_age")]

    def __str__(self) -> str:
        return f"{self.service} {self.commit[:10]}"


class StatusToken(models.Model):
    """What lets the service write commit statuses to a forge, for one service, for all of a team or for every one.

    It is bound to the host of the repositories that it is for: a service that moves elsewhere does not take it along.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, null=True, related_name="status_tokens")
    team = models.ForeignKey(Team, on_delete=models.CASCADE, null=True, related_name="status_tokens")
    forge = models.CharField(max_length=20, choices=Forge.choices)
    host = models.CharField(max_length=260)
    api_url = models.CharField(max_length=500, blank=True)  # empty: derived from the host
    comments = models.BooleanField(default=False)  # whether a pull request gets a summary comment
    ciphertext = models.BinaryField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["forge"]
        constraints: ClassVar = owned_once("status_token")

    def __str__(self) -> str:
        return f"{self.service or self.team or 'company'} · {self.forge} · {self.host}"


class CommitStatus(models.Model):
    """What a forge was told about a scan, and what it answered."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        TOLD = "told", _("told")
        FAILED = "failed", _("not told")

    scan = models.OneToOneField(Scan, on_delete=models.CASCADE, related_name="commit_status")
    forge = models.CharField(max_length=20, choices=Forge.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    told = models.CharField(max_length=12, blank=True)  # the verdict that the forge knows
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = models.CharField(max_length=300, blank=True)  # the last one, without secrets
    external_id = models.CharField(max_length=40, blank=True)  # of a check run that is updated
    report_id = models.CharField(max_length=60, blank=True)  # of what the annotations belong to
    annotated = models.PositiveIntegerField(null=True)  # lines so far; null: none was tried
    annotation_answer = models.CharField(max_length=300, blank=True)  # the last one, without secrets
    updated_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"{self.scan} {self.state}"

    @property
    def needs_an_app(self) -> bool:
        """Whether GitHub refused to annotate lines as it does for every token that is not an app's."""
        return self.forge == Forge.GITHUB and self.annotation_answer.startswith(("HTTP 403", "HTTP 404"))


class SummaryComment(models.Model):
    """The one comment under a pull request, which is edited from scan to scan."""

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="summary_comments")
    pull_request = models.PositiveIntegerField()
    external_id = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["service", "pull_request"], name="one_summary_comment_a_pull_request"),
        ]

    def __str__(self) -> str:
        return f"{self.service} #{self.pull_request}"
