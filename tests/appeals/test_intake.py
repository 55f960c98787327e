"""The complaint form: what it keeps, what it refuses, and that it files once."""

import re
import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals.intake import drafts
from appeals.intake.consent import SHOWN
from appeals.models import Appeal, Consent, Draft, Evidence
from portal.models import OutgoingMessage
from tests import builders

pytestmark = pytest.mark.django_db
URL = "/pengaduan/"


def answers(**over: Any) -> dict[str, Any]:
    """Return what a person types into every field."""
    values = {
        "token": str(uuid.uuid4()),
        "name": "Siti Contoh",
        "email": "siti@example.id",
        "phone": "0812-0000-0001",
        "nik": "3171 0112 0598 0001",
        "kk": "3171010101150001",
        "birth_date": "12-05-1998",
        "membership": "participant",
        "subject": "Akun Terblokir",
        "chronology": "Saya sudah lulus, tetapi akun saya diblokir.",
        "happened_on": "3 Maret 2026",
        "consent_version": SHOWN,
        "send": "1",
    }
    return {**values, **over}


def send(client: Client, form: dict[str, Any]) -> Any:
    """Send the form and return the page it leads to."""
    return client.post(URL, form, follow=True)


def was_sent(response: Any) -> bool:
    return [path for path, _ in response.redirect_chain] == ["/pengaduan/terkirim/"]


def five_photos() -> dict[str, SimpleUploadedFile]:
    kinds = ("ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot")
    return {f"photo_{kind}": builders.photo_file(name=f"{kind}.jpg") for kind in kinds}


def not_a_photo() -> SimpleUploadedFile:
    return SimpleUploadedFile("ijazah.pdf", b"%PDF-1.7 " + b"x" * 5000, "application/pdf")


def token_in(page: Any) -> str:
    """Return the token that the form on the page carries."""
    found = re.search(r'name="token" value="([0-9a-f-]{36})"', page.content.decode())
    assert found
    return found[1]


def test_a_complete_form_becomes_a_case_with_its_photos(client: Client) -> None:
    assert was_sent(send(client, answers(**five_photos())))
    appeal = Appeal.objects.get()
    assert appeal.nik == "3171011205980001"
    assert appeal.phone == "081200000001"
    assert appeal.evidence.count() == 5
    assert str(appeal.happened_on) == "2026-03-03"


def test_the_sent_page_shows_the_number_and_the_day_of_the_decision(client: Client) -> None:
    page = send(client, answers()).content.decode()
    appeal = Appeal.objects.get()
    assert appeal.reference in page
    assert "Paling lambat" in page
    assert "/k/" not in page  # the secret link goes by e-mail only


def test_the_notice_is_stored_as_it_was_worded(client: Client) -> None:
    send(client, answers())
    consent = Consent.objects.get()
    assert (consent.kind, consent.version, consent.language) == ("processing", SHOWN, "id")
    assert "UU Nomor 27 Tahun 2022" in consent.wording


@pytest.mark.parametrize("kind", ["biometric", "messaging"])
def test_each_other_consent_is_given_by_its_own_tick(client: Client, kind: str) -> None:
    assert was_sent(send(client, answers(**{f"consent_{kind}": "on"})))
    assert set(Consent.objects.values_list("kind", flat=True)) == {"processing", kind}


def test_a_page_from_before_the_notice_is_still_taken(client: Client) -> None:
    assert was_sent(send(client, answers(consent="on", consent_version="2026-11")))
    consent = Consent.objects.get()
    assert consent.version == "2026-11"
    assert consent.wording.startswith("Saya setuju data dan foto")


def test_such_a_page_without_its_tick_is_shown_the_notice(client: Client) -> None:
    form = answers(consent_version="2026-11")
    page = send(client, form)
    assert page.context["form"].errors.keys() == {"consent"}
    assert f'value="{SHOWN}"' in page.content.decode()
    assert was_sent(send(client, {**form, "consent_version": SHOWN}))


def test_an_acknowledgement_is_owed_to_the_email_given(client: Client) -> None:
    send(client, answers(email=" Siti@Example.id "))
    assert OutgoingMessage.objects.get().recipient == "siti@example.id"


