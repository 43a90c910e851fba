"""Files that were applied, and what came of each of their services."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from governance.accounts.models import User


class Import(models.Model):
    """One file that somebody applied; a worker goes through its entries in their order.

    `results` has a row for each entry that is done: {"line", "team", "repository", "name", "outcome", "slug",
    "messages"}; `outcome` is created, changed, unchanged or refused, and `messages` say in each language why the last.
    """

    text = models.TextField()
    requested_by = models.ForeignKey(User, on_delete=models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField(auto_now_add=True)
    worked_on_at = models.DateTimeField(null=True)  # a worker's last sign of life
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField()
    results = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["-requested_at", "-id"]

    def __str__(self) -> str:
        return f"import {self.pk}"

    @property
    def refused(self) -> int:
        """How many entries were refused so far."""
        return sum(result["outcome"] == "refused" for result in self.results)
