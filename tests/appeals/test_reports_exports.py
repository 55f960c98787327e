"""Exports from request to removal: masked, safe, logged, bound to the person, and gone in a day."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries, Settings

from appeals import lifecycle, tasks
from appeals.lifecycle import OutcomeChosen, Ruling
from appeals.models import Appeal, Export
from appeals.reports import exporting
from appeals.reports.exporting import Order, State
from appeals.reports.period import Period
from appeals.reports.subjects import SUBJECTS
from eligibility.models import Block
from eligibility.policies import title_of
from portal.models import AuditEntry, User
from portal.storage import export_store
from tests import builders
from tests.appeals.exports import PAGE, PERIOD, PURPOSE, content, requested, signed_in, written
from tests.builders import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor")


def lines(export: Export) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content(export).decode("utf-8-sig"))))[:-1]


def decided(ground: str = "G03") -> Appeal:
    block = builders.block(ground)
    appeal = builders.appeal_about(block)
    agent = builders.officer("agent")
    lifecycle.take(appeal, by=agent, at=NOON)
    chosen = OutcomeChosen(block.pk, "lifted", "proof_convinces")
    lifecycle.decide(appeal, by=agent, ruling=Ruling((chosen,), "Ijazah sah."), at=NOON)
    return appeal


def test_appeals_are_exported_masked(supervisor: User) -> None:
    appeal = builders.appeal(name="Siti Contoh", nik="3171015205980007")
    row = lines(written(supervisor))[0]
    assert row["Nomor pengaduan"] == appeal.reference
    assert row["NIK (disamarkan)"].startswith("3171")
    assert "5205980" not in content(Export.objects.get()).decode()
    assert "Siti" not in content(Export.objects.get()).decode()
    assert row["Provinsi menurut NIK"]


def test_only_the_days_asked_for_are_exported(supervisor: User) -> None:
    builders.appeal(at=PERIOD.start)
    builders.appeal(at=PERIOD.end - timedelta(microseconds=1))
    builders.appeal(at=PERIOD.start - timedelta(microseconds=1))
    builders.appeal(at=PERIOD.end)
    assert len(lines(written(supervisor))) == 2


def test_decisions_are_exported_with_ground_and_reason(supervisor: User) -> None:
    appeal = decided()
    (row,) = lines(written(supervisor, "decisions"))
    assert row["Nomor pengaduan"] == appeal.reference
    assert row["Alasan blokir"].startswith("G03 ")
    assert row["Alasan putusan"] == "Bukti meyakinkan"


def written_about(by: User, day: date) -> Export:
    days = Period(day - timedelta(days=1), day + timedelta(days=1))
    exporting.request(
        Order("blocks", "csv", days, PURPOSE), by=by, address="203.0.113.9", at=timezone.now()
    )
    tasks.write_owed_exports()
    return Export.objects.get()


def test_blocks_are_exported_with_their_rule(supervisor: User) -> None:
    block = builders.block("G03")
    (row,) = lines(written_about(supervisor, block.proposed_at.date()))
    assert row["Nomor blokir"] == str(block.pk)
    assert row["Kode aturan"] == "education"
    assert row["Aturan"] == title_of("education")


@pytest.mark.parametrize(
    ("status", "reason", "said"),
    [
        ("superseded", "run_rolled_back", "Pemeriksaan sistem keliru, lalu dibatalkan"),
        ("lifted", "proof_convinces", "Dicabut setelah diperiksa petugas: Bukti meyakinkan"),
        ("lifted", "remedy-7", "Dicabut bersama semua yang terkena kekeliruan yang sama"),
        ("upheld", "rule_applies", "Aturan memang berlaku"),
        ("confirmed", "", ""),
    ],
)
def test_how_a_block_ended_is_exported_in_words(
    supervisor: User, status: str, reason: str, said: str
) -> None:
    block = builders.block("G03")
    Block.objects.update(status=status, reason=reason)
    (row,) = lines(written_about(supervisor, block.proposed_at.date()))
    assert row["Alasan berakhir"] == said


def test_an_export_speaks_the_language_of_who_asked(supervisor: User, settings: Settings) -> None:
    settings.SECOND_FACTOR = False
    block = builders.block("G03")
    day = block.proposed_at.date()
    asked = {
        "subject": "blocks", "format": "csv", "purpose": PURPOSE, "step": "order",
        "from_date": day.isoformat(), "until_date": day.isoformat(),
    }  # fmt: skip
    signed_in(supervisor).post(PAGE, asked, headers={"accept-language": "en"})
    assert Export.objects.get().language == "en"
    tasks.write_owed_exports()
    with translation.override("en"):
        status = str(Block.Status.CONFIRMED.label)
    assert status in content(Export.objects.get()).decode()


def test_a_name_that_is_a_formula_is_harmless_in_both_formats(supervisor: User) -> None:
    builders.appeal(name="=cmd()")
    assert lines(written(supervisor))[0]["Nama (disamarkan)"].startswith("'=")
    book = openpyxl.load_workbook(io.BytesIO(content(written(supervisor, fmt="xlsx"))))
    cells = next(iter(book.worksheets[0].iter_rows(min_row=2)))
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(str(cell.value).startswith("'=") for cell in cells)


def test_the_file_says_who_asked_and_why(supervisor: User) -> None:
    text = content(written(supervisor)).decode()
    assert f"Petugas ({supervisor.username})" in text.splitlines()[-1]
    assert PURPOSE in text.splitlines()[-1]


def test_the_kept_file_is_encrypted(supervisor: User, settings: Settings) -> None:
    builders.appeal()
    written(supervisor)
    (kept,) = [path for path in Path(settings.EXPORT_DIR).rglob("*") if path.is_file()]
    assert b"PRK-" not in kept.read_bytes()


def test_request_file_and_download_are_audited(supervisor: User) -> None:
    export = written(supervisor)
    b"".join(exporting.download(export, by=supervisor, address="203.0.113.9", at=timezone.now()))
    entries = AuditEntry.objects.filter(subject_id=str(export.pk)).order_by("pk")
    assert [entry.action for entry in entries] == [
        "export.requested",
        "export.written",
        "export.downloaded",
    ]
    assert all(entry.details["purpose"] == PURPOSE for entry in entries)
    assert entries[2].details["rows"] == 0
    assert "203.0.113.9" not in str([entry.details for entry in entries])


@pytest.mark.parametrize("role", ["agent", "rule_officer", "privacy_officer", "auditor"])
def test_nobody_but_a_supervisor_may_ask(role: str) -> None:
    with pytest.raises(exporting.NotAllowed):
        requested(builders.officer(role))


def test_only_the_one_who_asked_may_download(supervisor: User) -> None:
    export = written(supervisor)
    with pytest.raises(exporting.NotAllowed):
        exporting.download(export, by=builders.officer("supervisor"), address="", at=timezone.now())


def test_an_export_expires_after_a_day(supervisor: User) -> None:
    export = written(supervisor)
    tomorrow = timezone.now() + timedelta(hours=24, minutes=1)
    assert exporting.state(export, at=tomorrow) is State.EXPIRED
    with pytest.raises(exporting.NotAllowed):
        exporting.download(export, by=supervisor, address="", at=tomorrow)


def test_the_sweep_removes_expired_files_and_keeps_the_others(supervisor: User) -> None:
    export, other = written(supervisor), written(supervisor)
    Export.objects.filter(pk=export.pk).update(expires_at=timezone.now())
    assert exporting.remove_expired(at=timezone.now()) == 1
    assert list(export_store().names()) == [other.file_name]
    export.refresh_from_db()
    assert export.file_name == ""


def test_the_sweep_removes_a_file_that_a_killed_worker_left(supervisor: User) -> None:
    export_store().write(b"half")
    assert exporting.remove_expired(at=timezone.now()) == 1
    assert list(export_store().names()) == []


def test_the_sweep_spares_a_file_while_somebody_writes(supervisor: User) -> None:
    requested(supervisor)
    Export.objects.lease(seconds=60)
    export_store().write(b"nearly finished")
    assert exporting.remove_expired(at=timezone.now()) == 0


def test_running_the_job_twice_writes_one_file(supervisor: User) -> None:
    export = written(supervisor)
    tasks.write_export(export_id=export.pk)
    tasks.write_owed_exports()
    assert len(list(export_store().names())) == 1
    assert AuditEntry.objects.filter(action="export.written").count() == 1


def test_a_worker_that_was_overtaken_leaves_no_file(supervisor: User) -> None:
    export = requested(supervisor)
    (slow,) = Export.objects.lease(seconds=0)
    tasks.write_owed_exports()
    with pytest.raises(exporting.LeaseLost):
        exporting.write(slow, at=timezone.now())
    export.refresh_from_db()
    assert list(export_store().names()) == [export.file_name]


def test_a_fault_while_writing_leaves_no_file_and_is_tried_again(
    supervisor: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> Iterator[list[str]]:
        raise LookupError("the cursor is gone")

    export = requested(supervisor)
    monkeypatch.setattr("appeals.reports.subjects.Subject.rows", broken)
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert list(export_store().names()) == []
    assert (export.deliveries, export.done_at, export.dead_at) == (1, None, None)
    assert export.due_at > timezone.now()


def test_an_export_that_kills_every_worker_is_given_up(supervisor: User) -> None:
    export = requested(supervisor)
    Export.objects.filter(pk=export.pk).update(deliveries=5)
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert exporting.state(export, at=timezone.now()) is State.FAILED


def test_progress_is_seen_while_the_file_is_written(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.appeal()
    monkeypatch.setattr(exporting, "_PROGRESS_EVERY", 1)
    marked: list[int] = []
    monkeypatch.setattr(exporting, "_mark_progress", lambda _export, rows: marked.append(rows))
    assert written(supervisor).rows == 1
    assert marked == [1]


@pytest.mark.parametrize("subject", ["appeals", "decisions", "blocks"])
def test_more_rows_take_no_more_queries(
    supervisor: User, subject: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(3):
        decided()
    with django_assert_num_queries(1):
        list(SUBJECTS[Export.Subject(subject)].rows(Period(date(2026, 9, 1), PERIOD.last)))


# --- The page ---------------------------------------------------------------------------------
