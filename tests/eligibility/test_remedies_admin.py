"""The pages of remedies: who opens, signs and stops one, and everyone it hit."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from eligibility import remedies
from eligibility.admin import remedy_list
from eligibility.models import Block, Finding, ImportBatch, Remedy, RulePolicy, ScreeningRun
from portal.models import AuditEntry, User
from tests import builders
from tests.builders import NOON
from tests.desk import signed_in

pytestmark = pytest.mark.django_db

LIST = reverse_lazy("admin:eligibility_remedy_changelist")
WORDS = {
    "title": "Berkas Maret keliru",
    "explanation": "Data sekolah bulan Maret keliru, kami minta maaf.",
}


def batch(blocks: int = 2) -> ImportBatch:
    """Return a file on whose word people were blocked."""
    source = ImportBatch.objects.create(
        kind="verdicts",
        source="kemdikbud",
        source_date=NOON.date(),
        file_sha256="0" * 64,
        started_at=NOON,
        finished_at=NOON,
    )
    made = [builders.block() for _ in range(blocks)]
    Finding.objects.filter(blocks__in=made).update(batch=source)
    return source


def opened(source: ImportBatch, by: User) -> Remedy:
    return remedies.open_for(
        batch=source, by=by, at=NOON, title=WORDS["title"], explanation=WORDS["explanation"]
    )


def as_(client: Client, role: str) -> User:
    """Sign an officer of the role in, with the second factor."""
    user = builders.officer(role)
    client.cookies = signed_in(user).cookies
    return user


def page_of(client: Client, remedy: Remedy) -> str:
    return client.get(f"{LIST}{remedy.pk}/change/").content.decode()


def test_a_rule_officer_opens_one_from_a_files_page(client: Client) -> None:
    as_(client, "rule_officer")
    source = batch()
    page = client.get(f"{LIST}add/?batch={source.pk}")
    assert page.status_code == 200
    assert "Impor ini belum ditarik." in page.content.decode()
    answer = client.post(f"{LIST}add/?batch={source.pk}", WORDS)
    remedy = Remedy.objects.get()
    assert answer["Location"] == f"{LIST}{remedy.pk}/change/"
    assert (remedy.batch, remedy.blocks) == (source, 2)


def cause_of(block: Block, kind: str) -> tuple[str, str]:
    """Return the address of a block's version or run and what its form must call it."""
    if kind == "policy":
        policy = RulePolicy.objects.get(rule="education", version=1)
        Block.objects.filter(pk=block.pk).update(policy=policy)
        return f"policy={policy.pk}", "Masih bersekolah atau kuliah, versi 1"
    run = ScreeningRun.objects.create(at=NOON, newly_blocked=1)
    Block.objects.filter(pk=block.pk).update(run=run)
    return f"run={run.pk}", f"Pemeriksaan {run.pk}, 20 November 2026"


@pytest.mark.parametrize("kind", ["policy", "run"])
def test_a_version_or_a_run_is_named_in_words(client: Client, kind: str) -> None:
    as_(client, "supervisor")
    address, name = cause_of(builders.block("G03"), kind)
    page = client.get(f"{LIST}add/?{address}").content.decode()
    assert name in page
    client.post(f"{LIST}add/?{address}", WORDS)
    assert name in client.get(str(LIST)).content.decode()
    assert name in page_of(client, Remedy.objects.get())


def test_a_file_is_named_by_what_it_holds_its_source_and_its_day(client: Client) -> None:
    as_(client, "supervisor")
    source = batch()
    page = client.get(f"{LIST}add/?batch={source.pk}").content.decode()
    assert f"Hasil register dari Kemdikbud per 20 November 2026 (impor {source.pk})" in page


@pytest.mark.parametrize("asked", ["batch=987654321", "policy=0", "run=987654321"])
def test_a_cause_that_is_none_is_said_and_others_are_offered(client: Client, asked: str) -> None:
    as_(client, "supervisor")
    page = client.get(f"{LIST}add/?{asked}").content.decode()
    assert "Tidak ada yang bernomor itu" in page
    assert "Yang terbaru" in page


@pytest.mark.parametrize("kind", ["batch", "policy", "run"])
def test_the_newest_causes_are_picked_by_name(client: Client, kind: str) -> None:
    as_(client, "supervisor")
    address = f"batch={batch(1).pk}" if kind == "batch" else cause_of(builders.block(), kind)[0]
    assert f'href="{LIST}add/?{address}"' in client.get(f"{LIST}add/").content.decode()


def found(client: Client, wanted: str) -> str:
    """Return what is found for the words, without the newest that stand below it."""
    return client.post(f"{LIST}add/", {"wanted": wanted}).content.decode().split("recent-title")[0]


