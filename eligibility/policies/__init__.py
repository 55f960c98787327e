"""How rules are applied: which policy is in force, and how one comes about."""

from eligibility.policies import counting, drafting, terms, trial
from eligibility.policies.drafting import (
    FRESH,
    discard,
    draft,
    enable,
    end,
    endorse,
    fresh_dry_run,
    is_of_great_reach,
    most_reached,
    obstacle,
    predecessor,
    revise,
)
from eligibility.policies.in_force import (
    InForce,
    first_training_days,
    in_force,
)
from eligibility.policies.terms import Limit, NotAllowed, Terms, limits_of, title_of

__all__ = [
    "FRESH",
    "InForce",
    "Limit",
    "NotAllowed",
    "Terms",
    "counting",
    "discard",
    "draft",
    "drafting",
    "enable",
    "end",
    "endorse",
    "first_training_days",
    "fresh_dry_run",
    "in_force",
    "is_of_great_reach",
    "limits_of",
    "most_reached",
    "obstacle",
    "predecessor",
    "revise",
    "terms",
    "title_of",
    "trial",
]
