"""The legal periods of an appeal, in working days and Jakarta dates (domain.md, "Clocks")."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _

from appeals.models import Appeal, Decision
from portal import calendar

# UU 30/2014: ten working days for the decision; fourteen days for the person's answer.
VERIFICATION_WORKING_DAYS = 3
FIRST_ANSWER_WORKING_DAYS = 5
DECISION_WORKING_DAYS = 10
ANSWER_DAYS = 14
# The person is reminded half-way and again when so many days are left.
REMINDED_HALF_WAY = ANSWER_DAYS // 2
REMINDED_LAST = 3
# Supervisors hear of a case so many working days before its decision day.
ESCALATION_WORKING_DAYS = 2
# Whoever takes one of the quality sample has so many working days to judge it.
SECOND_LOOK_WORKING_DAYS = 2
# UU 25/2009: no complaint takes longer, whatever it waits for; a wait ends in time to decide.
OUTER_DAYS = 60
DECIDING_DAYS = 7
SECOND_LEVEL_WORKING_DAYS = 10
# So long officers have a case again that came back to them, before silence may grant it.
FRESH_WORKING_DAYS = 5
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


def verification_due(at: datetime) -> date:
    """Return the last day to look whether the filing of `at` is complete."""
    return calendar.add_working_days(day_of(at), VERIFICATION_WORKING_DAYS)


def first_answer_due(at: datetime) -> date:
    """Return the last day for the first answer of substance to the filing of `at`."""
    return calendar.add_working_days(day_of(at), FIRST_ANSWER_WORKING_DAYS)


def outer_limit(appeal: Appeal) -> date:
    """Return the last day of the law for the whole appeal, pauses included."""
    return day_of(appeal.submitted_at) + timedelta(days=OUTER_DAYS)


def wait_until(appeal: Appeal) -> date:
    """Return the last day on which the appeal may still wait, for an institution or the person."""
    return outer_limit(appeal) - timedelta(days=DECIDING_DAYS)


def silence_day(appeal: Appeal) -> date:
    """Return the day from which silence would count as consent (UU 30/2014)."""
    return appeal.due_date + timedelta(days=1)


def fresh_until(came_back_at: datetime) -> date:
    """Return the last day on which silence grants nothing in a case that came back."""
    return calendar.add_working_days(day_of(came_back_at), FRESH_WORKING_DAYS)


def escalation_until(day: date) -> date:
    """Return the latest decision day that supervisors hear of on `day`."""
    return calendar.add_working_days(day, ESCALATION_WORKING_DAYS)


def second_look_over(at: datetime) -> datetime:
    """Return the last moment at which what was taken to look at again is overdue at `at`."""
    day = today = day_of(at)
    while calendar.working_days_between(day, today) <= SECOND_LOOK_WORKING_DAYS:
        day -= timedelta(days=1)
    return calendar.end_of_day(day)


def answer_due(appeal: Appeal, *, at: datetime) -> date | None:
    """Return the last day for the person's answer to a question asked at `at`.

    None where the outer limit leaves the person not even a day: it does not stop for questions.
    """
    day = day_of(at)
    until = min(day + timedelta(days=ANSWER_DAYS), wait_until(appeal))
    return until if until > day else None


def second_level_until(decided_at: datetime) -> date:
    """Return the last day to ask for a second-level decision."""
    return calendar.add_working_days(day_of(decided_at), SECOND_LEVEL_WORKING_DAYS)


def reopen_until(decided_at: datetime) -> date:
    """Return the last day to have a decided appeal opened again."""
    return day_of(decided_at) + timedelta(days=REOPEN_DAYS)


def due_after_pause(appeal: Appeal, *, at: datetime) -> date:
    """Return the decision day once the clock runs again at `at`; no pause moves it past the
    outer limit."""
    if appeal.paused_at is None:
        return appeal.due_date
    paused = calendar.working_days_between(day_of(appeal.paused_at), day_of(at))
    moved = calendar.add_working_days(appeal.due_date, paused)
    return min(moved, max(appeal.due_date, outer_limit(appeal)))


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
