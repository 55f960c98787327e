"""A participant takes a copy of their data, asks for a correction, and reads the answer."""

import re
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from tests.browser import DESK, PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

_ANSWER = "Nomor KK di pengaduan Anda sudah kami perbaiki."


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_participant_sees_and_corrects_what_is_held(
    product: Product, open_page: OpenPage, javascript: bool
) -> None:
    phone, desk = (open_page(size, javascript=javascript) for size in (PHONE, DESK))
    person = product.known["participants"][-1 - int(javascript)]
    phone.goto(f"{product.address}/pengaduan/")
    people.write_complaint(phone, person, "data.saya@example.id")
    case = people.send(phone)
    people.sign_in(desk, product, "pdp")
    letter = people.mail_about(desk, product, "Pengaduan Anda kami terima", case)
    phone.goto(people.secret_link(letter))

    phone.get_by_role("link", name="Data saya").last.click()
    assert case in _copied(phone)
    number = _ask(phone)
    _answer(desk, product, number)

    told = people.mail_about(desk, product, "Jawaban atas permintaan data Anda", number)
    link = re.search(r"https?://\S+/data-saya/\S+", told)
    assert link
    elsewhere = open_page(PHONE, javascript=javascript)
    elsewhere.goto(link.group())
    elsewhere.get_by_text(_ANSWER).wait_for(timeout=PATIENCE)
    assert elsewhere.url.endswith(f"/data-saya/{number}/")  # the address keeps no secret


def _copied(phone: "Page") -> str:
    with phone.expect_download() as download:
        phone.get_by_role("button", name="Unduh data saya").click()
    with ZipFile(Path(download.value.path())) as archive:
        return archive.read("data-saya/data-saya.html").decode()


def _ask(phone: "Page") -> str:
    phone.get_by_role("link", name="Perbaiki data").click()
    phone.get_by_role("button", name="Kirim permintaan").click()
    phone.get_by_role("alert").get_by_role("link").first.wait_for()
    phone.get_by_role("radio", name="Nomor KK").check()
    phone.get_by_label("Yang benar").fill("Berakhir 0007")
    phone.get_by_label("Buktinya").fill("KK baru.")
    phone.get_by_role("button", name="Kirim permintaan").click()
    phone.wait_for_url(re.compile(r"/data-saya/PDP-\w{10}/$"), timeout=PATIENCE)
    return phone.url.rstrip("/").rsplit("/", 1)[1]


def _answer(desk: "Page", product: Product, number: str) -> None:
    desk.goto(f"{product.address}/pmo/appeals/datarequest/")
    desk.get_by_role("link", name=number).click()
    desk.get_by_label("Nilai yang dicatat").fill("3171010101150007")
    desk.get_by_label("Kata-kata").fill(_ANSWER)
    desk.get_by_role("button", name="Pratinjau").click()
    desk.get_by_role("heading", name="Yang akan dibaca orangnya").wait_for()
    desk.get_by_role("button", name="Kirim jawaban").click()
    desk.get_by_text("Jawaban terkirim").wait_for(timeout=PATIENCE)
