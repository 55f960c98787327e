"""How rules are applied: which policy is in force, and how one comes about."""

from eligibility.policies import counting, drafting, terms, trial
from eligibility.policies.drafting import (
    check_end,
    discard,
    draft,
    enable,
    end,
    endorse,
    obstacle,
    open_drafts,
    predecessor,
    revise,
    stop,
)
from eligibility.policies.in_force import (
    InForce,
    first_training_days,
    in_force,
    to_screen_by,
)
from eligibility.policies.reach import FRESH, Reach, fresh_dry_run, reach_of
from eligibility.policies.terms import Limit, NotAllowed, Terms, limits_of, title_of

__all__ = [
    "FRESH",
    "InForce",
    "Limit",
    "NotAllowed",
    "Reach",
    "Terms",
    "check_end",
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
    "limits_of",
    "obstacle",
    "open_drafts",
    "predecessor",
    "reach_of",
    "revise",
    "stop",
    "terms",
    "title_of",
    "to_screen_by",
    "trial",
]
