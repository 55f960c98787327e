"""The platform's Django application."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Portal: the platform under eligibility and appeals."""

    name = "portal"
    verbose_name = "Portal"
