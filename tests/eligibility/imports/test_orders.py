"""Files officers send in: kept encrypted, taken in by a worker, repeated safely, gone afterwards."""

import io
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from pytest_django import Settings

from eligibility import imports
from eligibility.imports import orders
from eligibility.models import Account, ImportBatch, ImportOrder
from portal.models import AuditEntry, User
from portal.storage import Missing, import_store
from tests import builders
from tests.builders import NOON
from tests.eligibility.imports.rows import HEADER, line

pytestmark = pytest.mark.django_db

SOURCE = imports.Source("situs", NOON.date())


@pytest.fixture(autouse=True)
def own_store(settings: Settings, tmp_path: Path) -> None:
    settings.IMPORT_DIR = tmp_path / "imports"


def sent(*lines: str, by: User | None = None) -> ImportBatch:
    """Send a file of accounts in."""
    file = io.BytesIO("\n".join([HEADER, *lines, ""]).encode())
    by = by or builders.officer("rule_officer")
    return imports.order(file, "accounts", source=SOURCE, by=by, at=NOON)


def test_a_sent_file_waits_encrypted_and_is_taken_in_by_a_worker(tmp_path: Path) -> None:
    batch = sent(line(1), line(2))
    (kept,) = [path for path in (tmp_path / "imports").rglob("*") if path.is_file()]
    assert b"Siti" not in kept.read_bytes()
    assert (imports.state(batch), batch.lines) == (imports.State.WAITING, 2)
    assert imports.work_off(at=NOON)
    batch.refresh_from_db()
    assert (imports.state(batch), batch.rows_written) == (imports.State.FINISHED, 2)
    assert list(import_store().names()) == []
    assert not imports.work_off(at=NOON)


def test_the_refused_lines_are_kept_for_officers_and_taking_them_is_written_down() -> None:
    batch = sent(line(1), line(2, sex="x"))
    imports.work_off(at=NOON)
    by = builders.officer("auditor")
    batch.refresh_from_db()
    content = b"".join(imports.rejects(batch, by=by, at=NOON)).decode()
    assert content.splitlines() == ["baris,alasan", "3,Kolom sex harus P atau L."]
    assert AuditEntry.objects.get(action="import.rejects").actor == by
    with pytest.raises(imports.NotAllowed):
        imports.rejects(batch, by=builders.officer("agent"), at=NOON)


def test_a_file_without_refusals_has_none_to_fetch() -> None:
    batch = sent(line(1))
    imports.work_off(at=NOON)
    with pytest.raises(Missing):
        imports.rejects(batch, by=builders.officer("auditor"), at=NOON)


def test_a_file_whose_worker_died_is_taken_in_by_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    sent(line(1), line(2, sex="x"))
    with monkeypatch.context() as patch:
        patch.setattr(orders, "_renew", _die)
        with pytest.raises(KeyboardInterrupt):
            imports.work_off(at=NOON)
    assert not imports.work_off(at=NOON)  # the lease still runs
    ImportOrder.objects.update(lease_until=NOON)
    ImportOrder.objects.update(lease_until="2020-01-01T00:00:00Z")
    assert imports.work_off(at=NOON)
    batch = ImportBatch.objects.get()
    assert (batch.rows_read, batch.rows_refused) == (2, 1)
    assert Account.objects.count() == 1


def _die(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_worker_that_lost_its_lease_leaves_no_file_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    sent(line(1, sex="x"))

    def lose(self: ImportOrder, **values: object) -> bool:
        return False

    monkeypatch.setattr(ImportOrder, "finish", lose)
    imports.work_off(at=NOON)
    order = ImportOrder.objects.get()
    assert list(import_store().names()) == [order.upload]


def test_a_kept_file_that_is_gone_is_given_up_and_said_so() -> None:
    batch = sent(line(1))
    import_store().delete(ImportOrder.objects.get().upload)
    imports.work_off(at=NOON)
    assert imports.state(batch) is imports.State.STUCK


def test_only_rule_officers_send_files() -> None:
    for role in ("agent", "supervisor", "privacy_officer", "auditor"):
        with pytest.raises(imports.NotAllowed):
            sent(line(1), by=builders.officer(role))
    assert not ImportOrder.objects.exists()


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"nik,kk\n1,2\n"])
def test_a_file_that_cannot_be_read_is_refused_and_not_kept(content: bytes) -> None:
    with pytest.raises(imports.FileFault):
        imports.order(
            io.BytesIO(content),
            "accounts",
            source=SOURCE,
            by=builders.officer("rule_officer"),
            at=NOON,
        )
    assert list(import_store().names()) == []


def test_a_file_beyond_the_limit_is_refused(settings: Settings) -> None:
    settings.IMPORT_MAX_BYTES = 10
    with pytest.raises(imports.FileFault, match="lebih dari"):
        sent(line(1))


def test_files_without_a_row_are_removed_once_they_are_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = import_store()
    store.write(b"left behind")
    sent(line(1))
    assert imports.remove_orphans() == 0
    monkeypatch.setattr(orders, "_ORPHANED_AFTER", -1)
    assert imports.remove_orphans() == 1
    assert list(store.names()) == [ImportOrder.objects.get().upload]


def test_a_source_is_nobodys_address_whoever_sends_the_file() -> None:
    source = imports.Source("petugas@bkn.example", NOON.date())
    file = io.BytesIO(f"{HEADER}\n{line(1)}\n".encode())
    with pytest.raises(imports.FileFault):
        imports.order(file, "accounts", source=source, by=builders.officer("rule_officer"), at=NOON)
    assert not ImportBatch.objects.exists()


def test_a_file_taken_back_before_it_is_read_is_dropped() -> None:
    batch = sent(line(1))
    ImportBatch.objects.update(withdrawn_at=NOON)
    assert imports.work_off(at=NOON)
    assert not Account.objects.exists()
    assert ImportOrder.objects.get(batch=batch).done_at is not None
    assert list(import_store().names()) == []


def test_a_file_that_was_given_up_is_removed_after_a_day_and_that_is_written_down() -> None:
    batch = sent(line(1))
    (kept,) = import_store().names()
    (settings.IMPORT_DIR / kept[:2] / kept[2:4] / kept).write_bytes(b"broken")
    imports.work_off(at=NOON)
    now = timezone.now()
    assert imports.discard_unread(at=now + timedelta(hours=23)) == 0
    assert imports.discard_unread(at=now + timedelta(hours=25)) == 1
    assert list(import_store().names()) == []
    assert imports.discard_unread(at=now + timedelta(hours=26)) == 0
    assert AuditEntry.objects.get(action="import.discard").subject_id == str(batch.pk)
    assert imports.state(batch) is imports.State.STUCK


def test_a_file_that_is_still_owed_is_kept_however_long() -> None:
    sent(line(1))
    assert imports.discard_unread(at=timezone.now() + timedelta(days=30)) == 0
    assert len(list(import_store().names())) == 1
