"""The Django application of eligibility."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """See the package's docstring."""

    name = "eligibility"
    verbose_name = "Kelayakan"

    def ready(self) -> None:
        """Tell operators what there is."""
        from eligibility import status  # noqa: PLC0415 - models load after the applications

        status.register()
