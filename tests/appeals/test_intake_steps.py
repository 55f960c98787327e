"""The complaint step by step: every page keeps, judges its own part, and leads on."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from appeals.intake.consent import SHOWN
from appeals.intake.steps import Situation, way
from appeals.lifecycle import submit
from appeals.models import Appeal, Draft, Evidence
from eligibility.models import Account
from tests import builders

pytestmark = pytest.mark.django_db
STEP = "/pengaduan/langkah/"
CHECK = "/pengaduan/cek/"
SEND = "/pengaduan/kirim/"
SENT = "/pengaduan/terkirim/"

YOU = {
    "for_whom": "self",
    "name": "Siti Contoh",
    "email": "siti@example.id",
    "phone": "0812-0000-0001",
    "nik": "3171 0112 0598 0001",
    "kk": "3171010101150001",
    "birth_date": "12-05-1998",
    "membership": "participant",
}
STORY = {"subject": "Akun Terblokir", "chronology": "Saya lulus tahun lalu.", "happened_on": ""}


def answer(client: Client, slug: str, query: str = "", **typed: Any) -> Any:
    """Send one step and return the redirect."""
    return client.post(f"{STEP}{slug}/{query}", typed)


def write(client: Client, **about_you: str) -> None:
    """Answer all that is needed."""
    answer(client, "cocok", purpose="blocked")
    answer(client, "siapa", **{**YOU, **about_you})
    answer(client, "akun", grounds=["", "G03"])
    answer(client, "cerita", **STORY)


def file(client: Client, **typed: Any) -> Any:
    """Press Kirim Pesan."""
    return client.post(SEND, {"consent_version": SHOWN, "send": "1", **typed})


def prove(client: Client, account: Account) -> None:
    """Let the browser have proved that the account is its person's."""
    session = client.session
    session["checked_account"] = {"id": account.pk, "until": builders.now().timestamp() + 60}
    session.save()


def slugs(**answers: str) -> list[str]:
    return [step.slug for step in way(Situation(answers))]


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


def test_the_photos_come_one_by_one_and_then_the_check(client: Client) -> None:
    write(client)
    seen = [f"{STEP}foto/ektp/"]
    while seen[-1] != CHECK:
        assert client.get(seen[-1]).status_code == 200
        seen.append(client.post(seen[-1], {"next": "1"}).headers["Location"])
    names = [path.removeprefix(f"{STEP}foto/").strip("/") for path in seen[:-1]]
    assert names == ["ektp", "kk", "selfie_ektp", "selfie_kk", "screenshot", "bukti-1",
                     "supporting_1"]  # fmt: skip


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


def test_misuse_is_a_shorter_way_of_its_own() -> None:
    steps = slugs(purpose="nik_misused")
    assert steps == ["cocok", "siapa", "cerita", "foto/ektp", "foto/selfie_ektp",
                     "foto/supporting_1", "cek", "kirim"]  # fmt: skip


def test_misuse_asks_neither_membership_nor_grounds(client: Client) -> None:
    answer(client, "cocok", purpose="nik_misused")
    answer(client, "siapa", **{name: said for name, said in YOU.items() if name != "membership"})
    answer(client, "cerita", chronology="NIK saya dipakai orang.")
    assert file(client).url == SENT
    appeal = Appeal.objects.get()
    assert appeal.subject == "NIK saya dipakai orang lain"
    assert not appeal.claims.exists()


def test_not_knowing_the_ground_is_an_answer(client: Client) -> None:
    write(client)
    assert answer(client, "akun", grounds=["", "unknown"]).url == f"{STEP}cerita/"
    assert file(client).url == SENT
    assert [claim.ground for claim in Appeal.objects.get().claims.all()] == [""]


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


def test_an_expired_page_at_the_end_files_nothing() -> None:
    owner, strict = Client(), Client(enforce_csrf_checks=True)
    write(owner)
    page = file(strict, token=str(Draft.objects.get().token))
    assert page.status_code == 200
    assert not Appeal.objects.exists()
    assert "sessionid" not in page.cookies


