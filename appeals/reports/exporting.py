"""Exports from request to removal: the writer of Export rows and of the export store.

Every request, finished file and download leaves an audit entry. What the rows are, `subjects`
knows; how a file is written, `portal.exports`; who lets names and numbers be open, `export_judging`.
"""

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import translation

from appeals.models import Export
from appeals.reports import export_count, export_mail
from appeals.reports.export_order import (
    Grown,
    LeaseLost,
    Lost,
    NotAllowed,
    NothingToOpen,
    Order,
    State,
    TooMany,
    check_supervisor,
    last_day,
    order_of,
    record,
    state,
)
from appeals.reports.export_table import as_text, page_bottom, page_top, watermark, watermark_title
from appeals.reports.subjects import SUBJECTS, Subject
from portal import audit, exports, jobs
from portal.models import AuditEntry, User
from portal.storage import Damaged, Missing, export_store

__all__ = [
    "KEPT_FOR",
    "LEASE_SECONDS",
    "RESUMED_WITHIN",
    "Grown",
    "LeaseLost",
    "Lost",
    "NotAllowed",
    "NothingToOpen",
    "Order",
    "State",
    "TooMany",
    "cancel",
    "check_ready",
    "check_there",
    "download",
    "file_name",
    "remove_expired",
    "request",
    "state",
    "tell_failed",
    "write",
]

Phase = Export.Phase

KEPT_FOR = timedelta(hours=24)
# So long the rest of a file that was begun belongs to its beginning.
RESUMED_WITHIN = timedelta(hours=1)
# Renewed with every few thousand rows, so that a lease that ended means a worker that died.
LEASE_SECONDS = 900
_PROGRESS_EVERY = 2000


def request(order: Order, *, by: User, address: str, at: datetime) -> Export:
    """Write down that an export is owed and hurry a worker; `address` is the client's.

    One with open names waits until somebody else approves it. Raises NotAllowed unless `by` is a
    supervisor, UnknownChoice, and for open names NothingToOpen, TooMany or TooSlow.
    """
    check_supervisor(by)
    subject = SUBJECTS[Export.Subject(order.subject)]
    subject.check(order.choice)
    expected = _expected(subject, order)
    with transaction.atomic():
        export = Export.objects.create(
            subject=Export.Subject(order.subject),
            format=Export.Format(order.format),
            from_date=order.period.first,
            until_date=last_day(order, at=at),
            choice=order.choice.as_kept(),
            expected_rows=expected,
            is_unmasked=order.is_unmasked,
            is_planned=order.is_planned,
            purpose=order.purpose,
            language=order.language,
            requested_by=by,
            requested_at=at,
            expires_at=at + KEPT_FOR,
        )
        record("requested", export, by=by, address=address, at=at)
        if order.is_unmasked:
            export_mail.ask_judges(export, at=at)
        elif order.is_planned:  # in its turn
            jobs.nudge("appeals.write_owed_exports")
        else:
            jobs.nudge("appeals.write_export", export_id=export.pk)
    return export


def write(export: Export, *, at: datetime) -> None:
    """Write a leased export's file, keep it encrypted, mark the export done and tell its owner.

    Until the very end there is only a file without a name, so a killed worker leaves no half
    export. Raises LeaseLost when another worker has taken over or the export was cancelled,
    TooMany or Grown where an open one has more rows than it may.
    """
    store = export_store()
    people: dict[int, None] = {}
    counts = export.format == Export.Format.XLSX
    _renew(export, phase=Phase.COUNTING if counts else Phase.ROWS, rows=None)
    with exports.nameless_file() as file:
        with translation.override(export.language):
            rows = _write_file(export, file, people=people)
        _renew(export)  # sealing it gets the whole lease
        size = file.seek(0, os.SEEK_END)
        name = store.write(exports.chunks(file))
    with transaction.atomic():
        done = export.finish(rows=rows, size=size, file_name=name, expires_at=Now() + KEPT_FOR)
        if done:
            export.rows = rows
            record("written", export, by=None, address="", at=at, people=_keys(export, people))
            export_mail.tell_ready(export, at=at)
    if not done:
        store.delete(name)
        raise LeaseLost(f"export {export.pk} was taken over or cancelled")


def tell_failed(*, at: datetime) -> None:
    """Owe who asked a mail for each export given up within the last day, once, with the reason."""
    for export in Export.objects.dead().filter(dead_at__gt=at - KEPT_FOR).order_by("pk"):
        export_mail.tell_failed(export, at=at)


def cancel(export: Export, *, by: User, address: str, at: datetime) -> None:
    """End an export that is not written yet; its worker notices and keeps nothing.

    Raises NotAllowed for anybody but who asked for it, and once it is over.
    """
    check_supervisor(by)
    with transaction.atomic():
        mine = Export.objects.filter(
            pk=export.pk, requested_by=by, done_at=None, dead_at=None
        ).update(cancelled_at=at, done_at=at, claimed_by=None, lease_until=None)
        if not mine:
            raise NotAllowed(f"export {export.pk} is not for user {by.pk} to cancel now")
        record("cancelled", export, by=by, address=address, at=at)


