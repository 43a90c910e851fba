"""Django's description of the app."""

from django.apps import AppConfig


class DashboardConfig(AppConfig):
    """The app `dashboard`."""

    name = "governance.dashboard"
