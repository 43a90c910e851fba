"""Django's description of the app."""

from django.apps import AppConfig


class ScansConfig(AppConfig):
    """The app `scans`."""

    name = "governance.scans"
