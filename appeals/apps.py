"""The Django application of appeals."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class AppealsConfig(AppConfig):
    """See the package's docstring."""

    name = "appeals"
    verbose_name = pgettext_lazy("plural", "Pengaduan")

    def ready(self) -> None:
        """Tell operators what there is."""
        from appeals import status  # noqa: PLC0415 - models load after the applications

        status.register()
