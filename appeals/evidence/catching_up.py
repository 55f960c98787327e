"""Fills in what photos examined in earlier days lack: fingerprint, measures, a reading.

Their clean pictures are looked at once more in the image child. No stored byte and no state
changes, and nobody is told. What a row has already is never replaced.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Max

from appeals.duplicates import remembering
from appeals.evidence import decoder, judging
from appeals.evidence.children import ChildDied
from appeals.evidence.codes import Rejected
from appeals.evidence.reading import owed
from appeals.evidence.wire import Pictures
from appeals.models import Appeal, DuplicateSearch, Evidence, Reading
from appeals.querysets import EvidenceQuerySet
from portal.storage import Damaged, Missing, Withheld, evidence_store

ROWS_A_STEP = 50
# One reader takes two seconds a card: so far apart, photos sent meanwhile never wait behind these.
READINGS_APART = timedelta(seconds=3)


@dataclass(frozen=True, slots=True)
class Left:
    """A photo that could not be looked at, and why: another look or another check may tell more."""

    evidence_id: int
    why: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one step did; `last_id` is where the next goes on, None at the end."""

    last_id: int | None
    rows: int = 0
    fingerprints: int = 0
    measured: int = 0
    readings: int = 0
    left: Sequence[Left] = ()


def rows(*, after: int = 0) -> EvidenceQuerySet:
    """Return the photos of cases that officers can look at, by key."""
    ready = Evidence.objects.filed().filter(state=Evidence.State.READY, lost_at=None)
    return ready.filter(pk__gt=after).order_by("pk")


def take_step(*, after: int, at_once: int, at: datetime) -> Step:
    """Fill in what the next rows lack, looking at up to `at_once` pictures side by side.

    Run again, or by two at a time, it does nothing twice. Raises Unavailable while the store
    does not answer, and ChildUnavailable where no child starts.
    """
    # No person's column is read.
    columns = ("kind", "image_name", "measures", "appeal__root", "appeal__merged_into")
    batch = list(rows(after=after).select_related("appeal").only(*columns)[:ROWS_A_STEP])
    if not batch:
        return Step(None)
    searches = DuplicateSearch.objects.filter(pk__in=batch).values_list("pk", flat=True)
    readings = Reading.objects.filter(evidence__in=batch).values_list("evidence", flat=True)
    searched, read = set(searches), set(readings)
    unseen = [row for row in batch if row.measures is None or row.pk not in searched]
    with ThreadPoolExecutor(at_once) as eyes:
        seen = list(zip(unseen, eyes.map(_look, unseen), strict=True))
    filled = [_fill(row, page) for row, page in seen if isinstance(page, Pictures)]
    return Step(
        last_id=batch[-1].pk,
        rows=len(batch),
        fingerprints=sum(is_new for is_new, _ in filled),
        measured=sum(is_measured for _, is_measured in filled),
        readings=_owe_readings((row for row in batch if row.pk not in read), at=at),
        left=tuple(Left(row.pk, why) for row, why in seen if isinstance(why, str)),
    )


def _look(row: Evidence) -> Pictures | str:
    """Have a child look at the clean picture; return what it made of it, or why it could not."""
    try:
        (page,) = decoder.clean(evidence_store().read_bytes(row.image_name))
    except (Missing, Damaged) as fault:
        return type(fault).__name__.lower()
    except Withheld:
        return "withheld"
    except (Rejected, ChildDied):
        return "did not open"
    return page


def _fill(row: Evidence, page: Pictures) -> tuple[bool, bool]:
    """Keep what the row still lacks; say whether the search, and the measures, are new.

    What was erased meanwhile keeps nothing: erasing waits for this row, or this finds it erased.
    """
    with transaction.atomic():
        same = rows().filter(pk=row.pk, image_name=row.image_name)
        still = same.select_for_update(of=("self",)).first()
        if still is None:
            return False, False
        is_new = not DuplicateSearch.objects.filter(pk=row.pk).exists()
        if is_new:
            remembering.remember(still, page.fingerprint)
        is_measured = still.measures is None and page.measures is not None
        if is_measured and page.measures is not None:
            found = Evidence.objects.filter(pk=row.pk)
            found.update(measures=page.measures.stored())
            judging.judge_again(found)
    return is_new, is_measured


def _owe_readings(unread: Iterable[Evidence], *, at: datetime) -> int:
    """Owe readings of photos on an open case's desk, behind those owed already; return how many.

    What is decided needs no hint any more.
    """
    wanted = [row for row in unread if row.kind in owed.KINDS and _is_needed(row)]
    if not wanted or not settings.READER:
        return 0
    latest = Reading.objects.owed().aggregate(latest=Max("due_at"))["latest"]
    begin = max(at, latest or at)
    places = enumerate(wanted, start=1)
    return sum(owed.owe_later(row, due_at=begin + place * READINGS_APART) for place, row in places)


def _is_needed(row: Evidence) -> bool:
    return Appeal.objects.with_file(row).open().exists()
