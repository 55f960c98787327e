"""Photos sent ahead from the pages of banding and of opening again."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals.models import Appeal, Draft, Evidence
from tests import builders
from tests.appeals.test_cases import opened
from tests.appeals.test_cases_going_on import _refused, _token
from tests.appeals.test_second_level import decided

pytestmark = pytest.mark.django_db
PLACE = "photo_supporting_1"


@pytest.fixture
def refused(client: Client) -> Appeal:
    """A case that was refused just now, and is open in the browser."""
    case = _refused()
    opened(client, case)
    return case


def ahead(client: Client, appeal: Appeal, token: str, **over: Any) -> Any:
    """Send one photo as the page's script does."""
    sent = {"token": token, "field": PLACE, "photo": builders.photo_file(), **over}
    return client.post(f"/kasus/{appeal.reference}/lanjut/unggah/", sent)


def page(client: Client, appeal: Appeal, way: str = "buka-lagi") -> str:
    return client.get(f"/kasus/{appeal.reference}/{way}/").content.decode()


@pytest.mark.parametrize("way", ["buka-lagi", "banding"])
def test_the_page_sends_photos_by_itself(client: Client, refused: Appeal, way: str) -> None:
    shown = page(client, refused, way)
    assert f'data-photo-url="/kasus/{refused.reference}/lanjut/unggah/"' in shown
    for script in ("upload.js", "coach.js", "photo.js"):
        assert script in shown
    assert "data-words" in shown


def test_a_photo_sent_ahead_goes_along_with_the_form(client: Client, refused: Appeal) -> None:
    token = _token(page(client, refused))
    answer = ahead(client, refused, token).json()
    assert answer["id"] == Evidence.objects.get().pk
    assert "Sudah diunggah" in page(client, refused)
    sent = {"token": token, "text": "Ini ijazah saya.", "send": "1"}
    client.post(f"/kasus/{refused.reference}/buka-lagi/", sent)
    assert Appeal.objects.get(previous=refused).evidence.get().pk == answer["id"]


def test_what_was_typed_before_stays(client: Client, refused: Appeal) -> None:
    token = _token(page(client, refused))
    typed = {"token": token, "text": "Ini ijazah saya.", "add": "1"}
    client.post(f"/kasus/{refused.reference}/buka-lagi/", typed)
    ahead(client, refused, token)
    assert "Ini ijazah saya." in page(client, refused)


def test_a_new_file_takes_the_place_of_the_one_it_names(client: Client, refused: Appeal) -> None:
    token = _token(page(client, refused))
    first = ahead(client, refused, token).json()["id"]
    photo = builders.photo_file((900, 700))
    second = ahead(client, refused, token, photo=photo, **{f"{PLACE}_replaces": str(first)})
    assert Evidence.objects.get().pk == second.json()["id"] != first


def test_a_photo_sent_ahead_is_taken_out_again(client: Client, refused: Appeal) -> None:
    token = _token(page(client, refused))
    row = ahead(client, refused, token).json()["id"]
    taken = client.post(
        f"/kasus/{refused.reference}/lanjut/unggah/", {"token": token, "remove": str(row)}
    )
    assert taken.json() == {"ok": True}
    assert not Evidence.objects.exists()


def test_a_faulty_photo_is_refused_with_the_fix(client: Client, refused: Appeal) -> None:
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000)
    answer = ahead(client, refused, _token(page(client, refused)), photo=pdf)
    assert answer.status_code == 422
    message = answer.json()["message"]
    assert "PDF ini tidak utuh, jadi tidak bisa dibuka. Simpan lagi PDF-nya" in message


@pytest.mark.parametrize("field", ["photo_ektp", "", "photo_supporting_9"])
def test_a_place_that_the_page_has_not_takes_nothing(
    client: Client, refused: Appeal, field: str
) -> None:
    assert ahead(client, refused, str(uuid.uuid4()), field=field).status_code == 400
    assert not Draft.objects.exists()


def test_a_case_with_no_way_on_takes_nothing(client: Client) -> None:
    granted = decided(builders.block(), result="lifted", at=builders.now())
    opened(client, granted)
    assert ahead(client, granted, str(uuid.uuid4())).status_code == 400
    assert not Draft.objects.exists()


def test_after_sending_nothing_is_begun_anew(client: Client, refused: Appeal) -> None:
    token = _token(page(client, refused, "banding"))
    sent = {"token": token, "text": "Saya sudah lulus.", "send": "1"}
    client.post(f"/kasus/{refused.reference}/banding/", sent)
    answer = ahead(client, refused, token)
    assert (answer.status_code, Draft.objects.count()) == (409, 0)


def test_another_cases_draft_is_not_written_to(client: Client, refused: Appeal) -> None:
    other = _refused("G10")
    strange = Draft.objects.create(
        about=other, created_at=builders.now(), expires_at=builders.now()
    )
    ahead(client, refused, str(strange.token))
    assert not strange.evidence.exists()


def test_a_browser_that_has_not_opened_the_case_sends_nothing(refused: Appeal) -> None:
    assert ahead(Client(), refused, str(uuid.uuid4())).status_code == 403
    assert not Draft.objects.exists()


def test_a_camera_without_scripts_fills_the_same_place(client: Client, refused: Appeal) -> None:
    sent = {
        "token": _token(page(client, refused)),
        "text": "Ini.",
        "send": "1",
        f"{PLACE}_camera": builders.photo_file(),
    }
    client.post(f"/kasus/{refused.reference}/buka-lagi/", sent)
    assert Appeal.objects.get(previous=refused).evidence.count() == 1
