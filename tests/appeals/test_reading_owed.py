"""Readings: owed with the photo, done once, waiting without a reader, sealed, erased with it."""

from collections.abc import Callable
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings

from appeals import lifecycle, tasks
from appeals.erasure import blanking
from appeals.evidence import decoder, intake
from appeals.evidence.children import ChildDied, ChildUnavailable
from appeals.evidence.reading import owed, reader
from appeals.models import Appeal, Evidence, Reading
from portal import rotation, status
from portal.storage import Store, Unavailable
from tests import builders, photos
from tests.appeals import cards

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _with_a_reader(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    settings.READER = True


@pytest.fixture
def case() -> Appeal:
    """Return a case without photos."""
    return builders.appeal()


def ektp(case: Appeal) -> tuple[str, ...]:
    """Return the lines of the person's own card."""
    return f"NIK : {case.nik}", "Nama : SITI CONTOH", "Tempat/Tgl Lahir : KOTA, 12-05-1998"


@pytest.mark.parametrize(("kind", "is_owed"), [("ektp", True), ("kk", True), ("screenshot", False)])
def test_a_card_that_becomes_ready_owes_its_reading(case: Appeal, kind: str, is_owed: bool) -> None:
    intake.attach_to_case(case, photos.upload(photos.jpeg()), kind=kind, at=builders.NOON)
    tasks.examine_photos(appeal_id=case.pk)
    decoder.close_idle()
    assert Reading.objects.owed().exists() == is_owed


def test_what_was_read_is_kept_with_how_sure_the_machine_is(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case), percent=95)
    reading = cards.read(cards.ready_photo(case))
    assert (reading.nik, reading.name, reading.birth_date) == (
        case.nik, "SITI CONTOH", date(1998, 5, 12)
    )  # fmt: skip
    assert (reading.nik_percent, reading.name_percent, reading.birth_date_percent) == (95, 95, 95)
    assert (reading.kk, reading.kk_percent, reading.is_repaired) == (None, 0, False)
    assert reading.done_at


def test_of_a_family_card_only_its_number_is_kept(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, "KARTU KELUARGA", f"No. {case.kk}", *ektp(case))
    reading = cards.read(cards.ready_photo(case, kind="kk"))
    assert (reading.kk, reading.nik, reading.name, reading.birth_date) == (
        case.kk,
        None,
        None,
        None,
    )


def test_a_repaired_number_says_so(case: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    cards.reads(monkeypatch, "3171O15205980001")
    reading = cards.read(cards.ready_photo(case))
    assert (reading.nik, reading.is_repaired) == ("3171015205980001", True)
    assert not reading.is_sure_of_nik


def test_nothing_of_a_reading_stands_open_in_the_database(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case))
    cards.read(cards.ready_photo(case))
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(r)::text FROM appeals_reading r")
        (row,) = cursor.fetchone()
    for open_value in (case.nik, "CONTOH", "1998"):
        assert open_value not in row
    assert Reading in rotation.tables()


def test_a_number_read_is_found_by_the_number_typed(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case))
    reading = cards.read(cards.ready_photo(case))
    assert Reading.objects.filter(nik__in=Appeal.objects.values("nik")).get() == reading


