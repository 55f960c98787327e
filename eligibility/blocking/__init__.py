"""The only writer of the status of blocks, findings and accounts.

Owns the allowed steps, what each does to the finding and the account, and the audit entry. Why
somebody lifts or upholds is the caller's business. Lock order everywhere: accounts by key, then
blocks by key.
"""

from eligibility.blocking.accounts import OUT_OF_REACH, recompute
from eligibility.blocking.applying import Applied, Outcome, apply, follow
from eligibility.blocking.ceasing import cease
from eligibility.blocking.steps import (
    STEPS,
    AlreadyLifted,
    NotStanding,
    Step,
    confirm,
    dismiss,
    expire,
    lift,
    supersede,
    uphold,
)
from eligibility.blocking.undoing import begun_by, carried_by, undo_run

__all__ = [
    "OUT_OF_REACH",
    "STEPS",
    "AlreadyLifted",
    "Applied",
    "NotStanding",
    "Outcome",
    "Step",
    "apply",
    "begun_by",
    "carried_by",
    "cease",
    "confirm",
    "dismiss",
    "expire",
    "follow",
    "lift",
    "recompute",
    "supersede",
    "undo_run",
    "uphold",
]
