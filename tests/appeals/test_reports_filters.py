"""What reports are narrowed by: read from the address, ignored and named where it is nonsense."""

from datetime import UTC, date, datetime

import pytest
from django.http import QueryDict

from appeals.reports import filters
from appeals.reports.filters import Filters
from eligibility.models import Gelombang

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 20)


def read(query: str) -> filters.Asked:
    return filters.read(QueryDict(query).dict(), today=TODAY)


def test_every_filter_stands_in_the_address_and_comes_back_from_it() -> None:
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    Gelombang.objects.create(number=48, opens_at=moment, closes_at=moment)
    whole = Filters(date(2026, 10, 1), date(2026, 10, 31), "48", "G03", "2", "phone", "31")
    asked = read(whole.query())
    assert (asked.filters, asked.ignored) == (whole, [])
    assert asked.chosen[0] == "Gelombang: 48"
    assert 'value="G03" selected' in str(asked.form)
    assert read("alasan=-&provinsi=-").filters.narrowed == {"ground": "-", "province": "-"}


def test_nothing_asked_is_the_last_thirty_days() -> None:
    for query, first in (("", date(2026, 10, 22)), ("hari=7", date(2026, 11, 14))):
        asked = read(query)
        assert asked.filters == Filters(first, TODAY)
        assert not asked.ignored


@pytest.mark.parametrize(
    ("query", "ignored"),
    [
        ("mulai=kemarin", ["Dari hari"]),
        ("mulai=1999-01-01", ["Dari hari"]),
        ("mulai=2026-11-19&hingga=2026-11-01", ["Dari hari", "Sampai hari"]),
        ("hingga=2027-01-01", ["Sampai hari"]),
        ("hari=%00&gelombang=99&alasan=G99&tingkat=3&kanal=fax&provinsi=97",
         ["Gelombang", "Alasan blokir", "Tingkat", "Kanal", "Provinsi", "Rentang hari"]),
    ],
)  # fmt: skip
def test_nonsense_is_ignored_and_named(query: str, ignored: list[str]) -> None:
    asked = read(query)
    assert asked.filters == Filters(date(2026, 10, 22), TODAY)
    assert asked.ignored == ignored
