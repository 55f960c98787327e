"""Plants what an officer should see once: a document of three pages, and one card in two cases."""

import io
from collections.abc import Sequence
from datetime import datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import QuerySet
from PIL import Image

from appeals.demonstration import papers, photos
from appeals.demonstration.people import Person
from appeals.duplicates import noticing
from appeals.evidence import intake
from appeals.evidence.examine import examine_owed
from appeals.models import Appeal, DuplicateSearch, Evidence

Kind = Evidence.Kind
_SENT_ON = (800, 600)  # as a messenger makes photos smaller


def plant(people: Sequence[Person], *, now: datetime) -> None:
    """Add the files to the first cases that officers hold, and examine them at once.

    Run again it adds nothing: the same file sent to a case twice is one row.
    """
    held = _held()
    first = held.first()
    other = first and held.exclude(nik=first.nik).exclude(kk=first.kk).first()
    if first is None or other is None:
        return
    by_nik = {person.nik: person for person in people}
    paper = SimpleUploadedFile("surat-lulus.pdf", papers.school_record(first.name))
    card = SimpleUploadedFile("IMG-lagi.jpg", _sent_on(by_nik[first.nik]))
    intake.attach_to_case(first, paper, kind=Kind.SUPPORTING, at=now)
    intake.attach_to_case(other, card, kind=Kind.EKTP, at=now)
    files = Evidence.objects.filter(
        appeal__in=(first, other), kind__in=(Kind.EKTP, Kind.SUPPORTING)
    )
    examine_owed(files, most=files.count(), at=now)
    searches = DuplicateSearch.objects.filter(evidence__in=files)
    noticing.look_for_owed(searches, most=searches.count(), at=now)


def _held() -> QuerySet[Appeal]:
    in_review = Appeal.objects.filter(status=Appeal.Status.IN_REVIEW, evidence__kind=Kind.EKTP)
    return in_review.order_by("pk").distinct()


def _sent_on(person: Person) -> bytes:
    """Return the person's own photo of their card as somebody else sends it on."""
    [original] = photos.uploads(person, (Kind.EKTP,))
    picture = Image.open(original)
    picture.thumbnail(_SENT_ON)
    copy = io.BytesIO()
    picture.save(copy, "JPEG", quality=60)
    return copy.getvalue()
