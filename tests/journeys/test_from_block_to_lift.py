"""A blocked participant complains from a phone; two officers lift the block; all of it is real.

Real servers, workers, mail and browser: `manage.py up` in a folder of its own.
"""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import DESK, PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

_GROUND = "G07"  # an agent proposes, a supervisor signs


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_a_blocked_participant_gets_the_account_back(
    product: Product, photos: list[Path], open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    person = product.blocked_for(_GROUND, spare=int(javascript))
    number = _complain(phone, product, person, photos, javascript=javascript)

    desk = open_page(DESK, javascript=javascript)
    people.sign_in(desk, product, "petugas")
    link = people.secret_link(
        people.mail_about(desk, product, "Pengaduan Anda kami terima", number)
    )
    _propose(desk, product, number)
    _approve(open_page(DESK, javascript=javascript), product, number)

    phone.goto(link)
    phone.get_by_role("heading", name="Dikabulkan").wait_for(timeout=PATIENCE)
    letter = people.mail_about(desk, product, "Putusan atas pengaduan Anda", number)
    assert "Keadaan akun Anda sekarang: Aktif" in letter


def _complain(
    phone: "Page", product: Product, person: dict[str, str], photos: list[Path], *, javascript: bool
) -> str:
    phone.goto(product.address)
    phone.get_by_role("link", name="Buat pengaduan").first.click()
    phone.get_by_role("link", name="Semua dalam satu halaman").click()
    people.write_complaint(phone, person, "orang@example.id")
    people.attach_photos(phone, photos, uploads_at_once=javascript)
    return people.send(phone)


def _propose(desk: "Page", product: Product, number: str) -> None:
    people.find_case(desk, product, number)
    desk.get_by_role("button", name="Ambil").click()
    _wait_until_examined(desk)
    desk.get_by_label("Cabut blokir").check()
    desk.get_by_label("Alasan").first.select_option("proof_convinces")
    desk.get_by_label("1. Foto e-KTP").check()  # what the decision rests on
    desk.get_by_label("Penjelasan untuk peserta").fill("Kartu dan foto Anda cocok.")
    desk.get_by_role("button", name="Usulkan").click()
    desk.get_by_text("Menunggu persetujuan").first.wait_for()


def _wait_until_examined(desk: "Page") -> None:
    """Reload until the worker has made a picture of each of the five photos."""
    for _ in range(60):
        pictures = desk.locator("a.thumb img")
        if pictures.count() == 5:
            break
        desk.wait_for_timeout(1000)
        desk.reload()
    assert pictures.count() == 5
    answer = desk.request.get(pictures.first.evaluate("picture => picture.src"))
    assert answer.ok
    assert re.match("image/jpeg", answer.headers["content-type"])


def _approve(desk: "Page", product: Product, number: str) -> None:
    people.sign_in(desk, product, "penyelia")
    people.find_case(desk, product, number)
    desk.get_by_role("button", name="Setujui").click()
    desk.get_by_text("Putusan disetujui dan berlaku sekarang").wait_for()
