"""Waves are opened, closed, and their deadlines made longer by the days of an outage, once."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from eligibility import gelombang, imports
from eligibility.models import ChangedAccount, DeadlineExtension, Gelombang, Grant, TrainingPurchase
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

# The builders' grant is of 18 November, and can be used until the end of 3 December.
OUTAGE = date(2026, 11, 21)


def officer() -> User:
    return builders.officer("rule_officer")


def extend(
    first: date = OUTAGE,
    last: date | None = None,
    *,
    wave: Gelombang | None = None,
    by: User | None = None,
) -> DeadlineExtension:
    """Make deadlines longer."""
    return gelombang.extend_deadlines(
        gelombang=wave,
        first_date=first,
        last_date=last or first,
        reason="situs tidak bisa dibuka",
        by=by or officer(),
        at=NOON,
    )


def until(grant: Grant) -> tuple[date, int]:
    """Return the last day to buy, and how many days were added."""
    grant.refresh_from_db()
    return grant.first_training_until.astimezone(NOON.tzinfo).date(), grant.days_added


def test_an_outage_inside_the_time_adds_its_days_and_is_noted() -> None:
    grant = people.grant(people.account())
    extension = extend(OUTAGE, OUTAGE + timedelta(days=2))
    assert until(grant) == (date(2026, 12, 6), 3)
    assert extension.grants_extended == 1
    assert ChangedAccount.objects.get().account_id == grant.account_id
    assert AuditEntry.objects.get(action="gelombang.extend").details["grants"] == 1


@pytest.mark.parametrize(
    ("first", "last", "added"),
    [
        (date(2026, 11, 10), date(2026, 11, 17), 0),  # over before the grant
        (date(2026, 11, 10), date(2026, 11, 18), 1),  # its last day is the grant's
        (date(2026, 12, 3), date(2026, 12, 3), 1),  # the last day to buy
        (date(2026, 12, 4), date(2026, 12, 5), 0),  # one day beyond
        (date(2026, 12, 2), date(2026, 12, 5), 4),  # a deadline is not moved into the outage
    ],
)
def test_only_days_between_grant_and_deadline_count(first: date, last: date, added: int) -> None:
    grant = people.grant(people.account())
    extend(first, last)
    assert until(grant) == (date(2026, 12, 3) + timedelta(days=added), added)


def test_a_day_is_added_once_however_often_it_is_given() -> None:
    grant = people.grant(people.account())
    extend(OUTAGE, OUTAGE + timedelta(days=1))
    assert extend(OUTAGE, OUTAGE + timedelta(days=1), wave=grant.gelombang).grants_extended == 0
    assert extend(OUTAGE, OUTAGE + timedelta(days=2)).grants_extended == 1
    assert until(grant) == (date(2026, 12, 6), 3)


def test_an_outage_of_one_wave_leaves_the_others() -> None:
    mine, other = people.grant(people.account(), wave=70), people.grant(people.account(), wave=71)
    extend(wave=mine.gelombang)
    assert (until(mine)[1], until(other)[1]) == (1, 0)


def test_who_bought_in_time_gets_nothing_and_who_bought_late_does() -> None:
    grants = [people.grant(people.account()) for _ in range(2)]
    for grant, day in zip(grants, (25, 4), strict=True):
        grant.first_bought_at = datetime(2026, 11 + (day == 4), day, tzinfo=UTC)
        grant.save()
    assert extend().grants_extended == 1
    assert [until(grant)[1] for grant in grants] == [0, 1]


def test_training_that_is_not_finished_gets_the_days_too() -> None:
    grant = people.grant(people.account())
    bought = NOON - timedelta(days=1)
    open_one = people.purchase(grant, bought_at=bought)
    done = people.purchase(grant, bought_at=bought, completed_at=NOON)
    Grant.objects.update(first_bought_at=bought)
    extend()
    added = dict(TrainingPurchase.objects.values_list("pk", "days_added"))
    assert added == {open_one.pk: 1, done.pk: 0}
    moved = TrainingPurchase.objects.get(pk=open_one.pk).complete_until
    assert moved == open_one.complete_until + timedelta(days=1)


def test_a_repeated_training_file_keeps_the_days_that_were_added() -> None:
    person = people.account()
    people.grant(person)
    row = {"purchase_id": "P1", "external_id": person.external_id, "gelombang": "70",
           "bought_at": "2026-11-19T10:00:00", "complete_until": "2026-12-19T23:59:59"}  # fmt: skip
    extend(date(2026, 11, 19))
    for _ in range(2):
        batch = imports.begin("training", source="p", source_date=NOON.date(), at=NOON)
        assert imports.take_in("training", [row], batch, at=NOON) == []
        extend(OUTAGE)
        bought = TrainingPurchase.objects.get()
        assert bought.complete_until.astimezone(NOON.tzinfo).date() == date(2026, 12, 21)


def test_a_grant_taken_in_after_the_outage_gets_its_days() -> None:
    wave = people.grant(people.account()).gelombang
    extend(OUTAGE, OUTAGE + timedelta(days=1), wave=wave)
    person = people.account()
    row = {"external_id": person.external_id, "gelombang": str(wave.number),
           "granted_at": "2026-11-18T12:00:00"}  # fmt: skip
    batch = imports.begin("grants", source="situs", source_date=NOON.date(), at=NOON)
    assert imports.take_in("grants", [row], batch, at=NOON) == []
    assert until(person.grants.get()) == (date(2026, 12, 5), 2)


def test_the_reach_is_what_extending_does_and_changes_nothing() -> None:
    grant, learner = people.grant(people.account()), people.grant(people.account())
    people.purchase(learner, bought_at=NOON - timedelta(days=1))
    reached = gelombang.reach(None, first_date=OUTAGE, last_date=OUTAGE)
    assert (reached.grants, reached.purchases) == (1, 1)
    assert reached.account_ids == {grant.account_id, learner.account_id}
    assert (until(grant)[1], DeadlineExtension.objects.count()) == (0, 0)
    made = extend()
    assert (made.grants_extended, made.purchases_extended) == (1, 1)


@pytest.mark.parametrize("days", [-1, gelombang.MOST_DAYS])
def test_days_that_make_no_sense_are_refused(days: int) -> None:
    with pytest.raises(gelombang.Impossible):
        extend(OUTAGE, OUTAGE + timedelta(days=days))


def test_a_wave_is_opened_once() -> None:
    by = officer()
    closes = NOON + timedelta(days=5)
    wave = gelombang.open_wave(72, opens_at=NOON, closes_at=closes, by=by, at=NOON)
    assert Gelombang.objects.open(at=NOON).get() == wave
    with pytest.raises(gelombang.Known):
        gelombang.open_wave(72, opens_at=NOON, closes_at=closes, by=by, at=NOON)
    with pytest.raises(gelombang.Impossible):
        gelombang.open_wave(73, opens_at=NOON, closes_at=NOON, by=by, at=NOON)
    assert AuditEntry.objects.filter(action="gelombang.open").count() == 1


@pytest.mark.parametrize("opens_in", [timedelta(days=-1), timedelta(days=1)])
def test_a_closed_wave_cannot_be_joined_and_is_closed_once(opens_in: timedelta) -> None:
    opens = NOON + opens_in
    wave = Gelombang.objects.create(number=72, opens_at=opens, closes_at=NOON + timedelta(days=5))
    gelombang.close(wave, by=officer(), at=NOON)
    assert not Gelombang.objects.open(at=NOON + timedelta(days=2)).exists()
    with pytest.raises(gelombang.Impossible):
        gelombang.close(wave, by=officer(), at=NOON)


@pytest.mark.parametrize("role", ["agent", "supervisor", "privacy_officer", "auditor"])
def test_only_rule_officers_do_any_of_it(role: str) -> None:
    by = builders.officer(role)
    wave = people.grant(people.account()).gelombang
    closes = NOON + timedelta(days=5)
    with pytest.raises(gelombang.NotAllowed):
        extend(by=by)
    with pytest.raises(gelombang.NotAllowed):
        gelombang.close(wave, by=by, at=NOON)
    with pytest.raises(gelombang.NotAllowed):
        gelombang.open_wave(72, opens_at=NOON, closes_at=closes, by=by, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_officers_at_once_add_the_days_once() -> None:
    grant, officers = people.grant(people.account()), [officer(), officer()]
    start = threading.Barrier(2)

    def run(by: User) -> None:
        start.wait()
        extend(by=by)
        connection.close()

    threads = [threading.Thread(target=run, args=(by,)) for by in officers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert (until(grant)[1], DeadlineExtension.objects.count()) == (1, 2)


@pytest.mark.parametrize("year", [1, 1999, 2200, 9999])
def test_a_wave_of_a_year_nobody_meant_is_refused(year: int) -> None:
    opens = datetime(year, 1, 2, tzinfo=UTC)
    with pytest.raises(gelombang.Impossible):
        gelombang.open_wave(
            72, opens_at=opens, closes_at=opens + timedelta(days=1), by=officer(), at=NOON
        )
