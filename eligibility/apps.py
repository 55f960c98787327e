"""The Django application of eligibility."""

from django.apps import AppConfig


class EligibilityConfig(AppConfig):
    """See the package's docstring."""

    name = "eligibility"
    verbose_name = "Kelayakan"
