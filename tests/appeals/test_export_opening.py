"""Exports with open names: a second person, a cap, a day to answer, and a trail for each person."""

import csv
import io
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from pytest_django import Settings

from appeals import tasks
from appeals.models import Appeal, Export
from appeals.reports import export_judging, exporting
from appeals.reports.export_order import NothingToOpen, Order, State, TooMany
from portal import exports
from portal.models import AuditEntry, OutgoingMessage, User
from tests import builders
from tests.appeals.exports import PAGE, PERIOD, PURPOSE, content, signed_in
from tests.builders import NOON

pytestmark = pytest.mark.django_db

PASSWORD = "kuda-lumping-merah-7"
FORM = {
    "subject": "appeals", "columns_of": "appeals", "columns": ["reference", "nik", "name", "phone"],
    "format": "csv", "from_date": "2026-11-01", "until_date": "2026-11-30", "purpose": PURPOSE,
    "is_unmasked": "on", "step": "order",
}  # fmt: skip


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Settings) -> None:
    settings.EXPORT_DIR = tmp_path / "exports"
    settings.SECOND_FACTOR = False


@pytest.fixture
def asker() -> User:
    user = builders.officer("supervisor", email="peminta@example.id")
    user.set_password(PASSWORD)
    user.save()
    return user


@pytest.fixture
def judge() -> User:
    return builders.officer("supervisor", email="penyelia2@example.id")


@pytest.fixture
def case() -> Appeal:
    return builders.appeal(name="Siti Contoh", nik="3171015205980007", phone="081234567890")


def asked(by: User, fmt: str = "csv", subject: str = "appeals") -> Export:
    order = Order(subject, fmt, PERIOD, PURPOSE, is_unmasked=True)
    return exporting.request(order, by=by, address="203.0.113.9", at=timezone.now())


def opened(asker: User, judge: User, fmt: str = "csv") -> Export:
    export = asked(asker, fmt)
    export_judging.approve(export, by=judge, address="203.0.113.8", at=timezone.now())
    tasks.write_export(export_id=export.pk)
    export.refresh_from_db()
    return export


def test_an_open_export_is_written_only_after_another_supervisor_approves(
    asker: User, judge: User, case: Appeal
) -> None:
    signed_in(asker).post(PAGE, FORM)
    export = Export.objects.get()
    tasks.write_owed_exports()
    tasks.write_export(export_id=export.pk)
    export.refresh_from_db()
    assert exporting.state(export, at=timezone.now()) is State.APPROVAL
    mail = OutgoingMessage.objects.get(key=f"export-asked:{export.pk}:{judge.pk}")
    assert f"{PAGE}{export.pk}/" in mail.body
    desk = signed_in(judge)
    assert "Menunggu persetujuan Anda" in desk.get(PAGE).text
    page = desk.get(f"{PAGE}{export.pk}/").text
    for said in (f"{asker.identity} akan bisa membaca", PURPOSE, "1 baris", "Setujui", "Tolak"):
        assert said in page
    assert case.name not in page
    assert desk.post(f"{PAGE}{export.pk}/", {"step": "approve"}).status_code == 302
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert exporting.state(export, at=timezone.now()) is State.READY
    assert OutgoingMessage.objects.filter(key__startswith="export-judged:").count() == 1


def test_numbers_are_text_in_both_formats_and_the_file_says_that_it_is_open(
    asker: User, judge: User, case: Appeal
) -> None:
    signed_in(asker).post(PAGE, FORM)
    export = Export.objects.get()
    export_judging.approve(export, by=judge, address="", at=timezone.now())
    tasks.write_owed_exports()
    export.refresh_from_db()
    header, row, mark = csv.reader(io.StringIO(content(export).decode("utf-8-sig")))
    assert header == ["Nomor pengaduan", "NIK", "Nama", "Telepon"]
    assert row[1:3] == [f"'{case.nik}", case.name]
    assert row[3].lstrip("'") == case.phone
    assert "DATA PRIBADI TERBUKA" in mark[0]
    assert f"Disetujui oleh: {judge.identity}" in mark[0]
    assert exporting.file_name(export).startswith("TERBUKA-")
    book = openpyxl.load_workbook(io.BytesIO(content(opened(asker, judge, "xlsx"))))
    cells = {cell.value: cell.data_type for cell in book.worksheets[0][2]}
    assert cells[case.nik] == "s"


