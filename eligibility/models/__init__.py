"""Accounts, what is known about them, and what the rules made of it.

Status columns are written by `blocking` and `holds` only (tests/test_architecture.py proves it).
"""

from eligibility.models.batch import ImportBatch, ImportOrder
from eligibility.models.blocks import Block, CarryOver, Hold
from eligibility.models.facts import (
    ChangedAccount,
    PhotoMatch,
    ReferenceListEntry,
    RefundDemand,
    RegistrationEvent,
    RegistryVerdict,
)
from eligibility.models.partners import (
    AccountSender,
    Partner,
    PartnerCall,
    PartnerKey,
    WebhookDelivery,
    WebhookEndpoint,
)
from eligibility.models.people import Account, DeadlineExtension, Gelombang, Grant, TrainingPurchase
from eligibility.models.policy import DryRun, Fuse, OverturnTally, RulePolicy
from eligibility.models.remedies import BlockLetter, Remedy, RemedyChunk, Restoration
from eligibility.models.screening import Finding, ScreeningChunk, ScreeningRun

__all__ = [
    "Account",
    "AccountSender",
    "Block",
    "BlockLetter",
    "CarryOver",
    "ChangedAccount",
    "DeadlineExtension",
    "DryRun",
    "Finding",
    "Fuse",
    "Gelombang",
    "Grant",
    "Hold",
    "ImportBatch",
    "ImportOrder",
    "OverturnTally",
    "Partner",
    "PartnerCall",
    "PartnerKey",
    "PhotoMatch",
    "ReferenceListEntry",
    "RefundDemand",
    "RegistrationEvent",
    "RegistryVerdict",
    "Remedy",
    "RemedyChunk",
    "Restoration",
    "RulePolicy",
    "ScreeningChunk",
    "ScreeningRun",
    "TrainingPurchase",
    "WebhookDelivery",
    "WebhookEndpoint",
]
