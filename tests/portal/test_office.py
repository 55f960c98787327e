"""Hours, closed days and banners: what pages say now, with and without rows."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import DatabaseError
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from portal import office, site
from portal.calendar import JAKARTA
from portal.models import Banner, ClosedDay, OpeningHours

pytestmark = pytest.mark.django_db
FRIDAY = date(2026, 11, 20)


def at(clock: str, day: date = FRIDAY) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), JAKARTA)


def weekdays() -> None:
    """Open Monday to Friday, 8 to 17."""
    for weekday in range(5):
        OpeningHours.objects.create(weekday=weekday, opens_at=time(8), closes_at=time(17))


def banner(**over: object) -> Banner:
    values: dict[str, object] = {
        "text": "Situs diperbaiki malam ini.",
        "text_en": "Repairs tonight.",
        "tone": "amber",
        "starts_at": at("08:00"),
        "ends_at": at("20:00"),
    }
    return Banner.objects.create(**{**values, **over})


@pytest.mark.parametrize(
    ("clock", "is_open"), [("07:59", False), ("08:00", True), ("16:59", True), ("17:00", False)]
)
def test_it_opens_and_closes_on_the_minute(clock: str, is_open: bool) -> None:
    weekdays()
    assert office.is_open(at(clock)) is is_open


def test_after_friday_it_opens_on_monday() -> None:
    weekdays()
    assert office.next_opening(at("17:00")) == at("08:00", FRIDAY + timedelta(days=3))


def test_a_closed_day_is_passed_over() -> None:
    weekdays()
    ClosedDay.objects.create(day=FRIDAY, reason="Libur")
    assert not office.is_open(at("09:00"))
    assert office.next_opening(at("07:00")) == at("08:00", FRIDAY + timedelta(days=3))


def test_an_office_that_never_opens_promises_nothing() -> None:
    OpeningHours.objects.create(weekday=4, opens_at=time(8), closes_at=time(17))
    for week in range(10):
        ClosedDay.objects.create(day=FRIDAY + timedelta(weeks=week), reason="Tutup")
    assert office.next_opening(at("07:00")) is None


def test_without_rows_the_hours_of_the_settings_count(settings: Settings) -> None:
    settings.CONTACT_HOURS = "08.00-20.00 WIB"
    assert office.closes_at(at("19:59")) == at("20:00")
    assert office.hours_in_words() == "setiap hari 08.00–20.00 WIB"


@pytest.mark.parametrize("words", ["kapan saja", "25.00-26.00 WIB", "20.00-08.00 WIB"])
def test_hours_in_the_settings_that_cannot_be_read_are_shown_as_they_are(
    settings: Settings, words: str
) -> None:
    settings.CONTACT_HOURS = words
    assert office.hours_in_words() == words
    assert not office.is_open(at("09:00"))


def test_days_with_the_same_hours_are_told_together() -> None:
    weekdays()
    OpeningHours.objects.create(weekday=5, opens_at=time(8), closes_at=time(12))
    assert office.hours_in_words() == "Senin–Jumat 08.00–17.00, Sabtu 08.00–12.00 WIB"


def test_without_a_database_the_settings_stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def down() -> None:
        raise DatabaseError

    monkeypatch.setattr(OpeningHours.objects, "all", down)
    assert office.closes_at(at("09:00")) == at("20:00")
    assert office.banners(at("09:00")) == ()


def test_pages_ask_the_database_once(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    weekdays()
    with django_assert_num_queries(3):
        for _ in range(25):
            site.seen(at("09:00"))


@pytest.mark.parametrize(
    ("clock", "is_shown"), [("07:59", False), ("08:00", True), ("19:59", True), ("20:00", False)]
)
def test_a_banner_shows_while_it_is_due(clock: str, is_shown: bool) -> None:
    banner()
    assert bool(office.banners(at(clock))) is is_shown


def test_the_gravest_banner_comes_first() -> None:
    banner(tone="blue")
    banner(tone="red")
    assert [one.tone for one in office.banners(at("09:00"))] == ["red", "blue"]


def test_a_banner_may_close_the_intake_and_says_until_when() -> None:
    banner()
    assert not office.intake_is_closed(at("09:00"))
    banner(closes_intake=True, ends_at=at("12:00"))
    office.forget()
    notice = office.intake_notice(at("09:00"))
    assert notice
    assert notice.ends_at == at("12:00")
    assert not office.intake_is_closed(at("12:00"))


def test_every_page_shows_the_banner_in_the_readers_language(client: Client) -> None:
    now = datetime.now(JAKARTA)
    banner(starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1))
    assert "Situs diperbaiki malam ini." in client.get("/akun/").content.decode()
    english = client.get("/akun/", headers={"Accept-Language": "en"}).content.decode()
    assert "Repairs tonight." in english


@pytest.mark.parametrize(
    ("now", "said"),
    [
        ("09:00", "Buka sekarang</strong> sampai 17.00 WIB (18.00 WITA, 19.00 WIT)"),
        ("07:00", "Buka lagi hari ini 08.00 WIB"),
        ("18:00", "Buka lagi Senin, 23 November 2026, 08.00 WIB (09.00 WITA, 10.00 WIT)"),
    ],
)
def test_the_foot_says_whether_somebody_answers_now(
    client: Client, monkeypatch: pytest.MonkeyPatch, now: str, said: str
) -> None:
    weekdays()
    monkeypatch.setattr("portal.site.timezone.now", lambda: at(now))
    assert said in client.get("/akun/").content.decode()


def test_the_evening_before_says_tomorrow(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    weekdays()
    monkeypatch.setattr("portal.site.timezone.now", lambda: at("18:00", FRIDAY - timedelta(days=1)))
    assert "Buka lagi besok 08.00 WIB" in client.get("/akun/").content.decode()
