"""What people ask of their personal data: taking a request in, its clock, its answer, its mail.

Owns the rows; who may ask and who may answer at which page, the doors in `rights` know. Nothing
here changes or deletes the data that a request is about.
"""

from appeals.data_requests.answering import (
    ANSWERERS,
    Answer,
    NotAllowed,
    ProposalWaits,
    Reason,
    answer,
)
from appeals.data_requests.asking import (
    LIFETIME,
    Ask,
    TokenTaken,
    ask,
    ask_and_answer,
    ask_once,
    send_elsewhere,
)
from appeals.data_requests.links import opens, secret_link
from appeals.data_requests.numbers import Malformed, parse
from appeals.data_requests.reminders import remind
from appeals.data_requests.retention import Held, grounds_to_keep
from appeals.data_requests.subjects import Subject, subject_of

__all__ = [
    "ANSWERERS",
    "LIFETIME",
    "Answer",
    "Ask",
    "Held",
    "Malformed",
    "NotAllowed",
    "ProposalWaits",
    "Reason",
    "Subject",
    "TokenTaken",
    "answer",
    "ask",
    "ask_and_answer",
    "ask_once",
    "grounds_to_keep",
    "opens",
    "parse",
    "remind",
    "secret_link",
    "send_elsewhere",
    "subject_of",
]
