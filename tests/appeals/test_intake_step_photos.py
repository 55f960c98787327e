"""The steps of photos and helpers: one page each, refused with the fix."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals.models import Appeal, Evidence
from tests import builders
from tests.appeals.walking import CHECK, SENT, STEP, YOU, answer, file, write

pytestmark = pytest.mark.django_db


def test_the_photos_come_one_by_one_and_then_the_check(client: Client) -> None:
    write(client)
    seen = [f"{STEP}foto/ektp/"]
    while seen[-1] != CHECK:
        assert client.get(seen[-1]).status_code == 200
        seen.append(client.post(seen[-1], {"next": "1"}).headers["Location"])
    names = [path.removeprefix(f"{STEP}foto/").strip("/") for path in seen[:-1]]
    assert names == ["ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot", "bukti-1",
                     "supporting_1"]  # fmt: skip


def test_a_helper_says_who_they_are(client: Client) -> None:
    to = answer(client, "siapa", **{**YOU, "for_whom": "other", "email": ""})
    assert to.url == f"{STEP}penolong/"
    empty = answer(client, "penolong", helper_name="", helper_email="")
    assert empty.url == f"{STEP}penolong/"
    form = client.get(empty.url).context["form"]
    assert form.errors.keys() == {"helper_name", "helper_relation", "helper_email"}


def test_a_helpers_filing_holds_both_and_reaches_the_helper(client: Client) -> None:
    write(client, for_whom="other", email="")
    answer(client, "penolong", helper_name="Budi", helper_relation="family",
           helper_phone="0812 0000 0002", helper_email="Budi@example.id")  # fmt: skip
    answer(client, "foto/consent_letter", photo_consent_letter=builders.photo_file())
    assert file(client).url == SENT
    appeal = Appeal.objects.get()
    assert (appeal.email, appeal.name) == ("budi@example.id", "Siti Contoh")
    assert appeal.evidence.get().kind == "consent_letter"


def test_a_letter_may_follow(client: Client) -> None:
    write(client, for_whom="other")
    answer(client, "penolong", helper_name="Budi", helper_relation="family")
    assert file(client).url == SENT


def test_a_refused_photo_says_the_fix_on_its_page(client: Client) -> None:
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000)
    to = answer(client, "foto/ektp", photo_ektp=pdf)
    assert to.url == f"{STEP}foto/ektp/"
    assert "Ini berkas PDF, bukan foto." in client.get(to.url).content.decode()


def test_without_script_a_paper_is_replaced_on_its_page_once_the_new_one_is_taken(
    client: Client,
) -> None:
    place, field = "foto/supporting_1", "photo_supporting_1"
    answer(client, place, photo_supporting_1=builders.photo_file())
    first = Evidence.objects.get()
    page = client.get(f"{STEP}{place}/").content.decode()
    assert f'name="{field}_replaces" value="{first.pk}"' in page
    assert f'type="file" accept="image/*,application/pdf" name="{field}"' in page
    replaces = {f"{field}_replaces": str(first.pk)}
    broken = SimpleUploadedFile("a.jpg", b"kata-kata, bukan foto")
    answer(client, place, photo_supporting_1=broken, **replaces)
    assert Evidence.objects.get() == first
    answer(client, place, photo_supporting_1=builders.photo_file((900, 700)), **replaces)
    assert Evidence.objects.get() != first


def test_a_photo_can_be_removed_on_its_page(client: Client) -> None:
    answer(client, "foto/ektp", photo_ektp=builders.photo_file())
    to = answer(client, "foto/ektp", remove=str(Evidence.objects.get().pk))
    assert to.url == f"{STEP}foto/ektp/"
    assert not Evidence.objects.exists()


def test_another_supporting_file_is_asked_for_once_there_is_one(client: Client) -> None:
    photo = builders.photo_file()
    to = answer(client, "foto/supporting_1", photo_supporting_1=photo)
    assert to.url == f"{STEP}foto/supporting_2/"


def test_the_proof_of_a_ground_is_kept_for_that_ground(client: Client) -> None:
    write(client)
    answer(client, "foto/bukti-1", photo_ground_G03=builders.photo_file())
    assert Evidence.objects.get().ground == "G03"
