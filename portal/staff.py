"""The staff site: Django admin with a second factor."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    """Puts our staff site in the place of Django's."""
