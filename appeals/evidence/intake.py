"""Takes an uploaded photo into a draft or a case: limits and structure first, then the store.

No decoder runs here; `examine` meets the pixels later, in a child process.
"""

import hashlib
import mmap
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from io import BufferedRandom, BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appeals.evidence import faults, sniff, structure
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.faults import Refused
from appeals.models import Appeal, Draft, Evidence
from portal.jobs import nudge
from portal.storage import Unavailable, evidence_store

MOST_SUPPORTING = 3
# Five usual photos, a helper's letter, a proof for each of twelve grounds, supporting files.
MOST_PER_DRAFT = 21
# A case may go on for weeks: several questions, each answered with a photo or two.
MOST_PER_CASE = 30
LONGEST_NAME = 200

__all__ = [
    "Brought",
    "Outcome",
    "Refused",
    "attach",
    "attach_all",
    "attach_to_case",
    "remove",
    "remove_all",
    "stored",
]


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that came along, what it is to be, and the ground it proves, if one."""

    upload: "UploadedFile[bytes]"
    kind: str
    ground: str = ""


# What became of a file: its row, or why it cannot be used.
Outcome = Evidence | Refused


def attach(
    draft: Draft,
    upload: "UploadedFile[bytes]",
    *,
    kind: str,
    at: datetime,
    ground: str = "",
    replaces: int = 0,
) -> Evidence:
    """Keep `upload` as the draft's photo of `kind` and return its row, as `attach_all` does.

    Raises Refused with the fault when the file cannot be used, and Draft.DoesNotExist.
    """
    brought = stored([Brought(upload, kind, ground)], at=at)
    [outcome] = attach_all(draft, brought, replaces=[replaces])
    if isinstance(outcome, Refused):
        raise outcome
    return outcome


def stored(brought: Sequence[Brought], *, at: datetime) -> list[Outcome]:
    """Check each file and write the good ones to the store, safely on the disk together.

    The rows are not saved yet: give them to `attach_all` soon, or `sweep` removes the files.
    """
    outcomes = [_checked(one, at=at) for one in brought]
    pairs = list(zip(brought, outcomes, strict=True))
    good = [(one, row) for one, row in pairs if isinstance(row, Evidence)]
    if good:
        try:
            names = evidence_store().write_all([_content(one.upload)] for one, _ in good)
        except Unavailable:
            return [_put_off(one) for one in outcomes]
        for (_, row), name in zip(good, names, strict=True):
            row.upload_name = name
    return outcomes


def _put_off(outcome: Outcome) -> Outcome:
    """Return what becomes of a file while the store takes none."""
    return outcome if isinstance(outcome, Refused) else Refused(faults.of(Code.STORE_AWAY))


def attach_all(
    draft: Draft, files: Sequence[Outcome], *, replaces: Sequence[int] = ()
) -> list[Outcome]:
    """Keep the `stored` files as the draft's photos; return each one's row or its refusal.

    A second photo of a kind replaces the first, as does a second proof for one ground; up to
    MOST_SUPPORTING supporting files for no ground stand side by side: `replaces` names for each of
    `files` the row that such a one takes the place of, or 0. The same file sent again,
    because the first answer was lost on its way, is the row that is there. A refused file leaves
    what was there before, and takes none of the others with it. Raises Draft.DoesNotExist when
    the draft was sent or removed meanwhile.
    """
    new = [row for row in files if isinstance(row, Evidence)]
    if not new:
        return list(files)
    with _kept(new), transaction.atomic():
        locked = Draft.objects.select_for_update().get(pk=draft.pk)
        held = _Held(locked)
        outcomes = [
            held.take(row, replaces=old) if isinstance(row, Evidence) else row
            for row, old in zip(files, replaces or [0] * len(files), strict=True)
        ]
        held.save()
    return outcomes


class _Held:
    """What a locked draft holds: the rows that are there, and those that come and go."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._there = list(Evidence.objects.filter(draft=draft).order_by("pk"))
        self._come: list[Evidence] = []
        self._gone: list[Evidence] = []

    def take(self, new: Evidence, *, replaces: int) -> Outcome:
        """Give `new` its place, that of the row `replaces` if there is one, or say why not."""
        same_place = (new.kind, new.ground)
        beside = [row for row in self._there if (row.kind, row.ground) == same_place]
        same = next((row for row in beside if row.original_sha256 == new.original_sha256), None)
        stand_together = new.kind == Evidence.Kind.SUPPORTING and not new.ground
        replaced = [row for row in beside if row.pk == replaces] if stand_together else beside
        if same is not None:
            evidence_store().discard(new.upload_name)
            self._leave(row for row in replaced if row is not same)
            return same
        is_full = stand_together and len(beside) - len(replaced) >= MOST_SUPPORTING
        if is_full or len(self._there) - len(replaced) >= MOST_PER_DRAFT:
            evidence_store().discard(new.upload_name)
            return Refused(faults.of(Code.TOO_MANY))
        new.draft = self._draft
        self._leave(replaced)
        self._there.append(new)
        self._come.append(new)
        return new

    def _leave(self, rows: Iterable[Evidence]) -> None:
        gone = list(rows)
        self._gone += gone
        self._there = [row for row in self._there if row not in gone]

    def save(self) -> None:
        """Write down what came and went."""
        _delete(self._gone)
        Evidence.objects.bulk_create(row for row in self._come if row not in self._gone)


