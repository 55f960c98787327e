"""Takes an uploaded photo into a draft or a case: limits and structure first, then the store.

No decoder runs here; `examine` meets the pixels later, in a child process.
"""

import hashlib
import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from io import BufferedRandom, BytesIO

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from appeals.evidence import faults, structure
from appeals.evidence.codes import Code, Rejected
from appeals.evidence.faults import Refused
from appeals.models import Appeal, Draft, Evidence
from portal.jobs import nudge
from portal.storage import evidence_store

MOST_SUPPORTING = 3
# Five usual photos, a helper's letter, a proof for each of twelve grounds, supporting files.
MOST_PER_DRAFT = 21
# A case may go on for weeks: several questions, each answered with a photo or two.
MOST_PER_CASE = 30
LONGEST_NAME = 200

__all__ = ["Refused", "attach", "attach_to_case", "remove", "remove_all"]


def attach(
    draft: Draft, upload: "UploadedFile[bytes]", *, kind: str, at: datetime, ground: str = ""
) -> Evidence:
    """Keep `upload` as the draft's photo of `kind` and return its row.

    A second photo of a kind replaces the first, as does a second proof for one `ground`; up to
    MOST_SUPPORTING supporting files for no ground stand side by side. The same file sent again,
    because the first answer was lost on its way, is the row that is there. Raises Refused with the
    fault when the file cannot be used (what was there before stays), and Draft.DoesNotExist when
    the draft was sent or removed meanwhile.
    """
    new = _stored(upload, kind=kind, at=at)
    new.ground = ground
    with _kept(new), transaction.atomic():
        new.draft = Draft.objects.select_for_update().get(pk=draft.pk)
        if (there := _same_file(new)) is not None:
            transaction.on_commit(partial(evidence_store().delete, new.upload_name))
            return there
        _make_room(new)
        new.save(force_insert=True)
    return new


def _same_file(new: Evidence) -> Evidence | None:
    return Evidence.objects.filter(
        draft=new.draft,
        kind=new.kind,
        ground=new.ground,
        original_sha256=new.original_sha256,
    ).first()


def _make_room(new: Evidence) -> None:
    """Remove what `new` replaces. Raises Refused where the draft holds all it may."""
    held = Evidence.objects.filter(draft=new.draft)
    beside = held.filter(kind=new.kind, ground=new.ground)
    if new.ground or new.kind != Evidence.Kind.SUPPORTING:
        _delete(list(beside))
    elif beside.count() >= MOST_SUPPORTING:
        raise Refused(faults.of(Code.TOO_MANY))
    if held.count() >= MOST_PER_DRAFT:
        raise Refused(faults.of(Code.TOO_MANY))


def attach_to_case(
    appeal: Appeal, upload: "UploadedFile[bytes]", *, kind: str, at: datetime, ground: str = ""
) -> Evidence:
    """Add `upload` to a case that was filed, as an answer to a question; return its row.

    Only adds, never replaces; the same file sent twice is one row. Raises Refused as `attach`
    does.
    """
    new = _stored(upload, kind=kind, at=at)
    with _kept(new), transaction.atomic():
        locked = Appeal.objects.select_for_update(of=("self",)).get(pk=appeal.pk)
        if known := known_in(locked, new):
            evidence_store().delete(new.upload_name)
            return known
        if locked.evidence.count() >= MOST_PER_CASE:
            raise Refused(faults.of(Code.TOO_MANY))
        new.appeal, new.ground = locked, ground
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


def _stored(upload: "UploadedFile[bytes]", *, kind: str, at: datetime) -> Evidence:
    """Check `upload` and write it to the store; return a row that is not saved yet."""
    size = upload.size or 0
    if size > settings.PHOTO_MAX_BYTES:
        raise Refused(faults.of(Code.TOO_LARGE))
    with _content(upload) as content:
        try:
            structure.inspect(content)
        except Rejected as rejected:
            raise Refused(faults.of(rejected.code)) from rejected
    digest = hashlib.sha256()
    name = evidence_store().write(_hashed(upload, digest))
    return Evidence(
        kind=Evidence.Kind(kind),
        original_name=(upload.name or "")[-LONGEST_NAME:],
        original_sha256=digest.hexdigest(),
        original_bytes=size,
        upload_name=name,
        uploaded_at=at,
    )


def known_in(appeal: Appeal, new: Evidence) -> Evidence | None:
    """Return the row of the same file in the case, unless it must be sent again."""
    same = appeal.evidence.filter(kind=new.kind, original_sha256=new.original_sha256)
    usable = same.exclude(state=Evidence.State.REFUSED)
    return next((row for row in usable.order_by("pk") if not row.is_lost), None)


def _hashed(upload: "UploadedFile[bytes]", digest: "hashlib._Hash") -> Iterator[bytes]:
    for chunk in upload.chunks():
        digest.update(chunk)
        yield chunk


@contextmanager
def _content(upload: "UploadedFile[bytes]") -> Iterator[structure.Bytes]:
    """Give the upload's bytes without copying them: mapped from disk, or as they lie in memory."""
    file = upload.file
    if not upload.size:
        yield b""
    elif isinstance(file, BytesIO):
        with file.getbuffer() as view:
            yield view
    elif isinstance(file, BufferedRandom):
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
            yield mapped
    else:
        upload.seek(0)
        yield upload.read()


@contextmanager
def _kept(new: Evidence) -> Iterator[None]:
    """Remove the stored file again when its row was not wanted.

    Not when the database failed to answer: it may have committed. `sweep` removes such a file
    once it is clear that no row names it.
    """
    try:
        yield
    except (Refused, Draft.DoesNotExist, Appeal.DoesNotExist):
        evidence_store().delete(new.upload_name)
        raise


def _delete(rows: list[Evidence]) -> None:
    """Delete draft rows, and their files once that is committed."""
    store = evidence_store()
    for row in rows:
        for name in filter(None, (row.upload_name, row.image_name, row.thumbnail_name)):
            transaction.on_commit(partial(store.delete, name))
        row.delete()
