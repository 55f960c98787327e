"""The Django application of appeals."""

from django.apps import AppConfig


class AppealsConfig(AppConfig):
    """See the package's docstring."""

    name = "appeals"
    verbose_name = "Pengaduan"
