"""The official statistics: each month one report as PDF, in editions that never change."""

from appeals.statistics.editions import (
    LANGUAGES,
    LEASE_SECONDS,
    AlreadyOwed,
    FirstReport,
    LeaseLost,
    NotAllowed,
    correctable,
    file_of,
    first_report,
    latest,
    make,
    newest_files,
    order_again,
    owe_last_month,
)

__all__ = [
    "LANGUAGES",
    "LEASE_SECONDS",
    "AlreadyOwed",
    "FirstReport",
    "LeaseLost",
    "NotAllowed",
    "correctable",
    "file_of",
    "first_report",
    "latest",
    "make",
    "newest_files",
    "order_again",
    "owe_last_month",
]
