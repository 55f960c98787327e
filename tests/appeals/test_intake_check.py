"""Checking the answers and sending: what is wrong is linked, and one press is one case."""

import pytest
from django.test import Client

from appeals.models import Appeal, Draft
from tests.appeals.walking import CHECK, SEND, SENT, STEP, YOU, answer, file, write

pytestmark = pytest.mark.django_db


def test_the_check_page_shows_every_answer_with_the_way_to_change_it(client: Client) -> None:
    write(client)
    page = client.get(CHECK).content.decode()
    for said in ("Siti Contoh", "Saya dianggap masih sekolah", "Saya lulus tahun lalu.", "Peserta"):
        assert said in page
    assert f'href="{STEP}siapa/?kembali=cek#id_name"' in page


def test_the_check_page_links_what_is_wrong_to_its_step(client: Client) -> None:
    answer(client, "siapa", **{**YOU, "email": "siti@"})
    page = client.get(CHECK).content.decode()
    assert f'href="{STEP}siapa/?kembali=cek#id_email"' in page
    assert f'href="{STEP}cerita/?kembali=cek#id_chronology"' in page
    assert f'href="{SEND}"' not in page


def test_changing_an_answer_leads_back_to_the_check(client: Client) -> None:
    write(client)
    assert answer(client, "siapa", "?kembali=cek", **YOU).url == CHECK
    wrong = answer(client, "siapa", "?kembali=cek", **{**YOU, "email": ""})
    assert wrong.url == f"{STEP}siapa/?kembali=cek"


def test_a_new_ground_is_asked_its_reason_on_the_way_back(client: Client) -> None:
    write(client)
    first = answer(client, "akun", "?kembali=cek", grounds=["G03", "G10"])
    assert first.url == f"{STEP}alasan/1/?kembali=cek"
    assert answer(client, "alasan/1", "?kembali=cek").url == f"{STEP}alasan/2/?kembali=cek"
    assert answer(client, "alasan/2", "?kembali=cek").url == CHECK


def test_sending_something_unfinished_leads_to_the_check(client: Client) -> None:
    answer(client, "siapa", **YOU)
    assert file(client).url == CHECK
    assert not Appeal.objects.exists()


def test_an_old_wording_is_shown_anew(client: Client) -> None:
    write(client)
    again = file(client, consent_version="2020-01", consent_messaging="on")
    assert again.url == SEND
    page = client.get(SEND)
    assert page.context["form"].errors.keys() == {"consent"}
    assert page.context["form"]["consent_messaging"].value()
    assert file(client).url == SENT


def test_each_other_consent_is_its_own_tick(client: Client) -> None:
    write(client)
    file(client, consent_messaging=["", "on"], consent_biometric="")
    kinds = Appeal.objects.get().consents.values_list("kind", flat=True)
    assert set(kinds) == {"processing", "messaging"}


def test_pressing_send_twice_gives_one_case(client: Client) -> None:
    write(client)
    token = str(Draft.objects.get().token)
    assert [file(client, token=token).url for _ in range(2)] == [SENT, SENT]
    assert Appeal.objects.count() == 1


def test_a_step_sent_again_after_filing_leads_to_the_number(client: Client) -> None:
    write(client)
    token = str(Draft.objects.get().token)
    file(client)
    assert answer(client, "siapa", token=token, **YOU).url == SENT
    assert not Draft.objects.exists()


@pytest.mark.parametrize("path", [f"{STEP}cerita/", CHECK, SEND])
def test_back_after_sending_offers_the_case(client: Client, path: str) -> None:
    write(client)
    file(client)
    page = client.get(path).content.decode()
    assert Appeal.objects.get().reference in page
    assert "Pengaduan ini sudah terkirim" in page


def test_the_next_complaint_of_a_browser_begins_empty(client: Client) -> None:
    write(client)
    file(client)
    first = client.get("/pengaduan/mulai/").headers["Location"]
    assert client.get(first).status_code == 200
    assert "Siti" not in client.get(f"{STEP}siapa/").content.decode()


def test_an_expired_page_at_the_end_files_nothing() -> None:
    owner, strict = Client(), Client(enforce_csrf_checks=True)
    write(owner)
    page = file(strict, token=str(Draft.objects.get().token))
    assert page.status_code == 200
    assert not Appeal.objects.exists()
    assert "sessionid" not in page.cookies


def test_a_stale_choice_is_told_on_the_check_page(client: Client) -> None:
    write(client)
    answer(client, "akun", grounds=["G99"])
    page = client.get(CHECK)
    assert page.context["form"].errors.keys() == {"grounds"}
    assert f'href="{STEP}akun/?kembali=cek#id_grounds_0"' in page.content.decode()
