"""A complaint step by step on a phone: on, back, wrong, left and found again, until its number."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.browser import PHONE, OpenPage
from tests.journeys import people
from tests.journeys.people import PATIENCE, Product

if TYPE_CHECKING:
    from playwright.sync_api import Page

PERSON = {"name": "Budi Contoh", "nik": "3171011205980001"}

both = pytest.mark.parametrize("javascript", [True, False], ids=["with script", "without script"])


@both
def test_the_whole_way_to_the_number(
    product: Product, photos: list[Path], open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    people.begin(phone, product)
    people.go_on(phone)
    people.say_who(phone, PERSON, "orang@example.id")
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.get_by_label("Saya dianggap masih sekolah atau kuliah").check()
    phone.get_by_label("Saya dianggap terlambat membeli pelatihan").check()
    people.go_on(phone)
    people.at_step(phone, "Saya dianggap masih sekolah")
    phone.get_by_label("Saya sudah lulus").check()
    people.go_on(phone)
    people.at_step(phone, "Saya dianggap terlambat membeli")
    people.go_on(phone)
    people.tell(phone)
    people.give_photos(phone, photos, uploads_at_once=javascript)
    for proof in ("bukti-1", "bukti-2", "supporting_1"):
        phone.wait_for_url(f"**/foto/{proof}/", timeout=PATIENCE)
        people.go_on(phone)
    _check(phone)
    assert people.send(phone).startswith("PRK-")
    phone.go_back()
    phone.get_by_text("Pengaduan ini sudah terkirim").first.wait_for()
    assert phone.get_by_label("Kronologi").count() == 0


def _check(phone: "Page") -> None:
    people.at_step(phone, "Periksa jawaban Anda")
    for said in (PERSON["name"], "Saya sudah lulus", people.STORY):
        phone.get_by_text(said).first.wait_for()
    assert phone.get_by_text("Sudah diunggah").count() == 5
    phone.get_by_role("link", name="Ubah Nama lengkap").click()
    phone.get_by_label("Nama lengkap").fill("Nama Yang Benar")
    people.go_on(phone)
    people.at_step(phone, "Periksa jawaban Anda")
    phone.get_by_text("Nama Yang Benar").wait_for()
    phone.get_by_role("link", name="Lanjut", exact=True).click()
    people.at_step(phone, "Persetujuan dan kirim")


@both
def test_back_and_forward_lose_nothing(
    product: Product, open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    people.begin(phone, product)
    people.go_on(phone)
    phone.get_by_label("Nama lengkap").fill(PERSON["name"])
    phone.get_by_label("E-mail", exact=True).fill("orang@")
    phone.get_by_role("button", name="Kembali").click()
    people.at_step(phone, "Apa yang Anda alami?")
    people.go_on(phone)
    people.at_step(phone, "Data diri")
    assert phone.get_by_label("Nama lengkap").input_value() == PERSON["name"]
    people.go_on(phone)
    phone.get_by_role("link", name="E-mail: Alamat e-mail ini belum lengkap").click()
    assert phone.evaluate("document.activeElement.id") == "id_email"
    assert phone.title().startswith("Ada yang perlu diperbaiki: Data diri")
    people.say_who(phone, PERSON, "orang@example.id")
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.go_back()
    people.at_step(phone, "Data diri")
    assert phone.get_by_label("NIK", exact=True).input_value() == PERSON["nik"]
    phone.go_forward()
    people.at_step(phone, "Apa alasan akun diblokir?")


@both
def test_a_phone_that_was_put_away_finds_the_complaint_again(
    product: Product, open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    people.begin(phone, product)
    people.go_on(phone)
    people.say_who(phone, PERSON, "orang@example.id")
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.get_by_role("button", name="Simpan, lanjut nanti").click()
    phone.get_by_text("Tersimpan").first.wait_for()
    phone.goto(product.address)
    phone.get_by_role("link", name="Buat pengaduan").first.click()
    people.at_step(phone, "Lanjutkan isian Anda?")
    phone.get_by_role("link", name="Lanjutkan").click()
    people.tell(phone)


@both
def test_somebody_elses_use_of_a_nik_is_a_shorter_way(
    product: Product, photos: list[Path], open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    people.begin(phone, product)
    phone.get_by_label("NIK saya dipakai orang lain").check()
    people.go_on(phone)
    people.at_step(phone, "Data diri")
    assert phone.get_by_label("Peserta", exact=True).count() == 0
    phone.get_by_label("Nama lengkap").fill(PERSON["name"])
    phone.get_by_label("E-mail", exact=True).fill("budi@example.id")
    phone.get_by_label("NIK", exact=True).fill(PERSON["nik"])
    people.go_on(phone)
    people.tell(phone)
    for place, photo in (("ektp", photos[0]), ("selfie_ektp", photos[2])):
        phone.wait_for_url(f"**/foto/{place}/", timeout=PATIENCE)
        people.attach(phone, place, photo, uploads_at_once=javascript)
        people.go_on(phone)
    phone.wait_for_url("**/foto/supporting_1/", timeout=PATIENCE)
    people.go_on(phone)
    people.at_step(phone, "Periksa jawaban Anda")
    phone.get_by_role("link", name="Lanjut", exact=True).click()
    assert people.send(phone).startswith("PRK-")


@both
def test_a_helper_files_for_a_neighbour(
    product: Product, open_page: OpenPage, javascript: bool
) -> None:
    phone = open_page(PHONE, javascript=javascript)
    people.begin(phone, product)
    people.go_on(phone)
    phone.get_by_label("Untuk orang yang saya tolong").check()
    phone.get_by_label("Nama lengkap").fill(PERSON["name"])
    phone.get_by_label("NIK", exact=True).fill(PERSON["nik"])
    phone.get_by_label("Calon peserta", exact=True).check()
    people.go_on(phone)
    people.at_step(phone, "Tentang Anda yang menolong")
    phone.get_by_label("Nama Anda, yang menolong").fill("Siti Contoh")
    phone.get_by_label("Tetangga atau teman").check()
    phone.get_by_label("E-mail Anda").fill("siti@example.id")
    people.go_on(phone)
    people.at_step(phone, "Apa alasan akun diblokir?")
    phone.get_by_label("Saya tidak tahu alasannya").check()
    people.go_on(phone)
    people.tell(phone)
    people.at_step(phone, "Surat kuasa")
    phone.goto(f"{product.address}/pengaduan/kirim/")
    assert people.send(phone).startswith("PRK-")
