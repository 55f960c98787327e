"""The desk's figures by mail, for supervisors who ask for them: the only writer of DigestWish.

Only figures that are kept anyway, and nobody's data; each person is told once of each period.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from appeals import figures
from appeals.models import DigestWish, ExportPlan
from appeals.reports import spans
from appeals.reports.exporting import NotAllowed
from appeals.reports.period import Period
from eligibility import fuse, policies
from portal import audit, outbox
from portal.calendar import civil_date
from portal.models import Role, User

_SPANS = {
    DigestWish.Rhythm.DAILY: ExportPlan.Span.YESTERDAY,
    DigestWish.Rhythm.WEEKLY: ExportPlan.Span.LAST_WEEK,
}
_MOST_RULES = 5
_MOST_A_SWEEP = 200


class NoAddress(Exception):
    """Whoever asks has no e-mail address."""


@dataclass(frozen=True, slots=True)
class StandingOut:
    """A rule that people overturn surely too often: of how many decided blocks, and how many."""

    title: str
    overturned: int
    decided: int


@dataclass(frozen=True, slots=True)
class Digest:
    """What one mail says: today's open cases, what the period brought, and rules to look at."""

    period: Period
    # When the open cases were counted; None: never yet.
    counted_at: datetime | None
    open: int
    overdue: int
    soon: int
    unclaimed: int
    filed: int
    decided: int
    ended: int
    rules: Sequence[StandingOut]


def wish_of(user: User) -> DigestWish | None:
    """Return what the person asked for, if anything."""
    return DigestWish.objects.filter(user=user).first()


@transaction.atomic
def ask(rhythm: str, *, by: User, language: str, at: datetime) -> None:
    """Send `by` figures from the next period on, or go on with them. Raises NotAllowed, NoAddress."""
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")
    if not by.email:
        raise NoAddress(f"user {by.pk} has no address")
    known = DigestWish.Rhythm(rhythm)
    told = _over(known, civil_date(at)).last
    # Who saves the same again still gets what they have not had.
    same = DigestWish.objects.filter(user=by, rhythm=known)
    if not same.update(language=language):
        DigestWish.objects.update_or_create(
            user=by, defaults={"rhythm": known, "language": language, "told_until": told}
        )
    audit.record("digest.asked", by=by, subject=by, at=at, rhythm=rhythm)


@transaction.atomic
def stop(*, by: User, at: datetime) -> None:
    """Send `by` no more figures."""
    gone, _rows = DigestWish.objects.filter(user=by).delete()
    if gone:
        audit.record("digest.stopped", by=by, subject=by, at=at)


def send_due(*, at: datetime) -> int:
    """Owe everybody the mail of the last whole period that they have not had; return how many.

    Periods missed before that are not made up for: a figure of today says nothing of them. Until
    the figures were counted after the period's end nobody is told anything.
    """
    counted_at = figures.read_board().as_of
    day = civil_date(at)
    sent = 0
    for rhythm in DigestWish.Rhythm:
        period = _over(rhythm, day)
        if counted_at is None or counted_at < period.end:
            continue
        for wish in _waiting(rhythm, period.last):
            sent += _send(wish, period, day=day, at=at)
    return sent


def of(period: Period) -> Digest:
    """Return the figures as they were counted last; a few small tables."""
    board = figures.read_board()
    days = [day.isoformat() for day in period.days()]
    return Digest(
        period=period,
        counted_at=board.as_of,
        open=board.of("backlog", "total"),
        overdue=board.of("backlog", "overdue"),
        soon=board.of("backlog", "soon"),
        unclaimed=board.of("backlog", "unclaimed"),
        filed=sum(board.of("filed", day) for day in days),
        decided=sum(board.of("decided", day) for day in days),
        ended=sum(board.of("ended", day) for day in days),
        rules=_standing_out(),
    )


def _over(rhythm: DigestWish.Rhythm, day: date) -> Period:
    return spans.before(day, _SPANS[rhythm])


def _waiting(rhythm: DigestWish.Rhythm, last: date) -> Sequence[DigestWish]:
    found = DigestWish.objects.filter(
        rhythm=rhythm,
        told_until__lt=last,
        user__is_active=True,
        user__groups__name=Role.SUPERVISOR,
    ).exclude(user__email="")
    return list(found.select_related("user").order_by("pk")[:_MOST_A_SWEEP])


@transaction.atomic
def _send(wish: DigestWish, period: Period, *, day: date, at: datetime) -> bool:
    """Owe one mail, unless another worker has; say whether."""
    mine = DigestWish.objects.filter(pk=wish.pk, told_until=wish.told_until)
    if not mine.update(told_until=period.last):
        return False
    with translation.override(wish.language):
        outbox.queue(
            to=wish.user.email,
            subject=_("Angka meja pengaduan"),
            body=render_to_string("appeals/reports/mail/digest.txt", _words(of(period), day)),
            key=f"digest:{wish.user_id}:{wish.rhythm}:{period.last.isoformat()}",
            at=at,
        )
    return True


def _words(digest: Digest, day: date) -> dict[str, object]:
    queue = settings.SITE_URL + reverse("admin:appeals_appeal_changelist")
    return {
        "digest": digest,
        "day": day,
        "board": settings.SITE_URL + reverse("report_board"),
        "overdue": f"{queue}?tab=overdue",
        "fuses": settings.SITE_URL + reverse("admin:eligibility_fuse_changelist"),
        "wishes": settings.SITE_URL + reverse("report_plans"),
    }


def _standing_out() -> list[StandingOut]:
    """Return the whole rules overturned too often, the surest first."""
    whole = [
        rate
        for rate in fuse.rates()
        if rate.policy is None
        and rate.batch is None
        and not rate.source
        and fuse.is_too_often(rate)
    ]
    whole.sort(key=lambda rate: -rate.lowest)
    return [
        StandingOut(policies.title_of(rate.rule), rate.overturned, rate.decided)
        for rate in whole[:_MOST_RULES]
    ]
