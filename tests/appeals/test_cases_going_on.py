"""The pages with which a decided case goes on: banding, and opening it again."""

import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals import lifecycle
from appeals.cases import going_on
from appeals.models import Appeal, Draft
from eligibility.models import Block
from tests import builders
from tests.appeals.test_cases import opened, page_of
from tests.appeals.test_second_level import decide, decided

pytestmark = pytest.mark.django_db

_WORDS = "Saya sudah lulus; ijazahnya saya kirim."


def _refused(*grounds: str, days_ago: int = 0) -> Appeal:
    at = builders.now() - timedelta(days=days_ago)
    first = builders.block(grounds[0] if grounds else "G03")
    for ground in grounds[1:]:
        builders.block(ground, on=first.account)
    return decided(first, at=at)


def _token(page: str) -> str:
    found = re.search(r'name="token" value="([0-9a-f-]{36})"', page)
    assert found
    return found.group(1)


def _send(client: Client, appeal: Appeal, way: str = "banding", **over: Any) -> Any:
    address = f"/kasus/{appeal.reference}/{way}/"
    token = _token(opened(client, appeal).get(address).content.decode())
    return client.post(address, {"token": token, "text": _WORDS, "send": "1", **over})


def _blocks(appeal: Appeal) -> list[str]:
    return [str(pk) for pk in appeal.contested.order_by("pk").values_list("block", flat=True)]


def test_a_refused_case_offers_both_ways_with_their_days(client: Client) -> None:
    page = page_of(client, _refused())
    assert "Ajukan banding" in page
    assert "Buka lagi dengan berkas baru" in page


def test_a_granted_case_offers_no_way_on(client: Client) -> None:
    page = page_of(client, decided(builders.block(), result="lifted", at=builders.now()))
    assert "Tidak setuju?" not in page


def test_banding_leads_to_its_own_page_with_a_new_number(client: Client) -> None:
    first = _refused()
    response = _send(client, first)
    second = Appeal.objects.get(level=2)
    assert response["Location"] == f"/kasus/{second.reference}/"
    page = client.get(response["Location"]).content.decode()
    assert "Banding Anda kami terima" in page
    assert "Banding: pemeriksa baru" in page
    assert second.chronology == _WORDS


