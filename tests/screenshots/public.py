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
        studio.go(page, "/angka/?bahasa=id")
        studio.take(page, "figures")
        studio.go(page, "/angka/arti/?bahasa=id")
        studio.take(page, "figures-meanings")
        studio.go(page, "/angka/laporan/?bahasa=id")
        studio.take(page, "figures-reports")
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


def complaint_by_steps(stage: Set) -> None:
    """Photograph every step: as it opens, wrong, for helpers and for misused numbers."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/pengaduan/mulai/")
        studio.take(page, "step-first")
        _on(page)
        studio.take(page, "step-who")
        _on(page)
        studio.take(page, "step-who-errors")
        page.get_by_label("Untuk orang yang saya tolong").check()
        people.say_who(page, _invented(pictures.PERSON.nik), "ratna@example.id")
        people.at_step(page, "Tentang Anda yang menolong")
        studio.take(page, "step-helper")
        page.get_by_label("Nama Anda, yang menolong").fill("Budi Contoh")
        page.get_by_label("Keluarga").check()
        _on(page)
        studio.take(page, "step-grounds")
        page.get_by_label("Saya dianggap masih sekolah atau kuliah").check()
        _on(page)
        studio.take(page, "step-reason")
        _on(page)
        studio.take(page, "step-story")
        people.tell(page)
        people.at_step(page, "Surat kuasa")
        studio.take(page, "step-photo-letter")
        _on(page)
        studio.take(page, "step-photo")
        people.attach(page, "ektp", stage.photos[0], uploads_at_once=True)
        studio.take(page, "step-photo-held")
        _send_link(stage, page)
        studio.go(page, "/pengaduan/cek/")
        studio.take(page, "step-check")
        studio.go(page, "/pengaduan/kirim/")
        studio.take(page, "step-send")
        studio.go(page, "/pengaduan/mulai/")
        studio.take(page, "step-go-on")
        studio.go(page, "/pengaduan/kirim/")
        people.send(page)
        studio.go(page, "/pengaduan/cek/")
        studio.take(page, "step-sent-before")


def complaint_about_misuse(stage: Set) -> None:
    """Photograph what is different where somebody else used the NIK, and for other things."""
    studio = stage.studio
    with studio.visitor() as page:
        studio.go(page, "/pengaduan/langkah/cocok/")
        page.get_by_label("Hal lain").check()
        _on(page)
        studio.take(page, "step-elsewhere")
        page.get_by_label("NIK saya dipakai orang lain").check()
        _on(page)
        studio.take(page, "step-who-misuse")
        studio.go(page, "/pengaduan/langkah/cerita/")
        studio.take(page, "step-story-misuse")
        studio.go(page, "/pengaduan/cek/")
        studio.take(page, "step-check-errors")


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


def _send_link(stage: Set, page: "Page") -> None:
    _press(page, "Kirim tautan ke saya")
    stage.studio.take(page, "step-link")
    _press(page, "Kirim tautan")
    stage.studio.take(page, "step-link-sent")


def _invented(nik: str) -> dict[str, str]:
    return {"nik": nik, "name": pictures.PERSON.name}


def _on(page: "Page") -> None:
    with page.expect_navigation():
        people.go_on(page)


def _press(page: "Page", name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name=name).last.click()
