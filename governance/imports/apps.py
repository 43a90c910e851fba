"""Django's description of the app."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The app `imports`."""

    name = "governance.imports"
