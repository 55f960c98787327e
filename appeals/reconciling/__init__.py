"""Every night: does each filing have what it should have? Mends what a machine can, raises the rest.

Owns the walk, the checks and the faults. That the bytes of a file are still those that were
written, the evidence's own check knows; here it is enough that the store has them.
"""

from appeals.reconciling.faults import NotAllowed, see, settle, take_up_given_up, to_look_at
from appeals.reconciling.walking import begin, last_complete, work_off

__all__ = [
    "NotAllowed",
    "begin",
    "last_complete",
    "see",
    "settle",
    "take_up_given_up",
    "to_look_at",
    "work_off",
]
