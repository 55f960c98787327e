"""Ordering an export: its columns and filters, the look at the first rows, leafing, cancelling."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from appeals import tasks
from appeals.models import Export
from appeals.reports import export_list, exporting
from appeals.reports.exporting import State
from appeals.reports.forms import purpose_without_people
from portal import jobs
from portal.models import AuditEntry, OutgoingMessage, User
from portal.storage import export_store
from tests import builders
from tests.appeals.exports import PAGE, PURPOSE, content, requested, signed_in, written

pytestmark = pytest.mark.django_db

FORM = {
    "subject": "appeals", "columns_of": "appeals", "columns": ["nik", "reference"],
    "filter_channel": "phone", "format": "csv", "from_date": "2026-11-01",
    "until_date": "2026-11-30", "purpose": PURPOSE, "step": "order",
}  # fmt: skip


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.SECOND_FACTOR = False


@pytest.fixture
def supervisor() -> User:
    return builders.officer("supervisor", email="penyelia@example.id")


@pytest.fixture
def desk(supervisor: User) -> Client:
    return signed_in(supervisor)


def test_chosen_columns_and_filters_make_the_file_and_stand_in_its_watermark(desk: Client) -> None:
    kept = builders.appeal(channel="phone")
    builders.appeal()
    assert desk.post(PAGE, FORM).status_code == 302
    export = Export.objects.get()
    assert export.choice == {"columns": ["nik", "reference"], "filters": {"channel": "phone"}}
    tasks.write_owed_exports()
    export.refresh_from_db()
    header, row, mark = csv.reader(io.StringIO(content(export).decode("utf-8-sig")))
    assert header == ["Nomor pengaduan", "NIK (disamarkan)"]
    assert row[0] == kept.reference
    assert "Saringan: Kanal: Telepon" in mark[0]
    assert "Kolom: Nomor pengaduan, NIK (disamarkan)" in mark[0]
    entry = AuditEntry.objects.get(action="export.requested")
    assert entry.details["filters"] == ["channel=phone"]


def test_a_look_shows_the_masked_rows_keeps_what_was_typed_and_orders_nothing(desk: Client) -> None:
    appeal = builders.appeal(channel="phone")
    page = desk.post(PAGE, {**FORM, "step": "preview"})
    assert page.status_code == 200
    assert appeal.reference in page.text
    assert appeal.nik not in page.text
    assert "Semuanya 1 baris." in page.text
    assert "Geser tabel ke samping" in page.text
    assert 'class="reports-tabs"' in page.text
    for name, value in {"columns": "nik", "filter_channel": "phone", "purpose": PURPOSE}.items():
        assert f'name="{name}" value="{value}"' in page.text
    assert not Export.objects.exists()
    assert AuditEntry.objects.get(action="export.previewed").details["rows"] == 1
    again = desk.post(PAGE, {**FORM, "step": "change"}).text
    assert PURPOSE in again
    assert '<option value="phone" selected>' in again


def test_many_rows_are_told_as_an_estimate(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("appeals.reports.export_preview.ROWS", 1)
    monkeypatch.setattr("appeals.reports.subjects.Subject.estimate", lambda *_: 123_456)
    builders.appeal(channel="phone")
    builders.appeal(channel="phone")
    assert (
        "Kira-kira 120.000 baris. Ini perkiraan"
        in desk.post(PAGE, {**FORM, "step": "preview"}).text
    )


def test_another_subject_brings_its_own_columns_and_filters(desk: Client) -> None:
    page = desk.post(PAGE, {**FORM, "subject": "audit", "step": "subject"}).text
    assert 'name="filter_action"' in page
    assert 'name="filter_channel"' not in page
    assert 'name="is_unmasked"' not in page
    assert PURPOSE in page
    # Whoever presses the other button at once gets the new subject's usual columns.
    assert desk.post(PAGE, {**FORM, "subject": "audit"}).status_code == 302
    assert "actor" in Export.objects.get().choice["columns"]


def test_no_column_or_an_unknown_one_is_refused_beside_its_field(desk: Client) -> None:
    refused = {"columns": [], "filter_channel": "pigeon"}
    answer = desk.post(PAGE, {**FORM, **refused, "step": "preview"})
    assert answer.status_code == 422
    assert "Pilih paling sedikit satu kolom." in answer.text
    assert answer.text.count("Pilihan ini tidak ada") == 2  # on top and beside the field
    assert PURPOSE in answer.text
    assert desk.post(PAGE, {**FORM, "columns": ["password"]}).status_code == 422
    assert not Export.objects.exists()


def test_days_that_cannot_be_meant_are_refused_beside_their_field(desk: Client) -> None:
    far = {"from_date": "9999-12-01", "until_date": "9999-12-31"}
    for step in ("preview", "order"):
        answer = desk.post(PAGE, {**FORM, **far, "step": step})
        assert answer.status_code == 422
        assert "Paling jauh satu tahun dari hari ini." in answer.text
    early = {"from_date": "0001-01-01", "until_date": "0001-01-31", "step": "preview"}
    assert "Hari ini sebelum program dimulai." in desk.post(PAGE, {**FORM, **early}).text
    assert not Export.objects.exists()


def test_of_too_many_days_each_is_told_how_far_it_may_be(desk: Client) -> None:
    long = {"from_date": "2025-01-01", "until_date": "2026-11-30"}
    page = desk.post(PAGE, {**FORM, **long}).text
    for said in ("paling awal 30 Nov 2025,", "paling akhir 1 Jan 2026,"):
        assert page.count(said) == 2  # on top and beside the field
    early = desk.post(PAGE, {**FORM, "from_date": "1900-01-01"}).text
    assert "Hari ini sebelum program dimulai." in early
    assert "paling lama satu tahun" not in early


def test_the_same_order_twice_is_one_export(desk: Client) -> None:
    first = desk.post(PAGE, FORM)
    again = desk.post(PAGE, FORM, follow=True)
    assert again.redirect_chain == [(first["Location"], 302)]
    assert "Berkas ini sudah Anda minta." in again.text
    tasks.write_owed_exports()
    desk.post(PAGE, FORM)
    assert Export.objects.count() == 1
    for other in ({"purpose": "Untuk rapat mingguan"}, {"columns": ["nik"]}, {"format": "xlsx"}):
        desk.post(PAGE, {**FORM, **other})
    assert Export.objects.count() == 4
    Export.objects.update(requested_at=timezone.now() - timedelta(minutes=2))
    desk.post(PAGE, FORM)  # that file is written: the rows may be others by now
    assert Export.objects.count() == 5
    Export.objects.update(cancelled_at=timezone.now())
    desk.post(PAGE, FORM)
    assert Export.objects.count() == 6


@pytest.mark.parametrize(
    ("text", "is_fine"),
    [
        ("Laporan 2025-2026 untuk direksi", True),
        ("Rapat 23-11-2026 dan 2026-11-24", True),
        ("Data 1/11/2026 - 30/11/2026", True),
        ("Tahun 2025, 3171 kasus", True),
        ("Telepon 081  234  567", False),
        ("Orang 08-12-2034-567", False),
        ("Orang (0812) 345/678", False),
        ("NIK 3171 0152 0598 0007", False),
        ("NIK 2025-2026-2027-2028", False),
    ],
)
def test_a_purpose_may_name_days_and_years_but_no_number(text: str, is_fine: bool) -> None:
    if is_fine:
        assert purpose_without_people(text) == text
    else:
        with pytest.raises(ValidationError):
            purpose_without_people(text)


def test_a_job_that_runs_out_of_time_gives_the_export_back_and_stops(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    export, other = requested(supervisor), requested(supervisor)

    def endless(*_: object) -> Iterator[list[str]]:
        raise jobs.OutOfTime

    monkeypatch.setattr("appeals.reports.subjects.Subject.rows", endless)
    with pytest.raises(jobs.OutOfTime):
        tasks.write_owed_exports()
    for row in (export, other):
        row.refresh_from_db()
    assert (export.last_fault, export.lease_until, export.done_at) == (jobs.OUT_OF_TIME, None, None)
    assert other.deliveries == 0
    assert (tasks.write_export.soft_time_limit or 0) > settings.CELERY_TASK_SOFT_TIME_LIMIT


def test_each_job_writes_one_export_and_calls_for_the_next(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[str] = []
    monkeypatch.setattr(jobs, "nudge", lambda name, **_: called.append(name))
    for _ in range(2):
        requested(supervisor)
    called.clear()
    tasks.write_owed_exports()
    assert Export.objects.owed().count() == 1
    assert "appeals.write_owed_exports" in called


def test_the_list_is_leafed_by_key_to_the_oldest_export(
    desk: Client, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_list, "PAGE", 2)
    first, second, third = (requested(supervisor) for _ in range(3))
    newest = desk.get(PAGE).text
    assert f"{PAGE}{first.pk}/" not in newest
    assert f"?before={second.pk}" in newest
    older = desk.get(PAGE, {"before": second.pk}).text
    assert f"{PAGE}{first.pk}/" in older
    assert f"{PAGE}{third.pk}/" not in older
    assert desk.get(PAGE, {"before": "x'"}).status_code == 200


def test_a_full_list_asks_no_more_of_the_database_than_a_short_one(
    desk: Client, supervisor: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    def narrowed(count: int) -> None:
        for _ in range(count):
            requested(supervisor)
        choice = {"filters": {"officer": str(supervisor.pk), "wave": "70"}}
        Export.objects.update(choice=choice)

    narrowed(1)
    with CaptureQueriesContext(connection) as one:
        desk.get(PAGE)
    narrowed(9)
    with django_assert_max_num_queries(len(one)):
        desk.get(PAGE)


def test_progress_is_told_against_the_estimate(desk: Client, supervisor: User) -> None:
    export = requested(supervisor)
    Export.objects.lease(seconds=60)
    Export.objects.update(rows=4_000, expected_rows=12_345)
    page = desk.get(PAGE).text
    assert "Sedang ditulis: 4.000 dari kira-kira 12.000 baris" in page
    assert '<progress max="12345" value="4000"' in page
    assert f"{PAGE}{export.pk}/batal/" in page


def test_a_cancelled_export_is_never_written(desk: Client, supervisor: User) -> None:
    export = requested(supervisor)
    assert desk.post(f"{PAGE}{export.pk}/batal/").status_code == 302
    tasks.write_export(export_id=export.pk)
    export.refresh_from_db()
    assert exporting.state(export, at=timezone.now()) is State.CANCELLED
    assert "Dibatalkan" in desk.get(PAGE).text
    assert AuditEntry.objects.get(action="export.cancelled").actor == supervisor


def test_a_worker_notices_a_cancelling_and_leaves_no_file(
    desk: Client, supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.appeal()
    builders.appeal()
    export = requested(supervisor)
    monkeypatch.setattr(exporting, "_PROGRESS_EVERY", 1)
    mark = exporting._mark_progress

    def cancel_first(half: Export, rows: int) -> None:
        desk.post(f"{PAGE}{export.pk}/batal/")
        mark(half, rows)

    monkeypatch.setattr(exporting, "_mark_progress", cancel_first)
    tasks.write_export(export_id=export.pk)
    export.refresh_from_db()
    assert exporting.state(export, at=timezone.now()) is State.CANCELLED
    assert list(export_store().names()) == []
    assert not AuditEntry.objects.filter(action="export.written").exists()


def test_nobody_cancels_another_ones_export_or_a_finished_one(
    desk: Client, supervisor: User
) -> None:
    export = written(supervisor)
    other = requested(builders.officer("supervisor"))
    for row in (export, other):
        with pytest.raises(exporting.NotAllowed):
            exporting.cancel(row, by=supervisor, address="", at=timezone.now())
    answer = desk.post(f"{PAGE}{export.pk}/batal/", follow=True)
    assert "sudah selesai atau bukan milik Anda" in answer.text
    assert f"{PAGE}{export.pk}/unduh/" in answer.text


def test_who_asked_hears_by_mail_and_on_the_page_that_the_file_is_ready(
    desk: Client, supervisor: User
) -> None:
    appeal = builders.appeal()
    export = written(supervisor)
    mail = OutgoingMessage.objects.get(key=f"export-ready:{export.pk}:{supervisor.pk}")
    assert (mail.recipient, PAGE in mail.body) == (supervisor.email, True)
    assert mail.subject == f"Berkas ekspor {export.pk} siap diunduh: Pengaduan"
    assert "Hari: 1 Nov 2026 sampai 30 Nov 2026." in mail.body
    for personal in (appeal.name, appeal.nik, appeal.reference, PURPOSE):
        assert personal not in mail.body
    assert "1 berkas Anda siap diunduh." in desk.get(PAGE).text
    Export.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert "siap diunduh" not in desk.get(PAGE).text


def test_an_auditor_reads_what_was_done_with_an_export(supervisor: User) -> None:
    export = written(supervisor)
    exporting.download(export, by=supervisor, address="203.0.113.9", at=timezone.now())
    page = signed_in(builders.officer("auditor")).get(f"{PAGE}{export.pk}/").text
    for said in ("Ekspor diminta", "Berkas ekspor diunduh", supervisor.username, PURPOSE):
        assert said in page
    assert "sidik alamat jaringan" in page
    assert "203.0.113.9" not in page
    assert "batal/" not in page


def test_of_a_long_log_the_newest_is_shown(
    supervisor: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    export = written(supervisor)
    monkeypatch.setattr(export_list, "_ENTRIES", 1)
    (entry,) = export_list.log_of(export)
    assert entry.rows == 0  # the file's end, not the request


def test_a_sample_that_takes_too_long_says_so_and_can_be_ordered(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object, **__: object) -> Iterator[list[str]]:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
        raise AssertionError

    monkeypatch.setattr("appeals.reports.subjects.Subject.first_rows", slow)
    page = desk.post(PAGE, {**FORM, "step": "preview"}).text
    assert "tidak selesai dibaca dalam 5 detik" in page
    assert 'value="order"' in page