@pytest.mark.parametrize("wanted", ["KEMDIKBUD", "hasil register", "impor"])
def test_an_older_file_is_looked_up_by_words_or_number(client: Client, wanted: str) -> None:
    as_(client, "supervisor")
    source = batch(0)
    asked = str(source.pk) if wanted == "impor" else wanted
    assert f"?batch={source.pk}" in found(client, asked)
    assert f"?batch={source.pk}" not in found(client, "dukcapil")


def test_a_version_is_looked_up_by_its_rule_and_a_run_by_its_number(client: Client) -> None:
    as_(client, "supervisor")
    run = ScreeningRun.objects.create(at=NOON)
    policy = RulePolicy.objects.get(rule="household", version=1)
    assert f"?policy={policy.pk}" in found(client, "banyak penerima")
    assert f"?run={run.pk}" in found(client, str(run.pk))
    assert "Tidak ada." in found(client, "garis tangan")


def test_nobody_is_looked_up_there(client: Client) -> None:
    as_(client, "supervisor")
    answer = client.post(f"{LIST}add/", {"wanted": "3171011205980001"})
    assert answer.status_code == 422
    assert client.post(f"{LIST}add/", {"wanted": ""}).status_code == 422


def test_a_cause_without_open_blocks_is_refused_before_anything_is_typed(client: Client) -> None:
    as_(client, "supervisor")
    source = batch(0)
    page = client.get(f"{LIST}add/?batch={source.pk}").content.decode()
    assert "tidak ada yang bisa dipulihkan" in page
    assert 'name="title"' not in page
    answer = client.post(f"{LIST}add/?batch={source.pk}", WORDS)
    assert answer.status_code == 422
    assert not Remedy.objects.exists()


def test_one_whose_blocks_others_ended_is_not_signed(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    Block.objects.update(status="lifted", ended_at=NOON)
    as_(client, "supervisor")
    page = page_of(client, remedy)
    assert "Setujui dan cabut sekarang" not in page
    assert "Hentikan saja" in page
    answer = client.post(f"{LIST}{remedy.pk}/setujui/", follow=True)
    assert "Tidak ada lagi blokir yang bisa dicabut" in answer.content.decode()


@pytest.mark.parametrize("kind", ["importbatch", "rulepolicy", "screeningrun"])
def test_the_pages_of_causes_lead_to_a_remedy(client: Client, kind: str) -> None:
    as_(client, "rule_officer")
    block = builders.block("G03")
    addresses = {
        "importbatch": f"batch={batch().pk}",
        "rulepolicy": cause_of(block, "policy")[0],
        "screeningrun": cause_of(block, "run")[0],
    }
    key = addresses[kind].partition("=")[2]
    page = client.get(reverse(f"admin:eligibility_{kind}_change", args=[key])).content.decode()
    assert f"{LIST}add/?{addresses[kind]}" in page
    as_(client, "agent")
    page = client.get(reverse(f"admin:eligibility_{kind}_change", args=[key])).content.decode()
    assert "remedy/add" not in page


def test_without_a_cause_the_page_asks_for_one(client: Client) -> None:
    as_(client, "supervisor")
    page = client.get(f"{LIST}add/")
    assert page.status_code == 200
    assert "Cari sebab yang lain" in page.content.decode()


def test_missing_words_come_back(client: Client) -> None:
    as_(client, "supervisor")
    answer = client.post(f"{LIST}add/?batch={batch().pk}", {"title": "Keliru", "explanation": ""})
    assert answer.status_code == 422
    assert "Tulis apa yang keliru" in answer.content.decode()
    assert not Remedy.objects.exists()


def test_a_second_one_for_the_same_cause_says_why_not(client: Client) -> None:
    source = batch()
    opened(source, as_(client, "supervisor"))
    answer = client.post(f"{LIST}add/?batch={source.pk}", WORDS)
    assert answer.status_code == 422
    assert "belum selesai" in answer.content.decode()


@pytest.mark.parametrize("role", ["agent", "privacy_officer", "auditor"])
def test_others_open_none(client: Client, role: str) -> None:
    as_(client, role)
    assert client.get(f"{LIST}add/").status_code == 403
    assert "Buka pemulihan bersama" not in client.get(str(LIST)).content.decode()


def test_another_supervisor_signs_and_the_work_is_watched(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, "supervisor")
    assert "Setujui dan cabut sekarang" in page_of(client, remedy)
    client.post(f"{LIST}{remedy.pk}/setujui/")
    figures = client.get(f"{LIST}{remedy.pk}/kemajuan/").json()
    assert (figures["is_running"], figures["figures"]["blocks"]) == (True, "2")
    remedies.work_off(at=NOON)
    figures = client.get(f"{LIST}{remedy.pk}/kemajuan/").json()
    assert (figures["is_running"], figures["percent"]) == (False, 100)
    assert figures["figures"] == {
        "status": "Selesai", "blocks": "2", "lifted": "2", "passed_over": "0"
    }  # fmt: skip


def test_who_opened_it_is_told_that_another_must_sign(client: Client) -> None:
    remedy = opened(batch(), as_(client, "supervisor"))
    page = page_of(client, remedy)
    assert "Setujui dan cabut sekarang" not in page
    assert "penyelia lain yang harus menyetujuinya" in page
    answer = client.post(f"{LIST}{remedy.pk}/setujui/", follow=True)
    assert "Anda yang membuat pemulihan ini." in answer.content.decode()
    remedy.refresh_from_db()
    assert remedy.approved_at is None


def test_a_rule_officer_is_told_that_a_supervisor_must_sign(client: Client) -> None:
    remedy = opened(batch(), builders.officer("supervisor"))
    as_(client, "rule_officer")
    answer = client.post(f"{LIST}{remedy.pk}/setujui/", follow=True)
    assert "Hanya penyelia" in answer.content.decode()


@pytest.mark.parametrize("step", ["setujui", "hentikan", "lanjutkan"])
def test_buttons_are_posted_by_openers_only(client: Client, step: str) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, "supervisor")
    assert client.get(f"{LIST}{remedy.pk}/{step}/").status_code == 405
    as_(client, "auditor")
    assert client.post(f"{LIST}{remedy.pk}/{step}/").status_code == 403


