"""Accounts, what is known about them, and what the rules made of it.

Status columns are written by `blocking` and `holds` only (tests/test_architecture.py proves it).
"""

from eligibility.models.batch import ImportBatch
from eligibility.models.blocks import Block, Hold
from eligibility.models.facts import ReferenceListEntry, RegistrationEvent, RegistryVerdict
from eligibility.models.people import Account, Gelombang, Grant, TrainingPurchase
from eligibility.models.policy import RulePolicy
from eligibility.models.screening import Finding, ScreeningChunk, ScreeningRun

__all__ = [
    "Account",
    "Block",
    "Finding",
    "Gelombang",
    "Grant",
    "Hold",
    "ImportBatch",
    "ReferenceListEntry",
    "RegistrationEvent",
    "RegistryVerdict",
    "RulePolicy",
    "ScreeningChunk",
    "ScreeningRun",
    "TrainingPurchase",
]
