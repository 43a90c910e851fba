"""One run of the analyser over one commit, and its states."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from governance.accounts.models import User
from governance.registry.models import Service


class State(models.TextChoices):
    """Where a scan stands; a change of state is always a conditional update of the row."""

    QUEUED = "queued", _("queued")
    FETCHING = "fetching", _("fetching")
    ANALYSING = "analysing", _("analysing")
    SAVING = "saving", _("saving")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    SUPERSEDED = "superseded", _("superseded")


RUNNING: tuple[State, ...] = (State.FETCHING, State.ANALYSING, State.SAVING)
ENDED: tuple[State, ...] = (State.DONE, State.FAILED, State.SUPERSEDED)


class Trigger(models.TextChoices):
    """What asked for a scan."""

    REGISTERED = "registered", _("registered")
    PERSON = "person", _("asked for by a person")
    COMMAND = "command", _("command line")
    EXAMPLE = "example", _("bundled example")
    PUSH = "push", _("push")
    PULL_REQUEST = "pull-request", _("pull request")
    SWEEP = "sweep", _("push that was never announced")
    SCHEDULE = "schedule", _("scheduled rescan")
    API = "api", _("API")
    UPLOAD = "upload", _("uploaded report")


class ScanQuerySet(models.QuerySet["Scan"]):
    """Questions about scans."""

    def of_default_branch(self) -> ScanQuerySet:
        """Return the scans that say how their service stands; a fork's branch may be called like the default one."""
        return self.filter(branch=F("service__default_branch"), pull_request=None)


class Scan(models.Model):
    """One run of the analyser over one commit of a service.

    While a worker has it, `claim` is that worker's own key: every change of the row is conditional on it, so a worker
    that was given up for dead cannot write once another has taken over.
    """

    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="scans")
    branch = models.CharField(max_length=250)
    commit = models.CharField(max_length=64, blank=True)
    commit_subject = models.CharField(max_length=200, blank=True)
    committed_at = models.DateTimeField(null=True)
    pull_request = models.PositiveIntegerField(null=True)  # number at the forge
    fork = models.CharField(max_length=250, blank=True)  # whose branch it is: owner/name; empty: the service's own
    base_branch = models.CharField(max_length=250, blank=True)  # what a pull request would be merged into
    base_commit = models.CharField(max_length=64, blank=True)  # merge base, which the worker finds
    trigger = models.CharField(max_length=20, choices=Trigger.choices)
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")

    state = models.CharField(max_length=12, choices=State.choices, default=State.QUEUED)
    claim = models.UUIDField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    heartbeat_at = models.DateTimeField(null=True)

    queued_at = models.DateTimeField(auto_now_add=True)
    fetching_at = models.DateTimeField(null=True)
    analysing_at = models.DateTimeField(null=True)
    saving_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    progress = models.JSONField(default=dict)  # {"stage": "parse", "done": 12, "total": 40}
    stats = models.JSONField(default=dict)  # figures of the fetch and of the report
    problems = models.JSONField(default=list)  # what was skipped and why, as in the report
    connections = models.JSONField(default=list)  # where pools of connections are made, as in the report
    analyser = models.CharField(max_length=50, blank=True)
    profile = models.CharField(max_length=20, blank=True)

    error_code = models.CharField(max_length=50, blank=True)
    error_messages = models.JSONField(default=dict)  # {"en": …, "zh-hans": …}: what happened and what to do
    error_reference = models.CharField(max_length=36, blank=True)  # finds the log line when the fault is ours

    objects = ScanQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-queued_at", "-id"]
        indexes: ClassVar = [
            models.Index(fields=["service", "-queued_at", "-id"], include=["state"], name="scans_of_a_service"),
            models.Index(fields=["heartbeat_at"], condition=Q(state__in=RUNNING), name="scans_alive"),
            models.Index(fields=["service", "id"], condition=Q(state=State.QUEUED), name="scans_waiting"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["service"], condition=Q(state__in=RUNNING), name="one_running_scan_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.commit[:10] or self.branch} {self.state}"

    @property
    def is_of_default_branch(self) -> bool:
        """Whether it says how the service stands."""
        return self.pull_request is None and self.branch == self.service.default_branch

    @property
    def error_message(self) -> str:
        """What happened and what to do, in the reader's language; empty without an error."""
        texts: dict[str, str] = self.error_messages
        return texts.get(get_language() or "en") or texts.get("en", "")

    @property
    def has_ended(self) -> bool:
        """Whether nothing more will happen to this scan."""
        return self.state in ENDED
