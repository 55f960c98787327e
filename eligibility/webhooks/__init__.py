"""Tells partners of blocks: which addresses want to hear, and messages owed brought to them.

That a message is owed, `announcements` writes; owns the addresses, their secrets, the sending.
"""

from eligibility.partners import NotAllowed
from eligibility.webhooks.deliveries import ANSWERED, deliver, deliver_to, forget, send_again
from eligibility.webhooks.endpoints import (
    STOPPED,
    activate,
    add,
    deactivate,
    rotate_secret,
)
from eligibility.webhooks.samples import MOST_SAMPLES, TooOften, send_sample

__all__ = [
    "ANSWERED",
    "MOST_SAMPLES",
    "STOPPED",
    "NotAllowed",
    "TooOften",
    "activate",
    "add",
    "deactivate",
    "deliver",
    "deliver_to",
    "forget",
    "rotate_secret",
    "send_again",
    "send_sample",
]