def test_a_second_run_changes_nothing(case: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    cards.reads(monkeypatch, *ektp(case))
    before = cards.read(cards.ready_photo(case))
    cards.reads(monkeypatch, "nothing")
    tasks.read_owed_cards()
    after = Reading.objects.get()
    assert (after.nik, after.done_at, after.deliveries) == (before.nik, before.done_at, 1)


def test_killed_while_reading_it_is_done_again(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch, *ektp(case))
    photo = cards.ready_photo(case)
    Reading.objects.create(evidence=photo)
    with monkeypatch.context() as patch:
        patch.setattr(reader, "look", _raiser(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            tasks.read_owed_cards()
    tasks.read_owed_cards()
    assert not Reading.objects.exclude(done_at=None).exists()  # leased by the dead worker
    Reading.objects.update(lease_until=Now() - timedelta(seconds=1))
    tasks.read_owed_cards()
    assert Reading.objects.get().nik == case.nik


def test_the_slower_of_two_workers_changes_nothing(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    Reading.objects.create(evidence=cards.ready_photo(case))
    (slow,) = Reading.objects.all().lease(seconds=60)
    Reading.objects.update(lease_until=Now() - timedelta(seconds=1))
    cards.reads(monkeypatch, *ektp(case))
    tasks.read_owed_cards()
    cards.reads(monkeypatch, "NIK : 3171015205980002")
    owed.read(slow, at=builders.NOON)
    assert Reading.objects.get().nik == case.nik


def test_a_reading_waits_for_a_store_that_is_away_without_spending_a_try(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo = cards.ready_photo(case)

    def away(*_: object) -> bytes:
        raise Unavailable

    with monkeypatch.context() as patch:
        patch.setattr(Store, "read_bytes", away)
        cards.read(photo)
        for _ in range(6):
            Reading.objects.update(due_at=Now())
            tasks.read_owed_cards()
    waiting = Reading.objects.get()
    assert (waiting.deliveries, waiting.dead_at) == (0, None)
    Reading.objects.update(due_at=Now())
    cards.reads(monkeypatch, *ektp(case))
    tasks.read_owed_cards()
    assert Reading.objects.get().nik == case.nik


def test_a_job_of_the_reader_ends_before_its_soft_limit_and_within_its_lease() -> None:
    worst = reader.START_SECONDS + reader.WALL_SECONDS
    assert tasks.READ_FOR_SECONDS + worst < tasks.SOFT_LIMIT
    assert worst < owed.LEASE_SECONDS


def test_without_a_reader_rows_wait_and_none_dies(
    case: Appeal, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    photo = cards.ready_photo(case)
    settings.READER = False
    assert cards.read(photo).deliveries == 0
    settings.READER = True
    monkeypatch.setattr(reader, "look", _raiser(ChildUnavailable))
    monkeypatch.setattr("portal.storage.Store.read_bytes", lambda _store, _name: b"")
    for _ in range(9):
        Reading.objects.update(due_at=Now())
        tasks.read_owed_cards()
    reading = Reading.objects.get()
    assert (reading.deliveries, reading.dead_at) == (0, None)
    assert status.collect()["readings"] == {"owed": 1, "dead": 0, "oldest": reading.due_at}


def test_a_reader_that_does_not_start_is_tried_once_a_sweep(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(3):
        Reading.objects.create(evidence=cards.ready_photo(case))
    tried: list[int] = []

    def fail(*_: object) -> None:
        tried.append(1)
        raise ChildUnavailable

    monkeypatch.setattr(reader, "look", fail)
    monkeypatch.setattr("portal.storage.Store.read_bytes", lambda _store, _name: b"")
    tasks.read_owed_cards()
    assert len(tried) == 1


def test_a_photo_that_ends_its_reader_is_left_after_five_tries(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    cards.reads(monkeypatch)
    monkeypatch.setattr(reader, "look", _raiser(ChildDied))
    cards.read(cards.ready_photo(case))
    for _ in range(5):
        Reading.objects.update(due_at=Now())
        tasks.read_owed_cards()
    assert Reading.objects.dead().get().last_fault == "the reader died"


def test_a_picture_that_is_gone_is_no_endless_work(case: Appeal) -> None:
    cards.read(cards.ready_photo(case, image_name="ab/cd/none"))
    assert Reading.objects.get().last_fault == "the picture is missing or damaged"


def test_a_reading_goes_with_its_files(case: Appeal, monkeypatch: pytest.MonkeyPatch) -> None:
    cards.reads(monkeypatch, *ektp(case))
    photo = cards.ready_photo(case)
    cards.read(photo)
    blanking.erase("files", [photo.pk], at=builders.NOON)
    assert not Reading.objects.exists()
    assert Evidence.objects.get().state == Evidence.State.ERASED


def test_cards_of_open_cases_from_before_the_reader_are_owed(case: Appeal) -> None:
    photo = cards.ready_photo(case)
    cards.ready_photo(case, kind="screenshot")
    cards.ready_photo(builders.appeal(), state=Evidence.State.WAITING)
    over = builders.appeal()
    lifecycle.withdraw(over, at=builders.NOON)
    cards.ready_photo(over)
    migration = import_module("appeals.migrations.0019_owe_readings_of_open_cases")
    for _ in range(2):
        migration.owe(apps, None)
    assert list(Reading.objects.values_list("evidence", flat=True)) == [photo.pk]


def _raiser(fault: type[BaseException]) -> Callable[..., None]:
    def fail(*_: object) -> None:
        raise fault

    return fail
