"""One photo at a time: the answers the browser's script gets, and the body limits."""

import uuid
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals.models import Appeal, Draft, Evidence
from tests import builders, photos
from tests.appeals.test_intake import answers

pytestmark = pytest.mark.django_db
URL = "/pengaduan/foto/"


def upload(client: Client, token: str, field: str = "photo_ektp", **over: Any) -> Any:
    sent = {"token": token, "field": field, "photo": builders.photo_file(), **over}
    return client.post(URL, sent)


def test_a_photo_is_attached_at_once(client: Client) -> None:
    token = str(uuid.uuid4())
    answer = upload(client, token).json()
    evidence = Evidence.objects.get()
    assert answer["ok"]
    assert answer["id"] == evidence.pk
    assert evidence.upload_name not in str(answer)


def test_photos_sent_ahead_belong_to_the_case(client: Client) -> None:
    form = answers()
    upload(client, form["token"])
    upload(client, form["token"], "photo_supporting_1")
    client.post("/pengaduan/", form)
    assert Appeal.objects.get().evidence.count() == 2


def test_a_second_photo_replaces_the_first(client: Client) -> None:
    token = str(uuid.uuid4())
    first = upload(client, token).json()["id"]
    second = upload(client, token, photo=builders.photo_file((900, 700))).json()["id"]
    assert [row.pk for row in Evidence.objects.all()] == [second] != [first]


def test_a_retry_after_a_lost_answer_is_the_photo_that_arrived(client: Client) -> None:
    token = str(uuid.uuid4())
    first, second = (upload(client, token, "photo_supporting_1").json() for _ in range(2))
    assert first == second
    assert Evidence.objects.count() == 1


def test_a_fourth_supporting_file_is_refused_in_words(client: Client) -> None:
    token = str(uuid.uuid4())
    for number in (1, 2, 3):
        photo = builders.photo_file((800 + number, 700))
        sent = upload(client, token, f"photo_supporting_{number}", photo=photo)
        assert sent.status_code == 200
    answer = upload(client, token, "photo_supporting_1")
    assert answer.status_code == 422
    assert "Hapus dulu satu" in answer.json()["message"]


def three_papers(client: Client, token: str) -> list[int]:
    photos = [builders.photo_file((800 + number, 700)) for number in (1, 2, 3)]
    return [
        upload(client, token, f"photo_supporting_{number}", photo=photo).json()["id"]
        for number, photo in enumerate(photos, start=1)
    ]


def test_a_paper_takes_the_place_of_the_one_it_names_though_three_are_there(
    client: Client,
) -> None:
    token = str(uuid.uuid4())
    first, second, third = three_papers(client, token)
    sent = upload(client, token, "photo_supporting_2", photo_supporting_2_replaces=str(second))
    kept = list(Evidence.objects.order_by("pk").values_list("pk", flat=True))
    assert kept == [first, third, sent.json()["id"]]


def test_a_refused_paper_leaves_the_one_it_was_to_replace(client: Client) -> None:
    token = str(uuid.uuid4())
    papers = three_papers(client, token)
    broken = SimpleUploadedFile("a.jpg", b"kata-kata, bukan foto", "image/jpeg")
    sent = upload(client, token, "photo_supporting_2", photo=broken,
                  photo_supporting_2_replaces=str(papers[1]))  # fmt: skip
    assert sent.status_code == 422
    assert set(Evidence.objects.values_list("pk", flat=True)) == set(papers)


def test_a_full_draft_takes_a_paper_in_the_place_of_another(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = str(uuid.uuid4())
    papers = three_papers(client, token)
    monkeypatch.setattr("appeals.evidence.intake.MOST_PER_DRAFT", 3)
    replaces = {"photo_supporting_1_replaces": str(papers[0])}
    assert upload(client, token, "photo_supporting_1", **replaces).status_code == 200
    assert Evidence.objects.count() == 3


@pytest.mark.parametrize("said", ["", "0", "siapa", "9" * 30])
def test_a_paper_that_names_none_of_the_draft_stands_beside_the_others(
    client: Client, said: str
) -> None:
    token = str(uuid.uuid4())
    upload(client, token, "photo_supporting_1")
    photo = builders.photo_file((900, 700))
    upload(client, token, "photo_supporting_2", photo=photo, photo_supporting_2_replaces=said)
    assert Evidence.objects.count() == 2


def test_a_paper_takes_no_place_in_a_strangers_draft(client: Client) -> None:
    other = upload(Client(), str(uuid.uuid4()), "photo_supporting_1").json()["id"]
    upload(client, str(uuid.uuid4()), "photo_supporting_1", photo_supporting_1_replaces=str(other))
    assert Evidence.objects.filter(pk=other).exists()


def test_a_wrong_file_is_refused_with_its_fix(client: Client) -> None:
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000, "application/pdf")
    answer = upload(client, str(uuid.uuid4()), photo=pdf)
    assert answer.status_code == 422
    assert "Foto kartunya langsung" in answer.json()["message"]
    assert not Evidence.objects.exists()


def test_a_photo_is_removed_again(client: Client) -> None:
    token = str(uuid.uuid4())
    held = upload(client, token).json()["id"]
    assert client.post(URL, {"token": token, "remove": held}).json() == {"ok": True}
    assert not Evidence.objects.exists()


def test_nobody_removes_another_drafts_photo(client: Client) -> None:
    held = upload(client, str(uuid.uuid4())).json()["id"]
    Client().post(URL, {"token": str(uuid.uuid4()), "remove": held})
    assert Evidence.objects.filter(pk=held).exists()


def test_a_sent_form_takes_no_more_photos(client: Client) -> None:
    form = answers()
    client.post("/pengaduan/", form)
    assert upload(client, form["token"]).status_code == 409


