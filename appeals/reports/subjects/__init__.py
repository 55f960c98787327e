"""What exports hold: for each kind its rows, its masked columns and what narrows it."""

from collections.abc import Mapping

from appeals.models import Export
from appeals.reports.subjects import accounts, cases, trail, workload
from appeals.reports.subjects.subject import (
    USUAL,
    Choice,
    Column,
    Filter,
    Subject,
    TooSlow,
    UnknownChoice,
)

__all__ = ["SUBJECTS", "USUAL", "Choice", "Column", "Filter", "Subject", "TooSlow", "UnknownChoice"]

SUBJECTS: Mapping[Export.Subject, Subject] = {
    Export.Subject.APPEALS: cases.APPEALS,
    Export.Subject.DECISIONS: cases.DECISIONS,
    Export.Subject.BLOCKS: accounts.BLOCKS,
    Export.Subject.FINDINGS: accounts.FINDINGS,
    Export.Subject.RUNS: accounts.RUNS,
    Export.Subject.WORKLOAD: workload.WORKLOAD,
    Export.Subject.EVIDENCE_ACCESS: trail.EVIDENCE_ACCESS,
    Export.Subject.AUDIT: trail.AUDIT,
}
