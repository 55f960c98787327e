"""Looks at stored files one by one: is each there, does it open, is it what was written?

Owns the walk and its progress, in bounded steps that may stop and go on anywhere. What is wrong
`losses` writes down. Files without a row are `sweep`'s.
"""

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from appeals.evidence import losses
from appeals.models import Evidence, LostFile
from portal.storage import Damaged, Missing, Withheld, evidence_store

ROWS_A_STEP = 100
# A store that answers from afar is asked for several files at a time.
_AT_ONCE = 4
# So many new faults in one step, and so large a share of it, is no loss but the wrong store.
_MOST_NEW, _MOST_SHARE = 20, 0.1
# So many files of one step that the store does not give out are no exception any more.
_MOST_WITHHELD = 20
_SUMS = {
    LostFile.Part.UPLOAD: "original_sha256",
    LostFile.Part.IMAGE: "image_sha256",
    LostFile.Part.THUMBNAIL: "thumbnail_sha256",
}


class LooksWrong(Exception):
    """So much is missing at once that the store itself must be the wrong one; nothing was noted."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A stored file that is not as it was written."""

    evidence_id: int
    part: str
    fault: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one step of the walk saw; `last_id` is where the next goes on, None at the end."""

    last_id: int | None
    rows: int = 0
    files: int = 0
    taken_in: int = 0
    found_again: int = 0
    wrong: Sequence[Wrong] = ()
    withheld: Sequence[Wrong] = ()


@dataclass(frozen=True, slots=True)
class _File:
    evidence_id: int
    part: LostFile.Part
    name: str
    expected: str
    was_lost: bool


@dataclass(frozen=True, slots=True)
class _Seen:
    file: _File
    digest: str
    fault: LostFile.Fault | None
    is_withheld: bool = False

    @property
    def is_new(self) -> bool:
        return self.fault is not None and not self.file.was_lost


def rows(*, since: datetime | None = None, appeal_id: int | None = None) -> QuerySet[Evidence]:
    """Return the evidence that has files: all of it, or what was sent since, or one case's."""
    alive = Evidence.objects.filter(state__in=(Evidence.State.WAITING, Evidence.State.READY))
    found = alive.exclude(upload_name="", image_name="", thumbnail_name="")
    if since is not None:
        found = found.filter(uploaded_at__gte=since)
    return found if appeal_id is None else found.filter(appeal=appeal_id)


def take_step(
    among: QuerySet[Evidence], *, after: int, at: datetime, believe: bool = False
) -> Step:
    """Check the files of the next rows of `among`, by key, and write down what is wrong.

    Digests that older rows lack are taken in: their first check can only say that a file opens.
    A file that the store withholds is passed over: it is there. Raises Withheld where those are
    many, Unavailable while the store does not answer, and LooksWrong, unless `believe`.
    """
    batch = list(among.filter(pk__gt=after).order_by("pk")[:ROWS_A_STEP])
    if not batch:
        return Step(None)
    with ThreadPoolExecutor(_AT_ONCE) as readers:
        seen = list(readers.map(_look, _files(batch)))
    withheld = [one.file for one in seen if one.is_withheld]
    if len(withheld) > _MOST_WITHHELD:
        raise Withheld(f"the store gives out none of {len(withheld)} files")
    new = sum(one.is_new for one in seen)
    if new > max(_MOST_NEW, _MOST_SHARE * len(seen)) and not believe:
        raise LooksWrong(f"{new} of {len(seen)} files are missing or damaged at once")
    return Step(
        last_id=batch[-1].pk,
        rows=len(batch),
        files=len(seen),
        taken_in=sum(_take_in(one) for one in seen),
        found_again=sum(_is_back(one, at=at) for one in seen),
        wrong=[wrong for one in seen if (wrong := _note(one, at=at))],
        withheld=[Wrong(one.evidence_id, one.part, "withheld") for one in withheld],
    )


def _files(batch: Sequence[Evidence]) -> Iterator[_File]:
    open_ones = LostFile.objects.filter(evidence__in=batch, mended_at=None)
    lost = set(open_ones.values_list("evidence_id", "part"))
    for row in batch:
        for part, column in _SUMS.items():
            if name := getattr(row, f"{part}_name"):
                was_lost = (row.pk, part) in lost
                yield _File(row.pk, part, name, getattr(row, column), was_lost)


def _look(file: _File) -> _Seen:
    digest = hashlib.sha256()
    try:
        for chunk in evidence_store().read(file.name):
            digest.update(chunk)
    except Missing:
        return _Seen(file, "", LostFile.Fault.MISSING)
    except Damaged:
        return _Seen(file, "", LostFile.Fault.DAMAGED)
    except Withheld:
        return _Seen(file, "", None, is_withheld=True)
    found = digest.hexdigest()
    return _Seen(file, found, None if file.expected in ("", found) else LostFile.Fault.CHANGED)


def _take_in(seen: _Seen) -> bool:
    if seen.fault or seen.is_withheld or seen.file.expected:
        return False
    column, part = _SUMS[seen.file.part], seen.file.part
    unknown = {f"{part}_name": seen.file.name, column: ""}
    taken = Evidence.objects.filter(pk=seen.file.evidence_id, **unknown)
    return bool(taken.update(**{column: seen.digest}))


def _is_back(seen: _Seen, *, at: datetime) -> bool:
    file = seen.file
    if seen.fault or seen.is_withheld or not file.was_lost:
        return False
    return losses.note_found(file.evidence_id, file.part, name=file.name, at=at)


def _note(seen: _Seen, *, at: datetime) -> Wrong | None:
    """Write a new fault down; None where the file is fine, or was replaced or erased meanwhile."""
    file, fault = seen.file, seen.fault
    if fault is None:
        return None
    noted = file.was_lost or losses.note(file.evidence_id, file.part, fault, name=file.name, at=at)
    return Wrong(file.evidence_id, file.part, fault) if noted else None
