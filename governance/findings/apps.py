"""Django's description of the app."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """The app `findings`."""

    name = "governance.findings"
