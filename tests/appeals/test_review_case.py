"""The case page: what each role sees, masking, reveals, and what each look leaves behind."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.fixtures import DjangoAssertNumQueries

from appeals import conversation, lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, Evidence
from appeals.querysets import UPLOAD_MISSING
from appeals.review import hints
from eligibility import blocking, policies
from portal.models import AuditEntry, User
from tests import builders
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


def case_url(appeal: Appeal) -> str:
    return reverse("admin:appeals_appeal_change", args=[appeal.pk])


def page(appeal: Appeal, user: User) -> str:
    response = signed_in(user).get(case_url(appeal))
    assert response.status_code == 200
    return response.content.decode()


def taken(officer: User, ground: str = "G03", **over: Any) -> Appeal:
    appeal = builders.appeal_about(builders.block(ground), **over)
    lifecycle.take(appeal, by=officer, at=builders.NOON)
    return appeal


def test_the_officer_reads_the_words_the_block_and_the_source() -> None:
    officer = builders.officer()
    html = page(taken(officer, chronology="Saya sudah lulus."), officer)
    assert "Saya sudah lulus." in html
    assert "Kemdikbud" in html
    assert "G03" in html
    title = policies.title_of("education")
    assert f"<dt>Kebijakan</dt><dd>{title}, versi 1" in html


def test_nobody_sees_the_whole_numbers_of_the_person() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    for user in (officer, builders.officer("auditor")):
        html = page(appeal, user)
        for value in (appeal.nik, appeal.kk, appeal.phone, appeal.email, appeal.name):
            assert value not in html


def test_the_auditor_reads_words_without_numbers_and_sees_no_button() -> None:
    appeal = taken(builders.officer(), chronology="NIK saya 3171 0112 0598 0001, a@b.id, tolong.")
    html = page(appeal, builders.officer("auditor"))
    assert "tolong" in html
    assert "3171 0112 0598 0001" not in html
    assert "a@b.id" not in html
    assert "/langkah/" not in html
    assert "Buka data" not in html


def test_each_view_of_a_case_is_written_down() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    page(appeal, officer)
    entry = AuditEntry.objects.get(action="case.viewed")
    assert (entry.actor, entry.subject_id) == (officer, str(appeal.pk))
    assert entry.details == {"blurred": []}
    html = page(appeal, officer)
    assert AuditEntry.objects.filter(action="case.viewed").count() == 2
    assert html.count("membuka halaman kasus") == 1  # the history says it once in half an hour


def test_the_case_page_is_never_stored_by_the_browser() -> None:
    officer = builders.officer()
    response = signed_in(officer).get(case_url(taken(officer)))
    assert "no-store" in response["Cache-Control"]


def test_a_reveal_needs_a_reason() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    url = reverse("admin:appeals_appeal_reveal", args=[appeal.pk])
    signed_in(officer).post(url, {"field": "nik", "reason": ""})
    assert not AuditEntry.objects.filter(action="identity.revealed").exists()


def test_a_reveal_opens_one_field_once_and_is_written_down() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    url = reverse("admin:appeals_appeal_reveal", args=[appeal.pk])
    html = signed_in(officer).post(url, {"field": "nik", "reason": "compare"}).content.decode()
    assert appeal.nik in html
    assert appeal.kk not in html
    assert appeal.nik not in page(appeal, officer)
    entry = AuditEntry.objects.get(action="identity.revealed")
    assert entry.details == {"field": "nik", "reason": "compare"}


def test_hints_are_words_about_the_numbers() -> None:
    appeal = builders.appeal(nik="9971011205980001")
    html = page(appeal, builders.officer())
    assert "Kode wilayah NIK" in html
    assert "Tidak ada akun dengan NIK ini" in html


def test_earlier_cases_of_the_same_nik_are_linked() -> None:
    earlier = builders.appeal(nik="3171011205980001")
    later = builders.appeal(nik="3171011205980001")
    assert earlier.reference in page(later, builders.officer())


def test_internal_notes_and_the_persons_messages_stand_in_one_conversation() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    conversation.note(appeal, by=officer, text="Cek ke kampus.", at=builders.NOON)
    conversation.say(appeal, text="Ada kabar?", at=builders.NOON)
    html = page(appeal, officer)
    assert "Cek ke kampus." in html
    assert "Ada kabar?" in html


def test_the_history_names_who_did_what() -> None:
    officer = builders.officer(first_name="Rini")
    html = page(taken(officer), officer)
    assert "Rini mengambil kasus" in html


def test_a_standing_decision_is_shown_with_its_letter() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    block = lifecycle.open_contested_blocks(appeal)[0]
    ruling = Ruling((OutcomeChosen(block.pk, "lifted", "proof_convinces"),), "Ijazah terbukti.")
    lifecycle.decide(appeal, by=officer, ruling=ruling, at=builders.NOON)
    html = page(appeal, builders.officer("auditor"))
    assert "Dikabulkan" in html
    assert "Ijazah terbukti." in html


def photo_of(appeal: Appeal, **over: Any) -> Evidence:
    return Evidence.objects.create(
        appeal=appeal, kind="ektp", original_name="a.jpg", original_sha256="0" * 64,
        original_bytes=10, uploaded_at=builders.NOON, **over,
    )  # fmt: skip


def test_a_file_the_worker_gave_up_is_to_be_asked_for_again() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    photo_of(appeal, dead_at=builders.NOON, last_fault=UPLOAD_MISSING)
    html = page(appeal, officer)
    assert "Berkas hilang atau rusak: minta lagi" in html
    assert "Putusan ini tidak memakainya" in html


def test_a_file_not_examined_yet_warns_but_hinders_no_decision() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    photo_of(appeal)
    html = page(appeal, officer)
    assert "Berkas hilang atau rusak" not in html
    assert "Putusan ini tidak memakainya" in html
    assert "Putuskan" in html


def test_a_lost_file_that_came_again_warns_no_more() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    photo_of(appeal, dead_at=builders.NOON)
    photo_of(appeal, state="ready", image_name="a", thumbnail_name="b")
    assert "Putusan ini tidak memakainya" not in page(appeal, officer)


def test_the_officer_reads_first_that_the_block_would_not_fire_today() -> None:
    officer = builders.officer()
    html = page(taken(officer), officer)
    assert "Kalau dinilai hari ini: tidak kena." in html
    assert html.index("Kalau dinilai hari ini") < html.index("Rincian penilaian ulang")
    assert "Ijazah" in html


def test_a_block_that_is_over_is_not_judged_again() -> None:
    officer = builders.officer()
    appeal = taken(officer)
    contested = appeal.contested.get().block
    blocking.lift([contested], by=None, reason="source_wrong", at=builders.NOON)
    assert "Kalau dinilai hari ini" not in page(appeal, officer)


def test_the_page_costs_the_same_with_more_blocks(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    officer = builders.officer()
    block = builders.block("G03")
    for ground in ("G10", "G02", "G04"):
        builders.block(ground, on=block.account)
    appeal = builders.appeal_about(block)
    client = signed_in(officer)
    client.get(case_url(appeal))
    with django_assert_max_num_queries(33):
        client.get(case_url(appeal))


def test_what_was_left_empty_does_not_differ_from_the_account() -> None:
    contested = builders.block("G03")
    person = contested.account
    appeal = builders.appeal(nik=person.nik, kk="", phone="", email=person.email, birth_date=None)
    assert [str(words) for words in hints.hints(appeal)] == [
        "Semua yang diisi sama dengan data akun."
    ]