def test_a_stopped_one_goes_on(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, "supervisor")
    for step in ("setujui", "hentikan"):
        client.post(f"{LIST}{remedy.pk}/{step}/")
    assert "Lanjutkan" in page_of(client, remedy)
    client.post(f"{LIST}{remedy.pk}/lanjutkan/")
    remedy.refresh_from_db()
    assert remedies.state(remedy) == remedies.State.RUNNING


def test_a_step_too_late_says_so(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, "supervisor")
    client.post(f"{LIST}{remedy.pk}/hentikan/")
    answer = client.post(f"{LIST}{remedy.pk}/hentikan/", follow=True)
    assert "pemulihannya dihentikan" in answer.content.decode()


@pytest.mark.parametrize("role", ["agent", "supervisor", "rule_officer", "privacy_officer"])
def test_staff_read_everyone_it_hit_masked(client: Client, role: str) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, role)
    page = client.get(f"{LIST}{remedy.pk}/orang/").content.decode()
    for block in Block.objects.select_related("account"):
        assert block.account.external_id in page
        assert block.account.nik not in page


def test_everyone_is_leafed_through_by_key(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remedy_list, "PAGE_SIZE", 2)
    remedy = opened(batch(3), builders.officer("rule_officer"))
    as_(client, "auditor")
    first, second, third = Block.objects.order_by("pk")
    page = client.get(f"{LIST}{remedy.pk}/orang/").content.decode()
    assert f"?after={second.pk}" in page
    page = client.get(f"{LIST}{remedy.pk}/orang/?after={second.pk}").content.decode()
    assert third.account.external_id in page
    assert first.account.external_id not in page
    assert client.get(f"{LIST}{remedy.pk}/orang/?after=x").status_code == 200


def test_the_list_is_taken_masked_and_the_taking_is_written_down(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    by = as_(client, "auditor")
    answer = client.post(f"{LIST}{remedy.pk}/orang/unduh/")
    text = answer.getvalue().decode("utf-8-sig")
    assert len(text.splitlines()) == 4
    for block in Block.objects.select_related("account"):
        assert block.account.external_id in text
        assert block.account.nik not in text
    written = AuditEntry.objects.get(action="remedy.exported")
    assert (written.actor, written.details) == (by, {"rows": 2})


def test_agents_take_no_list(client: Client) -> None:
    remedy = opened(batch(), builders.officer("rule_officer"))
    as_(client, "agent")
    assert client.post(f"{LIST}{remedy.pk}/orang/unduh/").status_code == 403


def cost_of(client: Client, count: int) -> int:
    remedy = opened(batch(count), builders.officer("rule_officer"))
    with CaptureQueriesContext(connection) as captured:
        client.get(f"{LIST}{remedy.pk}/orang/")
    return len(captured)


def test_twenty_five_lines_cost_as_many_queries_as_one(client: Client) -> None:
    as_(client, "auditor")
    cost_of(client, 1)  # what is read once per session
    assert cost_of(client, 1) == cost_of(client, 25)


@pytest.mark.parametrize("said", ["3171011205980001", "siti@contoh.example", "081234567890"])
def test_nobodys_number_or_address_is_sent_to_everybody(client: Client, said: str) -> None:
    as_(client, "supervisor")
    words = {**WORDS, "explanation": f"Data milik {said} keliru dibaca semua."}
    answer = client.post(f"{LIST}add/?batch={batch().pk}", words)
    assert answer.status_code == 422
    assert not Remedy.objects.exists()
