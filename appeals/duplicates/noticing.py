"""Works off the searches that are owed: keeps the closest pairs and tells eligibility of some.

Killed anywhere a search is done again: each pair is one transaction with all that follows from
it, and a pair that is there already is left as it is.
"""

import logging
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.db.models import Count

from appeals.duplicates import marking, searching
from appeals.duplicates.remembering import CARDS, SELFIES
from appeals.duplicates.searching import Like
from appeals.models import DuplicateSearch, Evidence, PhotoPair
from eligibility import photos
from eligibility.models import PhotoMatch
from portal import audit
from portal.leases import OwedQuerySet

log = logging.getLogger(__name__)

LEASE_SECONDS = 60
RETRY_IN = timedelta(minutes=1)
# A picture that thousands send says little of any of them: a search keeps its closest few pairs,
# and no photo gets more than MOST_PAIRS, whoever else sends it.
CLOSEST = 5
MOST_PAIRS = 20


def look_for_owed(searches: OwedQuerySet[DuplicateSearch], *, most: int, at: datetime) -> int:
    """Lease and work off up to `most` of `searches`; return how many."""
    for count in range(most):
        leased = searches.lease(seconds=LEASE_SECONDS)
        if not leased:
            return count
        try:
            look_for(leased[0], at=at)
        except SoftTimeLimitExceeded:
            # The job's time is over, which says nothing of this search: it spends no try.
            leased[0].set_aside("the job's time was over", retry_in=RETRY_IN)
            raise
        except Exception:
            log.exception("the search for evidence %s did not come to an end", leased[0].pk)
            leased[0].fail("searching failed", retry_in=RETRY_IN)
    return most


def look_for(search: DuplicateSearch, *, at: datetime) -> None:
    """Find and note the pairs of one leased file."""
    files = Evidence.objects.select_related("appeal__account")
    evidence = files.get(pk=search.evidence_id)
    found = searching.likes(evidence)
    for like in _with_room(evidence, found)[:CLOSEST]:
        _note(evidence, like, at=at)
    search.finish(found=len(found))


def _with_room(evidence: Evidence, found: list[Like]) -> list[Like]:
    """Return those of `found` that may still get a pair."""
    pairs = _pairs_of([evidence.pk, *(like.evidence.pk for like in found)])
    if pairs[evidence.pk] >= MOST_PAIRS:
        return []
    return [like for like in found if pairs[like.evidence.pk] < MOST_PAIRS]


def _pairs_of(evidence_ids: Iterable[int]) -> Counter[int]:
    counted: Counter[int] = Counter()
    for side in ("first", "second"):
        rows = PhotoPair.objects.filter(**{f"{side}__in": evidence_ids}).order_by().values(side)
        counted.update({row[side]: row["pairs"] for row in rows.annotate(pairs=Count("pk"))})
    return counted


@transaction.atomic
def _note(evidence: Evidence, like: Like, *, at: datetime) -> None:
    first, second = sorted((evidence, like.evidence), key=lambda row: row.pk)
    pair, is_new = PhotoPair.objects.get_or_create(
        first=first,
        second=second,
        defaults={
            "distance": like.distance,
            "is_same_file": like.is_same_file,
            "noticed_at": at,
        },
    )
    if not is_new:
        return
    audit.record("duplicate.noticed", by=None, subject=pair, at=at, files=[first.pk, second.pk],
                 distance=like.distance)  # fmt: skip
    marking.mark(pair)
    _tell_eligibility(pair, at=at)


def _tell_eligibility(pair: PhotoPair, *, at: datetime) -> None:
    """Let the rules about cards and selfies know, where both sent it from their account's contact."""
    kinds = {pair.first.kind, pair.second.kind}
    if kinds <= CARDS:
        kind = PhotoMatch.Kind.CARD
    elif kinds <= SELFIES:
        kind = PhotoMatch.Kind.SELFIE
    else:
        return
    accounts = [side.appeal.own_account for side in (pair.first, pair.second) if side.appeal]
    match accounts:
        case [one, other] if one is not None and other is not None:
            photos.note_match(one, other, kind=kind, reference=str(pair.pk), at=at)
