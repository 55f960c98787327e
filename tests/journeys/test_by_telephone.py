"""A complaint of who has a telephone and no mailbox: the SMS, its link, another number by a code."""

import re
from typing import TYPE_CHECKING

import pytest

from tests.browser import DESK, PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

PERSON = {"name": "Wati Contoh", "nik": "3171011205980002"}
NUMBER = "0812 0000 7001"


@pytest.mark.parametrize(
    ("javascript", "new"),
    [(True, "0812 0000 7002"), (False, "0812 0000 7003")],
    ids=["with script", "without script"],
)
def test_from_a_number_to_its_case_and_to_another_number(
    product: Product, open_page: OpenPage, javascript: bool, new: str
) -> None:
    phone, desk = open_page(PHONE, javascript=javascript), open_page(DESK)
    people.sign_in(desk, product, "petugas")
    case = file_with_a_number(phone, product)
    body = people.mail_about(desk, product, "Pengaduan Anda kami terima", case)
    assert desk.get_by_text("0812•••••001").count()
    phone.goto(people.secret_link(body))
    phone.get_by_role("heading", name="Kabar kami kirim ke").wait_for(timeout=PATIENCE)
    change_the_number(phone, desk, product, new)
    phone.get_by_text(f"0812•••••{new[-3:]}").wait_for(timeout=PATIENCE)


def file_with_a_number(phone: "Page", product: Product) -> str:
    """File on the plain page without an address, and return the case's number."""
    phone.goto(f"{product.address}/pengaduan/")
    people.write_complaint(phone, PERSON, "")
    phone.get_by_label("Nomor HP", exact=False).first.fill(NUMBER)
    number = people.send(phone)
    phone.get_by_text("lewat SMS ke nomor HP Anda").wait_for()
    return number


def change_the_number(phone: "Page", desk: "Page", product: Product, new: str) -> None:
    """Ask for the new number, read its code in the mailbox and give it."""
    phone.get_by_role("link", name="Ganti e-mail atau nomor HP").click()
    phone.get_by_label("Nomor HP", exact=True).check()
    phone.get_by_label("E-mail atau nomor HP yang baru").fill(new)
    phone.get_by_role("button", name="Kirim kode").click()
    people.at_step(phone, "Tulis kode dari SMS")
    phone.get_by_label("Kode 6 angka").fill(code_for(desk, product, new))
    phone.get_by_role("button", name="Ganti kontak").click()


def code_for(desk: "Page", product: Product, new: str) -> str:
    """Return the code in the latest SMS that went to the new number."""
    for _ in range(60):
        desk.goto(f"{product.address}/pmo/kotak-surat/")
        row = (
            desk.get_by_role("row")
            .filter(has_text="Kode untuk")
            .filter(has_text=f"0812•••••{new[-3:]}")
        )
        if row.count():
            row.first.get_by_role("link").click()
            found = re.search(r"Kode Anda: (\d{6})", desk.locator(".mail-body").inner_text())
            assert found
            return found[1]
        desk.wait_for_timeout(1000)
    raise AssertionError("no code came")
