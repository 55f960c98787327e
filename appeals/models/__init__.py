"""Complaints about blocked accounts: what was filed, attached, asked, decided.

`lifecycle` is the only writer of `Appeal.status` and of decisions.
"""

from appeals.models.asking import QuestionItem
from appeals.models.board import BoardFigure
from appeals.models.case import (
    OPEN_STATUSES,
    Appeal,
    Claim,
    Consent,
    ContestedBlock,
    Helper,
    Step,
)
from appeals.models.clock import AnswerReminder, Escalation
from appeals.models.contact import ContactChange, Feedback
from appeals.models.conversation import Message, Question
from appeals.models.day_figures import (
    FeedbackDay,
    OfficerDay,
    OfficerMonth,
    PhotoDay,
    RemedyFigure,
    RuleDay,
    RuleMonth,
)
from appeals.models.decision import Decision, Outcome
from appeals.models.decision_text import DecisionText, TextUse
from appeals.models.deletion import DeletionCase, DeletionList, DeletionPart, DeletionProof
from appeals.models.desk import CaseLink, PriorityChange, QueueCount, SavedView
from appeals.models.draft import Draft
from appeals.models.duplicate import DuplicateSearch, Fingerprint, PhotoPair
from appeals.models.erasure import Correction, Erasure, ErasurePart, FileErasure
from appeals.models.evidence import Evidence
from appeals.models.export import Export
from appeals.models.export_plan import DigestWish, ExportPlan
from appeals.models.figures import CountedDay, FigureSlice, StaleDay
from appeals.models.inquiry import SourceRequest
from appeals.models.legal_hold import LegalHold
from appeals.models.letter import Letter
from appeals.models.officer_draft import OfficerDraft
from appeals.models.officers import Absence, DeskNews, DeskProfile, Interest
from appeals.models.quality import QualityReview
from appeals.models.queue_order import Facets, Priority
from appeals.models.reading import Reading
from appeals.models.reconciliation import FilingFault, Reconciliation
from appeals.models.rights import DataRequest
from appeals.models.statistics import StatisticsEdition, StatisticsFile
from appeals.models.storage import EvidenceCheck, FileWaiver, LostFile
from appeals.models.tally import Tally

__all__ = [
    "OPEN_STATUSES",
    "Absence",
    "AnswerReminder",
    "Appeal",
    "BoardFigure",
    "CaseLink",
    "Claim",
    "Consent",
    "ContactChange",
    "ContestedBlock",
    "Correction",
    "CountedDay",
    "DataRequest",
    "Decision",
    "DecisionText",
    "DeletionCase",
    "DeletionList",
    "DeletionPart",
    "DeletionProof",
    "DeskNews",
    "DeskProfile",
    "DigestWish",
    "Draft",
    "DuplicateSearch",
    "Erasure",
    "ErasurePart",
    "Escalation",
    "Evidence",
    "EvidenceCheck",
    "Export",
    "ExportPlan",
    "Facets",
    "Feedback",
    "FeedbackDay",
    "FigureSlice",
    "FileErasure",
    "FileWaiver",
    "FilingFault",
    "Fingerprint",
    "Helper",
    "Interest",
    "LegalHold",
    "Letter",
    "LostFile",
    "Message",
    "OfficerDay",
    "OfficerDraft",
    "OfficerMonth",
    "Outcome",
    "PhotoDay",
    "PhotoPair",
    "Priority",
    "PriorityChange",
    "QualityReview",
    "Question",
    "QuestionItem",
    "QueueCount",
    "Reading",
    "Reconciliation",
    "RemedyFigure",
    "RuleDay",
    "RuleMonth",
    "SavedView",
    "SourceRequest",
    "StaleDay",
    "StatisticsEdition",
    "StatisticsFile",
    "Step",
    "Tally",
    "TextUse",
]
