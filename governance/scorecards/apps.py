"""Django's description of the app."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """The app `scorecards`."""

    name = "governance.scorecards"