def download(
    export: Export,
    *,
    by: User,
    address: str,
    at: datetime,
    start: int = 0,
    length: int | None = None,
) -> Iterator[bytes]:
    """Return the file's bytes, or `length` of them from `start` on, and write down who took them.

    Raises NotAllowed for anybody but the supervisor who asked for it, and once it is not ready;
    Lost where the file is gone, which ends the export: it is offered no more.
    """
    check_ready(export, by=by, at=at)
    try:
        content = _read(export, start=start, length=length)
    except (Missing, Damaged) as fault:
        Export.objects.filter(pk=export.pk).update(expires_at=at)
        record("lost", export, by=by, address=address, at=at)
        raise Lost(f"export {export.pk} has no file") from fault
    with transaction.atomic():
        if export.is_unmasked and (start == 0 or not _was_begun(export, at=at)):
            _write_down_people(export, by=by, at=at)
        if length is None:
            record("downloaded", export, by=by, address=address, at=at)
        else:
            part = [start, start + length - 1]
            record("resumed", export, by=by, address=address, at=at, part=part)
    return content


def check_ready(export: Export, *, by: User, at: datetime) -> None:
    """Raise NotAllowed unless the file is there for `by` to download at `at`."""
    check_supervisor(by)
    if export.requested_by_id != by.pk or state(export, at=at) is not State.READY:
        raise NotAllowed(f"export {export.pk} is not for user {by.pk} to download now")


def check_there(export: Export, *, by: User, at: datetime) -> None:
    """Raise NotAllowed as check_ready does, or Lost where the file is gone; changes nothing."""
    check_ready(export, by=by, at=at)
    try:
        _read(export, start=0, length=None)
    except (Missing, Damaged) as fault:
        raise Lost(f"export {export.pk} has no file") from fault


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
    mark = "TERBUKA-" if export.is_unmasked else ""
    return f"{mark}{export.subject}-{days}-{export.pk}.{export.format}"


def _read(export: Export, *, start: int, length: int | None) -> Iterator[bytes]:
    store = export_store()
    if length is None:
        return store.read(export.file_name)
    return store.read_part(export.file_name, start=start, length=length)


def _expected(subject: Subject, order: Order) -> int:
    """Return about how many rows there will be; of open ones how many there are, exactly."""
    if order.is_unmasked:
        return export_count.asked_for(order)
    return subject.estimate(order.period, order.choice)


def _write_file(export: Export, file: BinaryIO, *, people: dict[int, None]) -> int:
    """Write the file and return its rows; put whom an open one tells of into `people`."""
    order = order_of(export)
    subject = SUBJECTS[Export.Subject(export.subject)]
    if export.is_unmasked:
        subject = subject.opened()
        rows = _capped(
            subject.rows_of_people(order.period, order.choice, people=people),
            seen=export.expected_rows or 0,
        )
        rows = as_text(rows) if export.format == Export.Format.CSV else rows
    else:
        rows = subject.rows(order.period, order.choice)
    table = exports.Table(
        title=str(Export.Subject(export.subject).label),
        header=subject.header(order.choice),
        rows=_with_progress(export, rows),
        watermark_title=watermark_title(),
        watermark=watermark(export, subject),
        counts=subject.counts(order.choice),
        page_top=page_top(export),
        page_bottom=page_bottom(export),
    )
    if export.format == Export.Format.CSV:
        return exports.write_csv(file, table)
    expected = subject.count(order.period, order.choice)
    _renew(export, phase=Phase.ROWS)
    return exports.write_xlsx(file, table, expected=expected)


def _capped(rows: Iterator[list[str]], *, seen: int) -> Iterator[list[str]]:
    """Yield the rows; raise TooMany beyond the cap, and Grown beyond what the judge saw."""
    for number, row in enumerate(rows, start=1):
        if number > settings.EXPORT_UNMASKED_ROWS:
            raise TooMany(f"more than {settings.EXPORT_UNMASKED_ROWS} rows")
        if number > seen:
            raise Grown(f"more than the {seen} rows that were approved")
        yield row


def _with_progress(export: Export, rows: Iterator[list[str]]) -> Iterator[list[str]]:
    """Yield the rows and tell how many there were; after the last one the file is packed."""
    number = 0
    for number, row in enumerate(rows, start=1):
        if number % _PROGRESS_EVERY == 0:
            _mark_progress(export, number)
        yield row
    _renew(export, rows=number, phase=Phase.PACKING)


def _mark_progress(export: Export, rows: int) -> None:
    _renew(export, rows=rows)


def _renew(export: Export, **values: int | str | None) -> None:
    held = Export.objects.filter(pk=export.pk, claimed_by=export.claimed_by, done_at=None)
    if not held.update(lease_until=Now() + timedelta(seconds=LEASE_SECONDS), **values):
        raise LeaseLost(f"export {export.pk} was taken over or cancelled")


def _keys(export: Export, people: dict[int, None]) -> list[int] | None:
    """Return the keys of whom an open file tells; None for a masked one."""
    return list(people) if export.is_unmasked else None


def _trail(export: Export) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(
        subject_type=Export._meta.label_lower, subject_id=str(export.pk)
    )


def _was_begun(export: Export, *, at: datetime) -> bool:
    """Say whether the file's start was downloaded so lately that a later part goes on with it."""
    lately = _trail(export).filter(at__gt=at - RESUMED_WITHIN)
    begun = Q(action="export.downloaded") | Q(action="export.resumed", details__part__0=0)
    return lately.filter(begun).exists()


def _write_down_people(export: Export, *, by: User, at: datetime) -> None:
    """Write at each person's own row that their data were opened: they may ask who saw them."""
    model, _key = SUBJECTS[Export.Subject(export.subject)].people or ("", "")
    written = _trail(export).filter(action="export.written").order_by("-pk")
    people = written.values_list("details__people", flat=True).first() or []
    action = "identity.revealed" if model == "appeals.appeal" else "account.revealed"
    audit.record_each(
        action,
        by=by,
        subject_type=model,
        keys=people,
        at=at,
        export=export.pk,
        field="export",
        purpose=export.purpose,
    )
