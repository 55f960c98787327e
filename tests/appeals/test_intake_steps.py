"""The complaint step by step: every page keeps, judges its own part, and leads on."""

from typing import Any

import pytest
from django.test import Client

from appeals.models import Appeal, Draft
from tests import builders
from tests.appeals.walking import CHECK, SEND, SENT, STEP, STORY, YOU, answer, file, write

pytestmark = pytest.mark.django_db


def test_the_whole_way_becomes_a_case(client: Client) -> None:
    write(client)
    assert answer(client, "alasan/1", reason_G03="graduated", statement_G03="Lulus.").url
    answer(client, "foto/ektp", photo_ektp=builders.photo_file())
    assert file(client).url == SENT
    appeal = Appeal.objects.get()
    assert appeal.nik == "3171011205980001"
    claim = appeal.claims.get()
    assert (claim.ground, claim.reason, claim.statement) == ("G03", "graduated", "Lulus.")
    assert appeal.evidence.get().kind == "ektp"


def test_each_step_leads_to_the_next_by_see_other(client: Client) -> None:
    seen = [client.get("/pengaduan/mulai/").headers["Location"]]
    for typed in ({"purpose": "blocked"}, YOU, {"grounds": ["G03", "G10"]}, {}, {}, STORY):
        response: Any = client.post(seen[-1], typed)
        assert response.status_code == 303
        seen.append(response.url)
    last = [path.removeprefix(STEP).strip("/") for path in seen]
    assert last == ["cocok", "siapa", "akun", "alasan/1", "alasan/2", "cerita", "foto/ektp"]


def test_an_error_leads_back_and_is_said_in_title_summary_and_field(client: Client) -> None:
    response = answer(client, "siapa", **{**YOU, "email": "siti@"})
    assert (response.status_code, response.url) == (303, f"{STEP}siapa/")
    page = client.get(response.url).content.decode()
    assert "<title>Ada yang perlu diperbaiki: Data diri · Langkah 2 dari" in page
    assert 'href="#id_email"' in page
    assert 'id="id_email_error"' in page
    assert 'value="siti@"' in page


def test_a_step_judges_its_own_questions_only(client: Client) -> None:
    assert answer(client, "cerita", **STORY).url == f"{STEP}foto/ektp/"


def test_what_was_typed_is_kept_right_or_wrong(client: Client) -> None:
    write(client)
    answer(client, "siapa", **{**YOU, "email": "siti@", "name": "Siti Baru"})
    answer(client, "cerita", chronology="", happened_on="kemarin")
    assert 'value="Siti Baru"' in client.get(f"{STEP}siapa/").content.decode()
    assert 'value="kemarin"' in client.get(f"{STEP}cerita/").content.decode()


def test_going_back_keeps_what_was_typed_without_judging_it(client: Client) -> None:
    answer(client, "cocok", purpose="blocked")
    assert answer(client, "siapa", back="1", name="Siti", nik="").url == f"{STEP}cocok/"
    page = client.get(f"{STEP}siapa/").content.decode()
    assert 'value="Siti"' in page
    assert 'id="errors"' not in page


def test_saving_for_later_stays_and_says_so(client: Client) -> None:
    response = answer(client, "siapa", save="1", name="Siti")
    page = client.get(response.url).content.decode()
    assert "Tersimpan" in page
    assert 'id="errors"' not in page


def test_an_odd_number_is_hinted_at_once(client: Client) -> None:
    odd = {**YOU, "birth_date": "15-05-1998"}
    assert answer(client, "siapa", **odd).url == f"{STEP}siapa/"
    assert "id_nik_hint" in client.get(f"{STEP}siapa/").content.decode()
    assert answer(client, "siapa", **odd).url == f"{STEP}akun/"


@pytest.mark.parametrize("slug", ["cocok", "siapa", "akun", "cerita", "foto/kk"])
def test_a_step_opened_out_of_order_works(client: Client, slug: str) -> None:
    assert client.get(f"{STEP}{slug}/").status_code == 200


@pytest.mark.parametrize(
    ("slug", "nearest"),
    [("penolong", "siapa"), ("alasan/2", "akun"), ("terlambat", "foto/supporting_1"),
     ("foto/bukti-4", "foto/supporting_1"), ("foto/consent_letter", "foto/supporting_1")],
)  # fmt: skip
def test_a_step_this_complaint_does_not_have_leads_to_the_nearest(
    client: Client, slug: str, nearest: str
) -> None:
    assert client.get(f"{STEP}{slug}/").headers["Location"] == f"{STEP}{nearest}/"


