"""What operators see of appeals: cases by state, evidence and its files, exports owed."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Now, TruncDate

from appeals import reconciling
from appeals.evidence import standstill
from appeals.figures import slices
from appeals.models import (
    Appeal,
    CountedDay,
    DataRequest,
    DeletionList,
    DeletionPart,
    Draft,
    DuplicateSearch,
    ErasurePart,
    Evidence,
    EvidenceCheck,
    Export,
    LegalHold,
    LostFile,
    Reading,
    Reconciliation,
    StaleDay,
    StatisticsEdition,
)
from portal import status
from portal.calendar import JAKARTA

# As long as a job may write one export.
EXPORTS_AFTER = timedelta(minutes=30)


def _appeals() -> Mapping[str, object]:
    counted = Appeal.objects.values_list("status").annotate(count=Count("pk"))
    return {state.value: 0 for state in Appeal.Status} | dict(counted)


def _evidence() -> Mapping[str, object]:
    """Count rows, and what the last whole look at the store found of its files."""
    last = EvidenceCheck.objects.exclude(done_at=None).order_by("-pk").first()
    return {
        "rows": Evidence.objects.count(),
        "drafts": Draft.objects.count(),
        "files": last.names if last else None,
        "files without rows": last.orphans if last else None,
        "rows without files": LostFile.objects.filter(mended_at=None).count(),
        "unscanned": Evidence.objects.unscanned().count(),
        "waiting too long": standstill.reasons(),
    }


def _evidence_check() -> Mapping[str, object]:
    """Say what the latest look at stored files has found, and which files are lost now."""
    last = EvidenceCheck.objects.order_by("-pk").first()
    found: dict[str, object] = {
        "lost now": LostFile.objects.filter(mended_at=None).count(),
        "began": last.began_at if last else None,
        "done": last.done_at if last else None,
        "stopped": last.last_fault if last and last.dead_at else "",
        "last fault": last.last_fault if last else "",
    }
    if last:
        counts = ("total", "seen", "files", "taken_in", "lost", "found_again", "refused",
                  "names", "orphans", "removed")  # fmt: skip
        found |= {name.replace("_", " "): getattr(last, name) for name in counts}
    return found


def _data_requests() -> Mapping[str, object]:
    """Count what people are owed an answer to, and what of it is late; a person answers these."""
    owed, late = Q(answered_at=None), Q(answered_at=None, due_at__lt=Now())
    found: dict[str, object] = DataRequest.objects.filter(owed).aggregate(
        owed=Count("pk"), late=Count("pk", filter=late), oldest=Min("due_at")
    )
    return found


def _filings() -> Mapping[str, object]:
    """Count the faults of filings that wait for people, and say when all was last looked at."""
    last = reconciling.last_complete()
    faults = reconciling.to_look_at()
    return {
        "faults": faults.count(),
        "not seen": faults.filter(seen_at=None).count(),
        "last complete run": last.done_at if last else None,
    }


def _legal_holds() -> Mapping[str, object]:
    """Count what may not be deleted, and what of it somebody was to look at again."""
    standing = LegalHold.objects.filter(lifted_at=None)
    today = TruncDate(Now(), tzinfo=JAKARTA)
    return {
        "standing": standing.count(),
        "to review": standing.filter(review_date__lte=today).count(),
    }


def _figures() -> Mapping[str, object]:
    """Count the days that reports read, and how many of them are yet to be counted anew."""
    changed = StaleDay.objects.filter(to_be_sure=False)
    return {
        "days": CountedDay.objects.count(),
        "changed": changed.aggregate(days=Count("day", distinct=True))["days"],
        "of older definitions": slices.older_definitions().count(),
    }


def _exports_since() -> datetime | None:
    return Export.objects.standing_since(longer_than=EXPORTS_AFTER)


def register() -> None:
    """Add the sections to the operators' status."""
    status.register("appeals", _appeals)
    status.register("evidence", _evidence)
    # A lost file is no reason to serve nobody: it makes the portal not unready.
    status.register("evidence check", _evidence_check)
    status.register("data requests", _data_requests)
    status.register_owed("photos", Evidence.objects.filed)
    # Their next try is always ahead, so that they are never late.
    status.register_standing("waiting photos", standstill.photos_since)
    status.register_standing("evidence check", standstill.check_since)
    # Late ones don't make the portal unready: it works without reader, report and hints.
    status.register("readings", lambda: status.owed(Reading.objects.all()))
    status.register("figures", _figures)
    status.register("statistics", lambda: status.owed(StatisticsEdition.objects.all()))
    status.register("exports", lambda: status.owed(Export.objects.all()))
    status.register_standing("waiting exports", _exports_since)
    status.register("duplicate searches", lambda: status.owed(DuplicateSearch.objects.all()))
    status.register_owed("erasures", ErasurePart.objects.all)
    status.register_owed("deletion lists", DeletionList.objects.all)
    status.register_owed("deletions", DeletionPart.objects.all)
    status.register("filings", _filings)
    status.register("legal holds", _legal_holds)
    status.register_owed("reconciliations", Reconciliation.objects.all)