def test_neither_the_asker_nor_another_role_approves(
    asker: User, judge: User, case: Appeal
) -> None:
    export = asked(asker)
    for user in (asker, *(builders.officer(role) for role in ("agent", "auditor"))):
        with pytest.raises(exporting.NotAllowed):
            export_judging.approve(export, by=user, address="", at=timezone.now())
    own = signed_in(asker).get(f"{PAGE}{export.pk}/").text
    assert "Setujui" not in own
    for forged in ({"judged_by": asker}, {"approved_at": NOON}, {"file_name": "x" * 32}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Export.objects.update(**forged)
    export_judging.approve(export, by=judge, address="", at=timezone.now())
    with pytest.raises(exporting.NotAllowed):  # one word counts
        export_judging.refuse(export, reason="x", by=judge, address="", at=timezone.now())


def test_a_refusal_needs_a_reason_which_the_asker_reads(
    asker: User, judge: User, case: Appeal
) -> None:
    export = asked(asker)
    desk = signed_in(judge)
    url = f"{PAGE}{export.pk}/"
    for reason in ("", "pendek", "Untuk orang 3171015205980007 saja"):
        assert desk.post(url, {"step": "refuse", "reason": reason}).status_code == 422
    desk.post(url, {"step": "refuse", "reason": "Cukup data yang disamarkan."})
    tasks.write_owed_exports()
    page = signed_in(asker).get(url).text
    assert "Ditolak penyelia lain" in page
    assert "Cukup data yang disamarkan." in page
    assert AuditEntry.objects.get(action="export.refused").actor == judge


def test_without_an_answer_the_request_ends_after_a_day(
    asker: User, judge: User, case: Appeal
) -> None:
    export = asked(asker)
    late = timezone.now() + timedelta(hours=24, minutes=1)
    assert exporting.state(export, at=late) is State.UNANSWERED
    with pytest.raises(exporting.NotAllowed):
        export_judging.approve(export, by=judge, address="", at=late)


def test_more_rows_than_the_cap_are_refused_when_asked_and_when_written(
    asker: User, judge: User, case: Appeal, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.EXPORT_UNMASKED_ROWS = 1
    export = asked(asker)
    export_judging.approve(export, by=judge, address="", at=timezone.now())
    builders.appeal()
    with pytest.raises(TooMany):
        asked(asker)
    desk = signed_in(asker)
    monkeypatch.setattr("appeals.reports.export_preview.ROWS", 1)
    assert "paling banyak 1 baris" in desk.post(PAGE, {**FORM, "step": "preview"}).text
    answer = desk.post(PAGE, FORM)
    assert answer.status_code == 422
    assert "paling banyak 1 baris" in answer.text
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert (exporting.state(export, at=timezone.now()), export.file_name) == (State.FAILED, "")


def test_a_request_stands_on_the_first_page_of_who_may_sign_it(
    asker: User, judge: User, case: Appeal
) -> None:
    export = asked(asker)
    link = f'href="{PAGE}{export.pk}/"'
    page = signed_in(judge).get("/pmo/").text
    assert link in page
    assert f"Pengaduan, 1 baris, diminta {asker.get_full_name()}" in page
    for other in (asker, builders.officer("auditor"), builders.officer("agent")):
        assert "Menunggu tanda tangan Anda" not in signed_in(other).get("/pmo/").text
    export_judging.approve(export, by=judge, address="", at=timezone.now())
    assert link not in signed_in(judge).get("/pmo/").text


def test_nothing_but_the_word_approves(asker: User, judge: User, case: Appeal) -> None:
    export = asked(asker)
    for sent in ({}, {"step": ""}, {"step": "other"}):
        answer = signed_in(judge).post(f"{PAGE}{export.pk}/", sent)
        assert (answer.status_code, "Setujui" in answer.text) == (422, True)
    export.refresh_from_db()
    assert (export.approved_at, export.judged_at) == (None, None)


def test_an_open_file_ends_with_its_request_and_has_no_more_rows_than_the_judge_saw(
    asker: User, judge: User, case: Appeal
) -> None:
    export = asked(asker)
    assert export.until_date <= timezone.now().date() + timedelta(days=1)  # not the month's end
    builders.appeal(at=timezone.now())  # after the request
    page = signed_in(judge).get(f"{PAGE}{export.pk}/").text
    assert "1 baris" in page
    assert 'name="rows" value="1"' in page
    builders.appeal()  # filed before, known only now
    assert 'name="rows" value="2"' in signed_in(judge).get(f"{PAGE}{export.pk}/").text
    signed_in(judge).post(f"{PAGE}{export.pk}/", {"step": "approve", "rows": "1"})
    tasks.write_owed_exports()
    export.refresh_from_db()
    assert (exporting.state(export, at=timezone.now()), export.file_name) == (State.FAILED, "")
    assert "Barisnya bertambah sesudah disetujui" in signed_in(asker).get(PAGE).text
    mail = OutgoingMessage.objects.get(key=f"export-failed:{export.pk}:{asker.pk}")
    assert "Barisnya bertambah sesudah disetujui" in mail.body


def test_more_rows_than_the_cap_by_now_cannot_be_approved(
    asker: User, judge: User, case: Appeal, settings: Settings
) -> None:
    settings.EXPORT_UNMASKED_ROWS = 1
    export = asked(asker)
    builders.appeal()
    page = signed_in(judge).get(f"{PAGE}{export.pk}/").text
    assert "jadi tidak bisa disetujui" in page
    assert 'value="approve"' not in page
    with pytest.raises(exporting.NotAllowed):
        export_judging.approve(export, by=judge, address="", at=timezone.now(), rows=2)


def test_who_stands_in_the_file_is_who_is_written_down(
    asker: User, judge: User, case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    finished = exports.write_csv

    def and_another(*given: Any) -> int:
        rows = finished(*given)
        builders.appeal()  # would answer to the same question, asked once more
        return rows

    monkeypatch.setattr(exports, "write_csv", and_another)
    export = opened(asker, judge)
    written = AuditEntry.objects.get(action="export.written", subject_id=str(export.pk))
    assert written.details["people"] == [case.pk]
    assert case.reference in content(export).decode()


def test_counting_too_long_is_said_beside_the_field(
    asker: User, case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(*_: object) -> int:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)")
        raise AssertionError

    monkeypatch.setattr("appeals.reports.subjects.Subject.count_to", slow)
    answer = signed_in(asker).post(PAGE, FORM)
    assert answer.status_code == 422
    assert "tidak selesai dihitung dalam 5 detik" in answer.text
    assert not Export.objects.exists()


def test_what_masks_nothing_cannot_be_opened(asker: User) -> None:
    with pytest.raises(NothingToOpen):
        asked(asker, subject="audit")


def download(desk: Client, export: Export, **headers: Any) -> Any:
    return desk.get(f"{PAGE}{export.pk}/unduh/", headers=headers)


def test_its_download_asks_for_the_password_anew_and_is_written_down_at_each_person(
    asker: User, judge: User, case: Appeal
) -> None:
    export = opened(asker, judge)
    desk = signed_in(asker)
    assert download(desk, export).status_code == 403
    url = f"{PAGE}{export.pk}/unduh/"
    assert desk.post(url, {"fresh_password": "salah-sekali-1"}).status_code == 422
    assert not AuditEntry.objects.filter(action="identity.revealed").exists()
    assert desk.post(url, {"fresh_password": PASSWORD})["Location"] == url
    answer = download(desk, export)
    assert b"".join(answer.streaming_content) == content(export)
    (entry,) = AuditEntry.objects.filter(action="identity.revealed")
    assert (entry.actor, entry.subject_id) == (asker, str(case.pk))
    assert (entry.details["export"], entry.details["purpose"]) == (export.pk, PURPOSE)
    other = opened(asker, judge)
    assert download(desk, other).status_code == 403  # given for the first one only
    desk.post(f"{PAGE}{other.pk}/unduh/", {"fresh_password": PASSWORD})
    assert download(desk, other, Range="bytes=1-").status_code == 206  # all but its first sign
    revealed = AuditEntry.objects.filter(action="identity.revealed")
    assert revealed.count() == 2
    size, later = other.size or 0, timezone.now() + timedelta(hours=2)
    exporting.download(other, by=asker, address="", at=later, start=1, length=size - 1)
    assert revealed.count() == 3  # taken again, not gone on with
