"""Files and the virus scanner: looked at first, and waiting in peace while it is away."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.db.models.functions import Now
from django.test import Client
from pytest_django import Settings

from appeals import status, tasks
from appeals.evidence import decoder, faults, intake
from appeals.models import Appeal, Evidence, FilingFault
from portal import clamd, health
from portal import status as operators
from portal.models import AuditEntry, OutgoingMessage
from portal.storage import evidence_store
from tests import builders, documents, photos, scanner
from tests.appeals.test_cases import page_of
from tests.desk import signed_in
from tests.scanner import Scanner

pytestmark = pytest.mark.django_db

NOBODY = "tcp://127.0.0.1:9"


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


@pytest.fixture
def running(settings: Settings) -> Iterator[Scanner]:
    """Return a scanner that CLAMD_URL leads to."""
    with scanner.listening() as (one, url):
        settings.CLAMD_URL = url
        yield one


def filed(case: Appeal, content: bytes = b"") -> Evidence:
    """Attach a photo to the case."""
    upload = photos.upload(content or photos.jpeg())
    return intake.attach_to_case(case, upload, kind="ektp", at=builders.NOON)


def swept() -> None:
    """Let the time to wait pass, and sweep."""
    Evidence.objects.update(due_at=Now())
    tasks.examine_owed_photos()


def test_a_file_is_scanned_as_it_was_sent(running: Scanner) -> None:
    row = filed(builders.appeal())
    tasks.examine_owed_photos()
    row.refresh_from_db()
    assert (row.state, row.unscanned_since) == ("ready", None)
    assert running.scanned == [photos.jpeg()]


def test_an_infected_file_is_refused_deleted_and_written_down(running: Scanner) -> None:
    case = builders.appeal()
    row = filed(case, photos.jpeg() + scanner.VIRUS)
    tasks.examine_owed_photos()
    row.refresh_from_db()
    assert (row.state, row.fault) == ("refused", "infected")
    assert "virus" in str(faults.of_row(row))
    assert not list(evidence_store().names())
    entry = AuditEntry.objects.get(action="evidence.infected")
    assert entry.details["virus"] == scanner.NAME
    assert OutgoingMessage.objects.filter(key__contains="evidence_ref").count() == 1


def test_an_infected_file_never_meets_the_decoder(
    running: Scanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "clean", pytest.fail)
    filed(builders.appeal(), photos.jpeg() + scanner.VIRUS)
    tasks.examine_owed_photos()
    assert Evidence.objects.get().fault == "infected"


def test_while_the_scanner_is_away_files_wait_and_no_try_is_spent(settings: Settings) -> None:
    settings.CLAMD_URL = NOBODY
    rows = [filed(builders.appeal()) for _ in range(3)]
    for _ in range(7):
        swept()
    for row in rows:
        row.refresh_from_db()
        assert (row.state, row.deliveries, row.dead_at) == ("waiting", 0, None)
        assert row.unscanned_since is not None
    assert Evidence.objects.unscanned().count() == 3
    assert len(set(evidence_store().names())) == 3


def test_while_it_is_away_it_is_asked_once_a_job(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CLAMD_URL = NOBODY
    asked: list[int] = []

    def away(content: bytes) -> str:
        asked.append(len(content))
        raise clamd.Away

    monkeypatch.setattr(clamd, "virus_in", away)
    for _ in range(3):
        filed(builders.appeal())
    tasks.examine_owed_photos()
    assert len(asked) == 1
    assert not Evidence.objects.ready().exists()


def test_when_it_is_back_the_sweep_goes_on(settings: Settings) -> None:
    settings.CLAMD_URL = NOBODY
    rows = [filed(builders.appeal()) for _ in range(2)]
    swept()
    with scanner.listening() as (_, url):
        settings.CLAMD_URL = url
        swept()
    assert {Evidence.objects.get(pk=row.pk).state for row in rows} == {"ready"}
    assert not Evidence.objects.exclude(unscanned_since=None).exists()


def test_a_file_it_says_nothing_of_holds_up_no_other(running: Scanner) -> None:
    running.takes_at_most = 100_000
    large, small = builders.appeal(), builders.appeal()
    filed(large, photos.jpeg() + bytes(8 * 1024 * 1024))
    filed(small)
    swept()
    assert small.evidence.get().state == "ready"
    waiting = large.evidence.get()
    assert (waiting.state, waiting.deliveries) == ("waiting", 0)
    assert waiting.unscanned_since is not None


def test_a_file_it_never_decides_on_is_asked_about_ever_less_and_then_raised_to_staff(
    running: Scanner,
) -> None:
    running.says = b"stream: Heuristics.Limits.Exceeded.MaxFiles FOUND\0"
    row = filed(builders.appeal())
    swept()
    row.refresh_from_db()
    soon = row.due_at
    Evidence.objects.update(unscanned_since=Now() - timedelta(hours=3))
    swept()
    row.refresh_from_db()
    assert row.due_at - soon > timedelta(hours=2)
    Evidence.objects.update(unscanned_since=Now() - timedelta(days=3))
    for _ in range(2):
        swept()
    row.refresh_from_db()
    assert (row.state, row.is_lost) == ("waiting", False)
    assert FilingFault.objects.get(evidence=row).raised_at is not None
    assert not OutgoingMessage.objects.filter(key__contains="evidence_").exists()


def test_a_locked_pdf_is_called_locked_and_no_virus(running: Scanner) -> None:
    running.says = b"stream: Heuristics.Encrypted.PDF FOUND\0"
    upload = photos.upload(documents.letter(), "surat.pdf")
    row = intake.attach_to_case(builders.appeal(), upload, kind="supporting", at=builders.NOON)
    swept()
    row.refresh_from_db()
    assert (row.state, row.fault) == ("refused", "pdf_locked")
    assert not AuditEntry.objects.filter(action="evidence.infected").exists()


def test_without_an_address_nothing_is_asked_and_nothing_waits(settings: Settings) -> None:
    settings.CLAMD_URL = ""
    filed(builders.appeal())
    tasks.examine_owed_photos()
    assert Evidence.objects.get().state == "ready"


def test_person_and_officer_read_that_a_file_waits_for_the_scanner(
    client: Client, settings: Settings
) -> None:
    settings.CLAMD_URL = NOBODY
    case = builders.appeal()
    filed(case)
    swept()
    assert "belum diperiksa virus" in page_of(client, case)
    desk = signed_in(builders.officer())
    shown = desk.get(f"/pmo/appeals/appeal/{case.pk}/change/").content.decode()
    assert "Belum diperiksa virus" in shown
    assert "1 berkas belum diperiksa virus" in desk.get("/pmo/appeals/appeal/").content.decode()


def test_the_queue_says_nothing_while_no_file_waits(running: Scanner) -> None:
    desk = signed_in(builders.officer())
    assert "diperiksa virus" not in desk.get("/pmo/appeals/appeal/").content.decode()


def test_operators_read_how_many_wait_and_nothing_is_late(settings: Settings) -> None:
    settings.CLAMD_URL = NOBODY
    filed(builders.appeal())
    swept()
    assert status._evidence()["unscanned"] == 1
    assert "photos" not in operators.late(after=health.LATE_AFTER)
