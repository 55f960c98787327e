"""Says since when files stand still that nobody calls late, because their next try is always ahead.

They wait for the store, the virus scanner or the image child. Whom that is told, the doors know.
"""

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Min, Q
from django.db.models.functions import Greatest, Now

from appeals.evidence.examine import SCANNER_UNDECIDED
from appeals.models import Evidence, EvidenceCheck
from appeals.querysets import EvidenceQuerySet

log = logging.getLogger(__name__)

PHOTOS_AFTER = timedelta(hours=1)
CHECK_AFTER = timedelta(days=1)
_NOT_TRIED = "not tried yet"


def photos_since() -> datetime | None:
    """Return since when the longest waiting file of a case waits; None: none waits too long."""
    found: datetime | None = _waiting().aggregate(since=Min("came_at"))["since"]
    return found


def reasons() -> Mapping[str, int]:
    """Return how many files wait too long, by what kept them last."""
    rows = _waiting().order_by().values_list("last_fault").annotate(files=Count("pk"))
    return {why or _NOT_TRIED: files for why, files in rows}


def check_since() -> datetime | None:
    """Return since when the look at all stored files has stopped, or got no further for a day."""
    last = EvidenceCheck.objects.order_by("-pk").values("pk")[:1]
    stuck = Q(began_at__lt=Now() - CHECK_AFTER) & ~Q(last_fault="")
    found = EvidenceCheck.objects.filter(pk__in=last, done_at=None)
    row = found.filter(stuck | Q(dead_at__isnull=False)).first()
    return (row.dead_at or row.began_at) if row else None


def tell() -> None:
    """Write into the log what stands still, once for each part of it."""
    if since := photos_since():
        why = ", ".join(f"{files} x {reason}" for reason, files in sorted(reasons().items()))
        log.error("files of cases wait to be examined, the longest since %s: %s", since, why)
    if since := check_since():
        log.error("the nightly check of stored files stands still since %s", since)


def _waiting() -> EvidenceQuerySet:
    """Return owed files whose case was filed, and that came, longer ago than PHOTOS_AFTER.

    Not single ones that the scanner cannot make anything of: of those staff are told in time.
    """
    came_at = Greatest("uploaded_at", "appeal__submitted_at")
    owed = Evidence.objects.filed().owed().exclude(last_fault=SCANNER_UNDECIDED)
    return owed.annotate(came_at=came_at).filter(came_at__lt=Now() - PHOTOS_AFTER)