def test_a_refused_photo_says_the_fix_on_its_page(client: Client) -> None:
    pdf = SimpleUploadedFile("a.pdf", b"%PDF-1.7 " + b"x" * 5000)
    to = answer(client, "foto/ektp", photo_ektp=pdf)
    assert to.url == f"{STEP}foto/ektp/"
    assert "Ini berkas PDF, bukan foto." in client.get(to.url).content.decode()


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


def test_the_plain_page_and_the_steps_share_one_draft(client: Client) -> None:
    write(client)
    page = client.get("/pengaduan/").content.decode()
    assert "Saya lulus tahun lalu." in page
    client.post("/pengaduan/", {"save": "1", "name": "Siti Baru"})
    assert 'value="Siti Baru"' in client.get(f"{STEP}siapa/").content.decode()


def test_who_proved_the_account_chooses_among_its_own_grounds(client: Client) -> None:
    account = builders.block("G03").account
    prove(client, account)
    page = client.get(f"{STEP}akun/").content.decode()
    assert "Saya dianggap masih sekolah" in page
    assert "Umur saya dianggap" not in page


def test_who_proved_one_account_learns_nothing_of_another(client: Client) -> None:
    mine, other = builders.account(), builders.block("G03").account
    prove(client, mine)
    answer(client, "siapa", **{**YOU, "nik": other.nik})
    assert client.get(f"{STEP}akun/").content.decode().count("Saya dianggap masih sekolah") == 1
    assert "Umur saya dianggap" in client.get(f"{STEP}akun/").content.decode()
    assert "kemdikbud" not in client.get(f"{STEP}akun/").content.decode().lower()


def test_a_known_nik_gets_the_same_pages_as_an_unknown_one() -> None:
    known = builders.block("G03").account.nik
    pages = []
    for nik in (known, "3171011205989999"):
        client = Client()
        answer(client, "siapa", **{**YOU, "nik": nik, "birth_date": ""})
        token = str(Draft.objects.latest("pk").token)
        seen = [client.get(f"{STEP}{slug}/").content.decode() for slug in ("akun", "cerita")]
        csrf = client.cookies["csrftoken"].value
        assert csrf
        pages.append([_without_secrets(page, token, nik) for page in seen])
    assert pages[0] == pages[1]


def _without_secrets(page: str, token: str, nik: str) -> str:
    lines = page.replace(token, "").replace(nik, "").splitlines()
    return "\n".join(line for line in lines if "csrfmiddlewaretoken" not in line)


def test_the_account_the_person_proved_comes_along(client: Client, monkeypatch: Any) -> None:
    account = builders.block("G03").account
    prove(client, account)
    filed: list[Any] = []
    monkeypatch.setattr("appeals.lifecycle.submit", _listening(filed))
    write(client, nik=account.nik, birth_date="")
    file(client)
    assert filed[0].proved_account_id == account.pk


def _listening(filed: list[Any]) -> Any:
    def listen(filing: Any, *, at: Any) -> Appeal:
        filed.append(filing)
        return submit(filing, at=at)

    return listen


def test_why_so_late_is_asked_where_the_days_to_object_are_over(client: Client) -> None:
    account = builders.block("G03").account
    prove(client, account)
    account.blocks.update(confirmed_at=builders.now())
    answer(client, "akun", grounds=["G03"])
    assert client.get(f"{STEP}terlambat/").status_code == 302
    account.blocks.update(confirmed_at=builders.NOON.replace(year=2025))
    assert client.get(f"{STEP}terlambat/").status_code == 200
    assert answer(client, "terlambat", late_reason="Saya sakit.").url == CHECK


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


def test_a_stale_choice_is_told_on_the_check_page(client: Client) -> None:
    write(client)
    answer(client, "akun", grounds=["G99"])
    page = client.get(CHECK)
    assert page.context["form"].errors.keys() == {"grounds"}
    assert f'href="{STEP}akun/?kembali=cek#id_grounds_0"' in page.content.decode()


@pytest.mark.parametrize("path", [f"{STEP}akun/", "/pengaduan/"])
def test_the_grounds_chosen_before_are_ticked_again(client: Client, path: str) -> None:
    answer(client, "akun", grounds=["", "G03", "unknown"])
    page = client.get(path).content.decode()
    for ground in ("G03", "unknown"):
        assert f'value="{ground}" checked' in page
    assert 'value="G10" checked' not in page