@pytest.mark.parametrize("name", ["name", "email", "nik", "membership", "chronology"])
def test_a_missing_answer_is_asked_for_with_a_link_to_it(client: Client, name: str) -> None:
    response = send(client, answers(**{name: ""}))
    page = response.content.decode()
    field = response.context["form"][name]
    assert response.status_code == 200
    assert f'href="#{field.focus_id}"' in page
    assert f'id="{field.focus_id}"' in page
    assert not Appeal.objects.exists()


@pytest.mark.parametrize("name", ["phone", "kk", "birth_date", "subject", "happened_on"])
def test_what_is_not_needed_may_stay_empty(client: Client, name: str) -> None:
    assert was_sent(send(client, answers(**{name: ""})))


@pytest.mark.parametrize(
    ("name", "typed"),
    [("email", "siti@"), ("birth_date", "kemarin"), ("birth_date", "12-05-2999"),
     ("happened_on", "31-02-2026"), ("membership", "pejabat"), ("chronology", "x" * 5001)],
)  # fmt: skip
def test_a_wrong_answer_is_refused_beside_its_field(client: Client, name: str, typed: str) -> None:
    response = send(client, answers(**{name: typed}))
    assert response.context["form"].errors.keys() == {name}


def test_answers_and_photos_survive_an_error(client: Client) -> None:
    form = answers(email="", **five_photos())
    page = send(client, form).content.decode()
    assert "Saya sudah lulus, tetapi akun saya diblokir." in page
    assert page.count("Sudah diunggah") == 6  # five places and the script's words
    send(client, answers(token=form["token"]))
    assert Appeal.objects.get().evidence.count() == 5


def test_answers_survive_leaving_the_page(client: Client) -> None:
    send(client, answers(email="", photo_ektp=builders.photo_file()))
    page = client.get(URL)
    assert "Saya sudah lulus, tetapi akun saya diblokir." in page.content.decode()
    assert [slot.held is not None for slot in page.context["slots"]][:2] == [True, False]


def test_another_browser_does_not_see_the_draft(client: Client) -> None:
    send(client, answers(email=""))
    assert "Saya sudah lulus, tetapi" not in Client().get(URL).content.decode()


def test_a_refused_photo_says_the_fix_and_keeps_the_others(client: Client) -> None:
    form = answers(photo_ektp=builders.photo_file(), photo_kk=not_a_photo())
    page = send(client, form).content.decode()
    assert "Ini berkas PDF, bukan foto." in page
    assert 'href="#id_photo_kk"' in page
    assert Evidence.objects.get().kind == "ektp"
    assert not Appeal.objects.exists()


def test_a_refused_photo_does_not_stop_the_second_try(client: Client) -> None:
    form = answers(photo_kk=not_a_photo())
    send(client, form)
    assert was_sent(send(client, answers(token=form["token"])))


def test_sending_the_same_form_twice_gives_one_case_and_one_number(client: Client) -> None:
    form = answers()
    first = send(client, form)
    second = send(client, form)
    number = Appeal.objects.get().reference
    assert number in first.content.decode()
    assert number in second.content.decode()


def test_going_back_after_sending_offers_the_case(client: Client) -> None:
    send(client, answers())
    page = client.get(URL).content.decode()
    assert "Pengaduan ini sudah terkirim" in page
    assert Appeal.objects.get().reference in page
    assert 'name="chronology"' not in page


def test_another_complaint_begins_empty(client: Client) -> None:
    old = answers()
    send(client, old)
    client.get("/pengaduan/mulai/")
    page = client.get(URL)
    text = page.content.decode()
    assert "Saya sudah lulus, tetapi" not in text
    # These stand in every form; a membership shows by its tick only.
    same = {"subject", "membership", "consent_version", "send"}
    assert not [name for name, value in old.items() if name not in same and value in text]
    assert 'value="participant" checked' not in text
    assert not Draft.objects.filter(token=token_in(page)).exists()


def test_an_odd_nik_is_hinted_at_once_and_then_accepted(client: Client) -> None:
    form = answers(birth_date="15-05-1998")
    page = send(client, form)
    assert "Tanggal lahir di NIK (12-05-1998) berbeda" in page.content.decode()
    assert "id_nik_hint" in page.content.decode()
    assert not Appeal.objects.exists()
    assert was_sent(send(client, form))


