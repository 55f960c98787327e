"""The platform's Django application, and Django admin's under our site."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalConfig(AppConfig):
    """Portal: the platform under eligibility and appeals."""

    name = "portal"
    verbose_name = "Portal"

    def ready(self) -> None:
        """Connect what Django finds by import only."""
        from portal import checks, sign_in  # noqa: F401, PLC0415 - they need the loaded apps


class StaffAdminConfig(admin_apps.AdminConfig):
    """Puts our staff site in the place of Django's."""

    default = False  # of the two in this module, PortalConfig is the one for "portal"
    default_site = "portal.staff.PortalAdminSite"
