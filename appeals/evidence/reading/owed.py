"""Owes the reading of a card's photo, and carries it out in the reader's worker.

Killed at any point it is done again: the row says what is owed, and nothing is kept elsewhere.
"""

import logging
import time
from datetime import date, datetime, timedelta

from django.db import transaction

from appeals.evidence import judging
from appeals.evidence.children import ChildDied, ChildUnavailable
from appeals.evidence.reading import card, elsewhere, reader
from appeals.evidence.reading.card import Card
from appeals.evidence.reading.wire import Seen, Wish
from appeals.models import Evidence, Reading
from appeals.querysets import ReadingQuerySet
from portal.storage import Damaged, Missing, Unavailable, Withheld, evidence_store

log = logging.getLogger(__name__)

READ_KINDS = frozenset({Evidence.Kind.EKTP, Evidence.Kind.KK})
# Here faces are looked for: whether one is visible, not whose it is.
FACE_KINDS = frozenset({Evidence.Kind.SELFIE_EKTP, Evidence.Kind.SELFIE_KK})
KINDS = READ_KINDS | FACE_KINDS
# Longer than a child's start, twice where the first died idle, and a photo at worst: 180 s.
LEASE_SECONDS = 240
RETRY_IN = timedelta(minutes=1)
RETRY_WITHHELD_IN = timedelta(hours=1)


def owe(evidence: Evidence) -> None:
    """Owe the reading of a photo that became ready; in the caller's transaction."""
    if evidence.kind in KINDS:
        Reading.objects.get_or_create(evidence=evidence)


@transaction.atomic
def owe_later(evidence: Evidence, *, due_at: datetime) -> bool:
    """Owe the reading of a photo that has none, for `due_at`; False where none is owed anew."""
    ready = Evidence.objects.filter(pk=evidence.pk, kind__in=KINDS, state=Evidence.State.READY)
    if not ready.select_for_update(of=("self",)).exists():  # erased meanwhile
        return False
    return Reading.objects.get_or_create(evidence=evidence, defaults={"due_at": due_at})[1]


def read_owed(readings: ReadingQuerySet, *, seconds: float, at: datetime) -> int:
    """Lease and read one photo after the other for about `seconds`; return how many were tried.

    Stops at once where the reader does not start, or the store does not answer: the next photo
    would fare no better, and nothing was tried.
    """
    count, until = 0, time.monotonic() + seconds
    while time.monotonic() < until and (leased := readings.lease(seconds=LEASE_SECONDS)):
        count += 1
        try:
            read(leased[0], at=at)
        except ChildUnavailable:
            log.warning("readings wait: the reader did not start")
            leased[0].set_aside("the reader did not start", retry_in=RETRY_IN)
            break
        except Unavailable:
            log.warning("readings wait for the store")
            leased[0].set_aside("the store does not answer", retry_in=RETRY_IN)
            break
    return count


def read(reading: Reading, *, at: datetime) -> None:
    """Read one leased photo: its values are kept, or it is owed again later.

    Raises ChildUnavailable or Unavailable, with the row still leased.
    """
    is_selfie = reading.evidence.kind in FACE_KINDS
    try:
        picture = evidence_store().read_bytes(reading.evidence.image_name)
        seen = reader.look(picture, Wish.FACES if is_selfie else Wish.TEXT)
    except ChildDied:
        log.warning("reading %s waits for another try: the reader died", reading.pk)
        reading.fail("the reader died", retry_in=RETRY_IN)
    except (Missing, Damaged):
        reading.fail("the picture is missing or damaged", retry_in=RETRY_IN)
    except Withheld:
        reading.fail("the store does not give out the picture", retry_in=RETRY_WITHHELD_IN)
    else:
        if is_selfie:
            _keep_faces(reading, seen)
            return
        is_family_card = reading.evidence.kind == Evidence.Kind.KK
        _keep(reading, card.found(seen.text or (), is_family_card=is_family_card), at=at)


def _keep_faces(reading: Reading, seen: Seen) -> None:
    """Keep where faces are, and judge the photo anew; an erased one keeps nothing."""
    with transaction.atomic():
        if reading.finish(last_fault="") and seen.faces is not None:
            photo = Evidence.objects.filter(pk=reading.evidence_id, state=Evidence.State.READY)
            photo.update(faces=[list(box) for box in seen.boxes])
            judging.judge_again(photo)


def _keep(reading: Reading, found: Card, *, at: datetime) -> None:
    values: dict[str, object] = {"last_fault": ""}
    for name, value in found.values.items():
        values[name] = date.fromisoformat(value.text) if name == "birth_date" else value.text
        values[f"{name}_percent"] = value.percent
    values["is_repaired"] = any(value.is_repaired for value in found.values.values())
    with transaction.atomic():
        if reading.finish(**values):
            reading.refresh_from_db()
            elsewhere.note(reading, at=at)