@pytest.mark.parametrize("way", ["banding", "buka-lagi"])
def test_what_comes_too_often_is_kept_in_one_draft(
    client: Client, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    monkeypatch.setattr(going_on, "_PER_CASE", 1)
    first = _refused()
    address = f"/kasus/{first.reference}/{way}/"
    _send(client, first, way, text="")
    for number in range(3):
        photo = builders.photo_file() if number == 2 else ""
        sent = {"token": str(uuid.uuid4()), "text": f"{_WORDS} {number}", "send": "1",
                "photo_supporting_1": photo}  # fmt: skip
        answer = client.post(address, sent)
        assert answer.status_code == 429
        assert "Isian dan foto Anda tersimpan" in answer.content.decode()
    page = client.get(address).content.decode()
    assert f"{_WORDS} 2" in page
    assert "Sudah diunggah" in page
    assert Draft.objects.filter(about=first).count() == 1


def test_the_old_page_says_of_the_banding_what_its_own_page_says(client: Client) -> None:
    first = _refused()
    _send(client, first)
    assert "Statusnya: Banding: pemeriksa baru" in _words_of(client, first)
    decide(Appeal.objects.get(level=2), at=builders.now())
    assert "Statusnya: Ditolak" in _words_of(client, first)


def _words_of(client: Client, appeal: Appeal) -> str:
    page = client.get(f"/kasus/{appeal.reference}/").content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def test_the_old_page_leads_to_the_new_and_offers_nothing_more(client: Client) -> None:
    first = _refused()
    _send(client, first)
    page = page_of(client, first)
    assert Appeal.objects.get(level=2).reference in page
    assert "Tidak setuju?" not in page


def test_sent_twice_it_is_one_banding(client: Client) -> None:
    first = _refused()
    address = f"/kasus/{first.reference}/banding/"
    token = _token(opened(client, first).get(address).content.decode())
    said = {"token": token, "text": _WORDS, "send": "1"}
    answers = [client.post(address, said)["Location"] for _ in range(2)]
    assert answers == [f"/kasus/{Appeal.objects.get(level=2).reference}/"] * 2


def test_a_second_tab_is_told_that_it_went_on(client: Client) -> None:
    first = _refused()
    _send(client, first)
    address = f"/kasus/{first.reference}/banding/"
    said = {"token": str(uuid.uuid4()), "text": _WORDS, "send": "1"}
    assert client.post(address, said)["Location"] == f"/kasus/{first.reference}/"
    assert "sudah Anda lanjutkan" in client.get(f"/kasus/{first.reference}/").content.decode()
    assert Appeal.objects.filter(level=2).count() == 1


def test_of_several_grounds_the_chosen_ones_go_on(client: Client) -> None:
    first = _refused("G03", "G10")
    chosen = _blocks(first)[1]
    _send(client, first, blocks=[chosen])
    assert _blocks(Appeal.objects.get(level=2)) == [chosen]


def test_without_a_choice_the_words_and_files_stay(client: Client) -> None:
    first = _refused("G03", "G10")
    page = _send(client, first, photo_supporting_1=builders.photo_file()).content.decode()
    assert "Pilih paling sedikit satu." in page
    assert _WORDS in page
    assert "Sudah diunggah" in page
    assert not Appeal.objects.filter(level=2).exists()


def test_a_block_of_another_case_is_no_choice(client: Client) -> None:
    first, other = _refused("G03", "G10"), _refused("G03")
    page = _send(client, first, blocks=_blocks(other)).content.decode()
    assert "Pilihan ini sudah berubah" in page


def test_without_words_it_says_what_to_write(client: Client) -> None:
    page = _send(client, _refused(), text=" ").content.decode()
    assert "satu kalimat cukup" in page


def test_saved_words_and_files_are_there_again_on_another_device(client: Client) -> None:
    first = _refused()
    _send(client, first, add="1", photo_supporting_1=builders.photo_file())
    page = opened(Client(), first).get(f"/kasus/{first.reference}/banding/").content.decode()
    assert _WORDS in page
    assert "Sudah diunggah" in page


def test_a_file_can_be_taken_out_again(client: Client) -> None:
    first = _refused()
    _send(client, first, add="1", photo_supporting_1=builders.photo_file())
    evidence = Draft.objects.get().evidence.get()
    _send(client, first, remove=str(evidence.pk))
    assert not Draft.objects.get().evidence.exists()
    assert Draft.objects.get().answers["text"] == _WORDS


def test_a_file_takes_the_place_of_the_one_it_names_without_script(client: Client) -> None:
    first = _refused()
    _send(client, first, add="1", photo_supporting_1=builders.photo_file())
    held = Draft.objects.get().evidence.get()
    photo = builders.photo_file((900, 700))
    _send(client, first, add="1", photo_supporting_1=photo,
          photo_supporting_1_replaces=str(held.pk))  # fmt: skip
    assert Draft.objects.get().evidence.get() != held


def test_a_refused_file_says_why_and_sends_nothing(client: Client) -> None:
    first = _refused()
    broken = SimpleUploadedFile("a.jpg", b"kata-kata, bukan foto", "image/jpeg")
    page = _send(client, first, photo_supporting_1=broken).content.decode()
    assert 'href="#id_photo_supporting_1"' in page
    assert not Appeal.objects.filter(level=2).exists()


def test_late_it_asks_why_and_takes_it_without_an_answer(client: Client) -> None:
    first = _refused(days_ago=40)
    page = opened(client, first).get(f"/kasus/{first.reference}/banding/").content.decode()
    assert "Kenapa baru sekarang?" in page
    _send(client, first)
    assert Appeal.objects.get(level=2).late_reason == ""


def test_late_the_reason_is_kept_for_the_officer(client: Client) -> None:
    _send(client, _refused(days_ago=40), late_reason="Saya dirawat.")
    assert Appeal.objects.get(level=2).late_reason == "Saya dirawat."


def test_an_expired_page_loses_no_words() -> None:
    first = _refused()
    client = opened(Client(enforce_csrf_checks=True), first)
    said = {"token": str(uuid.uuid4()), "text": _WORDS, "send": "1"}
    page = client.post(f"/kasus/{first.reference}/banding/", said).content.decode()
    assert "sudah lama terbuka" in page
    assert _WORDS in page
    assert not Draft.objects.exists()


def test_a_case_opens_again_with_a_new_file(client: Client) -> None:
    first = _refused()
    _send(client, first, "buka-lagi", photo_supporting_1=builders.photo_file())
    anew = Appeal.objects.get(previous=first)
    assert (anew.level, anew.evidence.count()) == (1, 1)


def test_without_a_new_file_it_says_so_and_names_the_other_way(client: Client) -> None:
    first = _refused()
    page = _send(client, first, "buka-lagi").content.decode()
    assert "Tambahkan paling sedikit satu berkas" in page
    assert not Appeal.objects.filter(previous=first).exists()


def test_after_ten_days_only_banding_is_left(client: Client) -> None:
    first = _refused(days_ago=11)
    address = f"/kasus/{first.reference}/buka-lagi/"
    assert opened(client, first).get(address)["Location"] == f"/kasus/{first.reference}/"
    assert address not in page_of(client, first)


def test_a_browser_that_opened_nothing_asks_for_the_code(client: Client) -> None:
    first = _refused()
    for way in ("banding", "buka-lagi"):
        address = f"/kasus/{first.reference}/{way}/"
        assert client.get(address)["Location"] == f"/kasus/?nomor={first.reference}"
        assert client.post(address, {"text": _WORDS}).status_code == 403
    assert not Appeal.objects.filter(previous=first).exists()


def test_the_second_level_page_says_what_it_is_about_and_offers_no_third(client: Client) -> None:
    first = _refused()
    second = lifecycle.appeal_again(
        first,
        again=lifecycle.Again(
            token=uuid.uuid4(),
            text=_WORDS,
            block_ids=tuple(Block.objects.open().values_list("pk", flat=True)),
        ),
        at=builders.now(),
    )
    decide(second, at=builders.now())
    page = page_of(client, second)
    assert "Ini banding atas putusan pengaduan" in page
    assert "Ajukan banding" not in page


@pytest.mark.parametrize(
    "hostile", ["", "x", "0" * 40, "6fa78f08-8406-43f2-a689-35c7495af02f", "\x00"]
)
def test_no_token_breaks_the_page(client: Client, hostile: str) -> None:
    first = _refused()
    opened(client, first)
    said = {"token": hostile, "text": _WORDS, "blocks": ["x", "-1"], "remove": "9" * 30}
    assert client.post(f"/kasus/{first.reference}/banding/", said).status_code < 500


def test_words_for_reopening_do_not_stand_in_the_banding(client: Client) -> None:
    first = _refused()
    _send(client, first, "buka-lagi", add="1", text="Ini ijazah saya.")
    ways = {
        way: client.get(f"/kasus/{first.reference}/{way}/").content.decode()
        for way in ("buka-lagi", "banding")
    }
    assert "Ini ijazah saya." in ways["buka-lagi"]
    assert "Ini ijazah saya." not in ways["banding"]
    _send(client, first, add="1")
    assert Draft.objects.get().answers["text_of_reopening"] == "Ini ijazah saya."


def test_without_words_reopening_asks_for_its_own(client: Client) -> None:
    page = _send(client, _refused(), "buka-lagi", text=" ").content.decode()
    assert "Tulis dulu apa yang ditunjukkannya" in page
    assert "Tulis dulu apa yang keliru" not in page


def test_data_rights_begin_with_the_banding_just_filed(client: Client) -> None:
    _send(client, _refused())
    second = Appeal.objects.get(level=2)
    assert client.get("/data-saya/").context["scope"].key == second.reference
