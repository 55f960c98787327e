"""Waves: opened, closed, and their deadlines extended when the programme itself was out of reach.

Owns the steps and their audit entries. Who is drawn comes as a file (imports); how a deadline is
counted, `outages` knows.
"""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from eligibility import changed, outages
from eligibility.imports import wait_for_others
from eligibility.models import DeadlineExtension, Gelombang, ImportBatch
from portal import audit
from portal.calendar import civil_date
from portal.models import Role, User

# An outage longer than this is a typing error.
MOST_DAYS = 60
# So is a year outside, and the calendar cannot count on from the last ones.
YEARS = range(2000, 2200)


class NotAllowed(Exception):
    """The person's role does not reach that far."""


class Impossible(ValueError):
    """What is asked for makes no sense; the message says why, for developers."""


class Known(Impossible):
    """A wave of this number is there already."""


def open_wave(
    number: int, *, opens_at: datetime, closes_at: datetime, by: User, at: datetime
) -> Gelombang:
    """Announce a wave that can be joined from `opens_at` until `closes_at`.

    Raises NotAllowed unless `by` is a rule officer, Impossible if it would end before it begins
    or in a year outside YEARS, and Known for a number that is taken.
    """
    _check_rule_officer(by)
    _check_years(opens_at, closes_at)
    if closes_at <= opens_at:
        raise Impossible(f"wave {number} would close before it opens")
    try:
        with transaction.atomic():
            wave = Gelombang.objects.create(number=number, opens_at=opens_at, closes_at=closes_at)
            audit.record("gelombang.open", by=by, subject=wave, at=at, number=number)
    except IntegrityError:
        raise Known(f"wave {number} is there already") from None
    return wave


@transaction.atomic
def close(wave: Gelombang, *, by: User, at: datetime) -> Gelombang:
    """End joining now; a wave that was to open later never opens.

    Raises NotAllowed unless `by` is a rule officer, and Impossible if it is closed already.
    """
    _check_rule_officer(by)
    held = Gelombang.objects.select_for_update().get(pk=wave.pk)
    if held.closes_at <= at:
        raise Impossible(f"wave {held.number} is closed already")
    held.opens_at = min(held.opens_at, at)
    held.closes_at = at
    held.save(update_fields=["opens_at", "closes_at"])
    audit.record("gelombang.close", by=by, subject=held, at=at, number=held.number)
    return held


@transaction.atomic
def extend_deadlines(
    *,
    gelombang: Gelombang | None,
    first_date: date,
    last_date: date,
    reason: str,
    by: User,
    at: datetime,
) -> DeadlineExtension:
    """Add the days of an outage to every deadline it fell into, once; None means every wave.

    Who gained days is screened again. Raises NotAllowed unless `by` is a rule officer, and
    Impossible for days that run backwards or are more than MOST_DAYS.
    """
    _check_rule_officer(by)
    _check_days(first_date, last_date)
    # Whoever is taken in from now on finds the extension; whoever was, the extension finds.
    for kind in (ImportBatch.Kind.GRANTS, ImportBatch.Kind.TRAINING):
        wait_for_others(kind)
    extension = DeadlineExtension.objects.create(
        gelombang=gelombang,
        first_date=first_date,
        last_date=last_date,
        reason=reason,
        added_at=at,
        added_by=by,
    )
    extended = outages.extend(extension)
    extension.grants_extended = extended.grants
    extension.purchases_extended = extended.purchases
    extension.save(update_fields=["grants_extended", "purchases_extended"])
    changed.note(sorted(extended.account_ids), at=at)
    audit.record(
        "gelombang.extend",
        by=by,
        subject=extension,
        at=at,
        wave=gelombang.number if gelombang else None,
        days=[f"{first_date}", f"{last_date}"],
        grants=extended.grants,
        purchases=extended.purchases,
    )
    return extension


def reach(gelombang: Gelombang | None, *, first_date: date, last_date: date) -> outages.Extended:
    """Return whom `extend_deadlines` would give days; changes nothing. Raises Impossible."""
    _check_days(first_date, last_date)
    return outages.reach(outages.Outage(gelombang, first_date, last_date))


def extensions_of(gelombang: Gelombang) -> QuerySet[DeadlineExtension]:
    """Return the extensions that count for a wave, the latest first."""
    return DeadlineExtension.objects.filter(
        Q(gelombang=gelombang) | Q(gelombang=None), last_date__gte=civil_date(gelombang.opens_at)
    ).order_by("-pk")


def _check_days(first_date: date, last_date: date) -> None:
    _check_years(first_date, last_date)
    if not 0 <= (last_date - first_date).days < MOST_DAYS:
        raise Impossible(f"an outage lasts from 1 to {MOST_DAYS} days")


def _check_years(*days: date) -> None:
    if not all(day.year in YEARS for day in days):
        raise Impossible(f"nothing of ours is before {YEARS.start} or after {YEARS.stop - 1}")


def _check_rule_officer(by: User) -> None:
    if not (by.is_active and by.has_role(Role.RULE_OFFICER)):
        raise NotAllowed(f"user {by.pk} is no rule officer")
