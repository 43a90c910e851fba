"""Django's description of the app."""

from django.apps import AppConfig


class ScorecardsConfig(AppConfig):
    """The app `scorecards`."""

    name = "governance.scorecards"

    def ready(self) -> None:
        """Listen to waivers and services, which lie below and know nothing of scorecards."""
        from django.db.models.signals import post_save  # noqa: PLC0415 - models are not loaded before the apps

        from governance.registry.models import Service  # noqa: PLC0415 - the same
        from governance.scorecards.keeping import on_saved  # noqa: PLC0415 - the same
        from governance.scorecards.rescoring import on_effect  # noqa: PLC0415 - the same
        from governance.waivers.effects import takes_effect  # noqa: PLC0415 - the same

        takes_effect.connect(on_effect, dispatch_uid="score again")
        post_save.connect(on_saved, sender=Service, dispatch_uid="keep standing")
