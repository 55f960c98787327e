"""One-time codes: ten minutes, five tries, once."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from pytest_django import Settings

from portal import codes
from portal.models import OneTimeCode
from tests.portal.test_fields import NEW, OLD

NOON = datetime(2026, 11, 20, 5, tzinfo=UTC)
CASE = "PRK-2345678ABC"

pytestmark = pytest.mark.django_db


def issue(minutes: float = 0, target: str = CASE) -> str:
    return codes.issue("case", target, at=NOON + timedelta(minutes=minutes))


def redeem(code: str, minutes: float = 0, target: str = CASE) -> bool:
    return codes.redeem("case", target, code, at=NOON + timedelta(minutes=minutes))


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06}"


def test_a_code_has_six_digits_and_opens_once() -> None:
    code = issue()
    assert len(code) == 6
    assert code.isdigit()
    assert redeem(code)
    assert not redeem(code)


def test_a_code_opens_nothing_else() -> None:
    code = issue()
    assert not redeem(code, target="PRK-OTHER")
    assert not codes.redeem("account", CASE, code, at=NOON)
    assert redeem(code)


def test_a_code_lasts_just_under_ten_minutes() -> None:
    assert redeem(issue(), minutes=9.99)
    assert not redeem(issue(20), minutes=30)


def test_the_fifth_try_still_opens() -> None:
    code = issue()
    assert [redeem(wrong(code)) for _ in range(4)] == [False] * 4
    assert redeem(code)


def test_the_sixth_try_opens_no_more() -> None:
    code = issue()
    assert [redeem(wrong(code)) for _ in range(5)] == [False] * 5
    assert not redeem(code)


def test_a_new_code_replaces_the_earlier_one() -> None:
    first = issue()
    second = issue(1)
    assert not redeem(first, minutes=2) or first == second
    assert redeem(second, minutes=2)


def test_five_codes_an_hour_are_enough() -> None:
    for minute in range(5):
        issue(minute)
    with pytest.raises(codes.TooMany):
        issue(59)
    issue(59, target="PRK-OTHER")
    issue(60)


def test_the_row_tells_neither_the_code_nor_the_target() -> None:
    code = issue()
    row = OneTimeCode.objects.values().get()
    assert code not in {value for value in row.values() if isinstance(value, str)}
    assert CASE not in str(row)


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "\ud800"])
def test_other_text_is_no_code(typed: str) -> None:
    issue()
    assert not redeem(typed)


def test_a_code_may_be_typed_with_spaces() -> None:
    code = issue()
    assert redeem(f" {code[:3]} {code[3:]} ")


def test_a_code_survives_a_new_master_key(settings: Settings) -> None:
    settings.MASTER_KEYS = [OLD]
    code = issue()
    settings.MASTER_KEYS = [NEW, OLD]
    assert redeem(code)


def test_codes_that_ran_out_yesterday_are_purged() -> None:
    issue()
    assert codes.purge(at=NOON + timedelta(days=1)) == 0
    assert codes.purge(at=NOON + timedelta(days=1, minutes=11)) == 1


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_opens_and_parallel_guesses_count() -> None:
    code, opened = issue(), []
    start = threading.Barrier(8)

    def work() -> None:
        start.wait(10)
        opened.append(redeem(code))
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(opened) == [False] * 7 + [True]


@pytest.mark.django_db(transaction=True)
def test_parallel_requests_get_no_sixth_code() -> None:
    given: list[str] = []

    def work() -> None:
        try:
            given.append(issue())
        except codes.TooMany:
            given.append("")
        connection.close()

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sum(bool(code) for code in given) == codes.MOST_AN_HOUR
