"""Django's description of the app."""

from django.apps import AppConfig


class WaiversConfig(AppConfig):
    """The app `waivers`."""

    name = "governance.waivers"
