"""What the office deletes by itself once its keeping period is over: by list, by two people.

Owns the policy table, the lists, their parts as owed rows, and the proof that stays. What a person
asked to have erased is `erasure`'s, which knows how each kind of data is found and blanked.
"""

from appeals.retention.choosing import Why
from appeals.retention.deleting import delete_owed, retry
from appeals.retention.lists import (
    OFFICERS,
    NotAllowed,
    State,
    UnderWay,
    collect_owed,
    draw_up,
    drop,
    propose,
    sign,
    state,
)
from appeals.retention.progress import Progress, progress
from appeals.retention.proof import export

__all__ = [
    "OFFICERS",
    "NotAllowed",
    "Progress",
    "State",
    "UnderWay",
    "Why",
    "collect_owed",
    "delete_owed",
    "draw_up",
    "drop",
    "export",
    "progress",
    "propose",
    "retry",
    "sign",
    "state",
]
