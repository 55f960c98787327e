"""The tour of the public pages: an account, a complaint and a case, with their errors."""

from typing import TYPE_CHECKING

from appeals import reference
from tests.journeys import people
from tests.screenshots import letters, pictures
from tests.screenshots.set import Set

if TYPE_CHECKING:
    from playwright.sync_api import Page


def start(stage: Set) -> None:
    """Photograph the way in, in both languages."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/")
        studio.take(page, "start")
        page.locator(".languages [value=en]").click()
        studio.take(page, "start-english")
        studio.go(page, "/pengaduan/")
        studio.take(page, "complaint-english")


def account(stage: Set) -> None:
    """Photograph the way to what stands against an account, and back out."""
    studio = stage.studio
    person = stage.product.known["participants"][0]
    with studio.visitor() as page:
        studio.go(page, "/akun/")
        studio.take(page, "account-check")
        _press(page, "Kirim kode")
        studio.take(page, "account-check-errors")
        page.get_by_label("NIK").fill(person["nik"])
        _press(page, "Kirim kode")
        page.wait_for_url("**/akun/kode/")
        studio.take(page, "account-code")
        page.get_by_label("Kode").fill("000000")
        _press(page, "Lihat akun saya")
        studio.take(page, "account-code-errors")
        page.get_by_label("Kode").fill(letters.code_for(stage.var, person["email"]))
        _press(page, "Lihat akun saya")
        page.wait_for_url("**/akun/status/")
        studio.take(page, "account-status")


def complaint(stage: Set) -> None:
    """Photograph the form empty, wrong, doubtful, with photos, and what comes after sending."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/pengaduan/")
        studio.take(page, "complaint")
        _press(page, "Kirim Pesan")
        studio.take(page, "complaint-errors")
        page.locator("input[type=file][name=photo_ektp]").set_input_files(
            {"name": "ktp.jpg", "mimeType": "image/jpeg", "buffer": b"not a photo"}
        )
        page.locator("[data-photo=photo_ektp].has-error").wait_for()
        studio.take(page, "complaint-photo-refused")
        people.write_complaint(page, _invented("3174065205980000"), "ratna@example.id")
        page.get_by_label("Nomor Kartu Keluarga").fill("9999990101150002")
        _press(page, "Kirim Pesan")
        studio.take(page, "complaint-hints")
        page.get_by_label("NIK", exact=True).fill(pictures.PERSON.nik)
        page.get_by_label("Nomor Kartu Keluarga").fill(pictures.KK)
        people.attach_photos(page, stage.photos, uploads_at_once=True)
        page.locator("[data-photo=photo_ektp]").scroll_into_view_if_needed()
        studio.take(page, "complaint-photos")
        _press(page, "Kirim Pesan")
        page.locator(".number-box .number").wait_for()
        studio.take(page, "complaint-sent")


def ways_to_a_case(stage: Set) -> None:
    """Photograph the search for a case: wrong number, code, wrong code, a broken link."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/kasus/")
        studio.take(page, "case-find")
        page.get_by_label("Nomor").fill("PRK-1")
        _press(page, "Kirim kode")
        studio.take(page, "case-find-errors")
        page.get_by_label("Nomor").fill(reference.new())
        _press(page, "Kirim kode")
        page.wait_for_url("**/kasus/kode/")
        studio.take(page, "case-code")
        page.get_by_label("Kode").fill("000000")
        _press(page, "Buka pengaduan")
        studio.take(page, "case-code-errors")
        studio.go(page, f"/k/{reference.new()}/x/", status=404)
        studio.take(page, "case-no-link")


def cases(stage: Set) -> None:
    """Photograph a case in every state there is, by the links people were sent."""
    studio = stage.studio
    seen: set[str] = set()
    with studio.visitor() as page:
        for path in letters.secret_paths(stage.var):
            studio.go(page, path)
            state = page.locator("h1").inner_text()
            if state in seen:
                continue
            seen.add(state)
            studio.take(page, f"case-{state.lower().replace(' ', '-')}")
            if page.locator("form[action$='/jawab/']").count():
                _answers(stage, page)
    assert len(seen) > 8, f"too few states: {seen}"


def withdrawal(stage: Set) -> None:
    """Photograph the question before a complaint is taken back; the answer is no."""
    studio = stage.studio
    with studio.visitor() as page:
        for path in letters.secret_paths(stage.var):
            studio.go(page, path)
            link = page.get_by_role("link", name="Tarik pengaduan ini")
            if link.count():
                link.click()
                studio.take(page, "case-withdraw")
                return


def _answers(stage: Set, page: "Page") -> None:
    """Send nothing, then a file that is no photo; then say something in the conversation."""
    _press(page, "Kirim jawaban")
    stage.studio.take(page, "case-answer-missing")
    page.locator("form[action$='/jawab/'] input[type=file]").first.set_input_files(
        {"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": b"not a photo"}
    )
    _press(page, "Kirim jawaban")
    stage.studio.take(page, "case-answer-refused")
    page.get_by_role("textbox").last.fill("Apakah foto saya sudah cukup?")
    _press(page, "Kirim pesan ke petugas")
    stage.studio.take(page, "case-said")


def _invented(nik: str) -> dict[str, str]:
    return {"nik": nik, "name": pictures.PERSON.name}


def _press(page: "Page", name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).last.click()
