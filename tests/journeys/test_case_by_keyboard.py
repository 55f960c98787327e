"""A person without a mouse answers, adds a word and corrects a contact on the page of their case."""

from typing import TYPE_CHECKING

import pytest

from tests.browser import PHONE, OpenPage
from tests.journeys.people import PATIENCE, Product
from tests.screenshots import letters

if TYPE_CHECKING:
    from playwright.sync_api import Page

_MOST_TABS = 120
_NAME = """() => {
  const here = document.activeElement;
  const label = here.labels && here.labels[0];
  return (here.getAttribute("aria-label") || (label || here).textContent || "").trim();
}"""


@pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])
def test_the_case_page_is_used_by_keyboard_alone(
    product: Product, open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    _open_a_question(phone, product)
    walk(phone)


def walk(phone: "Page") -> None:
    """Answer, write and ask for another contact, by Tab, Enter and letters only."""
    reach(phone, "Jawaban Anda")
    phone.keyboard.type("Sejak Juni 2025.")
    press(phone, "Kirim jawaban")
    phone.get_by_text("Jawaban Anda sudah kami terima.").wait_for(timeout=PATIENCE)
    reach(phone, "Pesan Anda")
    phone.keyboard.type("Apakah berkas saya sudah cukup?")
    press(phone, "Kirim pesan ke petugas")
    phone.get_by_text("Pesan Anda terkirim.").wait_for(timeout=PATIENCE)
    press(phone, "Ganti e-mail atau nomor HP")
    phone.get_by_role("heading", name="Ganti e-mail atau nomor HP").wait_for(timeout=PATIENCE)
    reach(phone, "E-mail atau nomor HP yang baru")
    phone.keyboard.type("bukan alamat")
    press(phone, "Kirim kode")
    phone.get_by_role("link", name="Alamat ini belum lengkap").wait_for(timeout=PATIENCE)
    press(phone, "E-mail atau nomor HP yang baru: Alamat ini belum lengkap")
    assert phone.evaluate("document.activeElement.name") == "value"


def press(page: "Page", name: str) -> None:
    """Go to the control by Tab and press Enter."""
    reach(page, name)
    page.keyboard.press("Enter")


def reach(page: "Page", name: str) -> None:
    """Press Tab until the control with this name has the focus."""
    for _ in range(_MOST_TABS):
        page.keyboard.press("Tab")
        if str(page.evaluate(_NAME)).startswith(name):
            return
    raise AssertionError(f"no way by keyboard to {name!r}")


def _open_a_question(phone: "Page", product: Product) -> None:
    """Open a case of the demonstration that waits for its person, by the link they were sent."""
    for path in letters.secret_paths(product.folder):
        phone.goto(product.address + path)
        if phone.get_by_label("Jawaban Anda").count():
            return
    raise AssertionError("no case of the demonstration waits for its person")
