"""How often people overturn what a rule says, and the fuse that blows when it is too often."""

from eligibility.fuse.blowing import (
    NotAllowed,
    check,
    is_too_often,
    obstacle,
    reset,
    scope_in_words,
    still_blown,
)
from eligibility.fuse.counting import Rate, counted_at, rates, wilson

__all__ = [
    "NotAllowed",
    "Rate",
    "check",
    "counted_at",
    "is_too_often",
    "obstacle",
    "rates",
    "reset",
    "scope_in_words",
    "still_blown",
    "wilson",
]
