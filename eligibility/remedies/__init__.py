"""Campaigns for everyone a mistake hit: their causes, how one is led, and its work in portions."""

from eligibility.remedies import campaigns
from eligibility.remedies.campaigns import (
    OPENERS,
    NotAllowed,
    NothingToLift,
    Progress,
    State,
    UnderWay,
    approve,
    blocks_of,
    cause_of,
    ended_by,
    open_for,
    progress,
    resume,
    state,
    stop,
    told_by,
    under_way,
    work_off,
)
from eligibility.remedies.causes import Cause, Reach, reach

__all__ = [
    "OPENERS",
    "Cause",
    "NotAllowed",
    "NothingToLift",
    "Progress",
    "Reach",
    "State",
    "UnderWay",
    "approve",
    "blocks_of",
    "campaigns",
    "cause_of",
    "ended_by",
    "open_for",
    "progress",
    "reach",
    "resume",
    "state",
    "stop",
    "told_by",
    "under_way",
    "work_off",
]
