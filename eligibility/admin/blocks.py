"""Blocks, the findings behind them, and the holds on them, to read."""

from django.contrib import admin

from eligibility.admin.reading import ReadOnlyAdmin
from eligibility.models import Block, Finding, Hold


@admin.register(Block)
class BlockAdmin(ReadOnlyAdmin):
    """Blocks, by ground and status."""

    list_display = ("ground", "status", "account", "rule", "proposed_at", "ended_at")
    list_select_related = ("account",)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    """Findings with the facts they rest on."""

    list_display = ("ground", "rule", "status", "policy", "source", "found_at")
    list_select_related = ("policy",)


@admin.register(Hold)
class HoldAdmin(ReadOnlyAdmin):
    """Requests to do nothing irreversible."""

    list_display = ("reference", "account", "placed_at", "released_at")
    list_select_related = ("account",)
