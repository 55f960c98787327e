"""The account's page: masked, one field opened with a reason, everything linked, nothing endless."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from eligibility import blocking
from eligibility.models import Account, Block, Finding, Hold, Restoration, ScreeningRun
from portal.models import AuditEntry, Role, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in
from tests.eligibility import people

pytestmark = pytest.mark.django_db
REVEALERS = {"agent", "supervisor", "privacy_officer"}
SCREENERS = {"rule_officer", "supervisor"}


def address(account: Account, name: str = "change") -> str:
    return reverse(f"admin:eligibility_account_{name}", args=[account.pk])


def page(account: Account, user: User | None = None) -> str:
    response = signed_in(user or builders.officer()).get(address(account))
    assert response.status_code == 200
    return str(response.content.decode())


def reveal(account: Account, user: User, **over: str) -> HttpResponse:
    asked = {"field": "nik", "reason": "compare", "note": "", **over}
    response: HttpResponse = signed_in(user).post(  # type: ignore[assignment] # a response it is
        address(account, "reveal"), asked
    )
    return response


def personal(account: Account) -> list[str]:
    return [account.name, account.nik, account.kk, account.phone, account.email,
            account.payout_account or "", "12 Mei 1998"]  # fmt: skip


def known_well() -> Account:
    """Return somebody about whom every part of the page has something to say."""
    person = people.account(payout_account="88810012345")
    people.purchase(people.grant(person), bought_at=NOON)
    people.verdict(person)
    people.entry(person)
    block = builders.block("G03", on=person)
    blocking.lift([block], by=builders.officer(), reason="source_wrong", at=NOON)
    Restoration.objects.create(block=block, kind="refund_withdrawn", restored_at=NOON)
    builders.block("G02", on=person)
    Hold.objects.create(account=person, reference="case:1", placed_at=NOON)
    return person


@pytest.mark.parametrize("role", Role.values)
def test_nobody_reads_a_personal_value_on_the_page(role: str) -> None:
    person = known_well()
    html = page(person, builders.officer(role))
    assert [value for value in personal(person) if value in html] == []


def test_the_page_tells_what_is_known_and_from_where() -> None:
    html = page(known_well())
    for words in ("Kemdikbud", "BKN", "Penetapan penerima", "Pelatihan yang dibeli", "case:1",
                  "Tagihan pengembalian uang dicabut", "Umur di luar batas program"):  # fmt: skip
        assert words in html


def test_a_block_leads_to_its_version_its_run_and_its_file() -> None:
    batch = people.training_file(NOON.date())
    people.verdict(people.account(), batch=batch)
    run = people.screen()
    block = Block.objects.get()
    html = page(block.account)
    for row in (block.policy, run, batch):
        assert row is not None
        assert reverse(f"admin:eligibility_{row._meta.model_name}_change", args=[row.pk]) in html


def test_each_look_at_an_account_is_written_down() -> None:
    person, officer = people.account(), builders.officer("auditor")
    page(person, officer)
    entry = AuditEntry.objects.get(action="account.viewed")
    assert (entry.actor, entry.subject_id) == (officer, str(person.pk))


@pytest.mark.parametrize("role", Role.values)
def test_only_those_who_speak_with_people_may_reveal(role: str) -> None:
    person = people.account()
    response = reveal(person, builders.officer(role))
    assert response.status_code == (200 if role in REVEALERS else 403)
    assert (person.nik in response.content.decode()) == (role in REVEALERS)


def test_a_superuser_has_no_way_around() -> None:
    user = builders.officer(is_superuser=True)
    user.groups.clear()
    person, client = people.account(), signed_in(User.objects.get(pk=user.pk))
    for response in (client.get(address(person)), client.post(address(person, "reveal"), {}),
                     client.post(address(person, "screen"))):  # fmt: skip
        assert response.status_code == 403


def test_a_reveal_opens_one_field_once_and_is_written_down() -> None:
    person, officer = people.account(), builders.officer()
    html = reveal(person, officer, reason="other", note="Peserta menelepon").content.decode()
    assert person.nik in html
    assert [value for value in personal(person) if value and value in html] == [person.nik]
    entry = AuditEntry.objects.get(action="account.revealed")
    assert entry.details == {"field": "nik", "reason": "other", "note": "Peserta menelepon"}
    assert person.nik not in page(person, officer)


def test_a_birth_date_and_a_payout_account_open_like_the_rest() -> None:
    person, officer = people.account(payout_account="88810012345"), builders.officer()
    assert "12 Mei 1998" in reveal(person, officer, field="birth_date").content.decode()
    assert "88810012345" in reveal(person, officer, field="payout_account").content.decode()


@pytest.mark.parametrize(
    ("over", "wrong", "said"),
    [
        ({"reason": ""}, "reason", "Pilih alasan untuk membuka data itu."),
        ({"reason": "other"}, "note", "Tulis di sini untuk apa data ini dibuka."),
        ({"field": "password"}, "field", "Pilih dari daftar."),
        ({"note": "NIK 3171011205980001"}, "note", "Jangan tulis nomor atau alamat orang"),
        ({"note": "tulis ke siti@example.id"}, "note", "Jangan tulis nomor atau alamat orang"),
    ],
)
def test_a_reveal_without_a_good_reason_opens_nothing_and_says_what_is_missing(
    over: dict[str, str], wrong: str, said: str
) -> None:
    person = people.account()
    response = reveal(person, builders.officer(), **over)
    html = response.content.decode()
    assert response.status_code == 422
    assert [value for value in personal(person) if value and value in html] == []
    assert not AuditEntry.objects.filter(action="account.revealed").exists()
    assert f'href="#reveal-{wrong}"' in html
    assert said in html.partition(f'id="reveal-{wrong}_error"')[2].partition("</ul>")[0]


def test_a_reveal_is_asked_for_by_post_only() -> None:
    person = people.account()
    assert signed_in(builders.officer()).get(address(person, "reveal")).status_code == 405


@pytest.mark.parametrize("role", Role.values)
def test_those_who_answer_for_the_rules_may_have_an_account_judged_now(role: str) -> None:
    person, officer = people.account(), builders.officer(role)
    response = signed_in(officer).post(address(person, "screen"))
    assert response.status_code == (302 if role in SCREENERS else 403)
    assert ScreeningRun.objects.filter(requested_by=officer).exists() == (role in SCREENERS)


def test_judging_an_account_now_is_about_this_account_alone() -> None:
    person, other = people.account(education="school"), people.account(education="school")
    signed_in(builders.officer("supervisor")).post(address(person, "screen"))
    run = ScreeningRun.objects.get()
    assert run.accounts == 1
    assert run.chunk_rows.exclude(account_ids=None).exists()
    assert not Finding.objects.filter(account=other).exists()


def test_an_account_that_is_not_there_is_not_found() -> None:
    client = signed_in(builders.officer("supervisor"))
    for name in ("change", "reveal", "screen"):
        url = reverse(f"admin:eligibility_account_{name}", args=[99])
        answer = client.get(url) if name == "change" else client.post(url, {"field": "nik"})
        assert answer.status_code == 404


def test_a_group_finding_leads_to_the_accounts_of_its_group() -> None:
    together = [people.account(), people.account()]
    for person in together:
        block = builders.block("G08", on=person)
        Finding.objects.filter(pk=block.finding_id).update(cluster=together[0].pk)
    finding = Finding.objects.latest("pk")
    url = reverse("admin:eligibility_finding_change", args=[finding.pk])
    assert url in page(together[1])
    html = signed_in(builders.officer()).get(url).content.decode()
    assert address(together[0]) in html
    assert together[0].nik not in html


def queries_of(account: Account) -> int:
    client = signed_in(builders.officer())
    client.get(address(account))
    with CaptureQueriesContext(connection) as queries:
        client.get(address(account))
    return len(queries)


def test_a_long_history_costs_no_more_and_ends() -> None:
    person = people.account()
    for _ in range(2):
        people.verdict(person, superseded_at=NOON)
        builders.block("G03", on=person)
        blocking.lift(Block.objects.standing(), by=None, reason="source_wrong", at=NOON)
    few = queries_of(person)
    for _ in range(28):
        people.verdict(person, superseded_at=NOON)
        builders.block("G03", on=person)
        blocking.lift(Block.objects.standing(), by=None, reason="source_wrong", at=NOON)
    assert queries_of(person) <= few
    assert "25 terbaru." in page(person)


@pytest.mark.parametrize("role", Role.values)
def test_a_blocks_page_explains_it_and_judges_it_again(role: str) -> None:
    people.verdict(people.account())
    people.screen()
    block = Block.objects.get()
    url = reverse("admin:eligibility_block_change", args=[block.pk])
    html = signed_in(builders.officer(role)).get(url).content.decode()
    assert "Data Kemdikbud per 3 Maret 2026" in html
    assert "Kalau dinilai hari ini: tetap kena." in html
    assert "Tercatat sejak" in html
    assert [value for value in personal(block.account) if value and value in html] == []


def test_an_ended_blocks_page_tells_what_came_back() -> None:
    person = known_well()
    url = reverse("admin:eligibility_block_change", args=[person.blocks.earliest("pk").pk])
    html = signed_in(builders.officer()).get(url).content.decode()
    assert "Tagihan pengembalian uang dicabut" in html
    assert "Anda" not in " ".join(re.findall(r"Tagihan pengembalian uang dicabut[^<]*", html))
    assert "Kalau dinilai hari ini" not in html


def test_a_sign_that_no_column_holds_finds_nobody() -> None:
    client = signed_in(builders.officer())
    response = client.post(reverse("admin:eligibility_account_search"), {"q": "A\0"}, follow=True)
    assert "Tidak ada akun" in response.content.decode()


def test_the_course_of_a_block_tells_that_it_went_on_and_why_it_ended() -> None:
    person = people.account()
    for day, said in enumerate(("enrolled", "enrolled", "matches")):
        person.verdicts.update(superseded_at=NOON)
        people.verdict(person, said, as_of=NOON.date() + timedelta(days=day))
        people.screen(at=NOON + timedelta(days=day))
    html = page(person)
    assert "Blokir berlanjut, alasannya diperbarui" in html
    assert "Datanya sudah berubah atau dibetulkan: G03" in html
    assert "Sumber diganti" not in html
