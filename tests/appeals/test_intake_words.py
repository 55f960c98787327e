"""What the form says: beside the right field, in the page's order, and true of what was typed."""

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from appeals.intake import consent
from appeals.intake.hints import words_for
from appeals.models import Consent
from portal.channels import gateway
from portal.forms import led, parse_day
from tests import builders
from tests.appeals import walking
from tests.appeals.test_intake import answers, send, was_sent

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_sms(settings: Any) -> None:
    settings.SMS_GATEWAY_URL = gateway.MAILBOX


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("12345", "tidak diawali 08"),
        ("0812345", "berisi 7 angka"),
        ("0812 tidak tahu", "huruf atau tanda lain"),
    ],
)
@pytest.mark.usefixtures("by_sms")
def test_a_number_sms_cannot_reach_is_wrong_beside_itself(
    client: Client, typed: str, words: str
) -> None:
    form = send(client, answers(email="", phone=typed)).context["form"]
    assert list(form.errors) == ["phone"]
    assert words in form.errors["phone"][0]


@pytest.mark.usefixtures("by_sms")
def test_the_step_says_so_too_and_does_not_call_the_number_optional(client: Client) -> None:
    walking.answer(client, "cocok", purpose="blocked")
    walking.answer(client, "siapa", **{**walking.YOU, "email": "", "phone": "12345"})
    form = client.get("/pengaduan/langkah/siapa/").context["form"]
    assert list(form.errors) == ["phone"]
    assert not form["phone"].is_optional


@pytest.mark.usefixtures("by_sms")
def test_with_an_address_an_odd_number_is_only_hinted_at(client: Client) -> None:
    form = send(client, answers(phone="12345")).context["form"]
    assert not form.errors
    assert form["phone"].is_optional


@pytest.mark.usefixtures("by_sms")
def test_a_mobile_number_alone_is_enough(client: Client) -> None:
    assert was_sent(send(client, answers(email="", consent_messaging="on")))
    agreed = Consent.objects.get(kind="messaging")
    assert agreed.version == consent.SHOWN
    assert "selain" not in agreed.wording


def test_letters_are_not_counted_as_digits() -> None:
    said = words_for("tidak ada", kk="belum punya", birth_date=None, day=builders.NOON.date())
    for field in ("nik", "kk"):
        assert "huruf" in said[field]
        assert "berisi" not in said[field]


def test_a_day_its_month_has_not_is_named() -> None:
    with pytest.raises(ValidationError, match="Tanggal 31 Februari 1999 tidak ada"):
        parse_day("31-02-1999")
    with pytest.raises(ValidationError, match="Tanggal 29 Februari 1999 tidak ada"):
        parse_day("29 Feb 1999")
    assert parse_day("29-02-2000") == date(2000, 2, 29)


def test_a_question_takes_no_colon(client: Client) -> None:
    assert led("NIK") == "NIK:"
    page = send(client, answers(happened_on="kemarin")).content.decode()
    assert "Kapan itu terjadi? Kami belum" in page
    assert "?:" not in page


def test_the_plain_page_lists_errors_in_its_order(client: Client) -> None:
    wrong = answers(purpose="x", for_whom="x", name="", grounds="x", chronology="", nik="")
    page = send(client, wrong).content.decode().split("</ul>")[0]
    places = [page.index(f'href="#id_{name}') for name in
              ("purpose", "for_whom", "name", "nik", "grounds", "chronology")]  # fmt: skip
    assert places == sorted(places)
