"""What staff see and do of eligibility; one module a subject."""

from eligibility.admin import (
    accounts,
    blocks,
    fuses,
    gelombang,
    imports,
    partners,
    policies,
    remedies,
    screening,
    webhooks,
)

__all__ = [
    "accounts",
    "blocks",
    "fuses",
    "gelombang",
    "imports",
    "partners",
    "policies",
    "remedies",
    "screening",
    "webhooks",
]
