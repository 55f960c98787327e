"""Exports from request to removal: the only writer of Export rows and of the export store.

Every request, finished file and download leaves an audit entry. What the rows are, `subjects`
knows; how a file is written, `portal.exports`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import BinaryIO

from django.db import models, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from appeals.models import Export
from appeals.reports import words
from appeals.reports.period import Period
from appeals.reports.subjects import SUBJECTS
from portal import audit, exports, jobs, tokens
from portal.models import Role, User
from portal.storage import Damaged, Missing, export_store

KEPT_FOR = timedelta(hours=24)
# Longer than a task may run, so that a lease that ended means a worker that died.
LEASE_SECONDS = 900
_PROGRESS_EVERY = 2000


class NotAllowed(Exception):
    """The person may not ask for this export, or not download it."""


class Lost(Exception):
    """The file is not in the store any more, or not as it was written."""


class LeaseLost(Exception):
    """Another worker took the export over while this one was writing."""


class State(models.TextChoices):
    """Where an export stands, for the person who waits for it."""

    WAITING = "waiting", gettext_lazy("Menunggu giliran")
    WRITING = "writing", gettext_lazy("Sedang ditulis")
    READY = "ready", gettext_lazy("Siap diunduh")
    EXPIRED = "expired", gettext_lazy("Kedaluwarsa, berkas sudah dihapus")
    FAILED = "failed", gettext_lazy("Tidak berhasil ditulis, silakan minta lagi")


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: Export.Subject, Export.Format, the days, the purpose and the language."""

    subject: str
    format: str
    period: Period
    purpose: str
    language: str = "id"


def state(export: Export, *, at: datetime) -> State:
    """Return where the export stands at `at`."""
    if export.dead_at is not None:
        return State.FAILED
    if export.done_at is not None:
        return State.READY if export.expires_at > at else State.EXPIRED
    if export.lease_until is not None and export.lease_until > at:
        return State.WRITING
    return State.WAITING


def request(order: Order, *, by: User, address: str, at: datetime) -> Export:
    """Write down that an export is owed and hurry a worker; `address` is the client's.

    Raises NotAllowed unless `by` is a supervisor.
    """
    _check_supervisor(by)
    with transaction.atomic():
        export = Export.objects.create(
            subject=Export.Subject(order.subject),
            format=Export.Format(order.format),
            from_date=order.period.first,
            until_date=order.period.last,
            purpose=order.purpose,
            language=order.language,
            requested_by=by,
            requested_at=at,
            expires_at=at + KEPT_FOR,
        )
        _record("requested", export, by=by, address=address, at=at)
        jobs.nudge("appeals.write_export", export_id=export.pk)
    return export


def write(export: Export, *, at: datetime) -> None:
    """Write a leased export's file, keep it encrypted, and mark the export done.

    Until the very end there is only a file without a name, so a killed worker leaves no half
    export. Raises LeaseLost when another worker has taken over.
    """
    store = export_store()
    with exports.nameless_file() as file:
        with translation.override(export.language):
            rows = _write_file(export, file)
        name = store.write(exports.chunks(file))
    with transaction.atomic():
        done = export.finish(rows=rows, file_name=name, expires_at=Now() + KEPT_FOR)
        if done:
            export.rows = rows
            _record("written", export, by=None, address="", at=at)
    if not done:
        store.delete(name)
        raise LeaseLost(f"export {export.pk} was taken over")


def download(export: Export, *, by: User, address: str, at: datetime) -> Iterator[bytes]:
    """Return the file's bytes and write down who took them.

    Raises NotAllowed for anybody but the supervisor who asked for it, and once it is not ready;
    Lost where the file is gone, which ends the export: it is offered no more.
    """
    _check_supervisor(by)
    if export.requested_by_id != by.pk or state(export, at=at) is not State.READY:
        raise NotAllowed(f"export {export.pk} is not for user {by.pk} to download now")
    try:
        content = export_store().read(export.file_name)
    except (Missing, Damaged) as fault:
        Export.objects.filter(pk=export.pk).update(expires_at=at)
        _record("lost", export, by=by, address=address, at=at)
        raise Lost(f"export {export.pk} has no file") from fault
    _record("downloaded", export, by=by, address=address, at=at)
    return content


def remove_expired(*, at: datetime) -> int:
    """Remove the files of expired exports and files no export names; return how many."""
    store = export_store()
    kept = list(store.names())
    expired = Export.objects.filter(expires_at__lte=at).exclude(file_name="")
    gone = set(expired.values_list("file_name", flat=True))
    Export.objects.filter(file_name__in=gone).update(file_name="")
    # A file not yet named may be a living worker's; a dead one's lease has ended.
    if not Export.objects.owed().filter(lease_until__gt=Now()).exists():
        named = Export.objects.exclude(file_name="").values_list("file_name", flat=True)
        gone |= set(kept) - set(named)
    for name in gone & set(kept):
        store.delete(name)
    return len(gone)


def file_name(export: Export) -> str:
    """Return the name under which the file is downloaded: what it is, no person in it."""
    days = f"{export.from_date:%Y%m%d}-{export.until_date:%Y%m%d}"
    return f"{export.subject}-{days}-{export.pk}.{export.format}"


def _check_supervisor(by: User) -> None:
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")


def _write_file(export: Export, file: BinaryIO) -> int:
    subject = SUBJECTS[Export.Subject(export.subject)]
    period = Period(export.from_date, export.until_date)
    table = exports.Table(
        title=str(Export.Subject(export.subject).label),
        header=subject.header(),
        rows=_with_progress(export, subject.rows(period)),
        watermark_title=_("Tentang berkas ini"),
        watermark=_watermark(export),
    )
    if export.format == Export.Format.CSV:
        return exports.write_csv(file, table)
    return exports.write_xlsx(file, table, expected=subject.count(period))


def _with_progress(export: Export, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    for number, row in enumerate(rows, start=1):
        if number % _PROGRESS_EVERY == 0:
            _mark_progress(export, number)
        yield row


def _mark_progress(export: Export, rows: int) -> None:
    held = Export.objects.filter(pk=export.pk, claimed_by=export.claimed_by, done_at=None)
    if not held.update(rows=rows, lease_until=Now() + timedelta(seconds=LEASE_SECONDS)):
        raise LeaseLost(f"export {export.pk} was taken over")


def _watermark(export: Export) -> Sequence[tuple[str, str]]:
    days = f"{words.day(export.from_date)} - {words.day(export.until_date)}"
    return [
        (_("Ekspor"), str(export.pk)),
        (_("Diminta oleh"), export.requested_by.get_username()),
        (_("Diminta pada"), f"{words.moment(export.requested_at)} WIB"),
        (_("Tujuan"), export.purpose),
        (_("Hari"), days),
        (_("Perhatian"), _("Data pribadi disamarkan. Setiap unduhan dicatat.")),
    ]


def _record(action: str, export: Export, *, by: User | None, address: str, at: datetime) -> None:
    audit.record(
        f"export.{action}",
        by=by,
        subject=export,
        at=at,
        of=export.subject,
        format=export.format,
        days=[f"{export.from_date}", f"{export.until_date}"],
        purpose=export.purpose,
        rows=export.rows,
        address=tokens.digest("address", address) if address else None,
    )
