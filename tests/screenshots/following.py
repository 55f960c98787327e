"""The tour of what comes after filing: papers, contacts, banding, reopening, checks, English."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from portal.calendar import JAKARTA
from tests.journeys import people
from tests.screenshots import letters
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Page

_CLOSING = "/pmo/portal/banner/add/"
# Every process has read the office's rows anew by then; milliseconds.
_FORGOTTEN_AFTER = 32_000
# The public pages that say the most, as they read in English.
_IN_ENGLISH = (
    ("/", "start"),
    ("/akun/", "account-check"),
    ("/pengaduan/langkah/cocok/", "step-first"),
    ("/pengaduan/langkah/siapa/", "step-who"),
    ("/pengaduan/langkah/cerita/", "step-story"),
    ("/pengaduan/cek/", "step-check"),
    ("/kasus/", "case-find"),
    ("/cek/", "letter-check"),
    ("/angka/?bahasa=en", "figures"),
)


def papers(stage: Set) -> None:
    """Photograph the receipt, the letter of a decision and the page that checks it."""
    studio = stage.studio
    with studio.visitor() as page:
        _open(stage, page, "a[href$='/bukti/']")
        page.locator("a[href$='/bukti/']").click()
        studio.take(page, "case-receipt")
        _open(stage, page, "a[href$='/putusan/']")
        page.locator("a[href$='/putusan/']").click()
        studio.take(page, "case-letter")
        _follow(page, "a[href*='/cek/']")
        studio.take(page, "letter-checked")
        genuine = page.url
        page.goto(genuine.rstrip("/")[:-1] + "0/")
        studio.take(page, "letter-not-ours")
        studio.go(page, "/cek/")
        studio.take(page, "letter-check")
        _press(page, "Cek surat")
        studio.take(page, "letter-check-errors")
        studio.go(page, "/tanpa-sambungan/")
        studio.take(page, "offline")


def contacts(stage: Set) -> None:
    """Photograph changing a contact, with its faults and its code, and a forgotten number."""
    studio = stage.studio
    with studio.visitor() as page:
        _open(stage, page, "a[href$='/kontak/']")
        page.locator("a[href$='/kontak/']").click()
        studio.take(page, "case-contact")
        _press(page, "Kirim kode")
        studio.take(page, "case-contact-errors")
        page.locator("input[name=value]").fill("ratna.baru@example.id")
        _press(page, "Kirim kode")
        studio.take(page, "case-contact-code")
        page.get_by_label("Kode").fill("000000")
        page.get_by_label("Kode").press("Enter")
        page.wait_for_load_state()
        studio.take(page, "case-contact-code-errors")
        studio.go(page, "/kasus/lupa/")
        studio.take(page, "case-lost")
        _press(page, "Kirim daftarnya")
        studio.take(page, "case-lost-errors")
        page.locator("input[name=email]").fill("tidak.dikenal@example.id")
        _press(page, "Kirim daftarnya")
        studio.take(page, "case-lost-sent")


def going_on(stage: Set) -> None:
    """Photograph the second level and reopening: as they open, and sent empty."""
    studio = stage.studio
    with studio.visitor() as page:
        _open(stage, page, "a[href$='/banding/']")
        page.locator("a[href$='/banding/']").click()
        studio.take(page, "case-second-level")
        _press(page, "Kirim banding")
        studio.take(page, "case-second-level-errors")
        _open(stage, page, "a[href$='/buka-lagi/']")
        page.locator("a[href$='/buka-lagi/']").click()
        studio.take(page, "case-reopen")
        _press(page, "Kirim dan buka lagi")
        studio.take(page, "case-reopen-errors")


def closed_intake(stage: Set) -> None:
    """Photograph a banner, then what people see while a notice closes the intake; end it."""
    studio = stage.studio
    with studio.visitor() as staff, studio.visitor() as page:
        people.sign_in(staff, stage.product, "penyelia")
        studio.go(staff, _CLOSING)
        _press(staff, "Simpan", exact=True)
        studio.take(staff, "staff-banner-errors")
        staff.locator("[name=text]").fill("Pengaduan tutup sebentar untuk perbaikan.")
        staff.locator("[name=text_en]").fill("Complaints are closed for a short repair.")
        now = datetime.now(JAKARTA)
        _fill_moment(staff, "starts_at", now - timedelta(hours=1))
        _fill_moment(staff, "ends_at", now + timedelta(hours=1))
        staff.locator("[name=closes_intake]").check()
        _press(staff, "Simpan", exact=True)
        studio.go(page, "/")
        studio.take(page, "start-with-a-banner")
        studio.go(page, "/pengaduan/mulai/")
        studio.take(page, "intake-closed")
        studio.go(staff, _CLOSING.removesuffix("add/"))
        studio.take(staff, "staff-banners")
        _follow(staff, "#result_list a:has-text('Pengaduan tutup')")
        _fill_moment(staff, "ends_at", now)
        _press(staff, "Simpan", exact=True)
        page.wait_for_timeout(_FORGOTTEN_AFTER)
        studio.go(page, "/pengaduan/mulai/")
        studio.take(page, "intake-open-again")


def in_english(stage: Set) -> None:
    """Photograph the public pages and a case in English."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/")
        page.locator(".languages [value=en]").click()
        page.wait_for_load_state()
        for path, name in _IN_ENGLISH:
            studio.go(page, path)
            studio.take(page, f"{name}-in-english")
        _open(stage, page, "a[href$='/putusan/']")
        studio.take(page, "case-decided-in-english")


def _fill_moment(page: "Page", name: str, moment: datetime) -> None:
    page.locator(f"[name={name}]").fill(f"{moment:%Y-%m-%dT%H:%M}")


def _open(stage: Set, page: "Page", wanted: str) -> None:
    """Open the first case, of those people were told about, whose page has what is `wanted`."""
    for path in letters.secret_paths(stage.var):
        stage.studio.go(page, path)
        if page.locator(wanted).count():
            return
    raise AssertionError(f"no case has {wanted}")


def _follow(page: "Page", link: str) -> None:
    with page.expect_navigation():
        page.locator(link).first.click()


def _press(page: "Page", name: str, *, exact: bool = False) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name, exact=exact).last.click()
