"""Files that officers send in: kept encrypted, taken in by a worker, gone afterwards.

The only writer of ImportOrder rows and of the import store. What stays is the file of refusals,
which holds lines and reasons and nobody's data.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import models, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from eligibility.imports import files, whole
from eligibility.imports.batches import NotAllowed, Source, begin
from eligibility.imports.intake import Taken, Withdrawn
from eligibility.imports.reading import FileFault
from eligibility.models import ImportBatch, ImportOrder
from portal import audit, exports, jobs
from portal.models import Role, User
from portal.storage import Damaged, Missing, import_store

# A portion takes seconds; a lease that ended means a worker that died.
LEASE_SECONDS = 180
# Files nobody names any more: an upload whose request never got to its end.
_ORPHANED_AFTER = 24 * 3600
_OFFICERS = (Role.RULE_OFFICER,)
_READERS = (Role.RULE_OFFICER, Role.SUPERVISOR, Role.AUDITOR)


class LeaseLost(Exception):
    """Another worker took the file over while this one was reading it."""


class State(models.TextChoices):
    """Where a batch stands, for the officer who waits for it."""

    WAITING = "waiting", gettext_lazy("Menunggu giliran")
    READING = "reading", gettext_lazy("Sedang dibaca")
    FINISHED = "finished", gettext_lazy("Selesai")
    AWAITING = "awaiting", gettext_lazy("Menunggu persetujuan")
    FAULTY = "faulty", gettext_lazy("Selesai dengan kesalahan")
    STUCK = "stuck", gettext_lazy("Berhenti setelah beberapa kali dicoba")
    TAKING_BACK = "taking_back", gettext_lazy("Sedang ditarik")
    TAKEN_BACK = "taken_back", gettext_lazy("Ditarik")


def state(batch: ImportBatch) -> State:
    """Return where the batch stands."""
    if batch.withdrawn_at is not None:
        return State.TAKEN_BACK if batch.taken_back_at else State.TAKING_BACK
    if batch.fault:
        return State.FAULTY
    if batch.finished_at is not None:
        return State.AWAITING if whole.is_waiting(batch) else State.FINISHED
    found = ImportOrder.objects.filter(batch=batch).first()
    if found is not None and found.dead_at is not None:
        return State.STUCK
    is_waiting = found is not None and not batch.rows_read and found.lease_until is None
    return State.WAITING if is_waiting else State.READING


def order(file: BinaryIO, kind: str, *, source: Source, by: User, at: datetime) -> ImportBatch:
    """Keep a file and write down that a worker owes taking it in.

    Raises NotAllowed unless `by` is a rule officer, and FileFault, with nothing kept, for a file
    that is too large or cannot be read.
    """
    if not (by.is_active and by.has_role(*_OFFICERS)):
        raise NotAllowed(f"user {by.pk} is no rule officer")
    _check_size(file)
    looked = files.inspect(file, kind, source)
    store = import_store()
    name = store.write(exports.chunks(file))
    try:
        with transaction.atomic():
            batch = begin(
                kind,
                source=source.name.strip(),
                source_date=source.day,
                extent=source.extent,
                file_sha256=looked.sha256,
                lines=looked.lines,
                requested_by=by,
                at=at,
            )
            ImportOrder.objects.create(batch=batch, upload=name)
            audit.record("import.order", by=by, subject=batch, at=at, kind=kind, lines=batch.lines)
            jobs.nudge("eligibility.import_owed_files")
    except BaseException:
        store.delete(name)
        raise
    return batch


def take_in_order(owed: ImportOrder, *, at: datetime) -> None:
    """Take a leased order's file in and keep what was refused.

    The file is decrypted into one without a name, so a killed worker leaves nothing in plain; the
    next lease repeats it from the first line. Raises LeaseLost when another worker has it, and
    Missing or Damaged when the store does not give the file that was kept.
    """
    store, batch = import_store(), owed.batch
    with exports.nameless_file() as plain, exports.nameless_file() as refused:
        for chunk in store.read(owed.upload):
            plain.write(chunk)
        try:
            with files.refusals_as_csv(refused) as refuse:
                files.read_into(
                    batch, plain, at=at, refuse=refuse, show=lambda taken: _renew(owed, taken)
                )
        except FileFault as fault:  # looked at before, so only a changed reader gets here
            ImportBatch.objects.filter(pk=batch.pk).update(fault=str(fault)[:200])
        name = store.write(exports.chunks(refused)) if batch.rows_refused else ""
    if not owed.finish(rejects=name):
        store.delete(name)
        raise LeaseLost(f"{owed} was taken over")
    store.delete(owed.upload)


def work_off(*, at: datetime) -> bool:
    """Take in one file that is owed; say whether there was one. Faults are written in its row."""
    leased = ImportOrder.objects.lease(seconds=LEASE_SECONDS)
    for owed in leased:
        try:
            take_in_order(owed, at=at)
        except LeaseLost:
            pass  # the other worker finishes it
        except Withdrawn:
            owed.finish()
            import_store().delete(owed.upload)
        except (Damaged, Missing):
            owed.give_up("the kept file cannot be read")
        except Exception:
            owed.fail("taking in failed", retry_in=timedelta(minutes=owed.deliveries))
            raise
    return bool(leased)


def rejects(batch: ImportBatch, *, by: User, at: datetime) -> Iterator[bytes]:
    """Return the file of refused lines and write down who took it.

    Raises NotAllowed unless `by` may read imports, and Missing where nothing is kept.
    """
    if not (by.is_active and by.has_role(*_READERS)):
        raise NotAllowed(f"user {by.pk} may not read what batch {batch.pk} refused")
    found = ImportOrder.objects.filter(batch=batch).first()
    content = import_store().read(found.rejects if found else "")
    audit.record("import.rejects", by=by, subject=batch, at=at, refused=batch.rows_refused)
    return content


def rejects_name(batch: ImportBatch) -> str:
    """Return the name under which the refused lines are downloaded."""
    return _("impor-%(number)s-ditolak.csv") % {"number": batch.pk}


def remove_orphans() -> int:
    """Remove kept files that no order names; return how many."""
    store = import_store()
    named = ImportOrder.objects.filter(done_at=None).values_list("upload", flat=True)
    kept = set(named) | set(ImportOrder.objects.values_list("rejects", flat=True))
    orphans = [name for name in store.names() if name not in kept]
    gone = [name for name in orphans if store.age_seconds(name) > _ORPHANED_AFTER]
    for name in gone:
        store.delete(name)
    return len(gone)


def discard_unread(*, at: datetime) -> int:
    """Remove files that could not be read and were given up a day ago; return how many.

    What became of them stands in the order; whoever sent one has it still.
    """
    before = at - timedelta(seconds=_ORPHANED_AFTER)
    given_up = ImportOrder.objects.dead().exclude(upload="").filter(dead_at__lte=before)
    count = 0
    for owed in given_up.select_related("batch").order_by("pk"):
        with transaction.atomic():
            if not given_up.filter(pk=owed.pk).update(upload=""):
                continue  # another worker was faster, or its last one finished it after all
            audit.record("import.discard", by=None, subject=owed.batch, at=at)
        import_store().delete(owed.upload)
        count += 1
    return count


def _check_size(file: BinaryIO) -> None:
    if file.seek(0, 2) > settings.IMPORT_MAX_BYTES:
        raise FileFault(
            _("Berkas ini lebih dari %(most)s MB. Bagi menjadi beberapa berkas.")
            % {"most": settings.IMPORT_MAX_BYTES // (1024 * 1024)}
        )
    file.seek(0)


def _renew(owed: ImportOrder, taken: Taken) -> None:
    held = ImportOrder.objects.filter(pk=owed.pk, claimed_by=owed.claimed_by, done_at=None)
    # Due anew, too: what makes progress is not late.
    if not held.update(due_at=Now(), lease_until=Now() + timedelta(seconds=LEASE_SECONDS)):
        raise LeaseLost(f"{owed} was taken over after {taken.read} lines")
