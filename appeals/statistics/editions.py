"""Editions from what is owed to the files: the only writer of StatisticsEdition and its files.

A month gets its first edition by itself once it is over. What is made stays as it is; whoever
finds a mistake orders a further edition, whose number and reason stand on its cover.
"""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import IntegrityError, transaction
from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Now
from django.utils import translation

from appeals import figures
from appeals.figures import Published, months, publish
from appeals.models import StatisticsEdition, StatisticsFile, Tally
from appeals.statistics import pdf, report
from portal import audit, calendar, jobs
from portal.models import Role, User

LANGUAGES: tuple[Literal["id"], Literal["en"]] = ("id", "en")
LEASE_SECONDS = 900


class NotAllowed(Exception):
    """The person may not order an edition, or there is none of that month to correct."""


class AlreadyOwed(Exception):
    """An edition of the month is being made."""


class LeaseLost(Exception):
    """Another worker took the edition over while this one was drawing."""


@dataclass(frozen=True, slots=True)
class FirstReport:
    """Which month the first report will be about, None before any complaint, and when it comes.

    `comes_on` None: it is being made, or was given up and waits for somebody's order.
    """

    month: date | None
    comes_on: date | None = None
    is_given_up: bool = False


def owe_last_month(*, at: datetime) -> StatisticsEdition | None:
    """Owe the last whole month its first edition, once; None where there is nothing to owe.

    There is nothing before the month of the first complaint is over. Months that a standstill
    passed over are not made up: their figures are in the next report.
    """
    month = months.before(months.month_of(calendar.civil_date(at)))
    if StatisticsEdition.objects.filter(month=month).exists() or not _has_begun(by=month):
        return None
    edition, is_new = StatisticsEdition.objects.get_or_create(
        month=month, number=1, defaults={"ordered_at": at}
    )
    return edition if is_new else None


def first_report(*, at: datetime) -> FirstReport | None:
    """Return what the first report will be about and when; None once there is one."""
    if StatisticsEdition.objects.exclude(done_at=None).exists():
        return None
    month = months.month_of(calendar.civil_date(at))
    last = months.before(month)
    if _has_begun(by=last):
        given_up = StatisticsEdition.objects.dead().filter(month=last)
        return FirstReport(last, is_given_up=given_up.exists())
    if _has_begun(by=month):
        return FirstReport(month, months.before(month, by=-1))
    return FirstReport(None)


def order_again(month: date, *, reason: str, by: User, at: datetime) -> StatisticsEdition:
    """Owe `month` a further edition that says `reason` on its cover, and hurry a worker.

    Where the workers gave an edition up it is tried again. Raises NotAllowed unless `by` is a
    supervisor and the month has an edition; AlreadyOwed while one is being made.
    """
    if not (by.is_active and by.has_role(Role.SUPERVISOR)):
        raise NotAllowed(f"user {by.pk} is no supervisor")
    last = StatisticsEdition.objects.filter(month=month).order_by("-number").first()
    if last is None:
        raise NotAllowed(f"{month:%Y-%m} has no edition to correct")
    with transaction.atomic():
        order = _next if last.done_at else _tried_again
        edition = order(last, reason=reason, by=by, at=at)
        audit.record(
            "statistics.ordered", by=by, subject=edition, at=at,
            month=f"{month:%Y-%m}", number=edition.number, reason=reason,
        )  # fmt: skip
        jobs.nudge("appeals.make_owed_statistics")
    return edition


def make(edition: StatisticsEdition, *, at: datetime) -> None:
    """Draw a leased edition in each language and keep the files; nothing of it changes later.

    Its own months are counted anew first, however long ago they are, so that all twelve tell what
    is known now.
    Raises LeaseLost when another worker has taken over.
    """
    figures.tally_lately(on=edition.month)
    published = publish(on=months.before(edition.month, by=-1))
    files = [_drawn(edition, published, language, at=at) for language in LANGUAGES]
    with transaction.atomic():
        if not edition.finish():
            raise LeaseLost(f"edition {edition.pk} was taken over")
        StatisticsFile.objects.bulk_create(files)
        audit.record(
            "statistics.made", by=None, subject=edition, at=at, month=f"{edition.month:%Y-%m}",
            number=edition.number, sha256=[f"{one.language} {one.sha256}" for one in files],
        )  # fmt: skip


def latest(*, before: date | None = None, count: int) -> list[StatisticsEdition]:
    """Return the newest made edition of each month, newest month first, with its files' sizes.

    `before` is a month: only earlier ones are returned.
    """
    made = StatisticsEdition.objects.exclude(done_at=None)
    if before is not None:
        made = made.filter(month__lt=before)
    found = made.order_by("-month", "-number").distinct("month")
    return list(found.prefetch_related(newest_files())[:count])


def correctable(*, count: int) -> list[date]:
    """Return the newest months that have an edition, made or not, newest first.

    One that the workers gave up is among them: only an order has it tried again.
    """
    months_owed = StatisticsEdition.objects.order_by("-month").values_list("month", flat=True)
    return list(months_owed.distinct()[:count])


def newest_files() -> "Prefetch[Literal['files'], QuerySet[StatisticsFile], str]":
    """Return what to fetch beside editions: their files without the content."""
    return Prefetch("files", StatisticsFile.objects.defer("content").order_by("-language"))


def file_of(month: date, language: str, *, number: int | None = None) -> StatisticsFile | None:
    """Return a made file without its content: of the month's newest edition, or of `number`."""
    files = StatisticsFile.objects.filter(edition__month=month, language=language)
    if number is not None:
        files = files.filter(edition__number=number)
    found = files.select_related("edition").order_by("-edition__number")
    return found.defer("content").first()


def _has_begun(*, by: date) -> bool:
    """Say whether anything is counted of the month `by` or one before."""
    return Tally.objects.filter(month__lte=by).exists()


def _tried_again(
    edition: StatisticsEdition, *, reason: str, by: User, at: datetime
) -> StatisticsEdition:
    """Give a given-up edition to the workers again; its number was never seen.

    Its cover says the new reason. A first edition corrects nothing, so its cover says none.
    """
    if edition.number > 1:
        edition.reason, edition.ordered_by, edition.ordered_at = reason, by, at
    given_up = StatisticsEdition.objects.filter(pk=edition.pk).exclude(dead_at=None)
    if not given_up.update(
        dead_at=None, deliveries=0, due_at=Now(), claimed_by=None, reason=edition.reason,
        ordered_by=edition.ordered_by, ordered_at=edition.ordered_at,
    ):  # fmt: skip
        raise AlreadyOwed(f"edition {edition.pk} is being made")
    return edition


def _next(
    last: StatisticsEdition, *, reason: str, by: User, at: datetime
) -> StatisticsEdition:  # fmt: skip
    try:
        with transaction.atomic():
            return StatisticsEdition.objects.create(
                month=last.month, number=last.number + 1, reason=reason, ordered_by=by,
                ordered_at=at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise AlreadyOwed(f"{last.month:%Y-%m} is being made") from fault


def _drawn(
    edition: StatisticsEdition, published: Published, language: str, *, at: datetime
) -> StatisticsFile:
    with translation.override(language):
        content = pdf.draw(report.of(published, edition, at=at), language=language, at=at)
    return StatisticsFile(
        edition=edition,
        language=language,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        size=len(content),
    )
