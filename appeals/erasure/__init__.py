"""Erasing what a person asked to have erased: what may go goes, what the law keeps goes later.

Owns the order, its two signatures, the parts as owed rows, and the proof that stays. Whether the
person may ask is `rights`', why data is kept is told by `data_requests.retention`.
"""

from appeals.data_requests import NotAllowed
from appeals.erasure.blanking import is_by_request
from appeals.erasure.carrying_out import LEASE_SECONDS, carry_out, carry_out_owed
from appeals.erasure.forgetting import sweep
from appeals.erasure.ordering import (
    NothingToErase,
    StillKept,
    is_erasing,
    is_whole,
    parts_of,
    propose,
    retry,
    send_back,
    sign,
)
from appeals.erasure.planning import FILES, plan
from appeals.erasure.removing import finish_all

__all__ = [
    "FILES",
    "LEASE_SECONDS",
    "NotAllowed",
    "NothingToErase",
    "StillKept",
    "carry_out",
    "carry_out_owed",
    "finish_all",
    "is_by_request",
    "is_erasing",
    "is_whole",
    "parts_of",
    "plan",
    "propose",
    "retry",
    "send_back",
    "sign",
    "sweep",
]
