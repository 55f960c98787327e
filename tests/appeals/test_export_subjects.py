"""What each kind of export holds: its rows, its columns to choose, and what narrows it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone, translation

from appeals import lifecycle
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, Export
from appeals.reports.period import Period
from appeals.reports.subjects import SUBJECTS, Choice, TooSlow, UnknownChoice
from appeals.review import looking
from eligibility.models import Finding, ScreeningRun
from portal import actions, audit
from portal.models import User
from tests import builders
from tests.builders import NOON

pytestmark = pytest.mark.django_db

# From before the builders' days to after them, and after this moment.
PERIOD = Period(date(2026, 9, 1), date(2027, 8, 31))


def read(
    subject: str, choice: Choice | None = None, period: Period = PERIOD
) -> list[dict[str, str]]:
    found = SUBJECTS[Export.Subject(subject)]
    chosen = choice or Choice()
    header = found.header(chosen)
    return [dict(zip(header, row, strict=True)) for row in found.rows(period, chosen)]


def decided(agent: User, ground: str = "G03", **over: Any) -> Appeal:
    block = builders.block(ground)
    appeal = builders.appeal_about(block, **over)
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "lifted", "proof_convinces")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Ijazah sah."), at=NOON)
    return appeal


def of(rows: Sequence[dict[str, str]], title: str) -> list[str]:
    return [row[title] for row in rows]


def test_findings_are_exported_with_their_rule_and_source_and_masked() -> None:
    block = builders.block("G03")
    (row,) = read("findings")
    assert row["Nomor temuan"] == str(block.finding_id)
    assert row["Kode aturan"] == "education"
    assert row["Sumber"] == block.finding.source
    assert row["NIK (disamarkan)"] != block.account.nik


def test_screening_runs_are_exported_with_what_they_did() -> None:
    run = ScreeningRun.objects.create(
        at=NOON,
        started_at=NOON,
        findings=7,
        newly_blocked=3,
        requested_by=builders.officer(first_name="Rini"),
    )
    (row,) = read("runs")
    assert (row["Nomor pemeriksaan"], row["Temuan"], row["Baru diblokir"]) == (
        str(run.pk),
        "7",
        "3",
    )
    assert row["Diminta oleh"] == "Rini"


def test_numbers_of_cases_and_people_are_no_counts() -> None:
    for subject in SUBJECTS.values():
        for column in subject.columns:
            is_named_so = str(column.title).startswith(("Nomor", "NIK", "Telepon", "Versi"))
            assert not (column.is_count and (is_named_so or column.open)), column.key
    assert SUBJECTS[Export.Subject.WORKLOAD].counts(Choice(columns=("officer", "taken"))) == {1}


def test_the_workload_counts_what_each_officer_did_on_each_day() -> None:
    one, other = builders.officer("agent", first_name="Siti"), builders.officer("agent")
    User.objects.filter(pk=other.pk).update(first_name="")
    decided(one)
    decided(one)
    audit.record("appeal.take", by=other, at=NOON + timedelta(days=1))
    audit.record("staff.signed_in", by=other, at=NOON + timedelta(days=2))
    rows = read("workload")
    counted = [(row["Petugas"], row["Diambil"], row["Diputus sendiri"]) for row in rows]
    assert counted == [("Siti", "2", "2"), (other.username, "1", "0")]
    assert rows[0]["Hari"] < rows[1]["Hari"]
    assert read("workload", Choice(columns=("taken",), filters={"officer": str(other.pk)})) == [
        {"Diambil": "1"}
    ]


def test_a_look_at_rows_that_lie_years_apart_ends_in_time() -> None:
    with pytest.raises(TooSlow):
        SUBJECTS[Export.Subject.WORKLOAD].first_rows(20, PERIOD, seconds=0)


def test_who_opened_what_is_exported_with_the_purpose() -> None:
    appeal = builders.appeal()
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    audit.record("identity.revealed", by=agent, subject=appeal, at=NOON, field="nik")
    audit.record(
        "evidence.viewed", by=agent, at=NOON, appeal=appeal.pk,
        purpose=looking.Purpose.IDENTITY.value, note="Wajah tidak jelas", is_holder=True,
    )  # fmt: skip
    revealed, row = read("evidence_access")
    assert of([revealed, row], "Nomor pengaduan") == [appeal.reference] * 2
    assert row["Petugas"] == agent.get_full_name()
    assert row["Untuk apa"] == "Memeriksa identitas: Wajah tidak jelas"
    assert row["Memegang kasus"] == "ya"


def test_the_audit_trail_is_exported_in_words_and_narrowed_to_one_action() -> None:
    agent = builders.officer("agent")
    audit.record("case.viewed", by=agent, at=NOON, thumbnails=[3, 4])
    audit.record("staff.signed_in", by=agent, at=NOON)
    rows = read("audit", Choice(filters={"action": "case.viewed"}))
    assert of(rows, "Tindakan") == ["Pengaduan dibuka"]
    assert "3, 4" in rows[0]["Rincian"]


def test_columns_hold_words_and_names_where_the_rows_hold_codes() -> None:
    agent = builders.officer("agent", first_name="Siti", last_name="Aminah")
    appeal = decided(agent)
    Finding.objects.update(source="kemdikbud")
    audit.record(
        "source.asked", by=agent, subject=appeal.decisions.get(), at=NOON, institution="own_team"
    )
    (case,) = read("appeals", Choice(("level", "grounds", "officer")))
    assert case == {
        "Tingkat": "Tingkat pertama",
        "Alasan blokir": "G03 Masih bersekolah atau kuliah",
        "Petugas": "Siti Aminah",
    }
    assert of(read("decisions"), "Diusulkan oleh") == ["Siti Aminah"]
    assert of(read("findings"), "Sumber") == ["Kemdikbud"]
    assert of(read("workload"), "Petugas") == ["Siti Aminah"]
    (asked,) = read("audit", Choice(filters={"action": "source.asked"}))
    said = (asked["Pelaku"], asked["Jenis data"], asked["Rincian"])
    assert said == ("Siti Aminah", "Putusan", "lembaga: Tim kami sendiri")
    (took,) = read("audit", Choice(("details", "user_name"), {"action": "appeal.take"}))
    assert took["Nama pengguna"] == agent.username
    assert "menjadi: Sedang diperiksa" in took["Rincian"]


def test_two_officers_of_one_name_are_told_apart_by_their_user_names() -> None:
    one, other = (builders.officer("agent", first_name="Siti") for _ in range(2))
    for agent in (one, other):
        appeal = decided(agent)
        audit.record("identity.revealed", by=agent, subject=appeal, at=NOON, field="nik")
    usual = {
        "decisions": "Nama pengguna pengusul", "workload": "Nama pengguna",
        "evidence_access": "Nama pengguna", "audit": "Nama pengguna",
    }  # fmt: skip
    for subject, title in usual.items():
        assert {one.username, other.username} <= set(of(read(subject), title)), subject
    (case, _other) = read("appeals", Choice(("officer", "officer_user")))
    assert case == {"Petugas": "Siti", "Nama pengguna petugas": one.username}
    ScreeningRun.objects.create(
        at=NOON, started_at=NOON, requested_by=one, waived_by=other, rolled_back_by=one
    )
    (run,) = read("runs", Choice(("requester_user", "waiver_user", "undoer_user")))
    assert list(run.values()) == [one.username, other.username, one.username]
    narrowed = SUBJECTS[Export.Subject.WORKLOAD].filters_in_words(
        Choice(filters={"officer": str(other.pk)})
    )
    assert narrowed == [f"Petugas: Siti ({other.username})"]


def test_what_an_export_asked_for_is_told_as_its_form_says_it() -> None:
    audit.record(
        "export.requested", by=builders.officer("supervisor"), at=NOON, of="appeals",
        columns=["reference", "nik", "gone"], filters=["level=2", "officer=7", "gone=1"],
        days=["2026-01-01", "2026-01-31"], is_unmasked=True,
    )  # fmt: skip
    (row,) = read("audit", Choice(("details",)))
    assert row["Rincian"] == (
        "isi: Pengaduan; hari: 1 Jan 2026 sampai 31 Jan 2026; kolom: Nomor pengaduan, NIK, gone; "
        "saringan: Tingkat: Banding, Petugas: nomor 7, gone=1; data terbuka: ya"
    )
    masked = {"of": "appeals", "columns": ["nik"], "days": ["2026-01-01", "2026-01-01"]}
    with translation.override("en"):
        (_of, (_label, title), (_days, day)) = actions.in_words(masked)
        assert [title] == SUBJECTS[Export.Subject.APPEALS].header(Choice(("nik",)))
    assert (title, day) != ("NIK (disamarkan)", "2026-01-01")


def test_columns_come_in_the_order_shown_however_they_were_ticked() -> None:
    builders.appeal()
    (row,) = read("appeals", Choice(columns=("status", "reference")))
    assert list(row) == ["Nomor pengaduan", "Status"]


def test_each_filter_lets_through_its_own_rows_only() -> None:
    agent = builders.officer("agent")
    ours = decided(agent)
    builders.appeal(channel="phone", nik=builders.nik(province="35"))
    narrowed = {
        "status": "decided", "level": "1", "channel": "web", "ground": "G03", "province": "31",
        "officer": str(agent.pk),
    }  # fmt: skip
    assert of(read("appeals", Choice(filters=narrowed)), "Nomor pengaduan") == [ours.reference]
    for key, value in {"status": "submitted", "channel": "phone", "province": "35"}.items():
        found = read("appeals", Choice(filters={key: value}))
        assert (key, len(found)) == (key, 1)
        assert found[0]["Nomor pengaduan"] != ours.reference
    for subject in SUBJECTS.values():
        for each in subject.filters:
            offered = [str(value) for value, _words in each.choices()][:1]
            for value in offered:
                list(subject.rows(PERIOD, Choice(filters={each.key: value})))


def test_a_choice_that_the_subject_does_not_offer_is_refused() -> None:
    appeals = SUBJECTS[Export.Subject.APPEALS]
    for choice in (
        Choice(columns=("password",)),
        Choice(filters={"status": "everything"}),
        Choice(filters={"colour": "red"}),
    ):
        with pytest.raises(UnknownChoice):
            appeals.check(choice)
    appeals.check(Choice(("nik", "status"), {"status": "decided"}))


def test_every_subject_says_its_first_rows_and_about_how_many_there_are() -> None:
    decided(builders.officer("agent"))
    ScreeningRun.objects.create(at=NOON, started_at=timezone.now())
    for name, subject in SUBJECTS.items():
        rows = list(subject.rows(PERIOD))
        if name != Export.Subject.EVIDENCE_ACCESS:
            assert rows, name
        assert subject.first_rows(1, PERIOD) == rows[:1]
        assert subject.estimate(PERIOD) >= 0
        assert subject.count(PERIOD) == len(rows)
        assert all(len(row) == len(subject.header()) for row in rows)


def test_a_decision_about_two_blocks_is_two_rows_and_counts_as_two() -> None:
    decision = decided(builders.officer("agent")).decisions.get()
    other = builders.block("G07")
    decision.outcomes.create(block=other, result="lifted", reason="proof_convinces")
    choice = Choice(("reference",))  # of the outcomes nothing is shown, yet each is a row
    subject = SUBJECTS[Export.Subject.DECISIONS]
    assert len(read("decisions", choice)) == 2
    assert subject.count(PERIOD, choice) == 2
    assert [subject.count_to(most, PERIOD, choice) for most in (1, 5)] == [1, 2]


@pytest.mark.parametrize("kind", SUBJECTS)
def test_the_count_of_every_kind_is_that_of_its_rows(kind: Export.Subject) -> None:
    decided(builders.officer("agent"))
    subject = SUBJECTS[kind]
    assert subject.count(PERIOD) == len(list(subject.rows(PERIOD)))