@pytest.mark.parametrize("over", [{"field": "photo_passport"}, {"photo": ""}])
def test_a_photo_without_place_or_content_is_asked_for_again(
    client: Client, over: dict[str, str]
) -> None:
    answer = upload(client, str(uuid.uuid4()), **over)
    assert answer.status_code == 400
    assert not answer.json()["ok"]


def test_an_expired_page_keeps_the_photo_for_the_form() -> None:
    answer = upload(Client(enforce_csrf_checks=True), str(uuid.uuid4()))
    assert answer.status_code == 403
    assert "Kirim Pesan" in answer.json()["message"]


@pytest.mark.parametrize("path", ["/pengaduan/", "/kasus/"])
def test_a_body_too_large_gets_the_clean_page(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    settings.PHOTO_MAX_BYTES = 100
    monkeypatch.setattr("portal.doors._MOST_TEXT", 0)
    page = client.post(path, {"chronology": "x" * 5000})
    assert page.status_code == 413
    assert "Fotonya terlalu besar" in page.content.decode()


def test_one_photo_too_large_is_refused_in_json(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("appeals.intake.upload.MOST_BYTES", 1000)
    answer = upload(client, str(uuid.uuid4()))
    assert answer.status_code == 413
    assert "MB" in answer.json()["message"]


def test_too_many_fields_get_the_clean_page(client: Client) -> None:
    page = client.post("/pengaduan/", {f"f{number}": "x" for number in range(300)})
    assert page.status_code == 413


def test_a_broken_body_gets_the_clean_page(client: Client) -> None:
    page = client.post("/pengaduan/", b"--x\r\nnonsense", content_type="multipart/form-data")
    assert page.status_code == 400
    assert "tidak bisa kami baca" in page.content.decode()


def test_a_photo_that_arrives_settles_its_earlier_refusal(client: Client) -> None:
    form = answers(email="")
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000, "application/pdf")
    page = client.post("/pengaduan/", {**form, "photo_kk": pdf}, follow=True)
    assert page.context["page"].refusals
    upload(client, form["token"], "photo_kk")
    assert not client.get("/pengaduan/").context["page"].refusals


def test_what_is_typed_is_kept_before_anything_is_sent(client: Client) -> None:
    form = answers()
    assert client.post("/pengaduan/simpan/", form).json() == {"ok": True}
    page = client.get("/pengaduan/")
    assert form["chronology"] in page.content.decode()
    assert not page.context["form"].errors


def test_a_late_keeping_does_not_reopen_a_sent_form(client: Client) -> None:
    form = answers()
    client.post("/pengaduan/", form)
    assert client.post("/pengaduan/simpan/", form).status_code == 409
    assert not Draft.objects.exists()


def test_keeping_is_refused_to_another_site() -> None:
    assert Client(enforce_csrf_checks=True).post("/pengaduan/simpan/", answers()).status_code == 409
    assert not Draft.objects.exists()


def test_each_ground_has_one_proof_beside_the_supporting_files(client: Client) -> None:
    token = str(uuid.uuid4())
    for field in ("photo_ground_G03", "photo_ground_G10", "photo_supporting_1", "photo_ground_G03"):
        assert upload(client, token, field).status_code == 200
    kept = Evidence.objects.order_by("pk").values_list("kind", "ground")
    assert list(kept) == [("supporting", "G03"), ("supporting", "G10"), ("supporting", "")]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("IMG-20261120-WA0001.jpg", photos.jpeg()),
        ("WhatsApp Image 2026-11-20 at 08.15.33 (1).jpeg", photos.many_in_one()),
        ("IMG_0001.HEIC", photos.encoded(photos.scene(), "HEIF")),
        ("scan.jpg", photos.encoded(photos.scene(mode="CMYK"))),
        ("50MP.jpg", photos.jpeg((8160, 6120), quality=40)),
        ("tanpa akhiran", photos.encoded(photos.scene(), "WEBP")),
    ],
    ids=["usual", "MPO", "HEIC", "CMYK", "fifty megapixels", "no ending"],
)
def test_what_phones_send_is_taken_under_its_own_name(
    client: Client, name: str, content: bytes
) -> None:
    answer = upload(client, str(uuid.uuid4()), photo=photos.upload(content, name))
    assert answer.status_code == 200
    assert Evidence.objects.get().original_name == name


@pytest.mark.parametrize(
    ("content", "fix"),
    [
        (photos.jpeg()[:9000], "Pilih lagi fotonya"),
        (photos.jpeg((9000, 7000), quality=30), "mutu biasa"),
        (b"", "foto ulang"),
    ],
    ids=["half", "sixty-three megapixels", "nothing"],
)
def test_what_cannot_be_opened_is_refused_with_its_fix(
    client: Client, content: bytes, fix: str
) -> None:
    answer = upload(client, str(uuid.uuid4()), photo=photos.upload(content))
    assert not answer.json()["ok"]
    assert fix in answer.json()["message"]
    assert not Evidence.objects.exists()


def test_the_camera_without_script_has_an_input_of_its_own(client: Client) -> None:
    form = answers()
    sent = {**form, "photo_kk_camera": builders.photo_file()}
    client.post("/pengaduan/", {**sent, "save": "1"})
    assert Draft.objects.get().evidence.get().kind == Evidence.Kind.KK


def test_a_photo_step_offers_the_camera_where_scripts_are_off(client: Client) -> None:
    page = client.get("/pengaduan/langkah/foto/selfie_ektp/").content.decode()
    without_script = page[page.index("<noscript>") : page.index("</noscript>")]
    assert 'capture="user"' in without_script
    assert 'name="photo_selfie_ektp_camera"' in without_script
