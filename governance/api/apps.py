"""Django's description of the app."""

from django.apps import AppConfig


class APIConfig(AppConfig):
    """The app `api`."""

    name = "governance.api"
