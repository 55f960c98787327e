"""Days and hours as letters write them, in Indonesia's three time zones."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation

from portal.templatetags import dates


def test_a_clock_is_told_in_three_zones() -> None:
    moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    assert dates.clock_in_zones(moment) == "08.00 WIB (09.00 WITA, 10.00 WIT)"


@pytest.mark.parametrize("last", [date(2026, 12, 4), datetime(2026, 12, 4, 16, 59, tzinfo=UTC)])
def test_a_last_day_ends_in_jakarta(last: date) -> None:
    assert dates.until_in_zones(last) == (
        "Jumat, 4 Desember 2026, akhir hari, 23.59 WIB (00.59 WITA, 01.59 WIT)"
    )


def test_nothing_is_said_of_no_day() -> None:
    assert dates.until_in_zones(None) == ""
    assert dates.clock_in_zones(None) == ""


def test_the_clocks_need_no_translation() -> None:
    with translation.override("en"):
        moment = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
        assert dates.clock_in_zones(moment) == "08.00 WIB (09.00 WITA, 10.00 WIT)"
