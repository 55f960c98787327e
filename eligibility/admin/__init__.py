"""What staff see and do of eligibility; one module a subject."""

from eligibility.admin import accounts, blocks, imports, policies, screening

__all__ = ["accounts", "blocks", "imports", "policies", "screening"]
