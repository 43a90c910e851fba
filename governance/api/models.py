"""Answers that are kept so that a call can be repeated without being carried out again."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class KeptAnswer(models.Model):
    """The answer to a change that came with an Idempotency-Key."""

    caller = models.CharField(max_length=50)
    key = models.CharField(max_length=200)
    call = models.TextField()  # method and address
    body = models.CharField(max_length=64)  # SHA-256
    status = models.PositiveSmallIntegerField()
    content = models.BinaryField()
    content_type = models.CharField(max_length=100)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["caller", "key"], name="one_answer_a_key")]

    def __str__(self) -> str:
        return f"{self.call} {self.key}"
