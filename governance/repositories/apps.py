"""Django's description of the app."""

from django.apps import AppConfig


class RepositoriesConfig(AppConfig):
    """The app `repositories`."""

    name = "governance.repositories"
