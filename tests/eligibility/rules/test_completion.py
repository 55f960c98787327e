"""G11: completed by the last second, later, never, and not yet known."""

from datetime import date, datetime, timedelta

import pytest

from eligibility.rules.base import NoLimits
from eligibility.rules.completion import NotCompleted
from portal.calendar import JAKARTA
from tests.builders import NOON
from tests.eligibility import people

pytestmark = pytest.mark.django_db

BOUGHT = datetime(2026, 11, 1, 9, 0, tzinfo=JAKARTA)
LAST_SECOND = datetime(2026, 11, 16, 23, 59, 59, tzinfo=JAKARTA)


@pytest.mark.parametrize(
    ("completed", "known", "is_broken"),
    [
        (timedelta(0), date(2026, 11, 17), False),
        (timedelta(seconds=1), date(2026, 11, 17), True),
        (timedelta(seconds=1), None, True),  # a completion tells for itself
        (None, date(2026, 11, 17), True),
        (None, date(2026, 11, 16), False),
        (None, None, False),
    ],
)
def test_completion_by_the_last_second(
    completed: timedelta | None, known: date | None, *, is_broken: bool
) -> None:
    if known:
        people.training_file(known)
    award = people.grant(people.account())
    done = None if completed is None else LAST_SECOND + completed
    bought = people.purchase(award, bought_at=BOUGHT, complete_until=LAST_SECOND, completed_at=done)
    facts = {"basis": "not_completed", "wave": 70, "until": "2026-11-16", "purchase": bought.pk}
    assert people.found("completion") == [facts] * is_broken


@pytest.mark.parametrize(("seconds", "is_broken"), [(0, False), (1, True)])
def test_completion_is_awaited_until_its_deadline(seconds: int, *, is_broken: bool) -> None:
    people.training_file(date(2026, 12, 17))
    award = people.grant(people.account())
    people.purchase(award, bought_at=BOUGHT, complete_until=NOON)
    assert bool(people.found("completion", at=NOON + timedelta(seconds=seconds))) == is_broken


def test_each_unfinished_training_is_a_finding_of_its_own() -> None:
    people.training_file(date(2026, 11, 17))
    award = people.grant(people.account())
    bought = [
        people.purchase(award, bought_at=BOUGHT, complete_until=LAST_SECOND) for _ in range(2)
    ]
    assert {facts["purchase"] for facts in people.found("completion")} == {one.pk for one in bought}


@pytest.mark.parametrize(("facts", "is_broken"), [({"purchase": 1}, True), ({}, None)])
def test_a_training_found_is_judged_again_by_itself(
    facts: dict[str, int], *, is_broken: bool | None
) -> None:
    assert NotCompleted().judge(facts, NoLimits()) is is_broken
