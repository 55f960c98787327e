"""An appeal's story in plain words: what was done, where it is now, what comes next."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from appeals.models import Appeal
from portal import calendar


class State(StrEnum):
    """Where a moment lies."""

    DONE = "done"
    NOW = "now"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of the timeline: its words, its day if known, and where it lies."""

    title: str
    day: date | None
    state: State


# What a finished step is called; verbs the person need not know of are left out.
_DONE = {
    "submit": _("Pengaduan diterima"),
    "appeal_again": _("Banding diterima"),
    "reopen": _("Dibuka lagi dengan berkas baru"),
    "take": _("Petugas mulai memeriksa"),
    "assign": _("Petugas mulai memeriksa"),
    "ask": _("Kami meminta tambahan dari Anda"),
    "answer": _("Jawaban Anda diterima"),
    "continue_without_answer": _("Pemeriksaan berlanjut dengan berkas yang ada"),
    "unanswered": _("Pemeriksaan berlanjut dengan berkas yang ada"),
    "wait_for_source": _("Kami menanyakan data Anda ke lembaga lain"),
    "resume": _("Pemeriksaan berlanjut"),
    "source_changed": _("Data sudah berubah; pemeriksaan berlanjut"),
    "end_wait": _("Pemeriksaan berlanjut"),
    "propose": _("Usulan putusan menunggu persetujuan kedua"),
    "decide": _("Sudah diputus"),
    "approve": _("Sudah diputus"),
    "grant_by_silence": _("Dikabulkan karena waktu putusan lewat"),
    "withdraw": _("Pengaduan ditarik"),
    "merge": _("Digabung dengan pengaduan Anda yang lain"),
    "join": _("Digabung dengan pengaduan lain tentang akun yang sama"),
    "part": _("Diperiksa sendiri lagi"),
    "split": _("Diperiksa sendiri lagi"),
    "void": _("Tidak ada lagi yang perlu diputus; pengaduan ditutup"),
    "close_moot": _("Blokir sudah tidak ada; pengaduan ditutup"),
    "close": _("Selesai"),
}
# What the decided case says of the one that goes on from it, by that one's level.
_WENT_ON = {
    1: _("Dibuka lagi dengan nomor baru"),
    2: _("Banding diajukan dengan nomor baru"),
}
_NOW = {
    "submitted": _("Menunggu petugas"),
    "in_review": _("Sedang diperiksa"),
    "info_requested": _("Menunggu jawaban Anda"),
    "waiting_source": _("Menunggu jawaban lembaga lain"),
    "for_approval": _("Menunggu persetujuan petugas kedua"),
}


def timeline(appeal: Appeal, *, day: date) -> list[Moment]:
    """Return the moments of `appeal` as seen on `day`, oldest first."""
    moments = [
        Moment(str(_DONE[_told(appeal, step.verb)]), calendar.civil_date(step.at), State.DONE)
        for step in appeal.steps.order_by("pk")
        if step.verb in _DONE
    ]
    moments += [
        Moment(str(_WENT_ON[later.level]), calendar.civil_date(later.submitted_at), State.DONE)
        for later in appeal.next.order_by("pk")
    ]
    if appeal.status in _NOW:
        moments.append(Moment(str(_NOW[appeal.status]), day, State.NOW))
        if appeal.status == Appeal.Status.INFO_REQUESTED:
            moments.append(
                Moment(gettext("Batas jawaban Anda"), appeal.answer_due_date, State.NEXT)
            )
        elif appeal.paused_at is None:
            moments.append(Moment(gettext("Putusan paling lambat"), appeal.due_date, State.NEXT))
    return moments


def _told(appeal: Appeal, verb: str) -> str:
    """Return the step as the person may hear of it: that blocks ended is the account's news."""
    return "void" if verb == "close_moot" and not appeal.has_contact_of_account() else verb
