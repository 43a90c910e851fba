"""Django's description of the app."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The app `registry`."""

    name = "governance.registry"
