"""Complaints about blocked accounts: what was filed, attached, asked, decided.

`lifecycle` is the only writer of `Appeal.status` and of decisions.
"""

from appeals.models.case import OPEN_STATUSES, Appeal, Consent, ContestedBlock, Step
from appeals.models.conversation import Message, Question
from appeals.models.decision import Decision, Outcome
from appeals.models.draft import Draft
from appeals.models.evidence import Evidence
from appeals.models.export import Export

__all__ = [
    "OPEN_STATUSES",
    "Appeal",
    "Consent",
    "ContestedBlock",
    "Decision",
    "Draft",
    "Evidence",
    "Export",
    "Message",
    "Outcome",
    "Question",
    "Step",
]
