"""While the intake is closed: the form says so, what is written stays, and nothing is filed."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from appeals.intake.consent import SHOWN
from appeals.models import Appeal, Draft
from portal import office
from portal.models import Banner
from tests import builders
from tests.appeals.walking import SEND, SENT, file, write

pytestmark = pytest.mark.django_db
PAGES = ("/pengaduan/", "/pengaduan/mulai/", "/pengaduan/langkah/siapa/", "/pengaduan/cek/")


def close(*, after: timedelta = timedelta(hours=2)) -> Banner:
    """Close the intake now, until `after`."""
    banner = Banner.objects.create(
        text="Kami pindah server.",
        text_en="We are moving servers.",
        tone="amber",
        starts_at=builders.now() - timedelta(hours=1),
        ends_at=builders.now() + after,
        closes_intake=True,
    )
    office.forget()
    return banner


def reopen() -> None:
    Banner.objects.all().delete()
    office.forget()


@pytest.mark.parametrize("address", PAGES)
def test_the_form_says_why_and_until_when_it_is_closed(client: Client, address: str) -> None:
    close()
    page = client.get(address).content.decode()
    assert "Pengaduan belum bisa dikirim" in page
    assert "Kami pindah server." in page
    assert "WITA" in page
    assert "Jam layanan" in page
    assert "Kirim Pesan" not in page


@pytest.mark.parametrize("address", ["/", "/akun/", "/kasus/"])
def test_checking_and_following_go_on(client: Client, address: str) -> None:
    close()
    page = client.get(address).content.decode()
    assert "Pengaduan belum bisa dikirim" not in page
    assert "Kami pindah server." in page


def test_what_is_sent_is_kept_and_can_be_sent_later(client: Client) -> None:
    write(client)
    close()
    response = file(client)
    assert response.status_code == 409
    assert "Isian dan foto Anda tersimpan" in response.content.decode()
    assert not Appeal.objects.exists()
    reopen()
    assert file(client).url == SENT


def test_steps_are_kept_while_it_is_closed(client: Client) -> None:
    close()
    write(client)
    assert Draft.objects.count() == 1
    assert "Isian dan foto Anda tersimpan" in client.get("/pengaduan/cek/").content.decode()
    reopen()
    assert file(client).url == SENT


def test_the_plain_page_keeps_and_files_nothing_either(client: Client) -> None:
    close()
    person = builders.filing()
    typed: dict[str, Any] = {
        "token": str(person.token), "consent_version": SHOWN, "send": "1", "name": "Siti Contoh",
        "email": person.email, "phone": person.phone, "nik": person.nik, "kk": person.kk,
        "birth_date": "12-05-1998", "membership": "participant", "for_whom": "self",
        "subject": "Akun Terblokir", "chronology": "Saya lulus.",
    }  # fmt: skip
    response = client.post("/pengaduan/", typed)
    assert response.status_code in {303, 302, 409}
    assert not Appeal.objects.exists()
    assert Draft.objects.count() == 1


def test_a_number_given_before_is_shown_while_it_is_closed(client: Client) -> None:
    write(client)
    file(client)
    close()
    assert Appeal.objects.get().reference in client.get(SENT).content.decode()
    assert client.get(SEND).status_code != 500
