"""Django's description of the app."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """The app `scorecards`."""

    name = "governance.scorecards"

    def ready(self) -> None:
        """Listen to waivers, which lie below and know nothing of scorecards."""
        from governance.scorecards.rescoring import on_effect  # noqa: PLC0415 - models are not loaded before the apps
        from governance.waivers.effects import takes_effect  # noqa: PLC0415 - the same

        takes_effect.connect(on_effect, dispatch_uid="score again")
