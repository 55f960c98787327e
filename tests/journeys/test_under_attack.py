"""While forms are flooded: a script does the work by itself; without one the page says what to do."""

import re
from typing import TYPE_CHECKING

import pytest
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from appeals.models import Appeal, Draft
from tests.browser import TALL_PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
PERSON = {"name": "Budi Contoh", "nik": "3171011205980001"}


@pytest.fixture(autouse=True)
def flooded(settings: Settings) -> None:
    settings.PROOF_OF_WORK = "on"
    settings.PROOF_BITS = 10


def at_the_end(phone: "Page", live_server: LiveServer) -> None:
    """Write a complaint up to its last page."""
    phone.goto(f"{live_server.url}/pengaduan/mulai/")
    people.go_on(phone)
    people.say_who(phone, PERSON, "budi@example.id")
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.get_by_label("Saya tidak tahu alasannya").check()
    people.go_on(phone)
    people.tell(phone)
    people.at_step(phone, "Foto e-KTP")
    phone.goto(f"{live_server.url}/pengaduan/kirim/")
    people.at_step(phone, "Persetujuan dan kirim")


def test_a_script_does_the_work_and_the_filing_goes_through(
    live_server: LiveServer, open_page: OpenPage
) -> None:
    phone = open_page(TALL_PHONE)
    at_the_end(phone, live_server)
    phone.get_by_text("Sudah dicek.").wait_for(timeout=PATIENCE)
    number = people.send(phone)
    assert Appeal.objects.get().reference == number
    assert not Draft.objects.exists()


def test_without_a_script_half_a_minute_does(
    live_server: LiveServer, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone = open_page(TALL_PHONE, javascript=False)
    at_the_end(phone, live_server)
    phone.get_by_text(re.compile(r"Baca lagi isian Anda sekitar 30 detik")).wait_for()
    phone.get_by_role("button", name="Kirim Pesan").last.click()
    phone.get_by_text("Tunggu 30 detik, lalu tekan Kirim Pesan sekali lagi.").wait_for()
    assert not Appeal.objects.exists()
    assert Draft.objects.get().answers["name"] == PERSON["name"]
    monkeypatch.setattr("portal.proof.WAIT_SECONDS", 0)  # half a minute later
    assert people.send(phone) == Appeal.objects.get().reference
