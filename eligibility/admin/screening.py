"""Passes of the rules over accounts."""

from django.contrib import admin

from eligibility.admin.reading import ReadOnlyAdmin
from eligibility.models import ScreeningRun


@admin.register(ScreeningRun)
class ScreeningRunAdmin(ReadOnlyAdmin):
    """Passes of the rules over accounts."""

    list_display = ("at", "status", "accounts", "findings", "finished_at")
