"""The steps on the account: its grounds, misuse of a NIK, and who proved it is theirs."""

from typing import Any

import pytest
from django.test import Client

from appeals.intake.steps import Situation, way
from appeals.lifecycle import submit
from appeals.models import Appeal, Draft
from tests import builders
from tests.appeals.walking import CHECK, SENT, STEP, YOU, answer, file, prove, write

pytestmark = pytest.mark.django_db


def slugs(**answers: str) -> list[str]:
    return [step.slug for step in way(Situation(answers))]


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


@pytest.mark.parametrize("path", [f"{STEP}akun/", "/pengaduan/"])
def test_the_grounds_chosen_before_are_ticked_again(client: Client, path: str) -> None:
    answer(client, "akun", grounds=["", "G03", "unknown"])
    page = client.get(path).content.decode()
    for ground in ("G03", "unknown"):
        assert f'value="{ground}" checked' in page
    assert 'value="G10" checked' not in page