def test_another_odd_number_is_hinted_at_again(client: Client) -> None:
    form = answers(nik="317101120598")
    assert "Nomor ini berisi 12 angka" in send(client, form).content.decode()
    form["nik"] = "31710112059"
    assert "Nomor ini berisi 11 angka" in send(client, form).content.decode()
    assert was_sent(send(client, form))


def test_an_expired_page_comes_back_filled() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(URL, answers(photo_ektp=builders.photo_file()))
    text = page.content.decode()
    assert "Halaman ini sudah lama terbuka" in text
    assert "Saya sudah lulus, tetapi akun saya diblokir." in text
    assert Evidence.objects.get().draft is not None
    assert not Appeal.objects.exists()
    assert drafts.COOKIE not in page.cookies


def test_a_photo_can_be_removed_without_javascript(client: Client) -> None:
    form = answers(photo_ektp=builders.photo_file(), email="")
    send(client, form)
    held = Evidence.objects.get().pk
    page = send(client, answers(token=form["token"], remove=str(held)))
    assert "Foto dihapus" in page.content.decode()
    assert not Evidence.objects.exists()


def test_saving_for_later_judges_nothing(client: Client) -> None:
    page = send(client, {"save": "1", "name": "Siti", "token": str(uuid.uuid4())})
    assert not page.context["form"].errors
    assert 'value="Siti"' in client.get(URL).content.decode()


def test_a_shared_computer_can_forget_what_was_typed(client: Client) -> None:
    form = answers(email="", photo_ektp=builders.photo_file())
    send(client, form)
    send(client, {"forget": "1", "token": form["token"]})
    assert not Draft.objects.exists()
    assert not Evidence.objects.exists()
    assert "Saya sudah lulus, tetapi" not in client.get(URL).content.decode()


def test_a_new_wording_asks_to_read_again(client: Client) -> None:
    page = send(client, answers(consent_version="2020-01"))
    assert page.context["form"].errors.keys() == {"consent"}


def test_the_form_speaks_english(client: Client) -> None:
    client.post("/bahasa/", {"language": "en", "next": URL})
    assert '<html lang="en">' in client.get(URL).content.decode()
    send(client, answers())
    assert Consent.objects.get().language == "en"
    assert Appeal.objects.get().language == "en"


def test_the_empty_form_holds_nobodys_token(client: Client) -> None:
    first, second = client.get(URL), Client().get(URL)
    token = token_in(first)
    assert token in first.content.decode()
    assert token not in second.content.decode()


def test_an_error_page_can_be_left_and_reloaded_without_sending_again(client: Client) -> None:
    response = client.post(URL, answers(email="", photo_ektp=builders.photo_file()))
    assert (response.status_code, response["Location"]) == (302, URL)
    for _ in range(2):  # the page, and its reload
        page = client.get(URL)
        assert page.context["form"].errors.keys() == {"email"}
    assert Evidence.objects.count() == 1


def test_the_session_holds_nothing_that_was_typed(client: Client) -> None:
    send(client, answers(email=""))
    kept = str(dict(client.session))
    for typed in ("Siti", "3171011205980001", "081200000001", "lulus"):
        assert typed not in kept


def test_leaving_an_error_behind_opens_an_unjudged_form(client: Client) -> None:
    form = answers(email="")
    send(client, form)
    page = send(client, {**form, "send": "", "save": "1"})
    assert not page.context["form"].errors


def test_one_address_cannot_fill_the_disk_with_forms_it_never_files(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("appeals.intake.views._SENDINGS", 2)
    codes = [
        Client().post(URL, {"save": "1", "photo_ektp": builders.photo_file()}).status_code
        for _ in range(3)
    ]
    assert codes == [302, 302, 429]
    assert Evidence.objects.count() == 2


def test_another_site_cannot_put_its_own_case_into_a_session(client: Client) -> None:
    form = answers()
    send(client, form)
    victim = Client(enforce_csrf_checks=True)
    page = victim.post(URL, form)
    assert Appeal.objects.get().reference in page.content.decode()
    assert "sessionid" not in victim.cookies
