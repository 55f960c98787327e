"""The legal periods of an appeal, in working days and Jakarta dates (domain.md, "Clocks")."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from appeals.models import Appeal, Decision
from portal import calendar

# UU 30/2014: ten working days for the decision; fourteen days for the person's answer.
DECISION_WORKING_DAYS = 10
ANSWER_DAYS = 14
SECOND_LEVEL_WORKING_DAYS = 10
# With new evidence a decided case is opened again within these calendar days.
REOPEN_DAYS = 10
DRAFT_DAYS = 30


@dataclass(frozen=True, slots=True)
class Instance:
    """Where a person may turn next: its name, the last day, if there is one, and how."""

    name: str
    until: date | None
    how: str


def day_of(at: datetime) -> date:
    """Return the civil day in Jakarta."""
    return calendar.civil_date(at)


def decision_due(at: datetime) -> date:
    """Return the last day for the decision on an appeal filed at `at`."""
    return calendar.add_working_days(day_of(at), DECISION_WORKING_DAYS)


def answer_due(at: datetime) -> date:
    """Return the last day for the person's answer to a question asked at `at`."""
    return day_of(at) + timedelta(days=ANSWER_DAYS)


def second_level_until(decided_at: datetime) -> date:
    """Return the last day to ask for a second-level decision."""
    return calendar.add_working_days(day_of(decided_at), SECOND_LEVEL_WORKING_DAYS)


def reopen_until(decided_at: datetime) -> date:
    """Return the last day to have a decided appeal opened again."""
    return day_of(decided_at) + timedelta(days=REOPEN_DAYS)


def due_after_pause(appeal: Appeal, *, at: datetime) -> date:
    """Return the decision day once the clock runs again at `at`."""
    if appeal.paused_at is None:
        return appeal.due_date
    paused = calendar.working_days_between(day_of(appeal.paused_at), day_of(at))
    return calendar.add_working_days(appeal.due_date, paused)


def ladder(decision: Decision) -> list[Instance]:
    """Return where the person may turn after `decision`, in order, in the active language.

    Nowhere after a decision that is not in effect, or that granted everything.
    """
    at = decision.effective_at
    if at is None or decision.conclusion == Decision.Conclusion.GRANTED:
        return []
    is_first = decision.appeal.level == 1
    steps = [_reopening(at)] if is_first else []
    if is_first and decision.conclusion != Decision.Conclusion.ANSWERED:
        steps.append(_second_level(at))
    steps += [_ombudsman(at), _lapor()]
    if decision.conclusion != Decision.Conclusion.ANSWERED:
        steps.append(_court(None if is_first else at))
    return steps


def _reopening(at: datetime) -> Instance:
    return Instance(
        _("Buka lagi dengan berkas baru"),
        reopen_until(at),
        _("Kalau Anda punya berkas yang belum pernah dikirim: buka halaman pengaduan Anda. "
          "Petugas lain memeriksanya. Gratis."),
    )  # fmt: skip


def _second_level(at: datetime) -> Instance:
    return Instance(
        _("Banding ke atasan Manajemen Pelaksana"),
        second_level_until(at),
        _("Buka halaman pengaduan Anda dan tekan “Ajukan banding”, atau telepon %(phone)s. "
          "Pemeriksanya belum pernah menangani kasus Anda. Putusannya paling lambat "
          "%(days)d hari kerja. Gratis. Lewat tanggal itu pun masih boleh; tulis sebabnya.")
        % {"phone": settings.CONTACT_PHONE, "days": DECISION_WORKING_DAYS},
    )  # fmt: skip


def _ombudsman(at: datetime) -> Instance:
    day = day_of(at)
    leap_day = (day.month, day.day) == (2, 29)
    until = day.replace(year=day.year + settings.OMBUDSMAN_YEARS, day=28 if leap_day else day.day)
    return Instance(
        _("Ombudsman Republik Indonesia"),
        until,
        _("Kalau menurut Anda kami melayani tidak patut atau terlalu lama. Lapor di "
          "ombudsman.go.id atau di kantor perwakilannya. Gratis."),
    )  # fmt: skip


def _lapor() -> Instance:
    return Instance(
        "SP4N-LAPOR!", None, _("Pengaduan pelayanan publik secara umum: lapor.go.id. Gratis.")
    )


def _court(at: datetime | None) -> Instance:
    """`at`: when the last administrative decision was made; None: it has not been made."""
    name = _("Pengadilan Tata Usaha Negara (PTUN)")
    if at is None:
        how = _("Baru bisa setelah banding diputus, dalam %(days)d hari sejak putusan banding.")
        return Instance(name, None, how % {"days": settings.COURT_DAYS})
    how = _("Gugatan ke PTUN di daerah Anda. Ada biaya perkara; yang tidak mampu boleh meminta "
            "bebas biaya.")  # fmt: skip
    return Instance(name, day_of(at) + timedelta(days=settings.COURT_DAYS), how)
