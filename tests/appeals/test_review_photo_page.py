"""The page of one photo: what it asks before it opens, two photos side by side, and refusals."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from PIL import Image, ImageChops
from pytest_django import Settings

from appeals import lifecycle
from appeals.models import Appeal, Evidence
from portal import storage
from portal.models import AuditEntry, User
from tests import builders
from tests.desk import may_look, signed_in

pytestmark = pytest.mark.django_db

REASON = "Menggantikan rekan yang sakit"


@pytest.fixture(autouse=True)
def evidence_folder(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path


def photo(appeal: Appeal, kind: str = "ektp", **over: Any) -> Evidence:
    name = storage.evidence_store().write(builders.photo_bytes((320, 200)))
    return Evidence.objects.create(
        **{
            "appeal": appeal, "kind": kind, "state": "ready", "original_name": "a.jpg",
            "original_sha256": "0" * 64, "original_bytes": 10, "image_name": name,
            "thumbnail_name": name, "uploaded_at": builders.NOON, "done_at": builders.NOON, **over,
        }
    )  # fmt: skip


def taken(ground: str = "G03") -> tuple[Appeal, User]:
    officer, appeal = builders.officer(), builders.appeal_about(builders.block(ground))
    lifecycle.take(appeal, by=officer, at=builders.NOON)
    return appeal, officer


def url(appeal: Appeal, file: Evidence, *, beside: Evidence | None = None) -> str:
    path = reverse("admin:appeals_appeal_photo", args=[appeal.pk, file.pk])
    return f"{path}?bandingkan={beside.pk}" if beside else path


def image_url(file: Evidence) -> str:
    return reverse("admin:appeals_evidence_image", args=[file.pk])


def test_the_holder_is_asked_what_for_and_then_sees_the_photo() -> None:
    appeal, officer = taken()
    file, client = photo(appeal), signed_in(officer)
    asked = client.get(url(appeal, file)).content.decode()
    assert "Pilih dulu untuk apa" in asked
    assert image_url(file) not in asked
    sent = client.post(url(appeal, file), {"case": appeal.pk, "purpose": "identity"})
    assert (sent.status_code, sent["Location"]) == (302, url(appeal, file))
    shown = client.get(url(appeal, file)).content.decode()
    assert image_url(file) in shown
    assert "Tujuan: Memeriksa identitas" in shown


def test_one_choice_opens_every_photo_of_the_case() -> None:
    appeal, officer = taken()
    files, client = [photo(appeal), photo(appeal, "supporting")], signed_in(officer)
    client.post(url(appeal, files[0]), {"case": appeal.pk, "purpose": "proof"})
    assert [client.get(image_url(file)).status_code for file in files] == [200, 200]
    entries = AuditEntry.objects.filter(action="evidence.viewed").order_by("pk")
    assert [entry.details["purpose"] for entry in entries] == ["proof", "proof"]


def test_faces_are_compared_only_where_office_and_person_agreed_and_with_the_caveat(
    settings: Settings,
) -> None:
    settings.FACE_MATCHER = "tests.appeals.test_evidence_faces.compared"
    officer = builders.officer()
    for kinds, is_on, is_scored in (
        (("processing", "biometric"), True, True),
        (("processing", "biometric"), False, False),
        (("processing",), True, False),
    ):
        settings.FACE_MATCHING = is_on
        appeal = builders.appeal(consents=builders.agreed(*kinds))
        lifecycle.take(appeal, by=officer, at=builders.NOON)
        selfie, card = photo(appeal, "selfie_ektp"), photo(appeal)
        client = signed_in(officer)
        address = url(appeal, selfie, beside=card)
        assert "kemiripan wajah" not in client.get(address).content.decode()  # shut
        may_look(officer, appeal, at=builders.now())
        shown = client.get(address).content.decode()
        assert ("kemiripan wajah 50 dari 100. Mesin pembanding" in shown) == is_scored
        entries = AuditEntry.objects.filter(action="evidence.faces_compared")
        assert entries.filter(subject_id=str(selfie.pk)).exists() == is_scored


def test_the_page_alone_is_no_look() -> None:
    appeal, officer = taken()
    file = photo(appeal)
    may_look(officer, appeal, at=builders.now())
    signed_in(officer).get(url(appeal, file))
    assert not AuditEntry.objects.filter(action="evidence.viewed").exists()


def test_without_a_purpose_the_picture_is_refused_in_words() -> None:
    appeal, officer = taken()
    file = photo(appeal)
    response = signed_in(officer).get(image_url(file))
    assert response.status_code == 403
    assert "Pilih dulu untuk apa" in response.content.decode()
    assert url(appeal, file) in response.content.decode()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"purpose": "", "note": ""}, "Pilih dulu untuk apa."),
        ({"purpose": "other", "note": ""}, "Tulis alasannya dengan beberapa kata."),
        ({"purpose": "other", "note": "Telepon 081234567890"}, "Jangan tulis nomor"),
    ],
)
def test_a_missing_or_personal_answer_is_refused_beside_its_field(
    typed: dict[str, str], words: str
) -> None:
    appeal, officer = taken()
    file = photo(appeal)
    response = signed_in(officer).post(url(appeal, file), {"case": appeal.pk, **typed})
    html = response.content.decode()
    assert response.status_code == 422
    assert html.count(words) >= 2  # in the summary and beside the field
    assert typed["note"] in html
    assert not AuditEntry.objects.filter(action="evidence.purpose").exists()


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_a_colleague_reads_who_holds_the_case_and_writes_why(role: str) -> None:
    appeal, officer = taken()
    file, client = photo(appeal), signed_in(builders.officer(role))
    User.objects.filter(pk=officer.pk).update(first_name="Rini")
    assert "dipegang Rini" in client.get(url(appeal, file)).content.decode()
    typed = {"case": appeal.pk, "purpose": "proof"}
    assert client.post(url(appeal, file), typed).status_code == 422
    assert client.post(url(appeal, file), {**typed, "note": REASON}).status_code == 302
    assert client.get(image_url(file)).status_code == 200
    assert AuditEntry.objects.get(action="evidence.viewed").details["note"] == REASON


def test_a_form_for_another_case_opens_nothing() -> None:
    appeal, officer = taken()
    file, other = photo(appeal), builders.appeal()
    response = signed_in(officer).post(url(appeal, file), {"case": other.pk, "purpose": "proof"})
    assert response.status_code == 422
    assert not AuditEntry.objects.filter(action="evidence.purpose").exists()


def test_two_photos_of_the_case_stand_side_by_side() -> None:
    appeal, officer = taken()
    first, second = photo(appeal), photo(appeal, "supporting")
    client = signed_in(officer)
    asked = client.get(url(appeal, first, beside=second)).content.decode()
    assert asked.count('name="purpose"') == asked.count('type="radio"') == 5
    may_look(officer, appeal, at=builders.now())
    shown = client.get(url(appeal, first, beside=second)).content.decode()
    assert image_url(first) in shown
    assert image_url(second) in shown


def test_a_photo_of_another_case_opens_beside_it_only_with_a_reason() -> None:
    appeal, officer = taken()
    first, strange = photo(appeal), photo(builders.appeal())
    may_look(officer, appeal, at=builders.now())
    client, address = signed_in(officer), url(appeal, first, beside=strange)
    shown = client.get(address).content.decode()
    assert image_url(first) in shown
    assert image_url(strange) not in shown
    assert str(strange.appeal) not in shown
    sent = client.post(
        address, {"case": strange.appeal_id, "purpose": "compare_photos", "note": REASON}
    )
    assert sent["Location"] == address
    opened = client.get(address).content.decode()
    assert image_url(strange) in opened
    assert str(strange.appeal) in opened


def test_who_tries_numbers_learns_nothing_of_other_cases_photos() -> None:
    appeal, officer = taken()
    elsewhere, holder = taken()
    User.objects.filter(pk=holder.pk).update(first_name="Rahayu")
    first, client = photo(appeal), signed_in(officer)
    may_look(officer, appeal, at=builders.now())
    strange = photo(elsewhere, "selfie_kk", flaws=["dark"])
    shown = client.get(url(appeal, first, beside=strange)).content.decode()
    assert "Foto dari kasus lain" in shown
    for word in (elsewhere.reference, strange.title, "Rahayu"):
        assert word not in shown
    waiting = photo(elsewhere, state="waiting")
    assert "tidak ada lagi" in client.get(url(appeal, first, beside=waiting)).content.decode()


@pytest.mark.parametrize("number", ["0", "x", "9" * 30, "-1"])
def test_a_photo_to_compare_with_that_is_not_there_breaks_nothing(number: str) -> None:
    appeal, officer = taken()
    response = signed_in(officer).get(url(appeal, photo(appeal)) + f"?bandingkan={number}")
    assert response.status_code == 200


def test_a_photo_beside_itself_is_shown_once_and_nothing_is_missed() -> None:
    appeal, officer = taken()
    evidence = photo(appeal)
    shown = signed_in(officer).get(url(appeal, evidence, beside=evidence)).content.decode()
    assert "tidak ada lagi" not in shown


def test_a_file_that_was_refused_says_why() -> None:
    appeal, officer = taken()
    evidence = photo(appeal, kind="supporting", state="refused", fault="pdf_locked")
    for page in (url(appeal, evidence), reverse("admin:appeals_appeal_change", args=[appeal.pk])):
        assert "PDF ini dikunci" in signed_in(officer).get(page).content.decode()


def test_a_photo_that_does_not_lie_on_the_desk_of_the_case_is_not_found() -> None:
    appeal, officer = taken()
    assert signed_in(officer).get(url(appeal, photo(builders.appeal()))).status_code == 404


def test_a_photo_not_examined_yet_says_so() -> None:
    appeal, officer = taken()
    html = signed_in(officer).get(url(appeal, photo(appeal, state="waiting"))).content.decode()
    assert "Sedang dicek" in html
    assert 'name="purpose"' not in html


def test_two_officers_get_two_pictures_of_one_photo() -> None:
    appeal, officer = taken()
    file, pictures = photo(appeal), []
    for user in (officer, builders.officer("supervisor")):
        may_look(user, appeal, at=builders.now())
        content = signed_in(user).get(image_url(file)).getvalue()
        pictures.append(Image.open(io.BytesIO(content)).convert("RGB"))
    assert ImageChops.difference(*pictures).getbbox() is not None


def test_the_case_page_shows_a_blur_and_folds_away_what_the_ground_does_not_need() -> None:
    appeal, officer = taken("G03")
    card, family = photo(appeal), photo(appeal, "kk")
    client = signed_in(officer)
    html = client.get(reverse("admin:appeals_appeal_change", args=[appeal.pk])).content.decode()
    assert image_url(card) not in html
    folded = html.index("1 berkas tidak dibutuhkan untuk alasan ini")
    assert html.index(url(appeal, card)) < folded < html.index(url(appeal, family))
    address = html.split(f"/evidence/{card.pk}/thumbnail/")[1].split('"')[0]
    blur = client.get(f"/pmo/appeals/evidence/{card.pk}/thumbnail/{address}").getvalue()
    assert max(Image.open(io.BytesIO(blur)).size) == 24


def test_the_history_says_who_opened_photos_and_what_for() -> None:
    appeal, officer = taken()
    file, client = photo(appeal), signed_in(officer)
    may_look(officer, appeal, at=builders.now())
    client.get(image_url(file))
    html = client.get(reverse("admin:appeals_appeal_change", args=[appeal.pk])).content.decode()
    assert "membuka foto: Memeriksa identitas" in html
