"""What is asked for with an export, where it stands, and the entry that each step leaves."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appeals.models import Export
from appeals.reports.period import Period
from appeals.reports.subjects import USUAL, Choice
from portal import audit, jobs, leases, tokens
from portal.calendar import civil_date
from portal.models import Role, User

if TYPE_CHECKING:
    from portal.audit import Detail


class NotAllowed(Exception):
    """The person may not do this with this export, or not now."""


class NothingToOpen(ValueError):
    """Open names were asked for of a subject that masks none."""


class TooMany(ValueError):
    """An export with open names has more rows than the programme allows."""


class Grown(ValueError):
    """An export with open names has more rows than the judge saw."""


class Lost(Exception):
    """The file is not in the store any more, or not as it was written."""


class LeaseLost(Exception):
    """Another worker took the export over while this one was writing, or it was cancelled."""


class State(models.TextChoices):
    """Where an export stands, for the person who waits for it."""

    APPROVAL = "approval", _("Menunggu persetujuan penyelia lain")
    REFUSED = "refused", _("Ditolak penyelia lain")
    UNANSWERED = "unanswered", _("Tidak dijawab dalam 24 jam, jadi tidak ditulis")
    WAITING = "waiting", _("Menunggu giliran")
    WRITING = "writing", _("Sedang ditulis")
    READY = "ready", _("Siap diunduh")
    EXPIRED = "expired", _("Kedaluwarsa, berkas sudah dihapus")
    CANCELLED = "cancelled", pgettext_lazy("export", "Dibatalkan")
    FAILED = "failed", _("Tidak berhasil ditulis, silakan minta lagi")


TOO_MANY = "more rows than an open export may have"
GROWN = "more rows than the judge saw"
WRITING_FAILED = "writing failed"
# Why an export was not written at last, for who waits for it.
FAULTS = {
    TOO_MANY: _("Barisnya lebih banyak daripada batas data terbuka. Persempit hari atau saringan."),
    GROWN: _(
        "Barisnya bertambah sesudah disetujui. Minta lagi, supaya penyelia melihat jumlahnya."
    ),
    WRITING_FAILED: _("Ada gangguan waktu menulis berkasnya."),
    jobs.OUT_OF_TIME: _("Menulisnya terlalu lama. Persempit hari atau saringannya."),
    leases.LEASE_RAN_OUT: _("Penulisnya berhenti di tengah jalan."),
}

# What who asked for an export is told where it has no file.
WITHOUT_FILE = {
    State.APPROVAL: _("Berkas ini baru ditulis sesudah penyelia lain menyetujuinya."),
    State.REFUSED: _("Penyelia lain menolak permintaan ini. Alasannya ada di halaman ekspornya."),
    State.UNANSWERED: _("Permintaan ini tidak dijawab dalam 24 jam. Minta lagi kalau masih perlu."),
    State.WAITING: _("Berkas ini belum ditulis. Tunggu gilirannya."),
    State.WRITING: _("Berkas ini masih ditulis. Tunggu sampai selesai."),
    State.READY: _("Berkas ini baru saja selesai. Unduh dari halaman ekspornya."),
    State.EXPIRED: _("Berkas sudah dihapus, karena hanya disimpan 24 jam. Minta lagi."),
    State.CANCELLED: _("Permintaan ini dibatalkan. Minta lagi kalau masih perlu."),
    State.FAILED: _("Berkas ini tidak berhasil ditulis. Minta lagi."),
}
# What has a file, or may still get one.
COMING = (State.APPROVAL, State.WAITING, State.WRITING, State.READY)

# What may still become a file, and changes by itself.
AWAITED = (State.WAITING, State.WRITING)


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for: Export.Subject, Export.Format, the days, the purpose and the language.

    And which columns and filters, and whether names and numbers are to be open.
    """

    subject: str
    format: str
    period: Period
    purpose: str
    language: str = "id"
    choice: Choice = USUAL
    is_unmasked: bool = False
    # By a plan, not by somebody who waits.
    is_planned: bool = False


def order_of(export: Export) -> Order:
    """Return what was asked for with `export`."""
    return Order(
        subject=export.subject,
        format=export.format,
        period=_period(export),
        purpose=export.purpose,
        language=export.language,
        choice=Choice.kept(export.choice),
        is_unmasked=export.is_unmasked,
        is_planned=export.is_planned,
    )


def last_day(order: Order, *, at: datetime) -> date:
    """Return the last day that the file is about; what is still to come nobody can approve."""
    if not order.is_unmasked:
        return order.period.last
    return max(order.period.first, min(order.period.last, civil_date(at)))


def why_failed(export: Export) -> str:
    """Return why the export was given up, in words; nothing where only the machine knows."""
    return str(FAULTS.get(export.last_fault, ""))


def state(export: Export, *, at: datetime) -> State:
    """Return where the export stands at `at`."""
    if export.cancelled_at is not None:
        return State.CANCELLED
    if export.dead_at is not None:
        return State.FAILED
    if export.is_unmasked and export.approved_at is None:
        return _unapproved(export, at=at)
    if export.done_at is not None:
        return State.READY if export.expires_at > at else State.EXPIRED
    if export.lease_until is not None and export.lease_until > at:
        return State.WRITING
    return State.WAITING


def check_supervisor(by: User) -> None:
    """Raise NotAllowed unless `by` is a supervisor."""
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")


def record(
    action: str,
    export: Export,
    *,
    by: User | None,
    address: str,
    at: datetime,
    **more: "Detail",
) -> None:
    """Write into the trail what was done with the export, with all that was asked for."""
    choice = Choice.kept(export.choice)
    audit.record(
        f"export.{action}",
        by=by,
        subject=export,
        at=at,
        of=export.subject,
        format=export.format,
        days=[f"{export.from_date}", f"{export.until_date}"],
        columns=list(choice.columns),
        filters=[f"{key}={value}" for key, value in choice.filters.items()],
        is_unmasked=export.is_unmasked,
        purpose=export.purpose,
        rows=export.rows,
        address=tokens.digest("address", address) if address else None,
        **{key: value for key, value in more.items() if value is not None},
    )


def _period(export: Export) -> Period:
    """Return the days; open names end with the request, or nobody could say what was approved."""
    ends_at = export.requested_at if export.is_unmasked else None
    return Period(export.from_date, export.until_date, ends_at)


def _unapproved(export: Export, *, at: datetime) -> State:
    if export.judged_at is not None:
        return State.REFUSED
    return State.APPROVAL if export.expires_at > at else State.UNANSWERED
