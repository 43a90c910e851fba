"""The governance service: who, what, when, how good."""

from governance.celery import app as celery_app

__all__ = ["celery_app"]
