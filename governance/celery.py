"""The worker's and the scheduler's entry point."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "governance.settings")

app = Celery("governance")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["governance"], related_name="pipeline")
app.autodiscover_tasks()  # the module `tasks` of each app
