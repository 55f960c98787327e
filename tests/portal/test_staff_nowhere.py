"""Addresses of the staff's that lead nowhere: a way back for the signed-in, nothing for others."""

import pytest
from django.test import Client

from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db
NOWHERE = ("/pmo/nirwana/", "/pmo/eligibility/account/999999/change/", "/pmo/laporan/nirwana/")


@pytest.mark.parametrize("address", NOWHERE)
def test_the_signed_in_are_led_back_to_their_pages(address: str) -> None:
    answer = signed_in(builders.officer("supervisor")).get(address)
    html = answer.content.decode()
    assert answer.status_code == 404
    assert "Ke ruang petugas" in html
    assert "Ruang petugas" in html


@pytest.mark.parametrize("address", [*NOWHERE, "/pmo/eligibility/account/"])
def test_a_stranger_is_led_to_the_sign_in_wherever_they_ask(address: str) -> None:
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/pmo/login/")


def test_half_a_sign_in_is_none() -> None:
    client = Client()
    client.force_login(builders.officer("supervisor"))
    answer = client.get("/pmo/nirwana/")
    assert answer.status_code == 302
    assert "Ke ruang petugas" not in answer.content.decode()


def test_elsewhere_the_page_is_the_publics() -> None:
    html = signed_in(builders.officer()).get("/nirwana/").content.decode()
    assert "Ke ruang petugas" not in html
    assert "Ke halaman awal" in html


def test_who_may_not_come_in_is_led_back_too() -> None:
    answer = signed_in(builders.officer("agent")).get("/pmo/eligibility/partner/")
    assert answer.status_code == 403
    assert "Ke ruang petugas" in answer.content.decode()
