"""What the people of the journeys do: hands on a phone and on a desk, no knowledge of the code."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

PATIENCE = 60_000  # milliseconds; a quiet machine needs a tenth
STORY = "Saya belum pernah ikut, tetapi akun saya diblokir."
PLACES = ("ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot")


@dataclass(frozen=True)
class Product:
    """A running portal: its address, who may sign in, and where its data lie."""

    address: str
    known: dict[str, Any]
    folder: Path = Path()

    def password(self, username: str) -> str:
        """Return the password of a member of staff."""
        return str(next(s["password"] for s in self.known["staff"] if s["username"] == username))

    def blocked_for(self, ground: str, *, spare: int) -> dict[str, str]:
        """Return the invented person number `spare` who is blocked on `ground` and said nothing."""
        people: list[dict[str, str]] = self.known["participants"]
        return [p for p in people if p["ground"] == ground][spare]


def write_complaint(page: "Page", person: dict[str, str], email: str) -> None:
    """Fill in the words of the plain page."""
    _about(page, person, email)
    page.get_by_label("Kronologi").fill(STORY)


def attach_photos(page: "Page", photos: list[Path], *, uploads_at_once: bool) -> None:
    """Choose the five photos, and wait for each where the page sends it by itself."""
    for place, photo in zip(PLACES, photos, strict=True):
        attach(page, place, photo, uploads_at_once=uploads_at_once)


def attach(page: "Page", place: str, photo: Path, *, uploads_at_once: bool) -> None:
    """Choose one photo, and wait for it where the page sends it by itself."""
    page.locator(f"input[type=file][name=photo_{place}]").set_input_files(photo)
    if uploads_at_once:
        page.locator(f"[data-photo=photo_{place}][data-state=held]").wait_for(timeout=PATIENCE)


def begin(page: "Page", product: Product) -> None:
    """Go from the start page to the first step."""
    page.goto(product.address)
    page.get_by_role("link", name="Buat pengaduan").first.click()
    at_step(page, "Apa yang Anda alami?")


def at_step(page: "Page", heading: str) -> None:
    """Wait for the page with this heading."""
    page.get_by_role("heading", level=1, name=heading).wait_for(timeout=PATIENCE)


def go_on(page: "Page") -> None:
    """Press Lanjut."""
    page.get_by_role("button", name="Lanjut", exact=True).last.click()


def say_who(page: "Page", person: dict[str, str], email: str) -> None:
    """Answer the second step, and go on."""
    at_step(page, "Data diri")
    _about(page, person, email)
    go_on(page)


def tell(page: "Page") -> None:
    """Answer what happened, and go on."""
    at_step(page, "Apa yang terjadi?")
    page.get_by_label("Kronologi").fill(STORY)
    go_on(page)


def give_photos(page: "Page", photos: list[Path], *, uploads_at_once: bool) -> None:
    """Give the five photos, one a page."""
    for place, photo in zip(PLACES, photos, strict=True):
        page.wait_for_url(f"**/foto/{place}/", timeout=PATIENCE)
        attach(page, place, photo, uploads_at_once=uploads_at_once)
        go_on(page)


def send(page: "Page") -> str:
    """Send, and return the number shown."""
    page.get_by_role("button", name="Kirim Pesan").last.click()
    number = page.locator(".number-box .number")
    number.wait_for(timeout=PATIENCE)
    return number.inner_text()


def _about(page: "Page", person: dict[str, str], email: str) -> None:
    page.get_by_label("Nama lengkap").fill(person["name"])
    page.get_by_label("E-mail", exact=True).fill(email)
    page.get_by_label("NIK", exact=True).fill(person["nik"])
    page.get_by_label("Peserta", exact=True).check()


def sign_in(page: "Page", product: Product, username: str) -> None:
    """Sign in as a member of staff."""
    page.goto(f"{product.address}/pmo/")
    page.locator("[name=username]").fill(username)
    page.locator("[name=password]").fill(product.password(username))
    page.locator("form#login-form button, form#login-form input[type=submit]").first.click()
    page.wait_for_url(re.compile(r"/pmo/$"))


def find_case(page: "Page", product: Product, number: str) -> None:
    """Search the number in the queue and open the case."""
    page.goto(f"{product.address}/pmo/appeals/appeal/")
    box = page.get_by_label("Cari nomor kasus")
    box.fill(number)
    box.press("Enter")
    page.get_by_text(number).first.wait_for()
    if page.get_by_role("link", name=number).count():
        page.get_by_role("link", name=number).first.click()
    page.get_by_role("heading", name=number).wait_for()


def mail_about(page: "Page", product: Product, words: str, number: str) -> str:
    """Return the body of the message in the demonstration's mailbox, waiting for its arrival."""
    for _ in range(60):
        page.goto(f"{product.address}/pmo/kotak-surat/")
        link = page.get_by_role("link", name=f"{words} · {number}")
        if link.count():
            link.first.click()
            return page.locator(".mail-body").inner_text()
        page.wait_for_timeout(1000)
    raise AssertionError(f"no message {words!r} about {number}")


def secret_link(body: str) -> str:
    """Return the link that opens the case."""
    found = re.search(r"https?://\S+/k/\S+", body)
    assert found, body
    return found.group()
