"""Django's description of the service as a whole."""

from django.apps import AppConfig


class GovernanceConfig(AppConfig):
    """The service: brings its system checks along."""

    name = "governance"

    def ready(self) -> None:
        """Register the checks."""
        from governance import checks  # noqa: F401, PLC0415 - importing registers them
