"""The dated policies of the rules."""

from django.contrib import admin

from eligibility.admin.reading import ReadOnlyAdmin
from eligibility.models import RulePolicy


@admin.register(RulePolicy)
class RulePolicyAdmin(ReadOnlyAdmin):
    """The dated policies of the rules."""

    list_display = (
        "rule",
        "version",
        "mode",
        "legal_source",
        "valid_from",
        "valid_until",
        "enabled_at",
    )
