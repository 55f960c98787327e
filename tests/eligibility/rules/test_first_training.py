"""G10: the last second of the last day in Jakarta, 15 and 30 days, data that nobody has yet."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from eligibility.deadlines import first_training_until
from eligibility.models import Grant, ImportBatch, RulePolicy
from eligibility.policies import first_training_days
from eligibility.rules.first_training import FirstTrainingLimits, NotBought
from portal.calendar import JAKARTA
from tests import builders
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

# Granted on 1 November: the last day to buy is the 16th, until 23:59:59 in Jakarta.
GRANTED = datetime(2026, 11, 1, 9, 0, tzinfo=JAKARTA)
LAST_SECOND = datetime(2026, 11, 16, 23, 59, 59, tzinfo=JAKARTA)
LATE = [{"basis": "not_bought", "wave": 70, "until": "2026-11-16"}]


def granted(**over: Any) -> Grant:
    """Grant a wave on 1 November; the platforms' data reach past its deadline."""
    people.training_file(date(2026, 11, 17))
    return people.grant(people.account(), granted_at=GRANTED, **over)


@pytest.mark.parametrize(
    ("bought_at", "is_broken"),
    [
        (LAST_SECOND, False),
        (datetime(2026, 11, 16, 16, 59, 59, tzinfo=UTC), False),
        (LAST_SECOND + timedelta(seconds=1), True),
        (datetime(2026, 11, 16, 17, 0, tzinfo=UTC), True),
        (None, True),
    ],
)
def test_first_training_by_the_last_second_of_day_fifteen(
    bought_at: datetime | None, *, is_broken: bool
) -> None:
    award = granted()
    if bought_at:
        people.purchase(award, bought_at=bought_at)
    assert people.found("first_training") == LATE * is_broken


def test_a_later_second_purchase_makes_nobody_late() -> None:
    award = granted()
    people.purchase(award, bought_at=NOON)
    people.purchase(award, bought_at=LAST_SECOND)
    assert people.found("first_training") == []


@pytest.mark.parametrize(("seconds", "is_broken"), [(0, False), (1, True)])
def test_the_deadline_must_be_over(seconds: int, *, is_broken: bool) -> None:
    granted()
    at = LAST_SECOND + timedelta(seconds=seconds)
    assert people.found("first_training", at=at) == LATE * is_broken


@pytest.mark.parametrize("day", [date(2026, 11, 16), None])
def test_no_purchase_is_unknown_until_the_platforms_spoke_of_a_later_day(day: date | None) -> None:
    if day:
        people.training_file(day)
    people.grant(people.account(), granted_at=GRANTED)
    assert people.found("first_training") == []


@pytest.mark.parametrize(
    "over", [{"withdrawn_at": NOON}, {"finished_at": None}, {"file_sha256": ""}]
)
def test_only_whole_files_that_count_say_how_far_the_data_reach(over: dict[str, Any]) -> None:
    granted()
    ImportBatch.objects.update(**over)
    assert people.found("first_training") == []


def test_who_was_blocked_when_the_deadline_came_is_not_late() -> None:
    award = granted()
    builders.block("G03", on=award.account)
    assert people.found("first_training") == []


@pytest.mark.parametrize(
    ("granted_at", "day"),
    [
        (datetime(2026, 11, 1, 16, 59, 59, tzinfo=UTC), 16),  # still 1 November in Jakarta
        (datetime(2026, 11, 1, 17, 0, tzinfo=UTC), 17),  # midnight of 2 November
    ],
)
def test_the_day_of_the_grant_is_that_in_jakarta(granted_at: datetime, day: int) -> None:
    until = first_training_until(granted_at, days=15)
    assert until.replace(microsecond=0) == LAST_SECOND.replace(day=day)


def test_thirty_days_end_with_their_last_second_too() -> None:
    until = first_training_until(GRANTED, days=30)
    assert until.replace(microsecond=0) == datetime(2026, 12, 1, 23, 59, 59, tzinfo=JAKARTA)


@pytest.mark.parametrize(("wave", "days"), [(1, 30), (47, 30), (48, 15), (70, 15)])
def test_waves_before_48_have_thirty_days(wave: int, days: int) -> None:
    assert first_training_days(wave, on=NOON.date()) == days


def test_without_a_policy_the_rules_own_limits_hold() -> None:
    assert first_training_days(70, on=date(2019, 1, 1)) == 15


def version(number: int, **over: Any) -> RulePolicy:
    """Put another version in force."""
    values = {"mode": "block", "legal_source": "uji", "valid_from": date(2026, 1, 1), **over}
    return RulePolicy.objects.create(
        rule="first_training", version=number, enabled_at=NOON, **values
    )


@pytest.mark.parametrize(("wave", "days"), [(69, 15), (70, 20), (71, 20), (72, 15)])
def test_a_policy_for_some_waves_sets_the_days_of_those(wave: int, days: int) -> None:
    version(2, first_wave=70, last_wave=71, limits={"days": 20})
    assert first_training_days(wave, on=NOON.date()) == days


def test_a_policy_that_is_off_sets_the_days_all_the_same() -> None:
    version(2, mode="off", limits={"days": 20})
    assert first_training_days(70, on=NOON.date()) == 20


def test_the_newest_version_sets_the_days() -> None:
    version(2, first_wave=70, limits={"days": 20})
    version(3, limits={"days": 25})
    assert first_training_days(70, on=NOON.date()) == 25


def test_other_limits_move_no_deadline_that_stands() -> None:
    assert NotBought().judge(LATE[0], FirstTrainingLimits(days=99)) is True
    assert NotBought().judge({"wave": 70}, FirstTrainingLimits()) is None
