"""The Django application of eligibility."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EligibilityConfig(AppConfig):
    """See the package's docstring."""

    name = "eligibility"
    verbose_name = _("Kelayakan")

    def ready(self) -> None:
        """Tell operators what there is."""
        from eligibility import status  # noqa: PLC0415 - models load after the applications

        status.register()