def attach_to_case(
    appeal: Appeal, upload: "UploadedFile[bytes]", *, kind: str, at: datetime, ground: str = ""
) -> Evidence:
    """Add `upload` to a case that was filed, as an answer to a question; return its row.

    Only adds, never replaces; the same file sent twice is one row. Raises Refused as `attach`
    does.
    """
    [new] = stored([Brought(upload, kind, ground)], at=at)
    if isinstance(new, Refused):
        raise new
    with _kept([new]), transaction.atomic():
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        if known := known_in(locked, new):
            evidence_store().discard(new.upload_name)
            return known
        check_room(locked)
        new.appeal = locked
        new.save(force_insert=True)
    nudge("appeals.examine_photos", appeal_id=appeal.pk)
    return new


def remove(draft: Draft, evidence_id: int) -> bool:
    """Take a photo out of a draft again; return False if it is not there."""
    with transaction.atomic():
        rows = list(draft.evidence.select_for_update(of=("self",)).filter(pk=evidence_id))
        _delete(rows)
    return bool(rows)


def remove_all(draft: Draft) -> None:
    """Take every photo out of a draft that is about to be deleted; within a transaction."""
    _delete(list(draft.evidence.select_for_update(of=("self",))))


def _checked(brought: Brought, *, at: datetime) -> Outcome:
    """Return a row that is not saved yet, of a file that may meet the decoder; or the refusal."""
    upload = brought.upload
    size = upload.size or 0
    if size > settings.PHOTO_MAX_BYTES:
        return Refused(faults.of(Code.TOO_LARGE))
    content = _content(upload)
    kind = Evidence.Kind(brought.kind)
    try:
        if kind in Evidence.DOCUMENTS and sniff.is_pdf(bytes(content[: sniff.HEAD])):
            structure.inspect_document(content)
        else:
            structure.inspect(content)
    except Rejected as rejected:
        return Refused(faults.of(rejected.code, kind=kind))
    return Evidence(
        kind=kind,
        ground=brought.ground,
        original_name=(upload.name or "")[-LONGEST_NAME:],
        original_sha256=hashlib.sha256(content).hexdigest(),
        original_bytes=size,
        uploaded_at=at,
    )


def check_room(appeal: Appeal) -> None:
    """Raise Refused when the case holds as many files as it may; pages do not count."""
    if appeal.evidence.sent().count() >= MOST_PER_CASE:
        raise Refused(faults.of(Code.TOO_MANY))


def known_in(appeal: Appeal, new: Evidence) -> Evidence | None:
    """Return the row of the same file in the case, unless it must be sent again."""
    same = appeal.evidence.filter(kind=new.kind, original_sha256=new.original_sha256)
    unusable = appeal.evidence.unusable().values("pk")
    return same.exclude(pk__in=unusable).order_by("pk").first()


def _content(upload: "UploadedFile[bytes]") -> structure.Bytes:
    """Return the upload's bytes without copying them: mapped from disk, or as they lie in memory."""
    file = upload.file
    if not upload.size:
        return b""
    if isinstance(file, BytesIO):
        return file.getvalue()  # shared, not copied
    if isinstance(file, BufferedRandom):
        file.flush()
        return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    upload.seek(0)
    content: bytes = upload.read()
    return content


@contextmanager
def _kept(new: Sequence[Evidence]) -> Iterator[None]:
    """Remove the stored files again when their rows were not wanted.

    Not when the database failed to answer: it may have committed. `sweep` removes such a file
    once it is clear that no row names it.
    """
    try:
        yield
    except (Refused, Draft.DoesNotExist, Appeal.DoesNotExist):
        for row in new:
            evidence_store().discard(row.upload_name)
        raise


def _delete(rows: list[Evidence]) -> None:
    """Delete draft rows, saved or not, and their files once that is committed."""
    store = evidence_store()
    for row in rows:
        for name in filter(None, (row.upload_name, row.image_name, row.thumbnail_name)):
            transaction.on_commit(partial(store.discard, name))
    Evidence.objects.filter(pk__in=[row.pk for row in rows if row.pk]).delete()
