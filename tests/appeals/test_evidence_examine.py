"""Examining filed photos: done once, never lost, however often and wherever it is interrupted."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.db.models.functions import Now
from pytest_django import Settings

from appeals import lifecycle, tasks
from appeals.evidence import decoder, examine, intake, serve, sweep
from appeals.models import Appeal, Draft, Evidence, FilingFault, LostFile
from portal.models import OutgoingMessage
from portal.storage import Store, evidence_store
from tests import builders, photos

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.EVIDENCE_DIR = tmp_path / "evidence"
    yield
    decoder.close_idle()


@pytest.fixture
def case() -> Appeal:
    """Return a case without photos."""
    return builders.appeal()


def filed(case: Appeal, content: bytes | None = None) -> Evidence:
    """Attach a photo to the case."""
    upload = photos.upload(content or photos.jpeg())
    return intake.attach_to_case(case, upload, kind="ektp", at=builders.NOON)


def leased() -> Evidence:
    """Take the one owed photo."""
    (row,) = Evidence.objects.filed().lease(seconds=60)
    return row


def stored() -> set[str]:
    """Return the names in the store."""
    return set(evidence_store().names())


def test_a_photo_becomes_ready_and_its_upload_goes(case: Appeal) -> None:
    row = filed(case)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert row.state == Evidence.State.READY
    assert (row.width, row.height) == (800, 600)
    assert row.done_at
    assert not row.upload_name
    assert stored() == {row.image_name, row.thumbnail_name}


def test_the_pictures_can_be_opened(case: Appeal) -> None:
    row = filed(case)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    image = b"".join(serve.open_image(row, thumbnail=False))
    thumbnail = b"".join(serve.open_image(row, thumbnail=True))
    assert image.startswith(b"\xff\xd8")
    assert thumbnail.startswith(b"\xff\xd8")
    assert len(thumbnail) < len(image)


def test_nothing_is_shown_before_the_examination(case: Appeal) -> None:
    with pytest.raises(serve.NotReady):
        serve.open_image(filed(case), thumbnail=True)


def test_a_photo_that_does_not_decode_is_refused_with_a_fault(case: Appeal) -> None:
    row = filed(case, photos.png(900, 900, b"no pixels"))
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert row.state == Evidence.State.REFUSED
    assert row.fault == "unreadable"
    assert not stored()
    with pytest.raises(serve.NotReady):
        serve.open_image(row, thumbnail=False)


def refusals_told(case: Appeal) -> list[OutgoingMessage]:
    """Return the messages that tell of a refused file."""
    return list(OutgoingMessage.objects.filter(key__startswith=f"appeal:{case.pk}:evidence_ref"))


def test_the_person_is_told_once_however_many_files_are_refused(case: Appeal) -> None:
    for _ in range(2):
        filed(case, photos.png(900, 900, b"no pixels"))
    tasks.examine_photos(appeal_id=case.pk)
    (told,) = refusals_told(case)
    assert told.subject == f"Satu berkas Anda tidak bisa dibuka · {case.reference}"


def test_a_file_refused_after_the_next_step_is_told_anew(case: Appeal) -> None:
    filed(case, photos.png(900, 900, b"no pixels"))
    tasks.examine_photos(appeal_id=case.pk)
    lifecycle.take(case, by=builders.officer(), at=builders.NOON)
    filed(case, photos.png(900, 900, b"no pixels"))
    tasks.examine_owed_photos()
    assert len(refusals_told(case)) == 2


def test_nobody_is_told_of_a_good_file_or_a_case_that_is_over(case: Appeal) -> None:
    filed(case)
    tasks.examine_photos(appeal_id=case.pk)
    filed(case, photos.png(900, 900, b"no pixels"))
    lifecycle.withdraw(case, at=builders.NOON)
    tasks.examine_photos(appeal_id=case.pk)
    assert Evidence.objects.filter(state="refused").exists()
    assert refusals_told(case) == []


def test_one_job_examines_every_photo_of_its_case_and_no_other(case: Appeal) -> None:
    rows = [filed(case) for _ in range(3)]
    other = filed(builders.appeal())
    tasks.examine_photos(appeal_id=case.pk)
    assert {Evidence.objects.get(pk=row.pk).state for row in rows} == {"ready"}
    other.refresh_from_db()
    assert other.state == "waiting"


def test_the_sweep_takes_what_was_missed_but_no_drafts(case: Appeal) -> None:
    row = filed(case)
    draft = Draft.objects.create(created_at=builders.NOON, expires_at=builders.NOON)
    kept = intake.attach(draft, photos.upload(photos.jpeg()), kind="ektp", at=builders.NOON)
    tasks.examine_owed_photos()
    assert Evidence.objects.get(pk=row.pk).state == "ready"
    assert Evidence.objects.get(pk=kept.pk).state == "waiting"


def test_a_second_run_changes_nothing(case: Appeal) -> None:
    row = filed(case)
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    before = row.image_name
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.image_name, row.deliveries) == (before, 1)


def test_the_slower_of_two_workers_leaves_no_trace(case: Appeal) -> None:
    filed(case)
    slow = leased()
    Evidence.objects.update(lease_until=Now() - timedelta(seconds=1))
    fast = leased()
    uploads = stored()
    examine.examine(slow, at=builders.NOON)
    assert stored() == uploads
    examine.examine(fast, at=builders.NOON)
    fast.refresh_from_db()
    assert stored() == {fast.image_name, fast.thumbnail_name}
    examine.examine(slow, at=builders.NOON)
    assert stored() == {fast.image_name, fast.thumbnail_name}


@pytest.mark.parametrize("step", ["first write", "second write", "finish", "delete"])
def test_killed_at_any_step_the_next_run_completes_it(
    case: Appeal, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    row = filed(case)
    owed = leased()
    with monkeypatch.context() as patch:
        _interrupt(patch, step)
        with pytest.raises(KeyboardInterrupt):
            examine.examine(owed, at=builders.NOON)
    Evidence.objects.filter(done_at=None).update(lease_until=Now() - timedelta(seconds=1))
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert row.state == "ready"
    sweep.remove_orphans(older_than_seconds=0)
    assert stored() == {row.image_name, row.thumbnail_name}


def _interrupt(patch: pytest.MonkeyPatch, step: str) -> None:
    write, writes = Store.write, []

    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    def write_until(self: Store, content: bytes) -> str:
        writes.append(content)
        if len(writes) == {"first write": 1, "second write": 2}.get(step):
            stop()
        return write(self, content)

    patch.setattr(Store, "write", write_until)
    if step == "finish":
        patch.setattr(Evidence, "finish", stop)
    if step == "delete":
        patch.setattr(Store, "delete", stop)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (decoder.ChildDied, "the image child died"),
        (decoder.ChildUnavailable, "the image child did not start"),
    ],
)
def test_a_fault_of_the_machine_is_tried_again_later(
    case: Appeal, monkeypatch: pytest.MonkeyPatch, fault: type[Exception], words: str
) -> None:
    row = filed(case)
    monkeypatch.setattr(decoder, "clean", _raiser(fault))
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.state, row.last_fault) == ("waiting", words)
    assert not Evidence.objects.ready().exists()
    assert stored() == {row.upload_name}


def test_a_photo_that_ends_its_child_three_times_is_refused(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = filed(case)
    monkeypatch.setattr(decoder, "clean", _raiser(decoder.ChildDied))
    for _ in range(3):
        Evidence.objects.update(due_at=Now())
        tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.state, row.fault) == ("refused", "too_complex")
    assert not stored()


def test_a_machine_that_starts_no_child_for_long_loses_no_file(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = filed(case)
    with monkeypatch.context() as patch:
        patch.setattr(decoder, "clean", _raiser(decoder.ChildUnavailable))
        for _ in range(7):
            Evidence.objects.update(due_at=Now())
            tasks.examine_owed_photos()
    row.refresh_from_db()
    assert (row.deliveries, row.dead_at, row.is_lost) == (0, None, False)
    Evidence.objects.update(due_at=Now())
    tasks.examine_owed_photos()
    row.refresh_from_db()
    assert (row.state, row.is_lost) == ("ready", False)
    assert not OutgoingMessage.objects.filter(key__contains="evidence_lost").exists()


def test_where_no_child_starts_the_job_ends_at_once(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [filed(case, photos.jpeg((800 + each, 600))) for each in range(2)]
    monkeypatch.setattr(decoder, "clean", _raiser(decoder.ChildUnavailable))
    tasks.examine_photos(appeal_id=case.pk)
    assert list(Evidence.objects.filter(last_fault="").values_list("pk", flat=True)) == [rows[1].pk]


def test_what_was_given_up_without_a_fault_of_the_file_is_mended_once_and_then_raised(
    case: Appeal,
) -> None:
    row = filed(case)
    for _ in range(2):  # five workers died over it
        Evidence.objects.update(deliveries=5, claimed_by=None, lease_until=None, due_at=Now())
        assert not lifecycle.lost_in_the_way(case)
        tasks.examine_owed_photos()
    fault = FilingFault.objects.get(evidence=row)
    assert fault.raised_at is not None
    row.refresh_from_db()
    assert (row.lost_at, row.is_lost) == (None, False)
    assert not OutgoingMessage.objects.filter(key__contains="evidence_lost").exists()
    tasks.examine_owed_photos()
    assert FilingFault.objects.count() == 1


def test_a_file_called_lost_that_is_examined_after_all_hinders_no_decision(
    case: Appeal, settings: Settings
) -> None:
    row = filed(case)
    (path,) = settings.EVIDENCE_DIR.glob("??/??/*")
    path.rename(path.with_suffix(".away"))
    for _ in range(5):
        Evidence.objects.update(due_at=Now())
        tasks.examine_owed_photos()
    assert lifecycle.lost_in_the_way(case) == [row]
    path.with_suffix(".away").rename(path)
    Evidence.objects.update(dead_at=None, deliveries=0, due_at=Now())
    tasks.examine_owed_photos()
    row.refresh_from_db()
    assert (row.state, row.lost_at) == ("ready", None)
    assert not LostFile.objects.filter(mended_at=None).exists()
    assert not lifecycle.lost_in_the_way(case)


def test_other_faults_are_not_counted_as_deaths(
    case: Appeal, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = filed(case)
    Evidence.objects.update(deliveries=3)
    monkeypatch.setattr(decoder, "clean", _raiser(decoder.ChildDied))
    tasks.examine_photos(appeal_id=case.pk)
    row.refresh_from_db()
    assert (row.state, row.deaths, row.deliveries) == ("waiting", 1, 3)


@pytest.mark.parametrize("harm", [Path.unlink, lambda path: os.truncate(path, 200)])
def test_an_upload_that_is_lost_or_damaged_is_tried_again_and_then_left_to_staff(
    case: Appeal, settings: Settings, harm: Callable[[Path], None]
) -> None:
    row = filed(case)
    (path,) = settings.EVIDENCE_DIR.glob("??/??/*")
    harm(path)
    for _ in range(5):
        Evidence.objects.update(due_at=Now())
        tasks.examine_photos(appeal_id=case.pk)
    assert Evidence.objects.dead().get() == row
    assert Evidence.objects.get().state == "waiting"


def _raiser(fault: type[Exception]) -> Callable[[bytes], None]:
    def fail(_content: bytes) -> None:
        raise fault

    return fail


@pytest.mark.django_db(transaction=True)
def test_jobs_at_the_same_time_examine_each_photo_once() -> None:
    case = builders.appeal()
    rows = [filed(case, photos.jpeg((800 + each, 600))) for each in range(4)]

    def job(_: int) -> None:
        try:
            tasks.examine_photos(appeal_id=case.pk)
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(job, range(3)))
    found = Evidence.objects.filter(pk__in=[row.pk for row in rows])
    assert {(row.state, row.deliveries) for row in found} == {("ready", 1)}
    assert len(stored()) == 8
