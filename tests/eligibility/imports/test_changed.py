"""What a file says anew is noted for the next screening, and nothing else is."""

from datetime import date

import pytest
from django.db import connection

from eligibility.models import Account
from tests import builders
from tests.eligibility import people
from tests.eligibility.imports.rows import (
    HEADER,
    award,
    batch_of,
    event,
    line,
    noted,
    purchase,
    wave,
)

pytestmark = pytest.mark.django_db


def account_row(number: int = 1, **over: str) -> dict[str, str]:
    return dict(zip(HEADER.split(","), line(number, **over).split(","), strict=True))


def versions() -> list[tuple[int, str]]:
    """Return the accounts with the transaction that wrote each row's present version."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, ctid::text FROM eligibility_account ORDER BY id")
        return list(cursor.fetchall())


def test_a_new_account_is_noted() -> None:
    batch_of("accounts", account_row())
    assert noted() == {Account.objects.get().pk}


def test_the_same_line_again_notes_nobody_and_writes_nothing() -> None:
    batch_of("accounts", account_row(1), account_row(2))
    noted()
    before = versions()
    batch_of("accounts", account_row(1), account_row(2))
    assert (noted(), versions()) == (set(), before)


@pytest.mark.parametrize(
    "over",
    [
        {"name": "Siti Baru"},
        {"kk": "3171010101150002"},
        {"birth_date": ""},
        {"employment": "other"},
    ],
)
def test_only_whom_a_line_says_something_new_about_is_noted(over: dict[str, str]) -> None:
    batch_of("accounts", account_row(1), account_row(2))
    noted()
    batch_of("accounts", account_row(1), account_row(2, **over))
    assert noted() == {Account.objects.get(external_id="A2").pk}


def test_a_grant_and_its_first_purchase_are_noted_once() -> None:
    wave()
    person = people.account()
    for kind, row in (("grants", award(person)), ("training", purchase(person))):
        batch_of(kind, row)
        assert noted() == {person.pk}
        batch_of(kind, row)
        assert noted() == set()


def test_a_register_that_repeats_itself_notes_nobody() -> None:
    person = people.account()
    row = {"nik": person.nik, "verdict": "enrolled"}
    batch_of("verdicts", row, day=date(2026, 3, 3))
    assert noted() == {person.pk}
    batch_of("verdicts", row, day=date(2026, 4, 3))
    assert noted() == set()
    batch_of("verdicts", {**row, "verdict": "matches"}, day=date(2026, 5, 3))
    assert noted() == {person.pk}


def test_a_list_notes_the_open_accounts_with_that_nik() -> None:
    person, closed = people.account(), people.account(status="closed")
    rows = [{"nik": nik, "office": "asn"} for nik in (person.nik, closed.nik, builders.nik())]
    batch_of("reference", *rows, source="bkn", day=date(2026, 3, 3))
    assert noted() == {person.pk}
    batch_of("reference", *rows, source="bkn", day=date(2026, 4, 3))
    assert noted() == set()
    batch_of("reference", {**rows[0], "office": "tni"}, source="bkn", day=date(2026, 5, 3))
    assert noted() == {person.pk}


def test_an_event_is_noted_once() -> None:
    person = people.account()
    for expected in ({person.pk}, set()):
        batch_of("events", event(person))
        assert noted() == expected
