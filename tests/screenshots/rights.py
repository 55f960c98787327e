"""The tour of data rights: what a person asks, and the privacy officer's queue of it."""

from typing import TYPE_CHECKING

from tests.journeys import people
from tests.screenshots import letters
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Page

_DESK = "/pmo/appeals/datarequest/"


def rights(stage: Set) -> None:
    """Photograph the ways in, the four things to ask, and a request that waits."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/data-saya/")
        studio.take(page, "rights-closed")
        studio.go(page, letters.secret_paths(stage.var)[0])
        page.get_by_role("link", name="Data saya").click()
        studio.take(page, "rights")
        _press(page, "Unduh data saya", is_file=True)
        for link, name in (("Perbaiki data", "rectify"), ("Hapus data", "erase"),
                           ("Tarik persetujuan", "withdraw")):  # fmt: skip
            studio.go(page, "/data-saya/")
            page.get_by_role("link", name=link).click()
            studio.take(page, f"rights-{name}")
        _press(page, "Tarik persetujuan")
        studio.take(page, "rights-withdraw-errors")
        page.get_by_role("radio").first.check()
        _press(page, "Tarik persetujuan")
        studio.take(page, "rights-withdrawn")
        studio.go(page, "/data-saya/perbaiki/")
        _press(page, "Kirim permintaan")
        studio.take(page, "rights-rectify-errors")
        page.get_by_role("radio", name="Nomor KK").check()
        page.get_by_label("Yang benar").fill("KK saya yang baru berakhir 0007")
        page.get_by_label("Buktinya").fill("KK baru terbit 3 Maret 2026.")
        _press(page, "Kirim permintaan")
        studio.take(page, "rights-asked")


def rights_desk(stage: Set) -> None:
    """Photograph the queue, a request, its preview and its answer; an auditor's look at it."""
    studio = stage.studio
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "pdp")
        studio.go(page, _DESK)
        studio.take(page, "staff-pdp-requests")
        page.locator("#result_list a").first.click()
        studio.take(page, "staff-pdp-request")
        address = page.url
        page.locator("summary", has_text="Buka data").click()
        page.get_by_label("Untuk apa").select_option("subject_request")
        _press(page, "Buka dan catat")
        studio.take(page, "staff-pdp-request-opened")
        page.get_by_label("Hasil").select_option("refused")
        page.get_by_label("Kata-kata").fill("")
        _press(page, "Pratinjau")
        studio.take(page, "staff-pdp-request-errors")
        page.get_by_label("Kenapa tidak").select_option("at_the_source")
        page.get_by_label("Kata-kata").fill("Nomor KK dibetulkan di Dukcapil. Bawa KK baru Anda.")
        _press(page, "Pratinjau")
        studio.take(page, "staff-pdp-request-preview")
        _press(page, "Kirim jawaban")
        studio.take(page, "staff-pdp-request-answered")
    with studio.visitor() as page:
        people.sign_in(page, stage.product, "auditor")
        page.goto(address)
        studio.take(page, "staff-auditor-request")


def _press(page: "Page", name: str, *, is_file: bool = False) -> None:
    button = page.get_by_role("button", name=name).last
    if is_file:
        with page.expect_download():
            button.click()
        return
    with page.expect_navigation():
        button.click()