@pytest.mark.parametrize("slug", ["x", "siapa/1", "alasan/x", "foto/../x/y", "%00"])
def test_no_such_step_is_not_found(client: Client, slug: str) -> None:
    assert client.get(f"{STEP}{slug}/").status_code == 404
    assert client.post(f"{STEP}{slug}/", {"name": "Siti"}).status_code == 404
    assert not Draft.objects.exists()


def test_the_first_step_shows_other_ways_for_other_things(client: Client) -> None:
    response = answer(client, "cocok", purpose="other")
    page = client.get(response.url).content.decode()
    assert "Untuk hal lain, ini jalannya" in page
    assert f'href="{STEP}siapa/"' in page


def test_each_page_says_how_far_the_person_is(client: Client) -> None:
    assert "Langkah 1 dari 7" in client.get(f"{STEP}cocok/").content.decode()
    assert "Langkah 5 dari 7 · foto 2 dari 6" in client.get(f"{STEP}foto/kk/").content.decode()
    assert "Langkah 6 dari 7" in client.get(CHECK).content.decode()


@pytest.mark.parametrize("path", [f"{STEP}cocok/", f"{STEP}foto/kk/", CHECK, SEND])
def test_each_page_has_one_heading(client: Client, path: str) -> None:
    assert client.get(path).content.decode().count("<h1") == 1


def test_beginning_again_offers_to_go_on_where_it_was_left(client: Client) -> None:
    answer(client, "cocok", purpose="blocked")
    answer(client, "siapa", **YOU)
    page = client.get("/pengaduan/mulai/")
    assert page.context["resume"] == f"{STEP}cerita/"
    client.post(f"{STEP}cocok/", {"forget": "again"})
    assert not Draft.objects.exists()


def test_an_expired_page_loses_nothing() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = answer(strict, "cerita", chronology="Saya lulus tahun lalu.")
    assert page.status_code == 200
    assert "Halaman ini sudah lama terbuka" in page.content.decode()
    assert "Saya lulus tahun lalu." in page.content.decode()
    assert "pengaduan" not in page.cookies


def test_an_expired_page_about_a_ground_keeps_its_words() -> None:
    owner, strict = Client(), Client(enforce_csrf_checks=True)
    write(owner)
    token = str(Draft.objects.get().token)
    page = answer(strict, "alasan/1", token=token, statement_G03="Saya sudah wisuda.")
    assert "Saya sudah wisuda." in page.content.decode()
    assert "Saya lulus tahun lalu." not in page.content.decode()


def test_the_plain_page_and_the_steps_share_one_draft(client: Client) -> None:
    write(client)
    page = client.get("/pengaduan/").content.decode()
    assert "Saya lulus tahun lalu." in page
    client.post("/pengaduan/", {"save": "1", "name": "Siti Baru"})
    assert 'value="Siti Baru"' in client.get(f"{STEP}siapa/").content.decode()


def test_steps_are_counted_by_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.intake.step_views._STEPS", 2)
    codes = [answer(Client(), "cocok", purpose="blocked").status_code for _ in range(3)]
    assert codes == [303, 303, 429]


@pytest.mark.parametrize("path", ["/pengaduan/", f"{STEP}siapa/"])
def test_a_form_nobody_began_asks_the_database_nothing(
    client: Client, path: str, django_assert_num_queries: Any
) -> None:
    client.get(path)  # what every page keeps in this process
    with django_assert_num_queries(0):
        Client().get(path)


@pytest.mark.parametrize(
    ("slug", "question"),
    [("cocok", "Apa yang Anda alami?"), ("akun", "Apa alasan akun diblokir?")],
)
def test_a_question_that_is_the_heading_is_shown_once(
    client: Client, slug: str, question: str
) -> None:
    page = client.get(f"{STEP}{slug}/").content.decode()
    assert f"<h1>{question}</h1>" in page
    assert f'<legend class="visually-hidden">{question}</legend>' in page
    assert f"<legend>{question}</legend>" in client.get("/pengaduan/").content.decode()
