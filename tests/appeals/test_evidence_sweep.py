"""Removing what nobody asks for again, and telling store and rows apart."""

import itertools
import os
import time
from contextlib import nullcontext
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings
from pytest_django import DjangoCaptureOnCommitCallbacks as Capture

from appeals import erasure, tasks
from appeals.evidence import intake, nightly, sweep, verify
from appeals.models import Draft, Evidence, EvidenceCheck
from portal import status
from portal.storage import Store, Unavailable, evidence_store
from tests import builders, photos
from tests.desk import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_store(settings: Settings, tmp_path: Path) -> None:
    settings.EVIDENCE_DIR = tmp_path / "evidence"


def draft(*, days_left: int) -> Draft:
    """Return a draft with one photo."""
    at = builders.NOON
    made = Draft.objects.create(created_at=at, expires_at=at + timedelta(days=days_left))
    intake.attach(made, photos.upload(photos.jpeg()), kind="ektp", at=at)
    return made


def test_an_expired_draft_goes_with_its_photos(django_capture_on_commit_callbacks: Capture) -> None:
    draft(days_left=0)
    kept = draft(days_left=1)
    with django_capture_on_commit_callbacks(execute=True):
        assert sweep.remove_expired_drafts(at=builders.NOON) == 1
    (row,) = Evidence.objects.all()
    assert row.draft == kept
    assert list(evidence_store().names()) == [row.upload_name]


def test_a_file_without_a_row_goes_once_it_is_a_day_old() -> None:
    draft(days_left=1)
    orphan = evidence_store().write(b"left behind")
    assert sweep.remove_orphans() == 0
    assert sweep.remove_orphans(older_than_seconds=0) == 1
    assert not evidence_store().exists(orphan)
    assert len(list(evidence_store().names())) == 1


def test_both_sides_of_a_mismatch_are_named() -> None:
    row = draft(days_left=1).evidence.get()
    draft(days_left=1)
    evidence_store().delete(row.upload_name)
    orphan = evidence_store().write(b"left behind")
    assert sweep.orphans(older_than_seconds=0).orphans == [orphan]
    lost = verify.take_step(verify.rows(), after=0, at=builders.NOON).wrong
    assert lost == [verify.Wrong(row.pk, "upload", "missing")]


def left_behind(count: int, settings: Settings, *, days: int = 2) -> list[str]:
    """Write files that no row names, some days ago; return their names."""
    names = evidence_store().write_all([[b"left behind"]] * count)
    written = time.time() - days * 24 * 3600
    for name in names:
        os.utime(settings.EVIDENCE_DIR / name[:2] / name[2:4] / name, (written, written))
    return names


def look_tonight() -> EvidenceCheck:
    """Do the night's check of the store to its end."""
    nightly.begin(at=builders.NOON)
    check = nightly.work(at=builders.NOON)
    assert check is not None
    return check


def test_the_night_removes_files_without_a_row_once_all_are_counted(settings: Settings) -> None:
    draft(days_left=1)
    left_behind(3, settings)
    young = left_behind(1, settings, days=0)
    check = look_tonight()
    assert (check.names, check.orphans, check.removed) == (5, 3, 3)
    assert check.done_at is not None
    assert set(evidence_store().names()) == {Evidence.objects.get().upload_name, *young}


def test_too_many_files_without_a_row_all_stay_and_staff_read_why(settings: Settings) -> None:
    names = left_behind(21, settings)
    check = look_tonight()
    assert (check.orphans, check.removed, check.done_at) == (21, 0, None)
    assert check.last_fault == nightly.TOO_MANY_ORPHANS
    assert set(evidence_store().names()) == set(names)
    assert status.collect()["evidence check"]["stopped"] == nightly.TOO_MANY_ORPHANS
    page = signed_in(builders.officer("supervisor")).get(
        reverse("admin:appeals_evidencecheck_changelist")
    )
    assert "terlalu banyak berkas tanpa catatan" in page.content.decode()


def test_the_command_deletes_too_many_only_when_told_to_believe(settings: Settings) -> None:
    left_behind(21, settings)
    with pytest.raises(CommandError, match="21 of 21 files have no row: none deleted"):
        call_command("verify_evidence", remove=True, stdout=StringIO())
    assert len(list(evidence_store().names())) == 21
    call_command("verify_evidence", remove=True, believe=True, stdout=StringIO())
    assert list(evidence_store().names()) == []


@pytest.mark.parametrize(
    ("count", "among", "is_few"),
    [(20, 20, True), (21, 2_000, False), (100, 10_000, True), (101, 10_000, False),
     (1_000, 10_000_000, True), (1_001, 10_000_000, False)],
)  # fmt: skip
def test_few_are_twenty_or_one_in_a_hundred_and_never_above_a_thousand(
    count: int, among: int, is_few: bool
) -> None:
    with nullcontext() if is_few else pytest.raises(sweep.TooMany):
        sweep.expect_few(count, of=among)


def test_a_name_that_a_row_names_meanwhile_stays(settings: Settings) -> None:
    (name,) = left_behind(1, settings)
    draft(days_left=1)
    Evidence.objects.update(thumbnail_name=name)
    assert sweep.remove([name]) == 0
    assert evidence_store().exists(name)


def test_a_store_that_lists_out_of_order_loses_nothing(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = left_behind(2, settings)
    monkeypatch.setattr(Store, "names", lambda *_, after="": iter(sorted(names, reverse=True)))
    with pytest.raises(sweep.OutOfOrder):
        sweep.remove_orphans()
    check = look_tonight()
    assert (check.last_fault, check.removed) == (nightly.OUT_OF_ORDER, 0)
    assert all(evidence_store().exists(name) for name in names)


def test_slices_go_on_where_the_last_one_stopped(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweep, "NAMES_A_SLICE", 2)
    left_behind(5, settings)
    nightly.begin(at=builders.NOON)
    ticks = itertools.count()
    monkeypatch.setattr("appeals.evidence.nightly.time.monotonic", lambda: next(ticks))
    works = 0
    while (check := nightly.work(at=builders.NOON, seconds=1.5)) is not None:  # one step each
        seen, works = check, works + 1
    assert works == 8  # the rows, three slices counted, three removed, the end
    assert (seen.names, seen.orphans, seen.removed) == (5, 5, 5)
    assert seen.done_at is not None


def test_a_file_that_vanishes_while_it_is_looked_at_is_no_orphan(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, left = sorted(left_behind(2, settings))
    monkeypatch.setattr(Store, "names", lambda *_, after="": iter((gone, left)))
    Store.delete(evidence_store(), gone)
    assert sweep.orphans().orphans == [left]


def test_a_slice_asks_the_rows_three_questions_however_many_names(
    settings: Settings, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 24):
        left_behind(count, settings)
        with django_assert_num_queries(3):
            sweep.orphans()


def test_what_was_erased_is_forgotten_even_when_drafts_cannot_be_swept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def away(**_: object) -> None:
        raise Unavailable

    swept: list[object] = []
    monkeypatch.setattr(sweep, "remove_expired_drafts", away)
    monkeypatch.setattr(erasure, "sweep", lambda *, at: swept.append(at))
    with pytest.raises(Unavailable):
        tasks.purge_expired_drafts()
    assert len(swept) == 1


def test_the_nightly_job_may_run_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    draft(days_left=1)
    tasks.purge_expired_drafts()
    tasks.purge_expired_drafts()
    assert Evidence.objects.count() <= 1
