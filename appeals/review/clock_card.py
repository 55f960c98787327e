"""Every clock of a case beside each other: by when, whether it was kept, and what stops it."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.translation import gettext as _

from appeals import clocks, inquiries
from appeals.lifecycle import silence
from appeals.models import Appeal, Message, SourceRequest, Step
from appeals.review.case_page import CasePage
from portal import calendar


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the law: its name, its last day, and the day on which it was kept."""

    name: str
    until: date
    kept_on: date | None = None
    is_late: bool = False


@dataclass(frozen=True, slots=True)
class ClockCard:
    """The periods of a case, whom it waits for, and what silence means here."""

    periods: list[Period]
    waits_for: SourceRequest | None
    silence_day: date | None
    is_silence_on: bool


def clock_card(page: CasePage, *, at: datetime) -> ClockCard:
    """Return the clocks of the case on `page` as of `at`; one query while it waits."""
    appeal, day = page.appeal, calendar.civil_date(at)
    looked = next((event.at for event in page.history if event.verb == "take"), None)
    answered = [event.at for event in page.history if event.verb in Step.ANSWERS]
    answered += [
        said.at
        for said in page.conversation
        if said.message is not None
        and said.message.author == Message.Author.OFFICER
        and not said.message.is_internal
    ]
    runs = appeal.paused_at is None
    return ClockCard(
        periods=[
            _period(
                _("Pemeriksaan kelengkapan"),
                clocks.verification_due(appeal.submitted_at), looked, day=day,
            ),
            _period(
                _("Jawaban pertama"),
                clocks.first_answer_due(appeal.submitted_at), min(answered, default=None), day=day,
            ),
            _period(
                _("Putusan"), appeal.due_date, appeal.decided_at, day=day if runs else None
            ),
            _period(
                _("Batas 60 hari"), clocks.outer_limit(appeal), appeal.decided_at, day=day
            ),
        ],
        waits_for=inquiries.standing(appeal) if not runs else None,
        silence_day=_silence_day(appeal) if appeal.is_open and runs else None,
        is_silence_on=settings.SILENCE_GRANTS and silence.is_the_portals(appeal),
    )  # fmt: skip


def _silence_day(appeal: Appeal) -> date:
    """Return the day of the law, or the day on which the portal itself would grant."""
    return silence.first_day(appeal) if settings.SILENCE_GRANTS else clocks.silence_day(appeal)


def _period(name: str, until: date, kept: datetime | None, *, day: date | None) -> Period:
    """`day`: today, or None while the clock stands."""
    if kept is not None:
        kept_on = calendar.civil_date(kept)
        return Period(name, until, kept_on, is_late=kept_on > until)
    return Period(name, until, is_late=day is not None and day > until)
