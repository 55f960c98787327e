"""The staff's pages about waves and longer deadlines."""

from datetime import timedelta

import pytest
from django.urls import reverse

from eligibility.models import DeadlineExtension, Gelombang
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people

pytestmark = pytest.mark.django_db

OPEN = "admin:eligibility_gelombang_open"
EXTEND = "admin:eligibility_deadlineextension_extend"
DAYS = {"first_date": "2026-11-21", "last_date": "2026-11-22", "reason": "situs mati", "wave": ""}
WAVE = {"number": "72", "opens_at": "2026-12-01T08:00", "closes_at": "2026-12-05T23:59"}


def test_a_rule_officer_opens_and_closes_a_wave() -> None:
    client = signed_in(builders.officer("rule_officer"))
    assert client.get(reverse(OPEN)).status_code == 200
    response = client.post(reverse(OPEN), WAVE)
    wave = Gelombang.objects.get(number=72)
    assert wave.opens_at.astimezone(NOON.tzinfo).isoformat() == "2026-12-01T08:00:00+07:00"
    assert response["Location"] == reverse("admin:eligibility_gelombang_change", args=[wave.pk])
    assert "Gelombang 72" in client.get(response["Location"]).content.decode()


@pytest.mark.parametrize(
    ("over", "words"),
    [
        ({"closes_at": "2026-12-01T07:00"}, "sesudah waktu buka"),
        ({"number": "70"}, "sudah ada"),
        ({"number": "-1"}, "Tulis bilangan di atas nol."),
        ({"opens_at": "0001-01-01T00:00"}, "Periksa tahunnya"),
        ({"closes_at": "9999-12-31T23:59"}, "Periksa tahunnya"),
    ],
)
def test_a_wave_that_makes_no_sense_is_said_so(over: dict[str, str], words: str) -> None:
    people.grant(people.account(), wave=70)
    response = signed_in(builders.officer("rule_officer")).post(reverse(OPEN), {**WAVE, **over})
    assert response.status_code == 422
    assert words in response.content.decode()


def test_closing_asks_first_and_says_when_it_is_too_late() -> None:
    wave = Gelombang.objects.create(
        number=72, opens_at=builders.now(), closes_at=builders.now() + timedelta(days=5)
    )
    client = signed_in(builders.officer("rule_officer"))
    close = reverse("admin:eligibility_gelombang_close", args=[wave.pk])
    assert "Ya, tutup sekarang" in client.get(close).content.decode()
    client.post(close)
    html = client.post(close, follow=True).content.decode()
    assert "Gelombang ini sudah ditutup." in html
    html = client.get(close, follow=True).content.decode()
    assert "Gelombang ini sudah ditutup." in html
    assert "Ya, tutup sekarang" not in html


def test_extending_says_first_whom_it_reaches() -> None:
    grant = people.grant(people.account())
    client = signed_in(builders.officer("rule_officer"))
    html = client.post(reverse(EXTEND), DAYS).content.decode()
    assert "1 penerima mendapat hari tambahan" in html
    assert not DeadlineExtension.objects.exists()
    response = client.post(reverse(EXTEND), {**DAYS, "confirmed": "1"})
    grant.refresh_from_db()
    assert grant.days_added == 2
    html = client.get(response["Location"]).content.decode()
    assert "situs mati" in html
    assert "Pelatihan mendapat waktu selesai</dt><dd>0<" in html
    page = reverse("admin:eligibility_gelombang_change", args=[grant.gelombang_id])
    assert "situs mati" in client.get(page).content.decode()


def test_nothing_is_called_longer_where_nobody_gains() -> None:
    client = signed_in(builders.officer("rule_officer"))
    html = client.post(reverse(EXTEND), DAYS).content.decode()
    assert "Sekarang belum ada yang mendapat hari tambahan." in html
    assert "Catat untuk data yang datang kemudian" in html
    assert "Ya, perpanjang" not in html
    html = client.post(reverse(EXTEND), {**DAYS, "confirmed": "1"}, follow=True).content.decode()
    assert "Hari gangguan dicatat. Belum ada yang diperpanjang." in html
    assert DeadlineExtension.objects.count() == 1


@pytest.mark.parametrize("last", ["2026-11-20", "2027-11-20", "besok"])
def test_days_that_make_no_sense_are_said_so(last: str) -> None:
    client = signed_in(builders.officer("rule_officer"))
    assert client.post(reverse(EXTEND), {**DAYS, "last_date": last}).status_code == 422


@pytest.mark.parametrize("role", ["agent", "supervisor", "privacy_officer", "auditor"])
def test_others_read_and_change_nothing(role: str) -> None:
    wave = people.grant(people.account()).gelombang
    client = signed_in(builders.officer(role))
    for name in ("gelombang", "deadlineextension"):
        listed = client.get(reverse(f"admin:eligibility_{name}_changelist"))
        assert listed.status_code == 200
    close = reverse("admin:eligibility_gelombang_close", args=[wave.pk])
    assert client.post(close).status_code == 403
    assert client.post(reverse(OPEN), WAVE).status_code == 403
    assert client.post(reverse(EXTEND), {**DAYS, "confirmed": "1"}).status_code == 403


def test_an_outage_in_a_year_nobody_meant_is_said_so() -> None:
    days = {**DAYS, "first_date": "9999-12-30", "last_date": "9999-12-31", "confirmed": "1"}
    response = signed_in(builders.officer("rule_officer")).post(reverse(EXTEND), days)
    assert response.status_code == 422
    assert not DeadlineExtension.objects.exists()


def test_nobodys_number_stands_in_the_reason_of_an_outage() -> None:
    days = {**DAYS, "reason": "laporan 081234567890", "confirmed": "1"}
    assert (
        signed_in(builders.officer("rule_officer")).post(reverse(EXTEND), days).status_code == 422
    )
    assert not DeadlineExtension.objects.exists()
